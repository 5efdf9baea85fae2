package org.hextet.addresses;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * An address as it is written: 4 or 16 bytes, and for IPv6 the text of a zone. A value without a host: the zone need
 * not exist anywhere, and two addresses are equal if their bytes and the texts of their zones are.
 * {@link #toInetAddress(Zones)} is the step to a host.
 *
 * <p>An IPv4-mapped address keeps its 16 bytes here; the step to a host makes it IPv4. Immutable.
 */
public final class IpAddress {

    private final byte[] bytes;
    private final String zone;

    private IpAddress(byte[] bytes, String zone) {
        this.bytes = bytes;
        this.zone = zone;
    }

    /**
     * An address without a zone.
     *
     * @param bytes 4 or 16 bytes in network order; copied
     * @return the address
     * @throws IllegalArgumentException if there are not 4 or 16
     */
    public static IpAddress of(byte[] bytes) {
        return of(bytes, "");
    }

    /**
     * An address with a zone.
     *
     * @param bytes 4 or 16 bytes in network order; copied
     * @param zone an interface name or index, or empty for none
     * @return the address
     * @throws IllegalArgumentException if there are not 4 or 16 bytes, if IPv4 is given a zone, or if no zone can be
     *     called so
     */
    public static IpAddress of(byte[] bytes, String zone) {
        if (bytes.length != 4 && bytes.length != 16) {
            throw new IllegalArgumentException(bytes.length + " bytes: an address has 4 (IPv4) or 16 (IPv6)");
        }
        if (!zone.isEmpty()) {
            if (bytes.length == 4) {
                throw new IllegalArgumentException(CanonicalText.of(bytes)
                        + ": an IPv4 address has no zone; leave out \"" + PrintableText.of(zone) + "\"");
            }
            ZoneText.parse(zone, 0, zone.length());
        }
        return new IpAddress(bytes.clone(), zone);
    }

    /**
     * The address that a socket would name, as a value.
     *
     * @param address the address; a scope id becomes a zone
     * @param zones where the zone's name is found
     * @return the bytes of {@code address} and, if it has a scope id, its zone by name, or by index if it has no name
     */
    public static IpAddress of(InetAddress address, Zones zones) {
        int scopeId = address instanceof Inet6Address ipv6 ? ipv6.getScopeId() : 0;
        return new IpAddress(address.getAddress(), scopeId == 0 ? "" : zones.text(scopeId));
    }

    /** Takes over parts that were checked before. */
    static IpAddress checked(byte[] bytes, String zone) {
        return new IpAddress(bytes, zone);
    }

    /**
     * The address in network order.
     *
     * @return a copy of the 4 or 16 bytes
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * The zone as it was written.
     *
     * @return an interface name or index; empty if the address has none
     */
    public String zone() {
        return zone;
    }

    /**
     * The same bytes in another zone.
     *
     * @param zone an interface name or index, or empty for none
     * @return the address
     * @throws IllegalArgumentException as {@link #of(byte[], String)}
     */
    public IpAddress withZone(String zone) {
        return of(bytes, zone);
    }

    /**
     * What the address is as text: an IPv4-mapped one is IPv6 here.
     *
     * @return {@code INET} for 4 bytes, {@code INET6} for 16
     */
    public StandardProtocolFamily family() {
        return bytes.length == 4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    /**
     * How far the address reaches.
     *
     * @return the scope by RFC 6724, sections 3.1 and 3.2
     */
    public Scope scope() {
        return Scope.of(bytes);
    }

    /**
     * Whether the address is unicast of one link: {@code fe80::/10} or {@code 169.254.0.0/16}.
     *
     * @return true if it is; false for multicast of link-local scope
     */
    public boolean isLinkLocal() {
        return AddressBytes.isLinkLocal(bytes);
    }

    /**
     * Whether the address names a group: {@code ff00::/8} or {@code 224.0.0.0/4}.
     *
     * @return true if it does
     */
    public boolean isMulticast() {
        return AddressBytes.isMulticast(bytes);
    }

    /**
     * Whether the address is {@code ::1} or in {@code 127.0.0.0/8}.
     *
     * @return true if it is
     */
    public boolean isLoopback() {
        return AddressBytes.isLoopback(bytes);
    }

    /**
     * Whether the address is {@code ::} or {@code 0.0.0.0}.
     *
     * @return true if it is
     */
    public boolean isWildcard() {
        return AddressBytes.isWildcard(bytes);
    }

    /**
     * Whether the address is IPv4 written as IPv6: {@code ::ffff:0:0/96}.
     *
     * @return true if it is
     */
    public boolean isMapped() {
        return AddressBytes.isMapped(bytes);
    }

    /**
     * The address on this host: {@link #toInetAddress(Zones)} with {@link Zones#ofHost()}.
     *
     * @return the address
     * @throws UnknownZoneException if this host has no such zone
     * @throws IllegalArgumentException if an IPv4-mapped address has a zone
     */
    public InetAddress toInetAddress() {
        return toInetAddress(Zones.ofHost());
    }

    /**
     * The address on a host: the zone becomes a scope id, an IPv4-mapped address becomes IPv4. No name is looked up.
     *
     * @param zones where the zone is found
     * @return an {@code Inet4Address}, or an {@code Inet6Address} with the zone's index as its scope id
     * @throws UnknownZoneException if there is no such zone; the message lists those that exist
     * @throws IllegalArgumentException if an IPv4-mapped address has a zone: it would be lost
     */
    public InetAddress toInetAddress(Zones zones) {
        if (zone.isEmpty()) {
            return AddressBytes.toInetAddress(bytes);
        }
        if (isMapped()) {
            throw new IllegalArgumentException(this + ": an IPv4-mapped address has no zone; write "
                    + CanonicalText.of(AddressBytes.unmapped(bytes)));
        }
        OptionalInt index = zones.index(zone);
        if (index.isEmpty()) {
            throw new UnknownZoneException(toString(), zone, zones);
        }
        try {
            // By number: by interface, the JDK refuses interfaces that have no link-local address themselves.
            return Inet6Address.getByAddress(null, bytes, index.getAsInt());
        } catch (UnknownHostException wrongLength) {
            throw new AssertionError(wrongLength);
        }
    }

    @Override
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public boolean equals(@Nullable Object other) {
        return other instanceof IpAddress address && Arrays.equals(bytes, address.bytes) && zone.equals(address.zone);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(bytes) + zone.hashCode();
    }

    /**
     * The canonical text.
     *
     * @return RFC 5952, with {@code %zone} if there is one; {@link AddressText#parse} reads it back
     */
    @Override
    public String toString() {
        return zone.isEmpty() ? CanonicalText.of(bytes) : CanonicalText.of(bytes) + '%' + zone;
    }
}
