package org.hextet.tck.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class InnerChecksumTest {

    /** Link addresses and type, of Ethernet. */
    private static final String TO_FROM = "020000000001" + "020000000002";

    private static final String IPV6 =
            "86dd" + "60000000000d1140" + "fd000000000000000000000000000001" + "fd000000000000000000000000000002";

    private static String finished(String frame) {
        ByteBuffer packet = ByteBuffer.wrap(HexFormat.of().parseHex(frame));
        InnerChecksum.finish(packet, 0);
        return HexFormat.of().formatHex(packet.array());
    }

    @Test
    void a_datagram_of_an_odd_length_gets_the_sum_that_a_kernel_gives_it() {
        String before = TO_FROM + IPV6 + "1388" + "1389" + "000d" + "dead" + "68656c6c6f";

        // The one's complement of the sum of addresses, length, protocol, header and "hello", by hand:
        // fd00+0001 + fd00+0002 + 000d + 0011 + 1388+1389+000d + 6865+6c6c+6f00
        long sum = 0xfd00L + 1 + 0xfd00 + 2 + 0xd + 0x11 + 0x1388 + 0x1389 + 0xd + 0x6865 + 0x6c6c + 0x6f00;
        String checksum = String.format("%04x", ~((sum & 0xffff) + (sum >> 16)) & 0xffff);
        assertEquals(TO_FROM + IPV6 + "1388" + "1389" + "000d" + checksum + "68656c6c6f", finished(before));
    }

    @Test
    void a_short_datagram_over_ipv4_gets_one() {
        String header = "0800" + "4500001d" + "00000000" + "4011" + "0000" + "0a000001" + "0a000002";
        String before = TO_FROM + header + "1388" + "1389" + "0009" + "0000" + "78";

        long sum = 0x0a00L + 1 + 0x0a00 + 2 + 9 + 0x11 + 0x1388 + 0x1389 + 9 + 0x7800;
        String checksum = String.format("%04x", ~((sum & 0xffff) + (sum >> 16)) & 0xffff);
        assertEquals(TO_FROM + header + "1388" + "1389" + "0009" + checksum + "78", finished(before));
    }

    @Test
    void what_has_none_stays_as_it_is() {
        String arp = TO_FROM + "0806" + "0001080006040001";
        String fragment = TO_FROM + "0800" + "4500001d" + "00002000" + "4011" + "0000" + "0a000001" + "0a000002"
                + "1388138900090000" + "78";
        String cutOff = TO_FROM + IPV6 + "1388" + "1389";

        assertEquals(arp, finished(arp));
        assertEquals(fragment, finished(fragment));
        assertEquals(cutOff, finished(cutOff));
        assertEquals("02", finished("02"));
    }
}
