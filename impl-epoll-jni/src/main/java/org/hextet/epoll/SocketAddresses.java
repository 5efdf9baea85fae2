package org.hextet.epoll;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A struct sockaddr in memory of its own, written and read. Of the loop only.
 *
 * <p>Objects of equal addresses that come one after another are the same: connections to one address of this host share
 * it.
 */
final class SocketAddresses {

    private static final int PORT_AT = 2;
    private static final int INET_ADDRESS_AT = 4;
    private static final int FLOW_INFO_AT = 4;
    private static final int INET6_ADDRESS_AT = 8;
    private static final int SCOPE_AT = 24;
    private static final int INET_BYTES = 16;

    private static final boolean NATIVE_IS_BIG = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;

    private final Memory memory = new Memory(Syscalls.ADDRESS_BYTES);
    private final Recent local = new Recent();
    private final Recent remote = new Recent();

    long memory() {
        return memory.address;
    }

    static int family(InetAddress address) {
        return address instanceof Inet6Address ? Syscalls.INET6 : Syscalls.INET;
    }

    /** Writes an address. Its length. */
    int write(InetAddress address, int port) {
        ByteBuffer to = memory.buffer;
        to.putShort(0, (short) family(address));
        to.put(PORT_AT, (byte) (port >> 8)).put(PORT_AT + 1, (byte) port);
        byte[] bytes = address.getAddress();
        if (address instanceof Inet6Address scoped) {
            to.putInt(FLOW_INFO_AT, 0);
            to.put(INET6_ADDRESS_AT, bytes);
            to.putInt(SCOPE_AT, scoped.getScopeId());
            return Syscalls.ADDRESS_BYTES;
        }
        to.put(INET_ADDRESS_AT, bytes);
        to.putLong(8, 0);
        return INET_BYTES;
    }

    int write(InetSocketAddress address) {
        return write(address.getAddress(), address.getPort());
    }

    /** Adds a flow label to the IPv6 address that was written. */
    void writeFlowLabel(int label) {
        memory.buffer
                .put(FLOW_INFO_AT + 1, (byte) (label >> 16))
                .put(FLOW_INFO_AT + 2, (byte) (label >> 8))
                .put(FLOW_INFO_AT + 3, (byte) label);
    }

    /**
     * Reads an address of this host that the kernel wrote: an IPv4-mapped one as IPv4, a link-local one with its scope.
     */
    InetSocketAddress readLocal() {
        return read(local);
    }

    /** As {@link #readLocal()}, an address of a peer. */
    InetSocketAddress readRemote() {
        return read(remote);
    }

    private InetSocketAddress read(Recent recent) {
        ByteBuffer from = memory.buffer;
        int port = (from.get(PORT_AT) & 0xFF) << 8 | (from.get(PORT_AT + 1) & 0xFF);
        InetAddress address;
        if (from.getShort(0) == Syscalls.INET6) {
            address = recent.inet6(
                    from.getLong(INET6_ADDRESS_AT), from.getLong(INET6_ADDRESS_AT + 8), from.getInt(SCOPE_AT));
        } else {
            address = recent.inet(from.getInt(INET_ADDRESS_AT));
        }
        return recent.socket(address, port);
    }

    /** The address before, which is often the next one too. */
    private static final class Recent {

        /** ::ffff:0:0/96, as the eight bytes before the IPv4 address and the four before it. */
        private static final int MAPPED = 0xFFFF;

        private long high;
        private long low;
        private int scope;
        private @Nullable InetAddress address;
        private @Nullable InetSocketAddress socket;
        private final ByteBuffer bytes = ByteBuffer.allocate(16);

        InetAddress inet6(long nativeHigh, long nativeLow, int newScope) {
            long newHigh = bigEndian(nativeHigh);
            long newLow = bigEndian(nativeLow);
            if (newHigh == 0 && newLow >>> 32 == MAPPED) {
                return inet4((int) newLow);
            }
            if (address instanceof Inet6Address same && high == newHigh && low == newLow && scope == newScope) {
                return same;
            }
            bytes.putLong(0, newHigh).putLong(8, newLow);
            return keep(newHigh, newLow, newScope, made(bytes.array(), newScope));
        }

        InetAddress inet(int nativeAddress) {
            return inet4(NATIVE_IS_BIG ? nativeAddress : Integer.reverseBytes(nativeAddress));
        }

        private InetAddress inet4(int newLow) {
            if (address instanceof Inet4Address same && low == newLow) {
                return same;
            }
            bytes.putInt(0, newLow);
            return keep(0, newLow, 0, made(Arrays.copyOf(bytes.array(), 4), 0));
        }

        private InetAddress keep(long newHigh, long newLow, int newScope, InetAddress made) {
            high = newHigh;
            low = newLow;
            scope = newScope;
            address = made;
            return made;
        }

        @SuppressWarnings("ReferenceEquality") // equal ones are the same here, and those of other zones are not equal
        InetSocketAddress socket(InetAddress of, int port) {
            InetSocketAddress known = socket;
            if (known == null || known.getPort() != port || known.getAddress() != of) {
                known = new InetSocketAddress(of, port);
                socket = known;
            }
            return known;
        }

        private static long bigEndian(long nativeLong) {
            return NATIVE_IS_BIG ? nativeLong : Long.reverseBytes(nativeLong);
        }

        private static InetAddress made(byte[] address, int scope) {
            try {
                return address.length == 4
                        ? InetAddress.getByAddress(address)
                        : Inet6Address.getByAddress(null, address, scope == 0 ? -1 : scope);
            } catch (UnknownHostException impossible) {
                throw new AssertionError("4 or 16 bytes are an address", impossible);
            }
        }
    }
}
