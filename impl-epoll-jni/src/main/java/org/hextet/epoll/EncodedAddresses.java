package org.hextet.epoll;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Addresses as the kernel reads them, remembered by object: to encode one makes garbage, and who sends to an address
 * again mostly has the same object. Of the loop only.
 */
final class EncodedAddresses {

    /** A power of two. */
    private static final int REMEMBERED = 512;

    /** A struct sockaddr, in whole words. */
    static final int BYTES = 32;

    private final Memory memory = new Memory(REMEMBERED * BYTES);
    private final @Nullable Object[] owners = new Object[REMEMBERED];

    /** Where they stand. */
    ByteBuffer buffer() {
        return memory.buffer;
    }

    /** Where it stands, for a socket of that family. */
    int find(InetSocketAddress address, int family) {
        int at = place(address);
        if (!isThere(address, at, family)) {
            Sockaddr.write(memory.buffer, at, family, address.getAddress(), address.getPort());
            owners[at / BYTES] = address;
        }
        return at;
    }

    /** Where it stands, in the form of its own family, with the port 0. */
    int find(InetAddress address) {
        int at = place(address);
        int family = SocketAddresses.family(address);
        if (!isThere(address, at, family)) {
            Sockaddr.write(memory.buffer, at, family, address, 0);
            owners[at / BYTES] = address;
        }
        return at;
    }

    private static int place(Object address) {
        return (System.identityHashCode(address) & (REMEMBERED - 1)) * BYTES;
    }

    @SuppressWarnings("ReferenceEquality") // the very object
    private boolean isThere(Object address, int at, int family) {
        return owners[at / BYTES] == address && memory.buffer.getShort(at) == family;
    }

    /**
     * The interface of a group whose scope is wider than a link: the kernel takes no notice of its zone. 0 for all
     * else.
     */
    static int groupInterface(InetAddress address) {
        return address instanceof Inet6Address group
                        && group.getScopeId() != 0
                        && group.isMulticastAddress()
                        && !group.isMCLinkLocal()
                        && !group.isMCNodeLocal()
                ? group.getScopeId()
                : 0;
    }
}
