package org.hextet.tck.mutants;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Addresses with a part of them wrong. */
final class ChangedAddress {

    private static final int MAPPED_MARK = 10;

    private ChangedAddress() {}

    /** Without its zone, if it has one. */
    static InetSocketAddress withoutZone(InetSocketAddress address) {
        return new InetSocketAddress(withoutZone(address.getAddress()), address.getPort());
    }

    /** Without its zone, if it has one. */
    static InetAddress withoutZone(InetAddress address) {
        if (!(address instanceof Inet6Address zoned)) {
            return address;
        }
        try {
            return InetAddress.getByAddress(zoned.getAddress());
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** With the zone of an interface. */
    static InetAddress withZone(Inet6Address address, int index) {
        try {
            return Inet6Address.getByAddress(null, address.getAddress(), index);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** An IPv4 address as IPv6 shows it, {@code ::ffff:127.0.0.1}. */
    static InetSocketAddress mapped(InetSocketAddress address) {
        if (!(address.getAddress() instanceof Inet4Address plain)) {
            return address;
        }
        byte[] bytes = new byte[16];
        bytes[MAPPED_MARK] = (byte) 0xff;
        bytes[MAPPED_MARK + 1] = (byte) 0xff;
        System.arraycopy(plain.getAddress(), 0, bytes, 12, 4);
        try {
            return new InetSocketAddress(Inet6Address.getByAddress(null, bytes, -1), address.getPort());
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
