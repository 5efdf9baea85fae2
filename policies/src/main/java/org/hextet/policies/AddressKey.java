package org.hextet.policies;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An address as a key: its bytes and its scope id. {@link Inet6Address#equals} looks at the bytes alone, so that
 * {@code fe80::1%1} and {@code fe80::1%2}, two hosts, are one to it.
 *
 * <p>Comparable, for whoever answers a lookup can choose thousands of addresses whose hash code is one: a hash map
 * finds its way among those by order, and without one goes through all.
 *
 * @param address the address
 */
record AddressKey(InetAddress address) implements Comparable<AddressKey> {

    static boolean same(InetAddress one, InetAddress other) {
        return one.equals(other) && scopeId(one) == scopeId(other);
    }

    static int hash(InetAddress address) {
        return 31 * address.hashCode() + scopeId(address);
    }

    static List<AddressKey> all(List<InetAddress> addresses) {
        return addresses.stream().map(AddressKey::new).toList();
    }

    static int compare(InetAddress one, InetAddress other) {
        int order = Arrays.compareUnsigned(one.getAddress(), other.getAddress());
        return order != 0 ? order : Integer.compare(scopeId(one), scopeId(other));
    }

    private static int scopeId(InetAddress address) {
        return address instanceof Inet6Address scoped ? scoped.getScopeId() : 0;
    }

    @Override
    public int compareTo(AddressKey other) {
        return compare(address, other.address);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AddressKey that && same(address, that.address);
    }

    @Override
    public int hashCode() {
        return hash(address);
    }

    @Override
    public String toString() {
        return address.getHostAddress();
    }
}
