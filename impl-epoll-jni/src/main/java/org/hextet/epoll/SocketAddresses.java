package org.hextet.epoll;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A struct sockaddr in memory of its own, written and read. Of the loop only.
 *
 * <p>Objects of equal addresses that come one after another are the same: connections to one address of this host share
 * it.
 */
final class SocketAddresses {

    private final Memory memory = new Memory(Syscalls.ADDRESS_BYTES);
    private final Recent local = new Recent();
    private final Recent remote = new Recent();

    long memory() {
        return memory.address;
    }

    ByteBuffer buffer() {
        return memory.buffer;
    }

    static int family(InetAddress address) {
        return address instanceof Inet6Address ? Syscalls.INET6 : Syscalls.INET;
    }

    /** Writes an address for a socket of its own family. Its length. */
    int write(InetAddress address, int port) {
        return Sockaddr.write(memory.buffer, 0, family(address), address, port);
    }

    int write(InetSocketAddress address) {
        return write(address.getAddress(), address.getPort());
    }

    /** Writes an address for a socket of that family. Its length. */
    int write(int family, InetSocketAddress address) {
        return Sockaddr.write(memory.buffer, 0, family, address.getAddress(), address.getPort());
    }

    /** Adds a flow label to the IPv6 address that was written. */
    void writeFlowLabel(int label) {
        Sockaddr.writeFlowLabel(memory.buffer, 0, label);
    }

    /**
     * Reads an address of this host that the kernel wrote: an IPv4-mapped one as IPv4, a link-local one with its scope.
     */
    InetSocketAddress readLocal() {
        return local.read(memory.buffer);
    }

    /** As {@link #readLocal()}, an address of a peer. */
    InetSocketAddress readRemote() {
        return remote.read(memory.buffer);
    }

    /** The port of what the kernel wrote. */
    int port() {
        return Sockaddr.port(memory.buffer, 0);
    }

    /** The address before, which is often the next one too. */
    private static final class Recent {

        private long high;
        private long low;
        private int scope;
        private @Nullable InetAddress address;
        private @Nullable InetSocketAddress socket;

        @SuppressWarnings("ReferenceEquality") // equal ones are the same here, and those of other zones are not equal
        InetSocketAddress read(ByteBuffer from) {
            InetAddress of = address(Sockaddr.high(from, 0), Sockaddr.low(from, 0), Sockaddr.scope(from, 0));
            int port = Sockaddr.port(from, 0);
            InetSocketAddress known = socket;
            if (known == null || known.getPort() != port || known.getAddress() != of) {
                known = new InetSocketAddress(of, port);
                socket = known;
            }
            return known;
        }

        private InetAddress address(long newHigh, long newLow, int newScope) {
            InetAddress known = address;
            if (known == null || high != newHigh || low != newLow || scope != newScope) {
                known = Sockaddr.address(newHigh, newLow, newScope);
                high = newHigh;
                low = newLow;
                scope = newScope;
                address = known;
            }
            return known;
        }
    }
}
