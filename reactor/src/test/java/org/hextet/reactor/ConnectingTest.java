package org.hextet.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.hextet.api.Connection;
import org.hextet.api.Incident;
import org.hextet.api.Pending;
import org.hextet.api.StreamOptions;
import org.hextet.reactor.HandTurned.Recorder;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.Errno;
import org.junit.jupiter.api.Test;

class ConnectingTest {

    private final HandTurned hand = new HandTurned();
    private final Recorder protocol = new Recorder();

    private Pending<Connection> connect(StreamOptions options) {
        Pending<Connection> pending = hand.reactor.connectTcp(HandTurned.REMOTE, options, () -> protocol);
        hand.driver.turn();
        return pending;
    }

    @Test
    void the_protocol_hears_connected_before_the_result_completes() {
        Pending<Connection> pending = connect(StreamOptions.DEFAULT);
        pending.thenAccept(connection -> protocol.heard.add("result"));

        hand.driver.happens().connected(0);

        assertEquals(List.of("connected", "result"), protocol.heard);
    }

    @Test
    void a_deadline_ends_an_attempt_at_its_very_time_and_not_before_the_socket_is_gone() {
        Pending<Connection> pending = connect(StreamOptions.DEFAULT.withDeadline(Duration.ofSeconds(1)));

        hand.driver.passMillis(999);
        boolean early = pending.isDone();
        hand.driver.passMillis(1);

        assertFalse(early);
        Throwable failure = HandTurned.failure(pending);
        assertInstanceOf(SocketTimeoutException.class, failure);
        assertTrue(HandTurned.message(failure).contains("192.0.2.1:80"), HandTurned.message(failure));
        assertTrue(HandTurned.message(failure).contains("deadline of 1.0 s"), HandTurned.message(failure));
        assertTrue(hand.driver.log.contains("abort 0"));
        assertTrue(protocol.heard.isEmpty());
    }

    @Test
    void a_cancelled_attempt_says_nothing_more() {
        Pending<Connection> pending = connect(StreamOptions.DEFAULT);

        boolean first = pending.cancel();
        boolean second = pending.cancel();
        hand.driver.happens().connected(0);
        hand.driver.turn();

        assertTrue(first);
        assertFalse(second);
        assertInstanceOf(CancellationException.class, HandTurned.failure(pending));
        assertTrue(protocol.heard.isEmpty());
        assertTrue(hand.driver.log.contains("abort 0"));
    }

    @Test
    void a_refusal_is_a_connect_exception_with_the_address() {
        Pending<Connection> pending = connect(StreamOptions.DEFAULT);

        hand.driver.happens().failed(0, Errno.ECONNREFUSED, null);
        boolean beforeTheSocketIsGone = pending.isDone();
        hand.driver.turn();

        assertFalse(beforeTheSocketIsGone);
        Throwable failure = HandTurned.failure(pending);
        assertInstanceOf(ConnectException.class, failure);
        assertEquals("refused", HandTurned.kind(failure));
        assertTrue(HandTurned.message(failure).startsWith("connect to 192.0.2.1:80: refused (ECONNREFUSED)"));
    }

    @Test
    void a_bind_that_fails_names_the_local_address() {
        hand.driver.nextConnect = new DriverException(DriverException.Step.BIND, Errno.EADDRINUSE, null);

        Pending<Connection> pending = connect(StreamOptions.DEFAULT.withBind(HandTurned.address("127.0.0.1", 4000)));

        Throwable failure = HandTurned.failure(pending);
        assertEquals("in-use", HandTurned.kind(failure));
        assertTrue(HandTurned.message(failure).startsWith("bind to 127.0.0.1:4000"), HandTurned.message(failure));
    }

    @Test
    void a_connection_of_a_socket_with_itself_counts_as_refused() {
        Pending<Connection> pending = connect(StreamOptions.DEFAULT);
        hand.driver.locals.put(0, HandTurned.REMOTE);

        hand.driver.happens().connected(0);
        hand.driver.turn();

        assertEquals("refused", HandTurned.kind(HandTurned.failure(pending)));
        assertTrue(protocol.heard.isEmpty());
    }

    @Test
    void a_factory_that_throws_fails_the_attempt_and_closes_its_socket() {
        IllegalStateException thrown = new IllegalStateException("on purpose");
        Pending<Connection> pending = hand.reactor.connectTcp(HandTurned.REMOTE, StreamOptions.DEFAULT, () -> {
            throw thrown;
        });
        hand.driver.turn();

        hand.driver.happens().connected(0);
        hand.driver.turn();

        assertEquals(thrown, HandTurned.failure(pending));
        assertTrue(hand.driver.log.contains("abort 0"));
        assertEquals(1, hand.incidents.size());
    }

    @Test
    void mixed_families_are_refused_at_the_call() {
        StreamOptions options = StreamOptions.DEFAULT.withBind(HandTurned.address("::1", 0));

        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> hand.reactor.connectTcp(HandTurned.REMOTE, options, () -> protocol));

        assertTrue(HandTurned.message(refused).contains("family"), HandTurned.message(refused));
        hand.driver.turn();
        assertTrue(hand.driver.log.isEmpty());
    }

    @Test
    void a_port_out_of_descriptors_is_told_once_and_tries_again_by_time_and_by_a_freed_descriptor() {
        int listener = hand.listen(StreamOptions.DEFAULT, protocol);
        int connection = hand.driver.accept(listener);

        hand.driver.happens().acceptFailed(listener, Errno.EMFILE, null);
        hand.driver.passMillis(100);
        long byTime = resumes(listener);
        hand.driver.happens().acceptFailed(listener, Errno.EMFILE, null);
        protocol.connection.close();
        hand.driver.turns();
        long byClose = resumes(listener);

        assertEquals(1, byTime);
        assertEquals(2, byClose, "after the close of " + connection);
        assertEquals(1, hand.incidents.size());
        assertInstanceOf(Incident.AcceptingPaused.class, hand.incidents.get(0));
    }

    private long resumes(int listener) {
        return hand.driver.log.stream()
                .filter(("resumeAccepting " + listener)::equals)
                .count();
    }
}
