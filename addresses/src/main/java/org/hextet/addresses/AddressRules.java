package org.hextet.addresses;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.util.function.UnaryOperator;

/**
 * What is checked before any packet leaves, because neither the kernel nor the JDK always does. Every rule is a pure
 * function that throws {@link IllegalArgumentException} in the calling thread; its message names the operation, the
 * address, what is wrong and what to do.
 *
 * <p>Most callers need three: {@link #target}, {@link #local} and {@link #requireMatchingEnds}. {@code operation} is
 * always the words that stand before the address in a sentence: {@code connect to}, {@code listen on}, {@code write
 * to}, {@code join}.
 */
public final class AddressRules {

    private AddressRules() {}

    /**
     * Everything that a TCP connect asks of its target: resolved, unicast, a port, a zone where one is needed.
     *
     * @param remote what the caller gave
     * @param operation words before the address
     * @param zones the zones that exist
     * @return the same address in the form to use: IPv4-mapped as IPv4, without a zone that means nothing
     * @throws IllegalArgumentException if a rule is broken
     */
    public static InetSocketAddress target(InetSocketAddress remote, String operation, Zones zones) {
        requireResolved(remote, operation);
        requireTcpTarget(remote, operation, zones);
        requireTargetPort(remote, operation, zones);
        return usable(remote, operation, zones);
    }

    /**
     * Everything that can be asked of an address to bind to: resolved, a zone where one is needed.
     *
     * @param local what the caller gave; wildcard and port 0 are welcome
     * @param operation words before the address
     * @param zones the zones that exist
     * @return the same address in the form to use: IPv4-mapped as IPv4, without a zone that means nothing
     * @throws IllegalArgumentException if a rule is broken
     */
    public static InetSocketAddress local(InetSocketAddress local, String operation, Zones zones) {
        requireResolved(local, operation);
        return usable(local, operation, zones);
    }

    /**
     * Whether a socket bound here can reach there: one family, and one zone if both are link-local.
     *
     * @param target a resolved address
     * @param bind a resolved address; a wildcard counts by its family
     * @param operation words before the target
     * @param zones where the names of zones are found
     * @throws IllegalArgumentException if it cannot
     */
    public static void requireMatchingEnds(
            InetSocketAddress target, InetSocketAddress bind, String operation, Zones zones) {
        requireResolved(target, operation);
        requireResolved(bind, "bind to");
        requireSameFamily(target.getAddress(), bind.getAddress(), operation, zones);
        requireSameZone(target.getAddress(), bind.getAddress(), operation, zones);
    }

    /**
     * The zone rules on an address, and its form to use: {@link #unmapped}, {@link #requireZone},
     * {@link #requireKnownZone}, and no zone where it means nothing. A caller's zone on {@code ::1} is accepted and
     * dropped, as the kernel does; so is one that the JDK itself put there (addresses listed by
     * {@link java.net.NetworkInterface} all have one). Any other zone on an address that has none by its kind is
     * refused: somebody expects it to have an effect.
     *
     * @param address what the caller gave
     * @param operation words before the address
     * @param zones the zones that exist
     * @return the address to use
     * @throws UnknownZoneException if the zone does not exist
     * @throws IllegalArgumentException if a zone is missing, or means nothing
     */
    public static InetAddress usable(InetAddress address, String operation, Zones zones) {
        return usable(address, operation, zones, text -> text);
    }

    /**
     * The zone rules on the address of a socket address.
     *
     * @param address a resolved address
     * @param operation words before the address
     * @param zones the zones that exist
     * @return the address to use, with the same port; the same object if nothing had to be changed
     * @throws UnknownZoneException if the zone does not exist
     * @throws IllegalArgumentException if it is unresolved, if a zone is missing, or means nothing
     */
    @SuppressWarnings("ReferenceEquality") // Inet6Address.equals ignores the zone, which is what may have changed.
    public static InetSocketAddress usable(InetSocketAddress address, String operation, Zones zones) {
        requireResolved(address, operation);
        InetAddress given = address.getAddress();
        InetAddress used = usable(given, operation, zones, withPort(address));
        return used == given ? address : new InetSocketAddress(used, address.getPort());
    }

    private static InetAddress usable(
            InetAddress address, String operation, Zones zones, UnaryOperator<String> subject) {
        InetAddress unmapped = unmapped(address);
        requireZone(unmapped, operation, zones, subject);
        int scopeId = scopeId(unmapped);
        if (scopeId == 0) {
            return unmapped;
        }
        byte[] bytes = unmapped.getAddress();
        if (AddressBytes.takesZone(bytes)) {
            requireKnownZone(unmapped, operation, zones, subject);
            return unmapped;
        }
        if (((Inet6Address) unmapped).getScopedInterface() == null) {
            if (!AddressBytes.isLoopback(bytes)) {
                String kind = AddressBytes.isWildcard(bytes) ? "the wildcard address" : "an address of global scope";
                throw new IllegalArgumentException(operation + ' '
                        + subject.apply(AddressText.format(unmapped, zones))
                        + ": " + kind + " has no zone (RFC 4007, 6); write " + CanonicalText.of(bytes));
            }
            requireKnownZone(unmapped, operation, zones, subject);
        }
        return AddressBytes.toInetAddress(bytes);
    }

    /**
     * Refuses a link-local address, or a group of interface-local or link-local scope, that has no zone: it means
     * another host on every link (RFC 4007, section 6).
     *
     * @param address any address
     * @param operation words before the address
     * @param zones the zones that exist, listed in the message
     * @throws IllegalArgumentException if the zone is missing
     */
    public static void requireZone(InetAddress address, String operation, Zones zones) {
        requireZone(address, operation, zones, text -> text);
    }

    /**
     * Refuses a link-local address without a zone; the message has the port too.
     *
     * @param address a resolved address
     * @param operation words before the address
     * @param zones the zones that exist, listed in the message
     * @throws IllegalArgumentException if it is unresolved or the zone is missing
     */
    public static void requireZone(InetSocketAddress address, String operation, Zones zones) {
        requireResolved(address, operation);
        requireZone(address.getAddress(), operation, zones, withPort(address));
    }

    private static void requireZone(InetAddress address, String operation, Zones zones, UnaryOperator<String> subject) {
        byte[] bytes = address.getAddress();
        if (scopeId(address) != 0 || !AddressBytes.needsZone(bytes)) {
            return;
        }
        String text = CanonicalText.of(bytes);
        String kind =
                AddressBytes.isMulticast(bytes) ? "a group of " + Scope.of(bytes) + " scope" : "a link-local address";
        String example = zones.all().stream()
                .map(Zone::index)
                // The first interface is the loopback interface on most hosts: rarely the one that was meant.
                .reduce((first, next) -> first == 1 ? next : first)
                .map(index -> "; write " + text + '%' + zones.text(index))
                .orElse("");
        throw new IllegalArgumentException(
                operation + ' ' + subject.apply(text) + ": " + kind + " needs a zone; " + zones.listed() + example);
    }

    /**
     * Refuses a scope id that is no interface of this host. The JDK makes such addresses without a word.
     *
     * @param address any address
     * @param operation words before the address
     * @param zones the zones that exist, listed in the message
     * @throws UnknownZoneException if the zone does not exist
     */
    public static void requireKnownZone(InetAddress address, String operation, Zones zones) {
        requireKnownZone(address, operation, zones, text -> text);
    }

    private static void requireKnownZone(
            InetAddress address, String operation, Zones zones, UnaryOperator<String> subject) {
        int scopeId = scopeId(address);
        if (scopeId != 0 && zones.name(scopeId).isEmpty()) {
            String zone = Integer.toUnsignedString(scopeId);
            String text = CanonicalText.of(address.getAddress()) + '%' + zone;
            throw new UnknownZoneException(operation + ' ' + subject.apply(text), zone, zones);
        }
    }

    /**
     * Refuses a target and a local address of different families. IPv4-mapped addresses count as IPv4, wildcards by
     * their family.
     *
     * @param target where to
     * @param bind where from
     * @param operation words before the target
     * @throws IllegalArgumentException if the families differ
     */
    public static void requireSameFamily(InetAddress target, InetAddress bind, String operation) {
        requireSameFamily(target, bind, operation, Zones.ofHost());
    }

    private static void requireSameFamily(InetAddress target, InetAddress bind, String operation, Zones zones) {
        StandardProtocolFamily family = family(target);
        if (family != family(bind)) {
            throw new IllegalArgumentException(operation + ' ' + AddressText.format(target, zones) + " from "
                    + AddressText.format(bind, zones) + ": both ends must be of one family; bind to an "
                    + (family == StandardProtocolFamily.INET ? "IPv4" : "IPv6") + " address or none");
        }
    }

    /**
     * Refuses two link-local ends in different zones: no packet gets from one to the other (RFC 4007, section 6).
     *
     * @param target where to
     * @param bind where from
     * @param operation words before the target
     * @param zones where the names of zones are found
     * @throws IllegalArgumentException if the zones differ
     */
    public static void requireSameZone(InetAddress target, InetAddress bind, String operation, Zones zones) {
        int there = scopeId(target);
        int here = scopeId(bind);
        if (there != 0
                && here != 0
                && there != here
                && AddressBytes.needsZone(target.getAddress())
                && AddressBytes.needsZone(bind.getAddress())) {
            throw new IllegalArgumentException(operation + ' ' + AddressText.format(target, zones) + " from "
                    + AddressText.format(bind, zones) + ": the zones " + zones.text(there) + " and " + zones.text(here)
                    + " are two links; bind to an address in zone " + zones.text(there) + " or none");
        }
    }

    /**
     * Refuses an address that is only a name: the calls that ask this make no look-up.
     *
     * @param address any socket address
     * @param operation words before the address
     * @throws IllegalArgumentException if it is unresolved
     */
    public static void requireResolved(InetSocketAddress address, String operation) {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException(operation + ' ' + PrintableText.of(address.getHostString()) + " port "
                    + address.getPort() + ": unresolved, and no name is looked up here;"
                    + " use an endpoint, which looks names up, or a resolved address");
        }
    }

    /**
     * Refuses what no TCP connection can go to: groups, and the IPv4 broadcast address.
     *
     * @param remote a resolved address
     * @param operation words before the address
     * @throws IllegalArgumentException if it is unresolved, multicast or {@code 255.255.255.255}
     */
    public static void requireTcpTarget(InetSocketAddress remote, String operation) {
        requireTcpTarget(remote, operation, Zones.ofHost());
    }

    private static void requireTcpTarget(InetSocketAddress remote, String operation, Zones zones) {
        requireResolved(remote, operation);
        byte[] bytes = AddressBytes.unmapped(remote.getAddress().getAddress());
        boolean isBroadcast = bytes.length == 4 && (bytes[0] & bytes[1] & bytes[2] & bytes[3]) == -1;
        if (isBroadcast || AddressBytes.isMulticast(bytes)) {
            throw new IllegalArgumentException(operation + ' '
                    + withPort(remote).apply(AddressText.format(remote.getAddress(), zones))
                    + (isBroadcast ? ": the broadcast address" : ": a multicast group")
                    + " has many hosts and TCP has two ends; give the address of one host");
        }
    }

    /**
     * Refuses port 0 as a target.
     *
     * @param remote any socket address
     * @param operation words before the address
     * @throws IllegalArgumentException if the port is 0
     */
    public static void requireTargetPort(InetSocketAddress remote, String operation) {
        requireTargetPort(remote, operation, Zones.ofHost());
    }

    private static void requireTargetPort(InetSocketAddress remote, String operation, Zones zones) {
        if (remote.getPort() == 0) {
            InetAddress address = remote.getAddress();
            String text =
                    address == null ? PrintableText.of(remote.getHostString()) : AddressText.format(address, zones);
            throw new IllegalArgumentException(
                    operation + ' ' + text
                            + " port 0: nothing listens there, it means any free port to a listener; give a port from 1 to 65535");
        }
    }

    /**
     * Refuses what is no port.
     *
     * @param port any number
     * @param subject what it is the port of, with the operation if there is one: {@code connect to example.org}
     * @return {@code port}
     * @throws IllegalArgumentException if it is not 0 to 65535
     */
    public static int requirePort(int port, String subject) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(
                    PrintableText.of(subject) + " port " + port + ": out of range; a port is a number from 0 to 65535");
        }
        return port;
    }

    /**
     * The family that an address belongs to on the wire.
     *
     * @param address any address
     * @return {@code INET} for IPv4 and IPv4-mapped addresses, else {@code INET6}
     */
    public static StandardProtocolFamily family(InetAddress address) {
        return AddressBytes.unmapped(address.getAddress()).length == 4
                ? StandardProtocolFamily.INET
                : StandardProtocolFamily.INET6;
    }

    /**
     * An IPv4-mapped {@code Inet6Address} as the IPv4 address that it is. The JDK folds them itself when it reads text,
     * but can be made to hold one.
     *
     * @param address any address
     * @return an {@code Inet4Address} for a mapped one, else {@code address} itself
     */
    public static InetAddress unmapped(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] bytes = address.getAddress();
        return AddressBytes.isMapped(bytes) ? AddressBytes.toInetAddress(bytes) : address;
    }

    private static int scopeId(InetAddress address) {
        return address instanceof Inet6Address ipv6 ? ipv6.getScopeId() : 0;
    }

    private static UnaryOperator<String> withPort(InetSocketAddress address) {
        return text -> text + " port " + address.getPort();
    }
}
