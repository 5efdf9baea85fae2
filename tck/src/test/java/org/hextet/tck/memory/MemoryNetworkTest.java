package org.hextet.tck.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.hextet.addresses.AddressText;
import org.hextet.api.Connection;
import org.hextet.api.ListeningPort;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.junit.jupiter.api.Test;

class MemoryNetworkTest {

    private final MemoryNetwork network = new MemoryNetwork();
    private final Reactor reactor = network.openReactor();

    private static InetSocketAddress at(String literal, int port) {
        return new InetSocketAddress(AddressText.parse(literal).toInetAddress(), port);
    }

    private static Protocol silent() {
        return Protocol.receiving((connection, lent) -> {});
    }

    private Pending<Connection> connect(String literal, int port) {
        return reactor.connectTcp(at(literal, port), StreamOptions.DEFAULT, MemoryNetworkTest::silent);
    }

    private ListeningPort listen(String literal, int port) throws Exception {
        return reactor.listenTcp(at(literal, port), StreamOptions.DEFAULT, MemoryNetworkTest::silent)
                .await();
    }

    private static FailureKind kind(Throwable failure) {
        return ((NetworkFailure) failure).kind();
    }

    @Test
    void a_listener_accepts_and_both_ends_agree_on_addresses() throws Exception {
        ListeningPort port = listen("::1", 0);

        Connection connection =
                connect("::1", port.localAddresses().get(0).getPort()).await();

        assertEquals(port.localAddresses().get(0), connection.remoteAddress());
        network.clock().turn();
        assertEquals(2, network.openSockets());
    }

    @Test
    void nobody_listening_is_a_refusal_with_words() {
        ConnectException refused =
                assertThrows(ConnectException.class, () -> connect("::1", 9).await());

        assertEquals(FailureKind.REFUSED, kind(refused));
        assertTrue(
                String.valueOf(refused.getMessage()).startsWith("connect to [::1]:9: refused"), refused.getMessage());
        assertEquals(0, network.openSockets());
    }

    @Test
    void outcomes_come_at_exactly_their_time() throws Exception {
        network.answerAfter("192.0.2.1", Duration.ofMillis(20)).blackHole("2001:db8::1");
        listen("192.0.2.1", 443);
        Pending<Connection> hole = connect("2001:db8::1", 443);
        network.clock().advance(Duration.ofMillis(250));
        Pending<Connection> good = connect("192.0.2.1", 443);

        network.clock().advance(Duration.ofMillis(19));
        assertFalse(good.isDone());
        network.clock().advance(Duration.ofMillis(1));

        assertTrue(good.isDone());
        assertFalse(hole.isDone());
        assertEquals(
                "[0 ms [2001:db8::1]:443, 250 ms 192.0.2.1:443]",
                network.attempts().toString());
    }

    @Test
    void a_black_hole_ends_by_the_deadline_or_by_the_kernels_patience() {
        network.blackHole("2001:db8::1");
        Pending<Connection> hurried = reactor.connectTcp(
                at("2001:db8::1", 1),
                StreamOptions.DEFAULT.withDeadline(Duration.ofSeconds(2)),
                MemoryNetworkTest::silent);
        Pending<Connection> patient = connect("2001:db8::1", 1);

        network.clock().advance(Duration.ofMillis(1_999));
        assertFalse(hurried.isDone());
        network.clock().advance(Duration.ofMillis(1));
        assertThrows(SocketTimeoutException.class, hurried::await);
        network.clock().advance(MemoryNetwork.KERNEL_TIMEOUT);
        assertThrows(SocketTimeoutException.class, patient::await);
        assertEquals(0, network.openSockets());
    }

    @Test
    void a_cancelled_connect_is_gone() {
        network.blackHole("2001:db8::1");
        Pending<Connection> connecting = connect("2001:db8::1", 1);
        network.clock().turn();
        assertEquals(1, network.openSockets());

        assertTrue(connecting.cancel());
        assertFalse(connecting.cancel());

        assertThrows(CancellationException.class, connecting::await);
        assertEquals(0, network.openSockets());
    }

    @Test
    void a_family_without_source_is_unreachable() {
        network.without(StandardProtocolFamily.INET6);

        IOException unreachable =
                assertThrows(IOException.class, () -> connect("2001:db8::1", 1).await());

        assertEquals(FailureKind.UNREACHABLE, kind(unreachable));
    }

    @Test
    void a_dual_wildcard_serves_both_families_and_takes_both_ports() throws Exception {
        listen("::", 80);

        connect("127.0.0.1", 80).await();
        connect("::1", 80).await();
        IOException taken = assertThrows(IOException.class, () -> listen("0.0.0.0", 80));

        assertEquals(FailureKind.IN_USE, kind(taken));
    }

    @Test
    void a_port_that_stopped_listening_refuses_and_can_be_had_again() throws Exception {
        ListeningPort port = listen("::1", 80);

        port.stopListening().await();

        assertThrows(ConnectException.class, () -> connect("::1", 80).await());
        listen("::1", 80);
    }

    @Test
    void a_paused_port_accepts_after_resume() throws Exception {
        List<String> accepted = new ArrayList<>();
        ListeningPort port = reactor.listenTcp(at("::1", 80), StreamOptions.DEFAULT, () -> {
                    accepted.add("one");
                    return silent();
                })
                .await();
        port.pauseAccepting();
        connect("::1", 80).await();
        network.clock().turn();
        assertEquals(List.of(), accepted);

        port.resumeAccepting();
        network.clock().turn();
        assertEquals(List.of("one"), accepted);
    }

    @Test
    void callers_mistakes_are_thrown_at_the_call() {
        assertThrows(IllegalArgumentException.class, () -> connect("::1", 0));
        assertThrows(
                IllegalArgumentException.class,
                () -> reactor.connectTcp(
                        at("::1", 1), StreamOptions.DEFAULT.withBind(at("127.0.0.1", 0)), MemoryNetworkTest::silent));
        UnsupportedOperationException lacking = assertThrows(
                UnsupportedOperationException.class,
                () -> reactor.listenTcp(
                        at("::", 0),
                        StreamOptions.DEFAULT.with(NetworkSocketOptions.IPV6_V6ONLY, true),
                        MemoryNetworkTest::silent));
        assertTrue(String.valueOf(lacking.getMessage()).contains("v6only"), lacking.getMessage());
        assertEquals(List.of(), network.attempts());
    }

    @Test
    void options_are_kept_and_told() throws Exception {
        ListeningPort port = listen("::1", 0);
        Connection connection =
                connect("::1", port.localAddresses().get(0).getPort()).await();

        connection.option(StandardSocketOptions.SO_KEEPALIVE, true);

        assertTrue(connection.option(StandardSocketOptions.SO_KEEPALIVE));
        assertTrue(connection.option(StandardSocketOptions.TCP_NODELAY));
        assertThrows(IllegalArgumentException.class, () -> connection.option(StandardSocketOptions.SO_RCVBUF, -1));
    }

    @Test
    void waiting_turns_the_clock_but_never_waits_for_ever() throws Exception {
        network.blackHole("2001:db8::1");
        Pending<Connection> connecting = connect("2001:db8::1", 1);

        IllegalStateException stuck = assertThrows(IllegalStateException.class, connecting::await);
        assertTrue(String.valueOf(stuck.getMessage()).contains("advance the clock"), stuck.getMessage());
        assertThrows(SocketTimeoutException.class, () -> connecting.await(Duration.ofSeconds(3)));
        assertEquals(Duration.ofSeconds(3), network.clock().elapsed());
    }

    @Test
    void waiting_on_the_reactors_thread_fails_at_once_for_derived_stages_too() {
        List<Throwable> thrown = new ArrayList<>();
        Promise<String> promise = reactor.promise(() -> {});
        reactor.execute(() -> {
            thrown.add(assertThrows(IllegalStateException.class, promise::await));
            thrown.add(assertThrows(
                    IllegalStateException.class,
                    () -> promise.thenApply(String::length)
                            .toCompletableFuture()
                            .join()));
        });

        network.clock().turn();

        assertEquals(2, thrown.size());
    }

    @Test
    void a_closed_reactor_fails_everything_with_one_kind() throws Exception {
        network.blackHole("2001:db8::1");
        Pending<Connection> connecting = connect("2001:db8::1", 1);
        List<String> cancelled = new ArrayList<>();
        Promise<String> promise = reactor.promise(() -> cancelled.add("told"));
        reactor.schedule(Duration.ofSeconds(1), () -> cancelled.add("never"));

        reactor.close();
        reactor.close();

        assertEquals(FailureKind.REACTOR_CLOSED, kind(assertThrows(IOException.class, connecting::await)));
        assertEquals(FailureKind.REACTOR_CLOSED, kind(assertThrows(IOException.class, promise::await)));
        assertEquals(
                FailureKind.REACTOR_CLOSED,
                kind(assertThrows(IOException.class, () -> connect("::1", 1).await())));
        assertThrows(RejectedExecutionException.class, () -> reactor.execute(() -> {}));
        assertInstanceOf(
                IOException.class,
                assertThrows(
                                CompletionException.class,
                                () -> promise.toCompletableFuture().join())
                        .getCause());
        network.clock().advance(Duration.ofSeconds(2));
        assertEquals(List.of("told"), cancelled);
        assertEquals(0, network.openSockets());
    }

    @Test
    void a_drain_closes_the_idle_and_aborts_the_rest_at_its_limit() throws Exception {
        ListeningPort port = listen("::1", 80);
        connect("::1", 80).await();
        network.clock().turn();

        Pending<Void> drained = reactor.drain(Duration.ofSeconds(1), Duration.ofSeconds(60));
        network.clock().advance(Duration.ofMillis(999));
        assertFalse(drained.isDone());
        network.clock().advance(Duration.ofMillis(1));

        assertTrue(drained.isDone());
        assertTrue(port.stopListening().isDone());
        assertEquals(0, network.openSockets());
    }
}
