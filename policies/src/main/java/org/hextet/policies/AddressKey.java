package org.hextet.policies;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An address as a key: its bytes and its scope id. {@link Inet6Address#equals} looks at the bytes alone, so that
 * {@code fe80::1%1} and {@code fe80::1%2}, two hosts, are one to it.
 *
 * @param address the address
 */
record AddressKey(InetAddress address) {

    static boolean same(InetAddress one, InetAddress other) {
        return one.equals(other) && scopeId(one) == scopeId(other);
    }

    static int hash(InetAddress address) {
        return 31 * address.hashCode() + scopeId(address);
    }

    static List<AddressKey> all(List<InetAddress> addresses) {
        return addresses.stream().map(AddressKey::new).toList();
    }

    private static int scopeId(InetAddress address) {
        return address instanceof Inet6Address scoped ? scoped.getScopeId() : 0;
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
