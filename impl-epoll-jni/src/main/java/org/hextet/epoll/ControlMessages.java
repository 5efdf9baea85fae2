package org.hextet.epoll;

import static org.hextet.epoll.OptionNumbers.IPPROTO_IP;
import static org.hextet.epoll.OptionNumbers.IPPROTO_IPV6;
import static org.hextet.epoll.OptionNumbers.IPV6_PKTINFO;
import static org.hextet.epoll.OptionNumbers.IP_PKTINFO;
import static org.hextet.epoll.OptionNumbers.SOL_UDP;
import static org.hextet.epoll.OptionNumbers.UDP_SEGMENT;

import java.nio.ByteBuffer;

/**
 * Writes control messages (cmsg(3)): what the headers of a datagram that is sent are to say. Each method writes one and
 * returns where the next one begins.
 */
final class ControlMessages {

    private static final int INET_INFO_BYTES = 12;
    private static final int INET6_INFO_BYTES = 20;

    /** Of the only control message whose end is padding. */
    private static final int INET6_SOURCE_BYTES = 40;

    /** Room for one of each kind. */
    static final int MOST_BYTES = 192;

    private ControlMessages() {}

    /**
     * What to tell the kernel of so many bytes. It has 36 on its stack, which are an IPv6 source without its padding,
     * and takes memory for one byte more.
     */
    static int length(int bytes) {
        return bytes == INET6_SOURCE_BYTES ? INET6_SOURCE_BYTES - Integer.BYTES : bytes;
    }

    /** From an IPv6 address (0 for the kernel's choice), by an interface (0 for the kernel's choice). */
    static int inet6Source(ByteBuffer to, int at, long nativeHigh, long nativeLow, int interfaceIndex) {
        int value = header(to, at, INET6_INFO_BYTES, IPPROTO_IPV6, IPV6_PKTINFO);
        // Zero up to the end of its alignment: equal messages are equal bytes.
        to.putLong(value, nativeHigh)
                .putLong(value + 8, nativeLow)
                .putInt(value + 16, interfaceIndex)
                .putInt(value + 20, 0);
        return value + 24;
    }

    /** From an IPv4 address (0 for the kernel's choice), by an interface (0 for the kernel's choice). */
    static int inetSource(ByteBuffer to, int at, int nativeAddress, int interfaceIndex) {
        int value = header(to, at, INET_INFO_BYTES, IPPROTO_IP, IP_PKTINFO);
        to.putInt(value, interfaceIndex)
                .putInt(value + 4, nativeAddress)
                .putInt(value + 8, 0)
                .putInt(value + 12, 0);
        return value + 16;
    }

    /** One whose value is an int. */
    static int number(ByteBuffer to, int at, int level, int type, int number) {
        int value = header(to, at, Integer.BYTES, level, type);
        to.putInt(value, number).putInt(value + 4, 0);
        return value + 8;
    }

    /** The message is many datagrams, each so long; the last may be shorter. */
    static int segments(ByteBuffer to, int at, int bytes) {
        int value = header(to, at, Short.BYTES, SOL_UDP, UDP_SEGMENT);
        to.putLong(value, 0);
        to.putShort(value, (short) bytes);
        return value + 8;
    }

    private static int header(ByteBuffer to, int at, int bytes, int level, int type) {
        to.putLong(at, MessageLayout.CONTROL_HEADER + (long) bytes);
        to.putInt(at + MessageLayout.CONTROL_LEVEL_AT, level);
        to.putInt(at + MessageLayout.CONTROL_TYPE_AT, type);
        return at + MessageLayout.CONTROL_HEADER;
    }
}
