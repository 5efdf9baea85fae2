package org.hextet.tck.checks;

import static org.hextet.tck.matrix.Level.MAY;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.HOST_NET;
import static org.hextet.tck.matrix.Needs.RESET;
import static org.hextet.tck.matrix.Needs.TCP;
import static org.hextet.tck.rig.Recorder.Event.CLOSED;
import static org.hextet.tck.rig.Recorder.Event.CONNECTED;
import static org.hextet.tck.rig.Recorder.Event.RECEIVED;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Rig;
import org.hextet.tck.rig.Server;

/** Accepting, and the end of it. */
final class TcpAcceptChecks {

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void expectEcho(Rig rig, Recorder client, String text) {
        long before = client.receivedBytes();
        client.connection().write(ascii(text));
        byte[] all = client.awaitBytes(before + text.length());
        rig.expect(
                new String(all, StandardCharsets.US_ASCII).endsWith(text),
                "the echo of \"" + text + "\" is not at the end of \"" + client.receivedText() + "\"");
    }

    @Check(
            id = "TCP-020",
            level = MUST,
            needs = TCP,
            source = "OpenJDK java/nio/channels TcpTest",
            because = "a new version of a server takes over the port while the old one finishes its work",
            lookAt = "what closing a listener closes; a selector keeps its socket until the next select")
    void a_stopped_listener_refuses_new_connects_and_its_connections_live(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Server server = rig.listen(loopback, Recorder::echoing);
            Recorder client = rig.recorder();
            rig.connect(server.address(), client);
            server.awaitAccepted();

            rig.await(server.port().stopListening());

            Ended.expectRefused(rig, rig.reactor(), server.address());
            expectEcho(rig, client, "still here");
        });
    }

    @Check(
            id = "TCP-021",
            level = MUST,
            needs = TCP,
            source = "socket(7), SO_REUSEADDR",
            because = "a server that was restarted must not wait a minute for its port",
            lookAt = "SO_REUSEADDR, set before bind")
    void a_port_in_time_wait_can_be_listened_on_again(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Server first = rig.listen(loopback, recorder -> recorder.onConnected(Connection::close));
            Recorder client = rig.recorder();
            rig.connect(first.address(), client);
            // The side that closes first is the one that waits.
            first.awaitAccepted().awaitClosed();
            client.awaitClosed();
            rig.await(first.port().stopListening());

            Server second = rig.listen(rig.reactor(), first.address(), StreamOptions.DEFAULT, UnaryOperator.identity());

            rig.connect(second.address(), rig.recorder());
            second.awaitAccepted();
        });
    }

    @Check(
            id = "TCP-022",
            level = MUST,
            needs = TCP,
            source = "libuv test-tcp-close-accept",
            because = "a listener that serves one client stops itself in the middle of accepting him",
            lookAt = "what the loop of accepts does after a callback, and a second close of one descriptor")
    void a_listener_can_be_stopped_twice_and_inside_its_own_accept(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Server twice = rig.listen(loopback);
            AtomicInteger completions = new AtomicInteger();
            Pending<Void> first = twice.port().stopListening();
            first.whenComplete((nothing, failure) -> completions.incrementAndGet());
            Pending<Void> second = twice.port().stopListening();
            rig.await(first);
            rig.await(second);
            rig.await(twice.port().stopListening());
            rig.turns(rig.reactor(), 2);
            rig.expectEqual("the completions of a listener stopped three times", 1, completions.get());

            CompletableFuture<ListeningPort> port = new CompletableFuture<>();
            CompletableFuture<Pending<Void>> stopped = new CompletableFuture<>();
            Server inside = rig.listen(loopback, recorder -> {
                stopped.complete(port.join().stopListening());
                return recorder.echoing();
            });
            port.complete(inside.port());
            Recorder client = rig.recorder();
            rig.connect(inside.address(), client);
            inside.awaitAccepted();
            rig.await(rig.await((Future<Pending<Void>>) stopped, "the factory to stop its own port"));
            expectEcho(rig, client, "the one client");
            Ended.expectRefused(rig, rig.reactor(), inside.address());
            rig.expectEqual("the incidents", List.of(), rig.incidents().all());
        });
    }

    @Check(
            id = "TCP-023",
            level = MUST,
            needs = TCP,
            source = "Twisted test_tcp buildProtocolReturnsNone",
            because = "a factory that wants no more clients for now says so by giving no protocol",
            lookAt = "what is done with the descriptor when there is no protocol for it")
    void a_factory_that_gives_no_protocol_loses_one_connection_and_the_listener_goes_on(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            new Falling(rig, loopback, new NoProtocol()).connectTwice();
            rig.expectEqual("the incidents", List.of(), rig.incidents().all());
        });
    }

    @Check(
            id = "TCP-024",
            level = MUST,
            needs = {TCP, RESET},
            source = "contract",
            because = "one client's trouble must not end the service for all, nor stay unknown",
            lookAt = "what stands around the call of the factory")
    void a_factory_that_throws_aborts_one_connection_is_logged_once_and_the_listener_goes_on(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            IllegalStateException thrown = new IllegalStateException("thrown by the check's factory");

            Optional<Throwable> end = new Falling(rig, loopback, () -> {
                        throw thrown;
                    })
                    .connectTwice();

            rig.expectFailure(
                    "the end of the connection for the client",
                    FailureKind.RESET,
                    SocketException.class,
                    end.orElseThrow(() -> rig.fail("the connection ended for the client without a reset")));
            rig.turns(rig.reactor(), 2);
            rig.expectEqual(
                    "how often it was logged",
                    1L,
                    rig.incidents().thrown().stream()
                            .filter(one -> one == thrown)
                            .count());
        });
    }

    /** Gives no protocol. */
    private static final class NoProtocol implements Supplier<Protocol> {
        @Override
        @SuppressWarnings("NullAway") // What no factory should do is what is checked here.
        public Protocol get() {
            return null;
        }
    }

    /** A port whose first connection falls, by what its factory does, and whose second one is served. */
    private static final class Falling {

        private final Rig rig;
        private final InetSocketAddress address;
        private final Recorder served;

        Falling(Rig rig, InetAddress loopback, Supplier<Protocol> first) throws IOException {
            this.rig = rig;
            this.served = rig.recorder().echoing();
            AtomicInteger calls = new AtomicInteger();
            this.address = rig.await(rig.reactor()
                            .listenTcp(
                                    new InetSocketAddress(loopback, 0),
                                    StreamOptions.DEFAULT,
                                    () -> calls.getAndIncrement() == 0 ? first.get() : served))
                    .localAddresses()
                    .get(0);
        }

        /** How the first connection ended for its client: the reset may come before the connect is known. */
        Optional<Throwable> connectTwice() throws IOException {
            Recorder fallen = rig.recorder();
            Ended<Connection> ended = Ended.of(
                    rig, rig.reactor().connectTcp(address, StreamOptions.DEFAULT, () -> fallen), "the first connect");
            Optional<Throwable> end = ended.failure();
            if (end.isEmpty()) {
                end = fallen.awaitClosed() instanceof CloseReason.Failed failed
                        ? Optional.of(failed.cause())
                        : Optional.empty();
            }

            Recorder client = rig.recorder();
            rig.connect(address, client);
            expectEcho(rig, client, "the next client");
            return end;
        }
    }

    @Check(
            id = "TCP-025",
            level = MUST,
            needs = TCP,
            source = "Tokio tcp_accept",
            because = "a connection that is forgotten in the rush hangs for its client",
            lookAt = "whether accepting stops after the first, and what an edge-triggered loop leaves in the queue")
    void each_of_two_hundred_clients_at_once_is_accepted_exactly_once(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Server server = rig.listen(loopback);
            Reactor reactor = rig.reactor();

            List<Pending<Connection>> connecting = rig.onLoop(reactor, () -> {
                List<Pending<Connection>> begun = new ArrayList<>();
                for (int i = 0; i < 200; i++) {
                    begun.add(reactor.connectTcp(server.address(), StreamOptions.DEFAULT, rig::recorder));
                }
                return begun;
            });

            Set<Integer> clients = new TreeSet<>();
            for (Pending<Connection> one : connecting) {
                clients.add(rig.await(one).localAddress().getPort());
            }
            Set<Integer> accepted = new TreeSet<>();
            for (int i = 0; i < 200; i++) {
                accepted.add(server.awaitAccepted().connection().remoteAddress().getPort());
            }
            rig.turns(reactor, 2);
            rig.expectEqual("the number of clients", 200, clients.size());
            rig.expectEqual("the ports of the accepted peers", clients, accepted);
            rig.expectEqual(
                    "how many connections were accepted", 200, server.accepted().size());
        });
    }

    @Check(
            id = "TCP-026",
            level = MUST,
            needs = {TCP, HOST_NET},
            source = "accept(2), ECONNABORTED",
            because = "a client that gave up is no reason to stop accepting, nor a connection that nobody ends",
            lookAt = "errors of accept, and of the first system calls on what was accepted")
    void a_client_that_resets_before_it_is_accepted_does_no_harm(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Server server = rig.listen(loopback, Recorder::echoing);

            // On the loop, so that nothing can be accepted meanwhile.
            rig.runOnLoop(rig.reactor(), () -> {
                for (int i = 0; i < 3; i++) {
                    try (Socket client = rig.jdkConnect(server.address())) {
                        client.setSoLinger(true, 0);
                    }
                }
            });

            Recorder client = rig.recorder();
            Connection connection = rig.connect(server.address(), client);
            expectEcho(rig, client, "the next client");
            for (Recorder one : server.accepted()) {
                boolean isServed = one.heard(CONNECTED)
                        && one.connection().remoteAddress().getPort()
                                == connection.localAddress().getPort();
                if (!isServed && one.heard(CONNECTED)) {
                    one.awaitClosed();
                    rig.expectEqual("how often connected was heard", 1L, one.count(CONNECTED));
                    rig.expectEqual("how often closed was heard", 1L, one.count(CLOSED));
                }
            }
        });
    }

    @Check(
            id = "TCP-027",
            level = MUST,
            needs = TCP,
            source = "contract",
            because = "a protocol sets itself up in connected; bytes before that find it half made",
            lookAt = "the order of events when a connection is readable as soon as it is accepted")
    void connected_comes_before_the_bytes_of_a_client_that_wrote_before_it_was_accepted(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Reactor serving = rig.openReactor();
            Reactor connecting = rig.openReactor();
            Server server = rig.listen(
                    serving, new InetSocketAddress(loopback, 0), StreamOptions.DEFAULT, UnaryOperator.identity());
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch written = new CountDownLatch(1);
            rig.closing(written::countDown);
            serving.execute(() -> {
                begun.countDown();
                stayBusyUntil(written);
            });
            rig.await(begun, "the server to be busy");

            Recorder client = rig.recorder().onConnected(connection -> connection.write(ascii("early")));
            rig.await(connecting.connectTcp(server.address(), StreamOptions.DEFAULT, () -> client));
            rig.turns(connecting, 2);
            rig.expectEqual("the accepted connections while the server was busy", List.of(), server.accepted());
            written.countDown();

            Recorder accepted = server.awaitAccepted();
            accepted.awaitBytes("early".length());
            rig.expectEqual("what the accepted protocol heard", List.of(CONNECTED, RECEIVED), accepted.events());
            rig.expectEqual("what was received", "early", accepted.receivedText());
        });
    }

    /** Holds the loop up, on purpose. */
    private static void stayBusyUntil(CountDownLatch over) {
        try {
            if (!over.await(Patience.guard().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("held up for too long");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Check(
            id = "TCP-029",
            level = MAY,
            needs = TCP,
            source = "Netty testsuite ServerSocketSuspend",
            because = "a server that is full lets clients wait in the kernel's queue",
            lookAt = "whether pausing takes the listener out of the loop")
    void a_paused_listener_accepts_nobody_until_it_is_resumed(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Server server = rig.listen(loopback);
            server.port().pauseAccepting();
            rig.turns(rig.reactor(), 1);

            rig.connect(server.address(), rig.recorder());
            rig.turns(rig.reactor(), 2);
            rig.expectEqual("the accepted connections while paused", List.of(), server.accepted());

            server.port().resumeAccepting();
            server.awaitAccepted();
        });
    }

    @Check(
            id = "TCP-030",
            level = MUST,
            needs = TCP,
            source = "listen(2); Twisted test_endpoints backlog",
            because =
                    "0 means different things to different kernels, and large numbers are cut: neither may break a server",
            lookAt = "what is passed to listen(2) for 0, and for more than the kernel allows")
    void any_backlog_works_and_a_negative_one_is_refused_or_the_default(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            for (int backlog : new int[] {0, 1, 100_000}) {
                expectServes(rig, loopback, StreamOptions.DEFAULT.withBacklog(backlog));
            }
            StreamOptions negative;
            try {
                negative = StreamOptions.DEFAULT.withBacklog(-1);
            } catch (IllegalArgumentException refused) {
                rig.expectWords("the refusal", refused, "backlog", "-1");
                return;
            }
            expectServes(rig, loopback, negative);
        });
    }

    private static void expectServes(Rig rig, InetAddress loopback, StreamOptions options) throws IOException {
        Server server =
                rig.listen(rig.reactor(), new InetSocketAddress(loopback, 0), options, UnaryOperator.identity());
        rig.connect(server.address(), rig.recorder());
        server.awaitAccepted();
    }
}
