package org.hextet.endpoints;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.util.List;
import java.util.Optional;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.AddressText;
import org.hextet.api.FlowLabelRequest;
import org.hextet.api.StreamOptions;
import org.hextet.policies.ConnectPolicy;

/**
 * A connect with a flow label is one over IPv6: what can be refused for that in the calling thread, before any packet.
 */
final class FlowLabelRules {

    private FlowLabelRules() {}

    /** Where nothing but the addresses of a name are unknown. */
    static void require(String target, StreamOptions options, Optional<InetSocketAddress> bind, ConnectPolicy policy) {
        if (options.flowLabel().isEmpty()) {
            return;
        }
        if (!policy.families().contains(StandardProtocolFamily.INET6)) {
            throw refused(target, "only IPv6 packets carry one, and only IPv4 is allowed here (" + policy + ")");
        }
        if (bind.isPresent() && AddressRules.family(bind.get().getAddress()) == StandardProtocolFamily.INET) {
            throw refused(
                    target,
                    "only IPv6 packets carry one, and the local address "
                            + AddressText.format(bind.get().getAddress()) + " is IPv4");
        }
    }

    /** Where the addresses are known. */
    static void requireAny(String target, StreamOptions options, List<InetAddress> addresses) {
        if (options.flowLabel().isPresent()
                && addresses.stream()
                        .noneMatch(address -> AddressRules.family(address) == StandardProtocolFamily.INET6)) {
            throw refused(target, "IPv4 packets carry none");
        }
    }

    /** Where the address is known, and is IPv4. */
    static void requireNone(String target, Optional<FlowLabelRequest> label) {
        if (label.isPresent()) {
            throw refused(target, "IPv4 packets carry none");
        }
    }

    private static IllegalArgumentException refused(String target, String why) {
        return new IllegalArgumentException("connect to " + target + " with a flow label: " + why
                + "; leave the flow label out, or connect over IPv6");
    }
}
