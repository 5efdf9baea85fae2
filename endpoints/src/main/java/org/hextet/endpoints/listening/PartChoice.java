package org.hextet.endpoints.listening;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hextet.addresses.AddressKey;
import org.hextet.addresses.AddressText;

/** By which of its sockets a port sends: one of the family, of the zone, of the reach of the destination. Immutable. */
final class PartChoice {

    private final List<DatagramPart> parts;

    PartChoice(List<DatagramPart> parts) {
        this.parts = List.copyOf(parts);
    }

    /** Refuses what no part has a family for. */
    void requireFamily(InetSocketAddress to) {
        if (parts.stream().noneMatch(part -> part.isOfFamilyOf(to.getAddress()))) {
            boolean isInet6 = to.getAddress() instanceof Inet6Address;
            throw new IllegalArgumentException("write to " + AddressText.formatSocket(to) + ": the port "
                    + parts.stream()
                            .map(part -> AddressText.formatSocket(part.local()))
                            .collect(Collectors.joining(", "))
                    + " has " + (isInet6 ? "IPv4" : "IPv6") + " only; use an " + (isInet6 ? "IPv4" : "IPv6")
                    + " address");
        }
    }

    /** The part that is bound to an address. */
    Optional<DatagramPart> at(InetAddress address) {
        return parts.stream()
                .filter(part -> AddressKey.sameAddress(part.address(), address))
                .findFirst();
    }

    /** What can be said without asking the host for its routes. */
    Optional<DatagramPart> withoutRoutes(InetAddress to) {
        List<DatagramPart> fitting = fitting(to);
        Optional<DatagramPart> wildcard =
                fitting.stream().filter(DatagramPart::isWildcard).findFirst();
        if (wildcard.isPresent()) {
            return wildcard;
        }
        if (to.isLoopbackAddress()) {
            return at(to).or(() -> fitting.stream()
                    .filter(part -> part.address().isLoopbackAddress())
                    .findFirst());
        }
        if (to instanceof Inet6Address inet6 && isOfLink(inet6)) {
            return fitting.stream()
                    .filter(part -> part.address() instanceof Inet6Address own
                            && own.isLinkLocalAddress()
                            && own.getScopeId() == inet6.getScopeId())
                    .findFirst();
        }
        return fitting.size() == 1 ? Optional.of(fitting.get(0)) : Optional.empty();
    }

    private static boolean isOfLink(Inet6Address address) {
        return address.isLinkLocalAddress() || address.isMCLinkLocal() || address.isMCNodeLocal();
    }

    /** Where the host knows no better: one that reaches far, else any of the family. */
    DatagramPart any(InetAddress to) {
        List<DatagramPart> fitting = fitting(to);
        return fitting.stream()
                .filter(part ->
                        !part.address().isLoopbackAddress() && !part.address().isLinkLocalAddress())
                .findFirst()
                .orElseGet(() -> fitting.get(0));
    }

    private List<DatagramPart> fitting(InetAddress to) {
        return parts.stream().filter(part -> part.isOfFamilyOf(to)).toList();
    }
}
