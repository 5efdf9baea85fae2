package org.hextet.tck.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Protocol;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.junit.jupiter.api.Test;

class MemoryPairTest {

    /** Writes down what it hears. */
    private static class Log implements Protocol {

        final List<String> events = new ArrayList<>();
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void connected(Connection connection) throws Exception {
            events.add("connected");
        }

        @Override
        public void received(Connection connection, ByteBuffer lent) throws Exception {
            if (!events.get(events.size() - 1).equals("received")) {
                events.add("received");
            }
            byte[] copy = new byte[lent.remaining()];
            lent.get(copy);
            bytes.writeBytes(copy);
        }

        @Override
        public void inputEnded(Connection connection) throws Exception {
            events.add("inputEnded");
            connection.close();
        }

        @Override
        public void writingPaused(Connection connection) throws Exception {
            events.add("paused");
        }

        @Override
        public void writingResumed(Connection connection) throws Exception {
            events.add("resumed");
        }

        @Override
        public void closed(Connection connection, CloseReason reason) throws Exception {
            events.add("closed " + reason.getClass().getSimpleName());
        }
    }

    /** Does not close when the peer half-closes. */
    private static final class Patient extends Log {
        @Override
        public void inputEnded(Connection connection) {
            events.add("inputEnded");
        }
    }

    private final Log client = new Log();
    private final Log server = new Log();
    private final MemoryPair pair = MemoryPair.connect(client, server);

    private static byte[] randomBytes(int bytes) {
        byte[] data = new byte[bytes];
        new Random(7).nextBytes(data);
        return data;
    }

    private static ByteBuffer random(int bytes) {
        return ByteBuffer.wrap(randomBytes(bytes));
    }

    @Test
    void bytes_arrive_whole_and_in_order_past_what_the_pipe_holds() {
        byte[] bytes = randomBytes(1 << 20);
        ByteBuffer data = ByteBuffer.wrap(bytes);
        byte[] expected = bytes.clone();

        pair.client().write(data);
        Arrays.fill(bytes, (byte) 0);
        pair.turn();

        assertFalse(data.hasRemaining());
        assertArrayEquals(expected, server.bytes.toByteArray());
    }

    @Test
    void a_peer_that_does_not_read_pauses_the_writer_and_resumes_it_once() {
        pair.server().pauseReading();
        pair.turn();

        boolean below = pair.client().write(random(64 << 10));
        pair.turn();
        pair.client().write(random(100 << 10));
        pair.turn();
        assertTrue(below);
        assertEquals(List.of("connected", "paused"), client.events);
        assertFalse(pair.client().isWritable());
        assertEquals(100 << 10, pair.client().queuedBytes());

        pair.server().resumeReading();
        pair.turn();
        assertEquals(List.of("connected", "paused", "resumed"), client.events);
        assertEquals(164 << 10, server.bytes.size());
    }

    @Test
    void closing_delivers_what_was_written_and_both_ends_are_told_once() throws Exception {
        pair.server().pauseReading();
        pair.client().write(random(200 << 10));
        pair.client().close();
        pair.turn();
        assertEquals(List.of("connected", "paused"), client.events.subList(0, Math.min(2, client.events.size())));

        pair.server().resumeReading();
        pair.turn();

        assertEquals(200 << 10, server.bytes.size());
        assertEquals("closed ClosedHere", client.events.get(client.events.size() - 1));
        assertEquals(List.of("connected", "received", "inputEnded", "closed ClosedByPeer"), server.events);
        assertEquals(new CloseReason.ClosedByPeer(), pair.server().closed().await());
        assertEquals(0, pair.network().openSockets());
    }

    @Test
    void a_half_close_leaves_the_way_back_open() {
        Log front = new Log();
        Patient patient = new Patient();
        MemoryPair half = MemoryPair.connect(front, patient);

        half.client().shutdownOutput();
        half.turn();
        half.server().write(random(1000));
        half.turn();
        assertEquals(List.of("connected", "inputEnded"), patient.events);
        assertEquals(1000, front.bytes.size());
        assertThrows(IllegalStateException.class, () -> half.client().write(random(1)));

        half.server().close();
        half.turn();
        assertEquals("closed ClosedByPeer", front.events.get(front.events.size() - 1));
        assertEquals("closed ClosedByPeer", patient.events.get(patient.events.size() - 1));
    }

    @Test
    void an_abort_is_a_reset_for_the_peer() throws Exception {
        pair.client().abort();
        pair.client().abort();
        pair.turn();

        assertEquals(List.of("connected", "closed Aborted"), client.events);
        assertEquals(List.of("connected", "closed Failed"), server.events);
        CloseReason.Failed reason = assertInstanceOf(
                CloseReason.Failed.class, pair.server().closed().await());
        assertEquals(FailureKind.RESET, ((NetworkFailure) reason.cause()).kind());
    }

    @Test
    void more_queued_than_the_write_limit_ends_the_connection() throws Exception {
        MemoryPair tight = MemoryPair.connect(new Log(), new Log(), StreamOptions.DEFAULT.withWriteLimit(128 << 10));
        tight.server().pauseReading();
        tight.turn();

        tight.client().write(random(300 << 10));
        tight.turn();

        CloseReason.Failed reason = assertInstanceOf(
                CloseReason.Failed.class, tight.client().closed().await());
        assertEquals(FailureKind.TOO_SLOW, ((NetworkFailure) reason.cause()).kind());
    }

    @Test
    void an_idle_connection_ends_at_exactly_its_timeout_and_a_byte_restarts_it() {
        Log quiet = new Log();
        MemoryPair idle =
                MemoryPair.connect(quiet, new Log(), StreamOptions.DEFAULT.withIdleTimeout(Duration.ofSeconds(10)));

        idle.advance(Duration.ofSeconds(9));
        idle.client().write(random(1));
        idle.advance(Duration.ofMillis(9_999));
        assertEquals(List.of("connected"), quiet.events);
        idle.advance(Duration.ofMillis(1));

        assertEquals(List.of("connected", "closed Failed"), quiet.events);
    }

    @Test
    void a_close_that_the_peer_does_not_take_is_a_timeout_after_five_seconds() throws Exception {
        pair.server().pauseReading();
        pair.client().write(random(1 << 20));
        pair.client().close();

        pair.advance(Duration.ofMillis(4_999));
        assertFalse(pair.client().closed().isDone());
        pair.advance(Duration.ofMillis(1));

        CloseReason.Failed reason = assertInstanceOf(
                CloseReason.Failed.class, pair.client().closed().await());
        assertEquals(FailureKind.TIMEOUT, ((NetworkFailure) reason.cause()).kind());
    }

    @Test
    void the_next_protocol_hears_connected_first_and_loses_nothing() {
        Log second = new Log();
        Log first = new Log() {
            @Override
            public void received(Connection connection, ByteBuffer lent) throws Exception {
                super.received(connection, lent);
                connection.switchProtocol(second);
            }
        };
        MemoryPair switching = MemoryPair.connect(new Log(), first);

        switching.client().write(ByteBuffer.wrap(new byte[] {1}));
        switching.turn();
        switching.client().write(ByteBuffer.wrap(new byte[] {2}));
        switching.client().close();
        switching.turn();

        assertEquals(List.of("connected", "received"), first.events);
        assertEquals(List.of("connected", "received", "inputEnded", "closed ClosedByPeer"), second.events);
        assertArrayEquals(new byte[] {2}, second.bytes.toByteArray());
    }

    @Test
    void a_callback_that_throws_loses_its_connection_with_the_cause() throws Exception {
        IllegalStateException mine = new IllegalStateException("on purpose");
        MemoryPair throwing = MemoryPair.connect(new Log(), Protocol.receiving((connection, lent) -> {
            throw mine;
        }));

        throwing.client().write(random(1));
        throwing.turn();

        CloseReason.Aborted reason = assertInstanceOf(
                CloseReason.Aborted.class, throwing.server().closed().await());
        assertSame(mine, reason.cause());
        assertEquals(1, throwing.network().incidents().size());
    }

    @Test
    void a_lent_buffer_is_read_only_and_overwritten_afterwards() {
        List<ByteBuffer> kept = new ArrayList<>();
        MemoryPair keeping = MemoryPair.connect(new Log(), Protocol.receiving((connection, lent) -> kept.add(lent)));

        keeping.client().write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        keeping.turn();

        assertTrue(kept.get(0).isReadOnly());
        assertFalse(kept.get(0).get(0) == 1, "the bytes are gone");
    }

    @Test
    void closing_the_reactor_tells_everybody() {
        pair.close();

        assertEquals(List.of("connected", "closed Aborted"), client.events);
        assertEquals(List.of("connected", "closed Aborted"), server.events);
        assertTrue(pair.reactor().terminated().isDone());
    }
}
