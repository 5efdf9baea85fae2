package org.hextet.cli.diagnosis;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hextet.addresses.AddressKey;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Placement;
import org.hextet.addresses.SourceAddress;
import org.hextet.addresses.SourceAddress.Property;
import org.hextet.addresses.SourceChoice;
import org.hextet.addresses.SourceSelection;

/** Why the kernel sends to a destination from this address and no other: the rules of RFC 6724, section 5. */
final class SourceReason {

    private static final int LONGEST_PREFIX = 128;

    private SourceReason() {}

    /**
     * Explains a choice.
     *
     * @param host its addresses
     * @param placement a destination with the source that the kernel has chosen
     * @return a clause; empty for IPv4, for which kernels have other rules, where there was no choice, and for the
     *     host's own addresses
     */
    static Optional<String> of(List<LocalAddress> host, Placement placement) {
        Optional<InetAddress> chosen = placement
                .source()
                .map(SourceAddress::address)
                .filter(source -> Families.is(StandardProtocolFamily.INET6, source))
                .filter(source -> !isSame(source, placement.destination()));
        return chosen.flatMap(source -> reason(host, placement.destination(), source));
    }

    private static Optional<String> reason(List<LocalAddress> host, InetAddress destination, InetAddress chosen) {
        Optional<String> leaving = host.stream()
                .filter(each -> isSame(each.address(), chosen))
                .map(LocalAddress::interfaceName)
                .findFirst();
        List<SourceAddress> candidates = new ArrayList<>();
        for (LocalAddress each : host) {
            if (Families.is(StandardProtocolFamily.INET6, each.address()) && each.isAssigned()) {
                candidates.add(candidate(each, leaving));
            }
        }
        List<SourceChoice> ranked = SourceSelection.standard().rank(destination, candidates);
        if (ranked.size() < 2) {
            return Optional.empty();
        }
        SourceChoice best = ranked.get(0);
        return Optional.of(
                isSame(best.source().address(), chosen)
                        ? best.reason()
                        : "a route or a setting of the host chose it; RFC 6724 alone would take "
                                + AddressText.format(best.source().address()) + " (" + best.reason() + ")");
    }

    private static SourceAddress candidate(LocalAddress local, Optional<String> leaving) {
        Set<Property> properties = EnumSet.noneOf(Property.class);
        if (local.flags().contains("deprecated")) {
            properties.add(Property.DEPRECATED);
        }
        if (leaving.isPresent() && !leaving.get().equals(local.interfaceName())) {
            properties.add(Property.OTHER_INTERFACE);
        }
        int prefix = Math.max(0, Math.min(LONGEST_PREFIX, local.prefixLength()));
        return new SourceAddress(local.address(), prefix, properties);
    }

    /** A kernel's answer has a zone where the interface's list has it too, or not. */
    private static boolean isSame(InetAddress one, InetAddress other) {
        return AddressKey.of(one).equals(AddressKey.of(other)) || (!one.isLinkLocalAddress() && one.equals(other));
    }
}
