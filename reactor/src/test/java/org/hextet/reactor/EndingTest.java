package org.hextet.reactor;

import static org.hextet.reactor.HandTurned.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Incident;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.StreamOptions;
import org.hextet.reactor.HandTurned.Recorder;
import org.hextet.reactor.driver.Errno;
import org.junit.jupiter.api.Test;

class EndingTest {

    private final HandTurned hand = new HandTurned();

    @Test
    void an_idle_connection_is_closed_at_once() {
        Recorder protocol = new Recorder();
        int connection = hand.connection(StreamOptions.DEFAULT, protocol);

        protocol.connection.close();
        hand.driver.turns();

        assertTrue(hand.driver.log.contains("close " + connection));
        assertFalse(hand.driver.log.contains("shutdownOutput " + connection));
        assertEquals(List.of("connected", "closed ClosedHere"), protocol.heard);
    }

    @Test
    void a_connection_that_just_received_lingers_until_the_peer_ends_and_drops_what_comes() {
        Recorder protocol = new Recorder();
        int connection = hand.connection(StreamOptions.DEFAULT, protocol);

        hand.driver.receive(connection, "request");
        protocol.connection.write(bytes("reply"));
        protocol.connection.close();
        hand.driver.turn();
        hand.driver.receive(connection, "more");
        boolean closedEarly = hand.driver.log.contains("close " + connection);
        hand.driver.happens().inputEnded(connection);
        hand.driver.turn();

        assertFalse(closedEarly);
        assertEquals("reply", hand.driver.sentBy(connection));
        assertTrue(hand.driver.log.contains("shutdownOutput " + connection));
        assertEquals(List.of("connected", "received request", "closed ClosedHere"), protocol.heard);
    }

    @Test
    void an_idle_connection_with_input_still_unread_lingers_after_all() {
        Recorder protocol = new Recorder();
        int connection = hand.connection(StreamOptions.DEFAULT, protocol);
        protocol.connection.pauseReading();
        hand.driver.turn();

        protocol.connection.close();
        hand.driver.turn();
        hand.driver.receive(connection, "unread");
        hand.driver.turns();

        assertTrue(hand.driver.log.contains("resumeReceiving " + connection));
        assertTrue(hand.driver.log.contains("shutdownOutput " + connection));
        assertFalse(hand.driver.log.contains("close " + connection));
    }

    @Test
    void an_idle_connection_is_not_closed_before_the_driver_has_reported_what_it_knows_of() {
        Recorder protocol = new Recorder();
        int connection = hand.connection(StreamOptions.DEFAULT, protocol);
        hand.driver.unreported.add(connection);

        protocol.connection.close();
        hand.driver.turns();
        hand.driver.turns();
        boolean closedEarly = hand.driver.log.contains("close " + connection);
        hand.driver.unreported.clear();
        hand.driver.turns();

        assertFalse(closedEarly);
        assertTrue(hand.driver.log.contains("close " + connection));
    }

    @Test
    void a_lingering_close_is_bounded_by_the_close_timeout() {
        Recorder protocol = new Recorder();
        int connection = hand.connection(StreamOptions.DEFAULT.withCloseTimeout(Duration.ofSeconds(2)), protocol);

        hand.driver.receive(connection, "request");
        protocol.connection.close();
        hand.driver.passMillis(1_999);
        boolean early = hand.driver.log.contains("close " + connection);
        hand.driver.passMillis(1);

        assertFalse(early);
        assertTrue(hand.driver.log.contains("close " + connection));
        assertEquals("closed ClosedHere", protocol.heard.get(2));
    }

    @Test
    void close_delivers_what_is_queued_first_and_resets_when_nothing_moves() {
        Recorder protocol = new Recorder();
        int connection = hand.connection(StreamOptions.DEFAULT.withCloseTimeout(Duration.ofSeconds(5)), protocol);
        hand.driver.room.put(connection, 0);

        protocol.connection.write(bytes("stuck"));
        protocol.connection.close();
        hand.driver.turn();
        hand.driver.takes(connection, 2);
        hand.driver.passMillis(5_000);
        boolean whileMoving = protocol.reason != null;
        hand.driver.passMillis(5_000);

        assertFalse(whileMoving);
        CloseReason.Failed failed = assertInstanceOf(CloseReason.Failed.class, protocol.reason);
        assertEquals("timeout", HandTurned.kind(failed.cause()));
        assertTrue(
                HandTurned.message(failed.cause()).contains("3 bytes are lost"),
                failed.cause().getMessage());
        assertTrue(hand.driver.log.contains("abort " + connection));
    }

    @Test
    void the_peers_end_closes_by_default_after_what_is_queued() {
        Protocol protocol = Protocol.receiving((connection, lent) -> connection.write(lent));
        int connection = hand.connection(StreamOptions.DEFAULT, protocol);
        hand.driver.room.put(connection, 0);

        hand.driver.receive(connection, "echo");
        hand.driver.happens().inputEnded(connection);
        hand.driver.turn();
        boolean early = hand.driver.log.contains("close " + connection);
        hand.driver.drains(connection);
        hand.driver.turn();

        assertFalse(early);
        assertTrue(hand.driver.log.contains("close " + connection));
    }

    @Test
    void both_ways_over_is_the_end() {
        Recorder protocol = new Recorder();
        int connection = hand.connection(StreamOptions.DEFAULT, protocol);

        protocol.connection.shutdownOutput();
        hand.driver.turn();
        hand.driver.happens().inputEnded(connection);
        hand.driver.turn();

        assertEquals(List.of("connected", "inputEnded", "closed ClosedByPeer"), protocol.heard);
    }

    @Test
    void what_a_callback_throws_is_the_reason_and_is_told_once() {
        AssertionError thrown = new AssertionError("on purpose");
        Recorder protocol = new Recorder() {
            @Override
            public void received(Connection connection, ByteBuffer lent) {
                throw thrown;
            }
        };
        int connection = hand.connection(StreamOptions.DEFAULT, protocol);

        hand.driver.receive(connection, "x");
        hand.driver.turn();

        assertSame(
                thrown,
                assertInstanceOf(CloseReason.Aborted.class, protocol.reason).cause());
        assertTrue(hand.driver.log.contains("abort " + connection));
        assertEquals(1, hand.incidents.size());
        assertSame(
                thrown,
                assertInstanceOf(Incident.Threw.class, hand.incidents.get(0)).thrown());
    }

    @Test
    void abort_overtakes_a_close_and_there_is_one_end() {
        Recorder protocol = new Recorder();
        int connection = hand.connection(StreamOptions.DEFAULT, protocol);
        hand.driver.room.put(connection, 0);

        protocol.connection.write(bytes("stuck"));
        protocol.connection.close();
        protocol.connection.abort();
        protocol.connection.abort();
        hand.driver.turn();

        assertEquals(List.of("connected", "closed Aborted"), protocol.heard);
        assertNull(((CloseReason.Aborted) protocol.reason).cause());
    }

    @Test
    void idleness_ends_a_connection_exactly_when_nothing_has_moved_for_so_long() {
        Recorder protocol = new Recorder();
        int connection = hand.connection(StreamOptions.DEFAULT.withIdleTimeout(Duration.ofSeconds(10)), protocol);

        hand.driver.passMillis(6_000);
        hand.driver.receive(connection, "alive");
        hand.driver.passMillis(9_999);
        boolean early = protocol.reason != null;
        hand.driver.passMillis(1);

        assertFalse(early);
        CloseReason.Failed failed = assertInstanceOf(CloseReason.Failed.class, protocol.reason);
        assertEquals("timeout", HandTurned.kind(failed.cause()));
    }

    @Test
    void a_reset_is_told_with_the_kernels_word_and_the_platforms_cause() {
        Recorder protocol = new Recorder();
        int connection = hand.connection(StreamOptions.DEFAULT, protocol);
        Exception platform = new Exception("platform");

        hand.driver.happens().failed(connection, Errno.ECONNRESET, platform);
        hand.driver.turn();

        CloseReason.Failed failed = assertInstanceOf(CloseReason.Failed.class, protocol.reason);
        assertEquals("reset", HandTurned.kind(failed.cause()));
        assertTrue(
                HandTurned.message(failed.cause()).contains("ECONNRESET"),
                failed.cause().getMessage());
        assertSame(platform, failed.cause().getCause());
    }

    @Test
    void a_drain_closes_idle_ones_serves_busy_ones_and_aborts_at_its_end() {
        Recorder idle = new Recorder();
        Recorder busy = new Recorder();
        Recorder stuck = new Recorder();
        int idleHandle = hand.connection(StreamOptions.DEFAULT, idle);
        int busyHandle = hand.connection(StreamOptions.DEFAULT, busy);
        int stuckHandle = hand.connection(StreamOptions.DEFAULT, stuck);
        hand.driver.room.put(stuckHandle, 0);
        stuck.connection.write(bytes("stuck"));
        hand.driver.passMillis(1_000);
        hand.driver.receive(busyHandle, "x");

        Pending<Void> drained = hand.reactor.drain(Duration.ofMillis(500), Duration.ofSeconds(60));
        hand.driver.turns();
        boolean idleGone = idle.reason != null;
        boolean busyServed = busy.reason == null;
        hand.driver.passMillis(600);
        hand.driver.turns();
        boolean busyGone = busy.reason != null;
        boolean stuckThere = stuck.reason == null;
        hand.driver.passMillis(60_000);

        assertTrue(idleGone);
        assertTrue(hand.driver.log.contains("close " + idleHandle));
        assertTrue(busyServed);
        assertTrue(busyGone);
        assertTrue(stuckThere);
        assertInstanceOf(CloseReason.Aborted.class, stuck.reason);
        assertTrue(drained.isDone());
    }

    @Test
    void closing_the_reactor_tells_everybody_and_completes_everything() {
        Recorder protocol = new Recorder();
        hand.connection(StreamOptions.DEFAULT, protocol);
        Pending<Connection> connecting =
                hand.reactor.connectTcp(HandTurned.REMOTE, StreamOptions.DEFAULT, Recorder::new);
        boolean[] cancelled = new boolean[1];
        Pending<String> layered = hand.reactor.promise(() -> cancelled[0] = true);
        hand.reactor.schedule(Duration.ZERO, () -> protocol.heard.add("timer"));

        hand.reactor.close();
        hand.driver.turn();
        hand.driver.turn();

        CloseReason.Aborted aborted = assertInstanceOf(CloseReason.Aborted.class, protocol.reason);
        assertEquals("reactor-closed", HandTurned.kind(Objects.requireNonNull(aborted.cause())));
        assertEquals("reactor-closed", HandTurned.kind(HandTurned.failure(connecting)));
        assertEquals("reactor-closed", HandTurned.kind(HandTurned.failure(layered)));
        assertTrue(cancelled[0]);
        assertTrue(hand.reactor.terminated().isDone());
        assertTrue(hand.driver.ended);
        assertFalse(protocol.heard.contains("timer"));
        assertEquals(
                "reactor-closed",
                HandTurned.kind(HandTurned.failure(
                        hand.reactor.connectTcp(HandTurned.REMOTE, StreamOptions.DEFAULT, Recorder::new))));
    }

    @Test
    void close_on_another_thread_waits_for_what_outlives_the_drivers_end_and_keeps_an_interrupt()
            throws InterruptedException {
        CountDownLatch remains = new CountDownLatch(1);
        hand.driver.remains = remains;
        hand.driver.turn();
        AtomicBoolean isInterrupted = new AtomicBoolean();
        Thread closer = new Thread(() -> {
            hand.reactor.close();
            isInterrupted.set(Thread.currentThread().isInterrupted());
        });

        closer.start();
        closer.interrupt();
        while (!hand.driver.ended) {
            hand.driver.turn();
        }
        remains.countDown();
        closer.join();

        assertTrue(hand.driver.remainsAwaited);
        assertTrue(isInterrupted.get());
    }
}
