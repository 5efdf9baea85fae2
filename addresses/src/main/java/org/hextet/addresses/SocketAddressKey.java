package org.hextet.addresses;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;

/**
 * A peer to be compared and used in maps: bytes, zone and port.
 *
 * @param address the address
 * @param port 0 to 65535
 */
public record SocketAddressKey(AddressKey address, int port) {

    /**
     * The key of a socket address.
     *
     * @param address a resolved socket address
     * @return its key
     * @throws IllegalArgumentException if it is unresolved
     */
    public static SocketAddressKey of(InetSocketAddress address) {
        InetAddress resolved = address.getAddress();
        if (resolved == null) {
            throw new IllegalArgumentException(
                    AddressText.formatSocket(address) + ": unresolved, so it is no peer yet");
        }
        return new SocketAddressKey(AddressKey.of(resolved), address.getPort());
    }

    /**
     * Whether two socket addresses are one: bytes, zone and port.
     *
     * @param one a resolved socket address
     * @param other another
     * @return true if their keys are equal
     * @throws IllegalArgumentException if one is unresolved
     */
    public static boolean sameAddress(InetSocketAddress one, InetSocketAddress other) {
        return of(one).equals(of(other));
    }

    /**
     * Address and port, the zone by index.
     *
     * @return for example {@code [fe80::1%2]:80}
     */
    @Override
    public String toString() {
        return address.family() == StandardProtocolFamily.INET ? address + ":" + port : "[" + address + "]:" + port;
    }
}
