package org.hextet.addresses;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;

/**
 * An address to be compared and used in maps: {@code Inet6Address.equals} ignores the zone, this does not. The zone
 * counts where it means something (link-local, site-local, multicast); elsewhere the kernel ignores it and so does the
 * key. An IPv4-mapped address is the IPv4 address.
 *
 * <p>Keys have an order, IPv4 before IPv6 and by bytes, so that a hash map stays quick with thousands of addresses that
 * somebody has chosen for their common hash code.
 *
 * @param family {@code INET} or {@code INET6}
 * @param high the first eight bytes of an IPv6 address; 0 for IPv4
 * @param low the last eight bytes of an IPv6 address; the four bytes of an IPv4 address
 * @param scopeId the interface index; 0 if there is none or it means nothing
 */
public record AddressKey(StandardProtocolFamily family, long high, long low, int scopeId)
        implements Comparable<AddressKey> {

    /**
     * The key of an address.
     *
     * @param address any address
     * @return its key; equal for two addresses exactly if a packet to one goes where a packet to the other goes
     */
    public static AddressKey of(InetAddress address) {
        byte[] bytes = AddressBytes.unmapped(address.getAddress());
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (bytes.length == 4) {
            return new AddressKey(StandardProtocolFamily.INET, 0, buffer.getInt() & 0xffff_ffffL, 0);
        }
        int scopeId = AddressBytes.takesZone(bytes) ? ((Inet6Address) address).getScopeId() : 0;
        return new AddressKey(StandardProtocolFamily.INET6, buffer.getLong(), buffer.getLong(), scopeId);
    }

    /**
     * Whether two addresses are one: bytes and zone.
     *
     * @param one an address
     * @param other another
     * @return true if their keys are equal
     */
    public static boolean sameAddress(InetAddress one, InetAddress other) {
        return of(one).equals(of(other));
    }

    /**
     * Compares by family, bytes and zone.
     *
     * @param other another key
     * @return below 0, 0 or above 0; 0 exactly if they are equal
     */
    @Override
    public int compareTo(AddressKey other) {
        int order = family.compareTo(other.family);
        if (order == 0) {
            order = Long.compareUnsigned(high, other.high);
        }
        if (order == 0) {
            order = Long.compareUnsigned(low, other.low);
        }
        return order != 0 ? order : Integer.compare(scopeId, other.scopeId);
    }

    /**
     * The canonical text, the zone by index.
     *
     * @return for example {@code fe80::1%2}
     */
    @Override
    public String toString() {
        byte[] bytes = family == StandardProtocolFamily.INET
                ? ByteBuffer.allocate(4).putInt((int) low).array()
                : ByteBuffer.allocate(16).putLong(high).putLong(low).array();
        return scopeId == 0 ? CanonicalText.of(bytes) : CanonicalText.of(bytes) + '%' + scopeId;
    }
}
