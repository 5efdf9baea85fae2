package org.hextet.api;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a provider can do on this host, and what it cannot and why. A capability that is in neither list is unknown to
 * the provider, and so absent.
 *
 * @param provider the name of the provider, for errors
 * @param present what it can do, sorted by name; unmodifiable
 * @param absent what it cannot do, each with the reason, sorted by name; unmodifiable
 */
public record Capabilities(String provider, Set<Capability> present, Map<Capability, String> absent) {

    /**
     * Copies both lists.
     *
     * @param provider as of the record
     * @param present as of the record
     * @param absent as of the record
     * @throws IllegalArgumentException if a capability stands in both
     */
    public Capabilities {
        present = Collections.unmodifiableSet(new TreeSet<>(present));
        absent = Collections.unmodifiableMap(new TreeMap<>(absent));
        if (!Collections.disjoint(present, absent.keySet())) {
            throw new IllegalArgumentException("capabilities of " + provider + ": one is both present and absent");
        }
    }

    /**
     * Whether it is there.
     *
     * @param capability asked for
     * @return true if the provider has it here
     */
    public boolean has(Capability capability) {
        return present.contains(capability);
    }

    /**
     * Insists on a capability.
     *
     * @param capability needed
     * @throws UnsupportedOperationException if it is absent: names the capability, the provider and the reason
     */
    public void require(Capability capability) {
        if (!has(capability)) {
            throw new UnsupportedOperationException("capability " + capability + " is not available on " + provider
                    + ": " + absent.getOrDefault(capability, "this provider does not know it"));
        }
    }
}
