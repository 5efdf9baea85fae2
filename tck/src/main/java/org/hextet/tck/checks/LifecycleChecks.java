package org.hextet.tck.checks;

import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.HOST_NET;
import static org.hextet.tck.matrix.Needs.RESET;
import static org.hextet.tck.matrix.Needs.TCP;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.hextet.api.Capabilities;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.endpoints.HostnameClientEndpoint;
import org.hextet.tck.doubles.StaticResolver;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Action;
import org.hextet.tck.rig.Pair;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Recorder.Event;
import org.hextet.tck.rig.Rig;
import org.hextet.tck.rig.Server;

/** The end of a reactor. */
final class LifecycleChecks {

    private static final int MIB = 1 << 20;

    @Check(
            id = "LIF-015",
            level = MUST,
            source = "contract; Twisted test_core",
            because = "whoever waits must learn that nothing will come, and nobody must be called after the end",
            lookAt = "what is registered where: every pending must be found when the reactor ends")
    void close_completes_every_future_and_tells_every_protocol(Rig rig) throws Exception {
        Reactor other = rig.reactor();
        StaticResolver resolver = new StaticResolver()
                .holding("held.test", StandardProtocolFamily.INET)
                .holding("held.test", StandardProtocolFamily.INET6);
        Reactor reactor = rig.openReactor(options -> options.withResolver(rig.closing(resolver)));
        List<Pending<?>> done = new ArrayList<>();
        List<Pending<?>> failing = new ArrayList<>();
        List<Recorder> protocols = new ArrayList<>();
        List<Recorder> connecting = Stream.generate(rig::recorder).limit(5).toList();
        List<Pending<Connection>> connects = new ArrayList<>();
        AtomicInteger cancelled = new AtomicInteger();
        AtomicBoolean ended = new AtomicBoolean();
        AtomicInteger late = new AtomicInteger();
        CompletableFuture<String> atEnd = new CompletableFuture<>();
        if (rig.has(TCP)) {
            protocols.addAll(connections(rig, reactor, other, done));
        }
        InetSocketAddress somewhere = rig.has(TCP)
                ? rig.listen(
                                other,
                                new InetSocketAddress(AnyLoopback.of(rig), 0),
                                StreamOptions.DEFAULT,
                                server -> server)
                        .address()
                : new InetSocketAddress(AnyLoopback.of(rig), 1);

        rig.runOnLoop(reactor, () -> {
            failing.add(reactor.promise(cancelled::incrementAndGet));
            if (rig.has(TCP)) {
                for (Recorder protocol : connecting) {
                    connects.add(reactor.connectTcp(somewhere, StreamOptions.DEFAULT, () -> protocol));
                }
                done.add(reactor.listenTcp(
                        new InetSocketAddress(AnyLoopback.of(rig), 0), StreamOptions.DEFAULT, rig::recorder));
                failing.add(HostnameClientEndpoint.of("held.test", 80).connect(reactor, rig::recorder));
                failing.add(reactor.drain(Duration.ofHours(1), Duration.ofHours(1)));
            }
            done.add(reactor.sourceAddress(somewhere.getAddress()));
            done.add(reactor.terminated());
            reactor.schedule(Duration.ofMillis(1), () -> countLate(ended, late));
            reactor.schedule(Duration.ofHours(1), () -> countLate(ended, late));
            reactor.execute(() -> countLate(ended, late));
            reactor.terminated().thenRun(() -> {
                ended.set(true);
                atEnd.complete(stories(protocols) + stories(connecting));
            });
            reactor.close();
        });
        reactor.close();

        rig.await(reactor.terminated());
        for (Pending<?> pending : failing) {
            Throwable failure = rig.awaitFailure(pending);
            rig.expect(
                    failure instanceof NetworkFailure typed && typed.kind() == FailureKind.REACTOR_CLOSED,
                    "something pending when the reactor was closed failed with " + failure
                            + ", expected a NetworkFailure of kind reactor-closed");
        }
        for (Pending<?> pending : done) {
            rig.expect(pending.isDone(), "something is still pending when the reactor is closed: " + pending);
        }
        for (int i = 0; i < connects.size(); i++) {
            expectOver(rig, connects.get(i), connecting.get(i));
        }
        rig.expectEqual("how often onCancel of a promise was run", 1, cancelled.get());
        for (Recorder protocol : protocols) {
            expectReactorClosed(rig, protocol.awaitClosed());
        }
        rig.turns(other, 2);
        rig.expectEqual("tasks and timers that ran after the end", 0, late.get());
        rig.expectEqual(
                "what protocols had heard when the reactor's end was told, and nothing after",
                rig.await((CompletionStage<String>) atEnd, "a stage of terminated"),
                stories(protocols) + stories(connecting));
    }

    /** One that was won in the last moment has its whole life told; all others know nothing. */
    private static void expectOver(Rig rig, Pending<Connection> connect, Recorder protocol) {
        if (protocol.heard(Event.CONNECTED)) {
            expectReactorClosed(rig, protocol.awaitClosed());
            rig.await(connect);
        } else {
            rig.expectEqual("what the protocol of a failed connect heard", "nothing", protocol.story());
            expectFailsClosed(rig, "a connect that was under way", connect);
        }
    }

    private static void countLate(AtomicBoolean ended, AtomicInteger late) {
        if (ended.get()) {
            late.incrementAndGet();
        }
    }

    private static String stories(List<Recorder> protocols) {
        return String.join(", ", protocols.stream().map(Recorder::story).toList());
    }

    /** Accepted and connecting ends on the reactor that will be closed: idle, busy, paused, stuck. */
    private static List<Recorder> connections(Rig rig, Reactor reactor, Reactor other, List<Pending<?>> done)
            throws Exception {
        InetAddress loopback = AnyLoopback.of(rig);
        Server here = rig.listen(reactor, new InetSocketAddress(loopback, 0), StreamOptions.DEFAULT, server -> server);
        Server there = rig.listen(
                other,
                new InetSocketAddress(loopback, 0),
                TcpDataChecks.smallBuffers(),
                server -> server.withoutContent().onConnected(Connection::pauseReading));
        Recorder peer = rig.recorder();
        rig.await(other.connectTcp(here.address(), StreamOptions.DEFAULT, () -> peer));
        Recorder accepted = here.awaitAccepted();
        Recorder idle = rig.recorder();
        Recorder stuck = rig.recorder();
        Recorder closing = rig.recorder();
        for (Recorder one : List.of(idle, stuck, closing)) {
            done.add(rig.await(reactor.connectTcp(there.address(), TcpDataChecks.smallBuffers(), () -> one))
                    .closed());
        }
        stuck.connection().write(Bytes.zeros(16 * MIB));
        stuck.await("writingPaused", Event.PAUSED);
        rig.runOnLoop(reactor, () -> {
            accepted.connection().pauseReading();
            closing.connection().write(Bytes.zeros(16 * MIB));
            closing.connection().close();
        });
        done.add(accepted.connection().closed());
        return List.of(accepted, idle, stuck, closing);
    }

    private static void expectReactorClosed(Rig rig, CloseReason reason) {
        if (!(reason instanceof CloseReason.Aborted aborted)) {
            throw rig.fail("the close reason", "Aborted, because the reactor was closed", reason);
        }
        Throwable cause = aborted.cause();
        if (cause == null) {
            throw rig.fail("the cause of the close reason", "a failure of kind reactor-closed", "missing");
        }
        rig.expectFailure("the cause of the close reason", FailureKind.REACTOR_CLOSED, SocketException.class, cause);
    }

    @Check(
            id = "LIF-016",
            level = MUST,
            needs = HOST_NET,
            source = "contract",
            because = "a server that is restarted within its process must not leak",
            lookAt = "the poll's own descriptors, and those whose close waits for another turn")
    void after_close_thread_and_descriptors_are_gone(Rig rig) throws Exception {
        useAndClose(rig);
        ProcessSockets before = ProcessSockets.now(rig);

        Thread loop = useAndClose(rig);

        rig.until("the reactor's thread has ended", () -> !loop.isAlive());
        rig.expectEqual(
                "descriptors that are left when close has returned",
                Set.of(),
                ProcessSockets.now(rig).openedSince(before));
    }

    /** Opens a reactor, leaves it with connections in several states, and closes it. */
    private static Thread useAndClose(Rig rig) throws Exception {
        Reactor reactor = rig.openReactor();
        Server server = rig.listen(
                reactor,
                new InetSocketAddress(AnyLoopback.of(rig), 0),
                StreamOptions.DEFAULT,
                recorder -> recorder.onConnected(Connection::pauseReading));
        Recorder client = rig.recorder();
        Connection connection = rig.await(reactor.connectTcp(server.address(), StreamOptions.DEFAULT, () -> client));
        server.awaitAccepted();
        connection.write(Bytes.zeros(16 * MIB));
        for (int i = 0; i < 3; i++) {
            reactor.connectTcp(server.address(), StreamOptions.DEFAULT, rig::recorder);
        }
        Thread loop = rig.onLoop(reactor, Thread::currentThread);
        reactor.close();
        return loop;
    }

    @Check(
            id = "LIF-017",
            level = MUST,
            source = "contract",
            because = "the message that says \"stop\" arrives in a callback",
            lookAt = "a close that waits for its own thread")
    void close_inside_a_callback_begins_and_returns(Rig rig) throws Exception {
        Reactor peers = rig.reactor();
        List<Closing> callbacks = new ArrayList<>(List.of(
                (reactor, body) -> reactor.execute(body),
                (reactor, body) -> reactor.schedule(Duration.ofMillis(1), body),
                (reactor, body) -> {
                    Promise<String> promise = reactor.promise(() -> {});
                    promise.thenRun(body);
                    promise.succeed("now");
                }));
        if (rig.has(TCP)) {
            callbacks.add((reactor, body) -> connect(rig, reactor, recorder -> recorder.onConnected(c -> body.run())));
            callbacks.add(
                    (reactor, body) -> connect(rig, reactor, recorder -> recorder.onReceived((c, lent) -> body.run())));
            callbacks.add((reactor, body) -> connect(
                    rig,
                    reactor,
                    recorder -> recorder.onReceived((c, lent) -> c.abort()).onClosed(c -> body.run())));
        }
        for (Closing callback : callbacks) {
            Reactor reactor = rig.openReactor();
            CountDownLatch returned = new CountDownLatch(1);

            callback.in(reactor, () -> {
                reactor.close();
                returned.countDown();
            });

            rig.await(returned, "close, called in a callback, to return");
            rig.await(reactor.terminated());
            reactor.close();
        }
        rig.turns(peers, 1);
    }

    /** Closes a reactor in one of its callbacks. */
    private interface Closing {
        void in(Reactor reactor, Runnable body) throws Exception;
    }

    /** Connects to a server that says something. */
    private static void connect(Rig rig, Reactor reactor, UnaryOperator<Recorder> client) throws IOException {
        Server server = rig.listen(
                AnyLoopback.of(rig), recorder -> recorder.onConnected(connection -> connection.write(Bytes.of("x"))));
        Recorder recorder = client.apply(rig.recorder());
        reactor.connectTcp(server.address(), StreamOptions.DEFAULT, () -> recorder);
    }

    @Check(
            id = "LIF-018",
            level = MUST,
            source = "contract; libuv test loop-close",
            because = "a shutdown hook and the program's own end come together",
            lookAt = "the state that close sets, and who waits for what")
    void two_closes_at_once_are_one_and_both_return(Rig rig) throws Exception {
        for (int i = 0; i < 10; i++) {
            Reactor reactor = rig.openReactor();
            Recorder client = rig.recorder();
            if (rig.has(TCP)) {
                Server server = rig.listen(
                        reactor, new InetSocketAddress(AnyLoopback.of(rig), 0), StreamOptions.DEFAULT, one -> one);
                rig.await(reactor.connectTcp(server.address(), StreamOptions.DEFAULT, () -> client));
            }
            AtomicInteger terminated = new AtomicInteger();
            reactor.terminated().thenRun(terminated::incrementAndGet);
            CountDownLatch both = new CountDownLatch(2);
            List<Thread> closers = new ArrayList<>();
            for (int closer = 0; closer < 2; closer++) {
                closers.add(new Thread(
                        () -> {
                            reactor.close();
                            if (reactor.terminated().isDone()) {
                                both.countDown();
                            }
                        },
                        "tck closer " + closer));
            }

            closers.forEach(Thread::start);
            rig.await(both, "both closes to return, with the end told before");
            for (Thread closer : closers) {
                closer.join();
            }

            rig.expectEqual("how often the end was told", 1, terminated.get());
            if (rig.has(TCP)) {
                rig.expectEqual("how often the protocol heard closed", 1L, client.count(Event.CLOSED));
            }
        }
    }

    @Check(
            id = "LIF-019",
            level = MUST,
            source = "contract; Twisted test_core; Netty AbstractSingleThreadEventLoopTest",
            because = "components that outlive the reactor go on calling it",
            lookAt = "operations that are queued for a loop that no longer turns")
    void every_method_of_a_closed_reactor_fails_at_once_or_is_ignored(Rig rig) throws Exception {
        Reactor reactor = rig.openReactor();
        String provider = reactor.provider();
        Capabilities capabilities = reactor.capabilities();
        boolean tcp = rig.has(TCP);
        InetSocketAddress local = new InetSocketAddress(AnyLoopback.of(rig), 0);
        InetSocketAddress remote = new InetSocketAddress(AnyLoopback.of(rig), 9);
        AtomicInteger made = new AtomicInteger();
        Recorder client = rig.recorder();
        List<ListeningPort> ports = new ArrayList<>();
        List<Connection> connections = new ArrayList<>();
        if (tcp) {
            Server server = rig.listen(reactor, local, StreamOptions.DEFAULT, recorder -> recorder);
            ports.add(server.port());
            connections.add(rig.await(reactor.connectTcp(server.address(), StreamOptions.DEFAULT, () -> client)));
            connections.add(server.awaitAccepted().connection());
        }
        reactor.close();

        expectRejected(rig, "execute", () -> reactor.execute(made::incrementAndGet));
        expectRejected(rig, "schedule", () -> reactor.schedule(Duration.ZERO, made::incrementAndGet));
        expectFailsClosed(rig, "promise", reactor.promise(() -> {}));
        expectFailsClosed(rig, "sourceAddress", reactor.sourceAddress(remote.getAddress()));
        expectFailsClosed(rig, "drain", reactor.drain(Duration.ZERO, Duration.ZERO));
        if (tcp) {
            Stream<Pending<?>> calls = Stream.of(
                    reactor.listenTcp(local, StreamOptions.DEFAULT, () -> protocol(made)),
                    reactor.listenTcp(0, () -> protocol(made)),
                    reactor.connectTcp(remote, StreamOptions.DEFAULT, () -> protocol(made)));
            calls.forEach(pending -> expectFailsClosed(rig, "listenTcp or connectTcp", pending));
        }
        rig.expect(!reactor.inReactor(), "inReactor of a closed reactor is true elsewhere");
        long before = reactor.nanoTime();
        rig.expect(reactor.nanoTime() - before >= 0, "nanoTime of a closed reactor goes back");
        rig.expectEqual("provider of a closed reactor", provider, reactor.provider());
        rig.expectEqual("capabilities of a closed reactor", capabilities, reactor.capabilities());
        rig.expect(reactor.options().daemon(), "options of a closed reactor are not those it was opened with");
        rig.await(reactor.terminated());
        reactor.close();
        for (Connection connection : connections) {
            expectDead(rig, connection);
        }
        for (ListeningPort port : ports) {
            port.pauseAccepting();
            port.resumeAccepting();
            rig.expect(!port.localAddresses().isEmpty(), "localAddresses of a closed port is empty");
            rig.await(port.stopListening());
        }
        rig.expectEqual("tasks run and protocols made after the end", 0, made.get());
    }

    private static Protocol protocol(AtomicInteger made) {
        made.incrementAndGet();
        return Protocol.receiving((connection, lent) -> {});
    }

    private static void expectRejected(Rig rig, String what, Action call) {
        RejectedExecutionException thrown =
                rig.expectThrown(RejectedExecutionException.class, what + " of a closed reactor", call);
        rig.expectFailure(
                "what " + what + " of a closed reactor threw",
                FailureKind.REACTOR_CLOSED,
                RejectedExecutionException.class,
                thrown);
    }

    private static void expectFailsClosed(Rig rig, String what, Pending<?> pending) {
        rig.expectFailure(
                "the failure of " + what + ", on a closed reactor",
                FailureKind.REACTOR_CLOSED,
                SocketException.class,
                rig.awaitFailure(pending));
    }

    private static void expectDead(Rig rig, Connection connection) {
        rig.expect(!connection.write(Bytes.of("x")), "a write after the reactor's end answered true, expected false");
        rig.expect(!connection.isWritable(), "a connection is writable after the reactor's end");
        rig.expectEqual("queued bytes after the reactor's end", 0L, connection.queuedBytes());
        connection.pauseReading();
        connection.resumeReading();
        connection.switchProtocol(rig.recorder());
        connection.close();
        connection.abort();
        rig.expectThrown(
                IOException.class,
                "reading an option after the reactor's end",
                () -> connection.option(StandardSocketOptions.TCP_NODELAY));
        rig.expectThrown(
                IOException.class,
                "setting an option after the reactor's end",
                () -> connection.option(StandardSocketOptions.TCP_NODELAY, true));
        rig.expect(connection.localAddress().getPort() != 0, "localAddress after the reactor's end has no port");
        rig.expect(connection.remoteAddress().getPort() != 0, "remoteAddress after the reactor's end has no port");
        expectReactorClosed(rig, rig.await(connection.closed()));
        connection.shutdownOutput();
    }

    @Check(
            id = "LIF-020",
            level = MUST,
            needs = TCP,
            source = "contract",
            because = "one stuck peer must not keep a process from ending",
            lookAt = "a close of connections in order, where the reactor's close aborts")
    void close_completes_beside_a_peer_that_does_not_read(Rig rig) throws Exception {
        Reactor other = rig.reactor();
        Reactor reactor = rig.openReactor();
        Server silent = rig.listen(
                other,
                new InetSocketAddress(AnyLoopback.of(rig), 0),
                TcpDataChecks.smallBuffers(),
                server -> server.withoutContent().onConnected(Connection::pauseReading));
        StreamOptions patient = TcpDataChecks.smallBuffers().withCloseTimeout(Duration.ofHours(1));
        Recorder writing = rig.recorder();
        Recorder closing = rig.recorder();
        for (Recorder one : List.of(writing, closing)) {
            rig.await(reactor.connectTcp(silent.address(), patient, () -> one)).write(Bytes.zeros(16 * MIB));
            one.await("writingPaused", Event.PAUSED);
        }
        closing.connection().close();

        reactor.close();

        rig.expect(writing.heard(Event.CLOSED), "the protocol was not told before close returned: " + writing);
        rig.expect(closing.heard(Event.CLOSED), "the closing protocol was not told before close returned: " + closing);
        expectReactorClosed(rig, writing.awaitClosed());
    }

    @Check(
            id = "LIF-021",
            level = MUST,
            source = "contract",
            because = "one part of a program ends its reactor, and knows nothing of the others",
            lookAt = "state that all reactors of a process share")
    void the_end_of_one_reactor_leaves_another_alone(Rig rig) throws Exception {
        Reactor staying = rig.reactor();
        Reactor leaving = rig.openReactor();
        CountDownLatch fired = new CountDownLatch(1);
        Promise<String> promise = staying.promise(() -> {});
        List<Pair> pairs = new ArrayList<>();
        if (rig.has(TCP)) {
            pairs.add(rig.pair(AnyLoopback.of(rig), StreamOptions.DEFAULT, rig.recorder(), Recorder::echoing));
            Recorder between = rig.recorder();
            Server server = rig.listen(AnyLoopback.of(rig));
            rig.await(leaving.connectTcp(server.address(), StreamOptions.DEFAULT, () -> between));
            leaving.close();
            server.awaitAccepted().awaitClosed();
        }
        staying.schedule(Duration.ofMillis(20), fired::countDown);

        leaving.close();

        rig.await(fired, "a timer of the reactor that stays");
        rig.turns(staying, 2);
        rig.expect(!promise.isDone(), "a promise of the reactor that stays is done");
        for (Pair pair : pairs) {
            pair.clientConnection().write(Bytes.of("still here?"));
            pair.client().awaitBytes("still here?".length());
            rig.expectEqual(
                    "what the connection that stays heard",
                    "CONNECTED RECEIVED",
                    pair.client().story());
        }
    }

    @Check(
            id = "LIF-027",
            level = MUST,
            needs = HOST_NET,
            source = "contract; OpenJDK channels OpenLeak; libuv test loop-close",
            because = "tests and plugins open and close reactors all day",
            lookAt = "helper threads, and descriptors of the poll")
    void a_hundred_reactors_leave_neither_threads_nor_descriptors(Rig rig) throws Exception {
        echoAndClose(rig);
        ProcessSockets before = ProcessSockets.now(rig);

        for (int i = 0; i < 100; i++) {
            echoAndClose(rig);
        }

        rig.until("the threads of the reactors have ended", () -> {
            try {
                return ProcessSockets.now(rig).startedSince(before).stream()
                        .noneMatch(name -> name.startsWith("hextet"));
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        });
        rig.expectEqual(
                "descriptors that are left of 100 reactors",
                Set.of(),
                ProcessSockets.now(rig).openedSince(before));
    }

    private static void echoAndClose(Rig rig) throws Exception {
        Reactor reactor = rig.openReactor(options -> options.withThreadName("hextet-tck-" + rig.transport()));
        Server server = rig.listen(
                reactor, new InetSocketAddress(AnyLoopback.of(rig), 0), StreamOptions.DEFAULT, Recorder::echoing);
        Recorder client = rig.recorder();
        rig.await(reactor.connectTcp(server.address(), StreamOptions.DEFAULT, () -> client))
                .write(Bytes.of("x"));
        client.awaitBytes(1);
        reactor.close();
    }

    @Check(
            id = "LIF-030",
            level = MUST,
            needs = {TCP, RESET},
            source = "contract",
            because = "a new version is rolled out without one lost request, and in limited time",
            lookAt = "what counts as busy, and the timer of atMost")
    void drain_serves_the_busy_closes_the_idle_and_aborts_the_stuck(Rig rig) throws Exception {
        // A busy peer that this machine stalls for so long is idle: then once more, with more patience.
        Duration quiet = Duration.ofMillis(250);
        for (int attempt = 0; attempt < 5 && !busyIsServed(rig, quiet); attempt++) {
            quiet = quiet.multipliedBy(2);
        }
        stuckIsAborted(rig);
    }

    /** False if the machine stalled for about as long as makes a connection idle. */
    private static boolean busyIsServed(Rig rig, Duration quiet) throws Exception {
        Reactor peers = rig.reactor();
        Reactor drained = rig.openReactor();
        Server server = rig.listen(
                drained, new InetSocketAddress(AnyLoopback.of(rig), 0), StreamOptions.DEFAULT, Recorder::echoing);
        AtomicLong last = new AtomicLong(peers.nanoTime());
        AtomicLong stall = new AtomicLong();
        AtomicLong until = new AtomicLong(Long.MAX_VALUE);
        AtomicLong sent = new AtomicLong(1);
        Recorder idle = rig.recorder();
        Recorder busy = rig.recorder().withoutContent().onReceived((from, lent) -> {
            long now = peers.nanoTime();
            stall.accumulateAndGet(now - last.getAndSet(now), Math::max);
            if (now - until.get() < 0) {
                sent.incrementAndGet();
                from.write(Bytes.of("?"));
            } else {
                from.shutdownOutput();
            }
        });
        rig.await(peers.connectTcp(server.address(), StreamOptions.DEFAULT, () -> idle));
        Recorder idleAccepted = server.awaitAccepted();
        rig.await(peers.connectTcp(server.address(), StreamOptions.DEFAULT, () -> busy));
        Recorder busyAccepted = server.awaitAccepted();
        // Busy for three times as long as makes a silent one idle.
        rig.runOnLoop(peers, () -> {
            last.set(peers.nanoTime());
            until.set(peers.nanoTime() + 3 * quiet.toNanos());
            busy.connection().write(Bytes.of("?"));
        });
        busy.awaitBytes(1);

        Pending<Void> draining = drained.drain(quiet, Duration.ofMinutes(5));
        rig.turns(drained, 2);
        expectNoNewOnes(rig, peers, server);
        CloseReason idleReason = idle.awaitClosed();
        CloseReason busyReason = busy.awaitClosed();
        rig.await(draining);
        if (stall.get() >= quiet.toNanos() / 2) {
            return false;
        }

        rig.expectEqual("what the idle peer heard", "CONNECTED INPUT_ENDED CLOSED", idle.story());
        rig.expectEqual("the close reason of the idle peer", new CloseReason.ClosedByPeer(), idleReason);
        TcpEndChecks.expectClean(rig, "the close reason of the idle connection", idleAccepted.awaitClosed());
        TcpEndChecks.expectClean(rig, "the close reason of the busy peer", busyReason);
        TcpEndChecks.expectClean(rig, "the close reason of the busy connection", busyAccepted.awaitClosed());
        rig.expectEqual("how many of its questions the busy peer got answered", sent.get(), busy.receivedBytes());
        rig.expect(rig.onLoop(drained, () -> true), "the drained reactor runs no task");
        return true;
    }

    /** Refused, at the latest when the port's descriptor is gone; in no case accepted. */
    private static void expectNoNewOnes(Rig rig, Reactor peers, Server server) {
        int accepted = server.accepted().size();
        List<Throwable> refusal = new ArrayList<>();
        rig.until("a connect to the port that is drained fails", () -> {
            CompletionStage<Boolean> attempt = peers.connectTcp(server.address(), StreamOptions.DEFAULT, rig::recorder)
                    .handle((connection, failure) -> {
                        if (failure == null) {
                            connection.abort();
                            return false;
                        }
                        return refusal.add(failure);
                    });
            return rig.await(attempt, "a connect to the port that is drained");
        });
        rig.expectFailure(
                "the failure of a connect to the port that is drained",
                FailureKind.REFUSED,
                ConnectException.class,
                refusal.get(0));
        rig.expectEqual(
                "connections accepted after the drain has begun",
                0,
                server.accepted().size() - accepted);
    }

    private static void stuckIsAborted(Rig rig) throws Exception {
        Duration atMost = Duration.ofMillis(200);
        Reactor peers = rig.reactor();
        Reactor drained = rig.openReactor();
        Server silent = rig.listen(
                peers,
                new InetSocketAddress(AnyLoopback.of(rig), 0),
                TcpDataChecks.smallBuffers(),
                server -> server.withoutContent().onConnected(Connection::pauseReading));
        AtomicLong end = new AtomicLong();
        Recorder stuck = rig.recorder().onClosed(connection -> end.set(drained.nanoTime()));
        Connection connection =
                rig.await(drained.connectTcp(silent.address(), TcpDataChecks.smallBuffers(), () -> stuck));
        connection.write(Bytes.zeros(16 * MIB));
        stuck.await("writingPaused", Event.PAUSED);

        long begin = drained.nanoTime();
        Pending<Void> draining = drained.drain(Duration.ZERO, atMost);
        CloseReason reason = rig.await(connection.closed());
        rig.await(draining);

        if (!(reason instanceof CloseReason.Aborted)) {
            rig.fail("the close reason of the stuck connection", "Aborted", reason);
        }
        long after = end.get() - begin;
        rig.expect(
                after >= atMost.toNanos(),
                "the stuck connection was aborted after " + after + " ns, expected not before " + atMost.toNanos()
                        + " ns");
        Recorder peer = silent.awaitAccepted();
        peer.connection().resumeReading();
        TcpEndChecks.expectReset(rig, "the close reason of the stuck peer", peer.awaitClosed());
    }
}
