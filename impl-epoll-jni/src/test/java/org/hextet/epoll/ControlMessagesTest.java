package org.hextet.epoll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Byte by byte as cmsg(3) has them on a 64-bit Linux. */
class ControlMessagesTest {

    private static final int AT = 8;
    private static final byte OLD = 0x5A;

    private final ByteBuffer memory = ByteBuffer.allocate(256).order(ByteOrder.nativeOrder());

    ControlMessagesTest() {
        // What was there before must not show through.
        for (int i = 0; i < memory.capacity(); i++) {
            memory.put(i, OLD);
        }
    }

    private void expectHeader(int at, int length, int level, int type) {
        assertEquals(length, memory.getLong(at), "cmsg_len, which is without the padding behind it");
        assertEquals(level, memory.getInt(at + 8));
        assertEquals(type, memory.getInt(at + 12));
    }

    @Test
    void an_ipv6_source_is_an_address_and_an_interface_and_its_padding_is_zero() {
        int end = ControlMessages.inet6Source(memory, AT, 0x1111_2222_3333_4444L, 0x5555_6666_7777_8888L, 3);

        expectHeader(AT, 36, 41, 50);
        assertEquals(0x1111_2222_3333_4444L, memory.getLong(AT + 16));
        assertEquals(0x5555_6666_7777_8888L, memory.getLong(AT + 24));
        assertEquals(3, memory.getInt(AT + 32));
        assertEquals(0, memory.getInt(AT + 36));
        assertEquals(AT + 40, end);
        assertEquals(OLD, memory.get(end));
    }

    @Test
    void an_ipv4_source_is_an_interface_and_the_address_to_send_from() {
        int end = ControlMessages.inetSource(memory, AT, 0x0100_007F, 3);

        expectHeader(AT, 28, 0, 8);
        assertEquals(3, memory.getInt(AT + 16), "ipi_ifindex");
        assertEquals(0x0100_007F, memory.getInt(AT + 20), "ipi_spec_dst");
        assertEquals(0, memory.getLong(AT + 24), "ipi_addr, and padding");
        assertEquals(AT + 32, end);
        assertEquals(OLD, memory.get(end));
    }

    @Test
    void a_number_is_an_int_and_the_next_one_begins_at_a_multiple_of_eight() {
        int end = ControlMessages.number(memory, AT, 41, 52, 64);

        expectHeader(AT, 20, 41, 52);
        assertEquals(64, memory.getInt(AT + 16));
        assertEquals(0, memory.getInt(AT + 20));
        assertEquals(AT + 24, end);
    }

    @Test
    void segments_are_a_short() {
        int end = ControlMessages.segments(memory, AT, 40_000);

        expectHeader(AT, 18, 17, 103);
        assertEquals(40_000, memory.getShort(AT + 16) & 0xFFFF);
        assertEquals(AT + 24, end);
    }

    @Test
    void one_of_each_kind_has_room() {
        int end = ControlMessages.inet6Source(memory, 0, 1, 2, 3);
        for (int type : new int[] {52, 67, 62}) {
            end = ControlMessages.number(memory, end, 41, type, 1);
        }
        end = ControlMessages.segments(memory, end, 8);

        assertTrue(end <= ControlMessages.MOST_BYTES, end + " bytes");
    }

    @Test
    void the_kernel_is_told_of_a_lone_ipv6_source_without_its_padding_and_of_all_else_whole() {
        assertEquals(36, ControlMessages.length(40));
        for (int bytes : new int[] {0, 24, 32, 48, 64, 88}) {
            assertEquals(bytes, ControlMessages.length(bytes));
        }
    }
}
