package org.hextet.tck.lab;

import java.nio.ByteBuffer;

/**
 * The checksum of a TCP segment or UDP datagram inside an Ethernet frame. A kernel leaves it to the hardware, which for
 * a link in memory never comes: whoever takes such a frame out of the kernel has to finish it.
 */
final class InnerChecksum {

    private static final int ETHERNET = 14;
    private static final int TYPE_AT = 12;
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86DD;
    private static final int TCP = 6;
    private static final int UDP = 17;

    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int TCP_CHECKSUM_AT = 16;
    private static final int UDP_CHECKSUM_AT = 6;

    private InnerChecksum() {}

    /**
     * Finishes it. Frames without one stay as they are: other protocols, fragments, and headers between (their sums are
     * made by the kernel itself).
     *
     * @param packet holds the frame
     * @param frame where it begins; it ends at the packet's limit
     */
    static void finish(ByteBuffer packet, int frame) {
        int ip = frame + ETHERNET;
        int bytes = packet.limit() - ip;
        int type = bytes < 0 ? 0 : unsigned(packet, frame + TYPE_AT);
        if (type == IPV4 && bytes >= IPV4_HEADER) {
            ofIpv4(packet, ip);
        } else if (type == IPV6 && bytes >= IPV6_HEADER) {
            int length = unsigned(packet, ip + 4);
            sum(packet, packet.get(ip + 6), ip + 8, 32, ip + IPV6_HEADER, length);
        }
    }

    private static void ofIpv4(ByteBuffer packet, int ip) {
        int header = (packet.get(ip) & 0x0F) * 4;
        boolean isFragment = (unsigned(packet, ip + 6) & 0x3FFF) != 0;
        if (!isFragment) {
            int length = unsigned(packet, ip + 2) - header;
            sum(packet, packet.get(ip + 9), ip + 12, 8, ip + header, length);
        }
    }

    private static void sum(ByteBuffer packet, int protocol, int addresses, int addressBytes, int payload, int length) {
        int checksumAt = switch (protocol) {
            case TCP -> TCP_CHECKSUM_AT;
            case UDP -> UDP_CHECKSUM_AT;
            default -> -1;
        };
        if (checksumAt < 0 || length < checksumAt + 2 || payload + length > packet.limit()) {
            return;
        }
        packet.putShort(payload + checksumAt, (short) 0);
        long sum = (long) protocol + length;
        sum += words(packet, addresses, addressBytes);
        sum += words(packet, payload, length);
        while (sum > 0xFFFF) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        int checksum = (int) ~sum & 0xFFFF;
        // 0 says that there is none (RFC 768).
        packet.putShort(payload + checksumAt, (short) (checksum == 0 && protocol == UDP ? 0xFFFF : checksum));
    }

    private static long words(ByteBuffer packet, int at, int length) {
        long sum = 0;
        for (int i = 0; i + 1 < length; i += 2) {
            sum += unsigned(packet, at + i);
        }
        return length % 2 == 0 ? sum : sum + ((packet.get(at + length - 1) & 0xFF) << 8);
    }

    private static int unsigned(ByteBuffer packet, int at) {
        return packet.getShort(at) & 0xFFFF;
    }
}
