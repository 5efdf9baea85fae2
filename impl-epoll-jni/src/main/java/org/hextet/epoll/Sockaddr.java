package org.hextet.epoll;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A struct sockaddr of either family: where its parts are, and how they are read and written. */
final class Sockaddr {

    static final int PORT_AT = 2;
    static final int INET_ADDRESS_AT = 4;
    static final int FLOW_INFO_AT = 4;
    static final int INET6_ADDRESS_AT = 8;
    static final int SCOPE_AT = 24;
    static final int INET_BYTES = 16;

    private static final boolean NATIVE_IS_BIG = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;

    /** ::ffff:0:0/96, as the eight bytes before the IPv4 address and the four before it. */
    private static final int MAPPED = 0xFFFF;

    private Sockaddr() {}

    // ---- reading: an IPv4 address as it stands in IPv6, so that it is the same from a socket of either family

    static long high(ByteBuffer from, int at) {
        return from.getShort(at) == Syscalls.INET6 ? from.getLong(at + INET6_ADDRESS_AT) : 0;
    }

    static long low(ByteBuffer from, int at) {
        return from.getShort(at) == Syscalls.INET6
                ? from.getLong(at + INET6_ADDRESS_AT + Long.BYTES)
                : mapped(from.getInt(at + INET_ADDRESS_AT));
    }

    static int scope(ByteBuffer from, int at) {
        return from.getShort(at) == Syscalls.INET6 ? from.getInt(at + SCOPE_AT) : 0;
    }

    static int port(ByteBuffer from, int at) {
        return (from.get(at + PORT_AT) & 0xFF) << 8 | (from.get(at + PORT_AT + 1) & 0xFF);
    }

    /** Whether two are the same address. Other ones mostly differ in the first bytes already, which hold the port. */
    static boolean isSame(ByteBuffer in, int at, int other) {
        if (in.getLong(at) != in.getLong(other)) {
            return false;
        }
        return in.getShort(at) != Syscalls.INET6
                || (in.getLong(at + 8) == in.getLong(other + 8)
                        && in.getLong(at + 16) == in.getLong(other + 16)
                        && in.getInt(at + SCOPE_AT) == in.getInt(other + SCOPE_AT));
    }

    /** The last eight bytes of an IPv4-mapped address, in native order. */
    static long mapped(int nativeAddress) {
        return bigEndian((long) MAPPED << 32 | (bigEndian(nativeAddress) & 0xFFFF_FFFFL));
    }

    static boolean isMapped(long nativeHigh, long nativeLow) {
        return nativeHigh == 0 && bigEndian(nativeLow) >>> 32 == MAPPED;
    }

    /** An IPv4-mapped one is an IPv4 address. */
    static InetAddress address(long nativeHigh, long nativeLow, int scope) {
        long low = bigEndian(nativeLow);
        if (isMapped(nativeHigh, nativeLow)) {
            return made(ByteBuffer.allocate(4).putInt((int) low).array(), 0);
        }
        return made(
                ByteBuffer.allocate(16)
                        .putLong(bigEndian(nativeHigh))
                        .putLong(low)
                        .array(),
                scope);
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

    // ---- writing

    static int length(int family) {
        return family == Syscalls.INET6 ? Syscalls.ADDRESS_BYTES : INET_BYTES;
    }

    /** Writes an address for a socket of that family; IPv4 for one of IPv6 is mapped. Its length. */
    static int write(ByteBuffer to, int at, int family, InetAddress address, int port) {
        to.putShort(at, (short) family);
        to.put(at + PORT_AT, (byte) (port >> 8)).put(at + PORT_AT + 1, (byte) port);
        byte[] bytes = address.getAddress();
        if (family == Syscalls.INET) {
            to.put(at + INET_ADDRESS_AT, bytes);
            to.putLong(at + 8, 0);
            return INET_BYTES;
        }
        to.putInt(at + FLOW_INFO_AT, 0);
        int scope = 0;
        if (address instanceof Inet4Address) {
            to.putLong(at + INET6_ADDRESS_AT, 0);
            to.putInt(at + INET6_ADDRESS_AT + 8, bigEndian(MAPPED));
            to.put(at + INET6_ADDRESS_AT + 12, bytes);
        } else {
            to.put(at + INET6_ADDRESS_AT, bytes);
            scope = ((Inet6Address) address).getScopeId();
        }
        to.putInt(at + SCOPE_AT, scope);
        return Syscalls.ADDRESS_BYTES;
    }

    /** Adds a flow label to an IPv6 address. */
    static void writeFlowLabel(ByteBuffer to, int at, int label) {
        to.putInt(at + FLOW_INFO_AT, bigEndian(label));
    }

    private static long bigEndian(long value) {
        return NATIVE_IS_BIG ? value : Long.reverseBytes(value);
    }

    private static int bigEndian(int value) {
        return NATIVE_IS_BIG ? value : Integer.reverseBytes(value);
    }
}
