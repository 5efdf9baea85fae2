package org.hextet.resolver.dnsjava;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Addresses that know by which name they were found, so that nobody asks for it backwards. */
final class InetAddresses {

    private InetAddresses() {}

    /** Of a record, whose own name may be another. */
    static InetAddress named(String name, byte[] address) {
        try {
            return InetAddress.getByAddress(name, address);
        } catch (UnknownHostException wrongLength) {
            throw new AssertionError(wrongLength);
        }
    }

    static InetAddress named(String name, InetAddress address) {
        try {
            return address instanceof Inet6Address ipv6 && ipv6.getScopeId() != 0
                    ? Inet6Address.getByAddress(name, ipv6.getAddress(), ipv6.getScopeId())
                    : InetAddress.getByAddress(name, address.getAddress());
        } catch (UnknownHostException wrongLength) {
            throw new AssertionError(wrongLength);
        }
    }
}
