package org.hextet.cli.diagnosis;

import java.net.StandardProtocolFamily;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.Host;

/**
 * Which families must work.
 *
 * @param given what the user said; empty: those that the host has
 */
public record Expectation(Optional<Set<StandardProtocolFamily>> given) {

    /** Those that the host has. */
    public static final Expectation OF_HOST = new Expectation(Optional.empty());

    /**
     * Reads it.
     *
     * @param text 6, 4 or both
     * @return the families
     * @throws IllegalArgumentException if it is anything else
     */
    public static Expectation parse(String text) {
        return switch (text) {
            case "6" -> new Expectation(Optional.of(EnumSet.of(StandardProtocolFamily.INET6)));
            case "4" -> new Expectation(Optional.of(EnumSet.of(StandardProtocolFamily.INET)));
            case "both" -> new Expectation(Optional.of(EnumSet.copyOf(Families.BOTH)));
            default -> throw new IllegalArgumentException("\"" + text + "\" is no family; write 6, 4 or both");
        };
    }

    /**
     * Insists that an address can be reached over what is expected.
     *
     * @param host what is to be reached
     * @throws IllegalArgumentException if it is an address of another family
     */
    public void requireFitting(Host host) {
        if (host instanceof Host.Literal literal && given.isPresent()) {
            StandardProtocolFamily own = AddressRules.family(literal.address().toInetAddress());
            if (!given.get().equals(Set.of(own))) {
                throw new IllegalArgumentException("--expect does not fit " + host + ": an " + Families.name(own)
                        + " address is reached over " + Families.name(own) + " alone; give a name, or leave it out");
            }
        }
    }

    /** The families, where this was seen. */
    Set<StandardProtocolFamily> families(Observations seen) {
        if (given.isPresent()) {
            return given.get();
        }
        Set<StandardProtocolFamily> families = Families.none();
        for (StandardProtocolFamily family : Families.BOTH) {
            if (isOfHost(family, seen)) {
                families.add(family);
            }
        }
        // Who has nothing is missing both.
        return families.isEmpty() ? EnumSet.copyOf(Families.BOTH) : families;
    }

    private static boolean isOfHost(StandardProtocolFamily family, Observations seen) {
        boolean hasSource =
                seen.order(family).stream().anyMatch(each -> each.source().isPresent());
        if (seen.target().filter(target -> !target.isName()).isPresent()) {
            return !seen.order(family).isEmpty();
        }
        return hasSource || seen.host().hasSource(family) || seen.host().hasAddress(family);
    }
}
