package org.hextet.endpoints.race;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.Set;
import org.hextet.api.StreamOptions;
import org.hextet.endpoints.nat64.Nat64;

/**
 * How a connect reaches IPv4 addresses where the host has no IPv4.
 *
 * @param nat64 whether, and under which prefix
 * @param resolver who is asked for the prefix
 */
public record TranslationPlan(Nat64 nat64, ResolverSource resolver) {

    /** Whether anything can be synthesised in such a connect: what is bound or labelled has its family. */
    boolean appliesTo(Set<StandardProtocolFamily> families, StreamOptions options) {
        return nat64.isOn()
                && families.contains(StandardProtocolFamily.INET)
                && families.contains(StandardProtocolFamily.INET6)
                && options.bind().isEmpty()
                && options.flowLabel().isEmpty();
    }

    /** An address that came out of a translation. */
    record Synthesised(InetAddress address, String words) {}
}
