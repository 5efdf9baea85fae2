package org.hextet.reactor;

import static org.hextet.reactor.HandTurned.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.StreamOptions;
import org.hextet.reactor.HandTurned.Recorder;
import org.junit.jupiter.api.Test;

class WritingTest {

    private final HandTurned hand = new HandTurned();

    /** A protocol that does one thing with what it receives. */
    private interface OnReceived {
        void act(Connection connection, ByteBuffer lent);
    }

    private static Recorder doing(OnReceived action) {
        return new Recorder() {
            @Override
            public void received(Connection connection, ByteBuffer lent) {
                action.act(connection, lent);
            }
        };
    }

    private List<String> sends() {
        return hand.driver.log.stream().filter(one -> one.startsWith("send")).toList();
    }

    @Test
    void the_lent_buffer_is_sent_from_where_it_lies() {
        int connection = hand.connection(StreamOptions.DEFAULT, doing((c, lent) -> c.write(lent)));

        hand.driver.receive(connection, "hello");

        assertEquals(List.of("sendLent " + connection), sends());
        assertEquals("hello", hand.driver.sentBy(connection));
    }

    @Test
    void touching_ranges_of_the_lent_buffer_leave_as_one() {
        int connection = hand.connection(StreamOptions.DEFAULT, doing((c, lent) -> {
            for (int i = 0; i < 5; i++) {
                lent.limit(i + 1);
                c.write(lent);
            }
        }));

        hand.driver.receive(connection, "hello");

        assertEquals(List.of("sendLent " + connection), sends());
        assertEquals("hello", hand.driver.sentBy(connection));
    }

    @Test
    void lent_and_other_bytes_keep_their_order_in_every_mixture() {
        int connection = hand.connection(StreamOptions.DEFAULT, doing((c, lent) -> {
            lent.limit(2);
            c.write(lent);
            c.write(bytes("-"));
            lent.limit(4);
            c.write(lent);
            c.write(bytes("+"));
            c.write(lent.duplicate().limit(5));
        }));

        hand.driver.receive(connection, "hello");

        assertEquals("he-ll+o", hand.driver.sentBy(connection));
        assertEquals(List.of("sendLent " + connection, "send " + connection), sends());
    }

    @Test
    void a_gap_between_ranges_is_no_part_of_what_is_sent() {
        int connection = hand.connection(StreamOptions.DEFAULT, doing((c, lent) -> {
            lent.limit(1);
            c.write(lent);
            lent.limit(5).position(3);
            c.write(lent);
        }));

        hand.driver.receive(connection, "hello");

        assertEquals("hlo", hand.driver.sentBy(connection));
    }

    @Test
    void the_lent_buffer_beyond_what_was_received_is_refused() {
        Recorder protocol = doing((c, lent) -> c.write(lent.clear()));
        int connection = hand.connection(StreamOptions.DEFAULT, protocol);

        hand.driver.receive(connection, "hello");
        hand.driver.turn();

        CloseReason.Aborted aborted = assertInstanceOf(CloseReason.Aborted.class, protocol.reason);
        assertInstanceOf(IllegalArgumentException.class, aborted.cause());
        assertEquals("", hand.driver.sentBy(connection));
    }

    @Test
    void writes_of_one_callback_leave_together_and_another_connection_may_be_written_to() {
        Recorder other = new Recorder();
        int otherHandle = hand.connection(StreamOptions.DEFAULT, other);
        int connection = hand.connection(StreamOptions.DEFAULT, doing((c, lent) -> {
            other.connection.write(lent);
            for (int i = 0; i < 16; i++) {
                c.write(bytes("x"));
            }
        }));

        hand.driver.receive(connection, "hello");

        assertEquals("hello", hand.driver.sentBy(otherHandle));
        assertEquals("x".repeat(16), hand.driver.sentBy(connection));
        assertEquals(2, sends().size());
    }

    @Test
    void a_flush_in_the_middle_of_a_callback_leaves_the_lent_buffer_as_its_reader_had_it() {
        StreamOptions options = StreamOptions.DEFAULT.withWatermarks(1, 4);
        String[] rest = new String[1];
        int connection = hand.connection(options, doing((c, lent) -> {
            lent.limit(2);
            c.write(lent);
            lent.limit(5);
            c.write(bytes("0123456789"));
            StringBuilder read = new StringBuilder();
            while (lent.hasRemaining()) {
                read.append((char) lent.get());
            }
            rest[0] = read.toString();
        }));

        hand.driver.receive(connection, "hello");

        assertEquals("llo", rest[0]);
        assertEquals("he0123456789", hand.driver.sentBy(connection));
    }

    @Test
    void watermarks_are_judged_on_what_the_kernel_has_not_taken_and_told_once_each() {
        Recorder protocol = new Recorder();
        int connection = hand.connection(StreamOptions.DEFAULT.withWatermarks(2, 4), protocol);
        hand.driver.room.put(connection, 3);

        boolean first = protocol.connection.write(bytes("abc"));
        boolean second = protocol.connection.write(bytes("defghij"));
        hand.driver.turn();
        protocol.connection.write(bytes("k"));
        hand.driver.turn();
        hand.driver.drains(connection);

        assertTrue(first);
        assertFalse(second);
        assertEquals(List.of("connected", "writingPaused", "writingResumed"), protocol.heard);
        assertEquals("abcdefghijk", hand.driver.sentBy(connection));
        assertTrue(protocol.connection.isWritable());
        assertEquals(0, protocol.connection.queuedBytes());
    }

    @Test
    void what_the_kernel_takes_at_once_never_pauses_a_writer() {
        Recorder protocol = new Recorder();
        hand.connection(StreamOptions.DEFAULT.withWatermarks(0, 1), protocol);

        boolean writable = protocol.connection.write(bytes("much more than the high watermark"));
        hand.driver.turn();

        assertTrue(writable);
        assertEquals(List.of("connected"), protocol.heard);
    }

    @Test
    void bytes_beyond_the_write_limit_end_the_connection_as_too_slow() {
        Recorder protocol = new Recorder();
        int connection =
                hand.connection(StreamOptions.DEFAULT.withWatermarks(1, 2).withWriteLimit(8), protocol);
        hand.driver.room.put(connection, 0);

        protocol.connection.write(bytes("12345678"));
        hand.driver.turn();
        protocol.connection.write(bytes("9"));
        hand.driver.turn();

        CloseReason.Failed failed = assertInstanceOf(CloseReason.Failed.class, protocol.reason);
        assertEquals("too-slow", HandTurned.kind(failed.cause()));
        assertTrue(
                HandTurned.message(failed.cause()).contains("write limit is 8"),
                failed.cause().getMessage());
        assertTrue(hand.driver.log.contains("abort " + connection));
    }

    @Test
    void a_write_after_shutdown_output_is_refused_and_reading_goes_on() {
        Recorder protocol = new Recorder();
        int connection = hand.connection(StreamOptions.DEFAULT, protocol);

        protocol.connection.shutdownOutput();
        hand.driver.turn();
        assertThrows(IllegalStateException.class, () -> protocol.connection.write(bytes("x")));
        hand.driver.receive(connection, "still");

        assertEquals(List.of("connected", "received still"), protocol.heard);
        assertEquals("", hand.driver.sentBy(connection));
    }

    @Test
    void a_gathered_write_checks_its_range_before_it_sends_anything() {
        Recorder protocol = new Recorder();
        int connection = hand.connection(StreamOptions.DEFAULT, protocol);
        ByteBuffer[] buffers = {bytes("a"), bytes("b"), bytes("c")};

        assertThrows(IndexOutOfBoundsException.class, () -> protocol.connection.write(buffers, 2, 2));
        protocol.connection.write(buffers, 1, 2);
        hand.driver.turn();

        assertEquals("bc", hand.driver.sentBy(connection));
    }
}
