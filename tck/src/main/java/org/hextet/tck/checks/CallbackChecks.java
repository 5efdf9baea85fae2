package org.hextet.tck.checks;

import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.TCP;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Incident;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Pair;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Recorder.Event;
import org.hextet.tck.rig.Rig;
import org.hextet.tck.rig.Server;

/** Callbacks: their thread, their order, one at a time; what happens when one throws. */
final class CallbackChecks {

    private static final int MIB = 1 << 20;

    private static final Pattern STORY =
            Pattern.compile("CONNECTED( RECEIVED| PAUSED| RESUMED)*( INPUT_ENDED)?( PAUSED| RESUMED)* CLOSED");

    @Check(
            id = "LIF-001",
            level = MUST,
            source = "contract",
            because = "protocols keep their state without locks",
            lookAt = "results and timers that complete on a helper's thread")
    void every_callback_of_a_reactor_runs_on_one_thread(Rig rig) throws Exception {
        Reactor reactor = rig.reactor();
        Map<String, Thread> threads = new ConcurrentHashMap<>();
        CountDownLatch heard = new CountDownLatch(5);
        Promise<String> succeeding = reactor.promise(() -> {});
        Promise<String> cancelled = reactor.promise(() -> note(threads, "onCancel of a promise", heard));

        reactor.execute(() -> note(threads, "a task", heard));
        reactor.schedule(Duration.ofMillis(1), () -> note(threads, "a timer", heard));
        succeeding.thenRun(() -> note(threads, "a stage of a promise", heard));
        succeeding.succeed("from elsewhere");
        cancelled.whenComplete((value, failure) -> note(threads, "a stage of a cancelled promise", heard));
        cancelled.cancel();
        rig.await(heard, "tasks, timers and promises");
        if (rig.has(TCP)) {
            noteConnectionCallbacks(rig, threads);
        }

        Thread loop = rig.onLoop(reactor, Thread::currentThread);
        threads.forEach((what, thread) -> rig.expectEqual("the thread of " + what, loop, thread));
    }

    private static void note(Map<String, Thread> threads, String what, CountDownLatch heard) {
        threads.put(what, Thread.currentThread());
        heard.countDown();
    }

    private static void noteConnectionCallbacks(Rig rig, Map<String, Thread> threads) throws Exception {
        CountDownLatch stages = new CountDownLatch(5);
        Reactor reactor = rig.reactor();
        Recorder accepted = rig.recorder().onConnected(Connection::pauseReading);
        Recorder client = rig.recorder();
        Pending<ListeningPort> listening = rig.onLoop(reactor, () -> {
            Pending<ListeningPort> pending = reactor.listenTcp(
                    new InetSocketAddress(AnyLoopback.of(rig), 0), TcpDataChecks.smallBuffers(), () -> {
                        threads.put("the factory of an accepted connection", Thread.currentThread());
                        return accepted;
                    });
            pending.thenRun(() -> note(threads, "a stage of listen", stages));
            return pending;
        });
        InetSocketAddress server = rig.await(listening).localAddresses().get(0);
        Pending<Connection> connecting = rig.onLoop(reactor, () -> {
            Pending<Connection> pending = reactor.connectTcp(server, TcpDataChecks.smallBuffers(), () -> {
                threads.put("the factory of a connect", Thread.currentThread());
                return client;
            });
            pending.thenRun(() -> note(threads, "a stage of connect", stages));
            return pending;
        });
        Connection connection = rig.await(connecting);
        connection.closed().thenRun(() -> note(threads, "a stage of closed", stages));
        // They are done already: a stage that is added now runs on the reactor's thread too.
        listening.thenRun(() -> note(threads, "a stage added to a listen that was done", stages));
        connecting.whenComplete((value, failure) -> note(threads, "a stage added to a connect that was done", stages));
        accepted.awaitConnected();

        connection.write(Bytes.zeros(16 * MIB));
        client.await("writingPaused", Event.PAUSED);
        accepted.connection().resumeReading();
        client.await("writingResumed", Event.RESUMED);
        connection.shutdownOutput();
        accepted.awaitClosed();
        client.awaitClosed();
        rig.await(stages, "the stages of listen, connect and closed");
        for (Recorder recorder : List.of(accepted, client)) {
            for (Thread thread : recorder.threads()) {
                threads.put(recorder.story() + " on " + thread.getName(), thread);
            }
        }
    }

    @Check(
            id = "LIF-002",
            level = MUST,
            source = "contract; Twisted BaseAbortingClient",
            because = "a protocol that is called while it is running finds its own state half changed",
            lookAt = "events that are told from inside write, close, resumeReading or execute")
    void callbacks_never_run_inside_one_another_nor_at_once(Rig rig) throws Exception {
        Reactor reactor = rig.reactor();
        Nesting nesting = new Nesting();
        CountDownLatch done = new CountDownLatch(100);
        Runnable leaf = nesting.task(done::countDown);
        for (int i = 0; i < 50; i++) {
            reactor.execute(nesting.task(() -> {
                reactor.execute(leaf);
                reactor.schedule(Duration.ZERO, leaf);
            }));
        }
        rig.await(done, "tasks and timers made by tasks");
        if (rig.has(TCP)) {
            provokeNesting(rig, nesting);
        }
        rig.expect(nesting.ran() >= 150, "only " + nesting.ran() + " callbacks ran");
        rig.expectEqual("how many callbacks ran at once", 1, nesting.deepest());
    }

    /** Three connections whose callbacks do to each other all that may make an event due. */
    private static void provokeNesting(Rig rig, Nesting nesting) throws Exception {
        int rounds = 200;
        List<Recorder> recorders = new ArrayList<>();
        List<Connection> all = new ArrayList<>();
        Runnable nothing = nesting.task(() -> {});
        for (int i = 0; i < 3; i++) {
            AtomicInteger round = new AtomicInteger();
            Recorder client = rig.recorder().withoutContent();
            client.onReceived(nesting.received((from, lent) -> {
                        from.reactor().execute(nothing);
                        from.reactor().schedule(Duration.ZERO, nothing);
                        for (Connection other : all) {
                            other.pauseReading();
                            other.write(Bytes.of("x"));
                            other.resumeReading();
                        }
                        if (round.incrementAndGet() == rounds) {
                            all.forEach(Connection::close);
                        }
                    }))
                    .onPaused(nesting.step(connection -> connection.write(Bytes.of("y"))))
                    .onResumed(nesting.step(connection -> connection.write(Bytes.of("z"))))
                    .onClosed(nesting.step(connection -> all.forEach(Connection::abort)));
            Pair pair = rig.pair(
                    AnyLoopback.of(rig),
                    TcpDataChecks.smallBuffers(),
                    client,
                    server -> server.withoutContent()
                            .onConnected(nesting.step(connection -> connection.write(Bytes.of("hello"))))
                            .onReceived(nesting.received((from, lent) -> from.write(lent)))
                            .onClosed(nesting.step(
                                    connection -> connection.reactor().execute(nothing))));
            recorders.add(pair.client());
            recorders.add(pair.server());
            rig.runOnLoop(rig.reactor(), () -> all.add(pair.clientConnection()));
        }
        rig.runOnLoop(rig.reactor(), () -> {
            for (Connection connection : all) {
                connection.write(Bytes.zeros(4 * MIB));
            }
        });
        for (Recorder recorder : recorders) {
            recorder.awaitClosed();
        }
        rig.turns(rig.reactor(), 2);
        for (Recorder recorder : recorders) {
            rig.expectEqual("how deep callbacks were inside one another", 1, recorder.deepest());
        }
    }

    @Check(
            id = "LIF-003",
            level = MUST,
            needs = TCP,
            source = "contract",
            because = "two ends of one process that answer each other would end in a stack overflow",
            lookAt = "a short cut from write to the peer's received")
    void a_write_inside_received_reaches_the_peer_later_and_not_inside(Rig rig) throws Exception {
        int rounds = 2000;
        AtomicInteger inside = new AtomicInteger();
        Recorder client = rig.recorder().onReceived((from, lent) -> from.write(lent));
        Pair pair = rig.pair(
                AnyLoopback.of(rig),
                StreamOptions.DEFAULT,
                client,
                server -> server.onReceived((from, lent) -> {
                    long before = client.receivedBytes();
                    from.write(lent);
                    if (client.receivedBytes() != before) {
                        inside.incrementAndGet();
                    }
                }));

        pair.clientConnection().write(Bytes.of("x"));

        client.awaitBytes(rounds);
        pair.clientConnection().abort();
        client.awaitClosed();
        rig.expectEqual("how often the peer received inside the write", 0, inside.get());
        rig.expectEqual("how deep callbacks were inside one another", 1, client.deepest());
        rig.expectEqual(
                "how deep callbacks were inside one another", 1, pair.server().deepest());
    }

    @Check(
            id = "LIF-004",
            level = MUST,
            needs = TCP,
            source = "contract; Twisted test_tcp; uvloop tcp_handle_abort_in_connection_made",
            because = "a protocol that ends its connection is not done with its own state yet",
            lookAt = "closed told from inside close or abort; for connect, before its result")
    void closed_comes_after_the_callback_that_ended_the_connection(Rig rig) throws Exception {
        List<Recorder.Step> ends = List.of(Connection::close, Connection::abort);
        for (Recorder.Step end : ends) {
            expectClosedLater(rig, end, true, true);
            expectClosedLater(rig, end, true, false);
            expectClosedLater(rig, end, false, true);
            expectClosedLater(rig, end, false, false);
        }
    }

    private static void expectClosedLater(Rig rig, Recorder.Step end, boolean inConnected, boolean atClient)
            throws Exception {
        AtomicBoolean running = new AtomicBoolean();
        AtomicBoolean closedInside = new AtomicBoolean();
        Recorder ending = rig.recorder();
        Recorder.Step step = connection -> {
            running.set(true);
            end.run(connection);
            running.set(false);
        };
        if (inConnected) {
            ending.onConnected(step);
        } else {
            ending.onReceived((from, lent) -> step.run(from));
        }
        ending.onClosed(connection -> closedInside.set(running.get()));
        Recorder other = rig.recorder().onConnected(connection -> connection.write(Bytes.of("x")));
        Recorder client = atClient ? ending : other;
        Recorder server = atClient ? other : ending;
        Pending<ListeningPort> listening = rig.reactor()
                .listenTcp(new InetSocketAddress(AnyLoopback.of(rig), 0), StreamOptions.DEFAULT, () -> server);
        rig.reactor().connectTcp(rig.await(listening).localAddresses().get(0), StreamOptions.DEFAULT, () -> client);

        ending.awaitClosed();
        other.awaitClosed();
        rig.turns(rig.reactor(), 2);
        rig.expect(!closedInside.get(), "closed was told while the callback that ended the connection was running");
        rig.expectEqual("how deep callbacks were inside one another", 1, ending.deepest());
        rig.expectEqual("how often closed was heard", 1L, ending.count(Event.CLOSED));
        rig.expectEqual("what came uncaught", List.of(), rig.incidents().all());
    }

    @Check(
            id = "LIF-005",
            level = MUST,
            needs = TCP,
            source = "contract; uvloop tcp_handle_exception_in_connection_made",
            because = "a bug in one protocol must cost its own connection, and its cause must be known",
            lookAt = "what surrounds the call of connected")
    void what_connected_throws_aborts_its_own_connection(Rig rig) throws Exception {
        for (boolean atClient : new boolean[] {true, false}) {
            Pair unharmed = echoPair(rig);
            Exception thrown = new IOException("thrown by connected, for the check");
            Recorder throwing = rig.recorder().onConnected(connection -> {
                throw thrown;
            });
            Recorder other = rig.recorder();
            Recorder client = atClient ? throwing : other;
            Recorder server = atClient ? other : throwing;
            Pending<ListeningPort> listening = rig.reactor()
                    .listenTcp(new InetSocketAddress(AnyLoopback.of(rig), 0), StreamOptions.DEFAULT, () -> server);

            rig.reactor().connectTcp(rig.await(listening).localAddresses().get(0), StreamOptions.DEFAULT, () -> client);

            rig.expectEqual("the close reason", new CloseReason.Aborted(thrown), throwing.awaitClosed());
            expectLoggedOnce(rig, thrown);
            expectEchoes(rig, unharmed);
        }
    }

    private static Pair echoPair(Rig rig) throws IOException {
        return rig.pair(AnyLoopback.of(rig), StreamOptions.DEFAULT, rig.recorder(), Recorder::echoing);
    }

    private static void expectEchoes(Rig rig, Pair pair) {
        long before = pair.client().receivedBytes();
        pair.clientConnection().write(Bytes.of("unharmed?"));
        pair.client().awaitBytes(before + "unharmed?".length());
        rig.expect(!pair.client().heard(Event.CLOSED), "another connection ended: " + pair.client());
    }

    private static void expectLoggedOnce(Rig rig, Throwable thrown) throws IOException {
        rig.incidents()
                .await(
                        "what was thrown, at the uncaught listener",
                        incident -> incident instanceof Incident.Threw threw && threw.thrown() == thrown);
        rig.turns(rig.reactor(), 2);
        rig.expectEqual(
                "how often it was told to the uncaught listener",
                1L,
                rig.incidents().thrown().stream().filter(one -> one == thrown).count());
    }

    @Check(
            id = "LIF-006",
            level = MUST,
            needs = TCP,
            source = "contract; Twisted test_tcp dataReceivedThrows",
            because = "a bug in one protocol must cost its own connection, and its cause must be known",
            lookAt = "what surrounds the call of received")
    void what_received_throws_aborts_its_own_connection(Rig rig) throws Exception {
        Pair unharmed = echoPair(rig);
        RuntimeException thrown = new IllegalStateException("thrown by received, for the check");
        Pair pair = rig.pair(
                AnyLoopback.of(rig),
                StreamOptions.DEFAULT,
                rig.recorder(),
                server -> server.onReceived((from, lent) -> {
                    throw thrown;
                }));

        pair.clientConnection().write(Bytes.zeros(MIB));

        rig.expectEqual(
                "the close reason",
                new CloseReason.Aborted(thrown),
                pair.server().awaitClosed());
        TcpEndChecks.expectReset(
                rig, "the close reason of the peer", pair.client().awaitClosed());
        expectLoggedOnce(rig, thrown);
        rig.expectEqual(
                "what the protocol heard",
                "CONNECTED RECEIVED CLOSED",
                pair.server().story());
        expectEchoes(rig, unharmed);
    }

    @Check(
            id = "LIF-007",
            level = MUST,
            needs = TCP,
            source = "contract; Twisted test_tcp resumeProducingThrows",
            because = "a bug in one protocol must cost its own connection, and its cause must be known",
            lookAt = "what surrounds the calls of writingPaused and writingResumed")
    void what_a_pause_or_resume_callback_throws_aborts_its_own_connection(Rig rig) throws Exception {
        Pair unharmed = echoPair(rig);
        for (boolean atPause : new boolean[] {true, false}) {
            RuntimeException thrown = new IllegalStateException("thrown by a watermark callback, for the check");
            Recorder.Step step = connection -> {
                throw thrown;
            };
            Recorder client = rig.recorder();
            if (atPause) {
                client.onPaused(step);
            } else {
                client.onResumed(step);
            }
            Pair pair = TcpDataChecks.withSilentServer(rig, AnyLoopback.of(rig), TcpDataChecks.smallBuffers(), client);

            pair.clientConnection().write(Bytes.zeros(16 * MIB));
            if (!atPause) {
                client.await("writingPaused", Event.PAUSED);
            }
            pair.serverConnection().resumeReading();

            rig.expectEqual("the close reason", new CloseReason.Aborted(thrown), client.awaitClosed());
            expectLoggedOnce(rig, thrown);
            expectEchoes(rig, unharmed);
        }
    }

    @Check(
            id = "LIF-008",
            level = MUST,
            needs = TCP,
            source = "contract",
            because = "cleaning up may fail too",
            lookAt = "what surrounds the call of closed, and what comes after it")
    void what_closed_throws_is_logged_and_closed_is_not_told_again(Rig rig) throws Exception {
        Pair unharmed = echoPair(rig);
        RuntimeException thrown = new IllegalStateException("thrown by closed, for the check");
        Pair pair = rig.pair(
                AnyLoopback.of(rig),
                StreamOptions.DEFAULT,
                rig.recorder().onClosed(connection -> {
                    throw thrown;
                }),
                server -> server);

        pair.clientConnection().close();

        rig.await(pair.clientConnection().closed());
        expectLoggedOnce(rig, thrown);
        rig.expectEqual(
                "what the protocol heard", "CONNECTED CLOSED", pair.client().story());
        expectEchoes(rig, unharmed);
    }

    @Check(
            id = "LIF-009",
            level = MUST,
            source = "contract; uvloop call_soon_base_exc",
            because = "an assertion in one protocol must not end the loop of all the others",
            lookAt = "catch clauses for Exception where Throwable is meant")
    void an_error_is_treated_as_an_exception(Rig rig) throws Exception {
        Reactor reactor = rig.reactor();
        List<Error> errors = List.of(
                new AssertionError("thrown for the check"),
                new StackOverflowError(),
                new NoClassDefFoundError("for/the/Check"));
        for (Error error : errors) {
            reactor.execute(() -> {
                throw error;
            });
            expectLoggedOnce(rig, error);
        }
        for (Error error : List.of(new AssertionError("thrown by a timer, for the check"), new StackOverflowError())) {
            reactor.schedule(Duration.ZERO, () -> {
                throw error;
            });
            expectLoggedOnce(rig, error);
        }
        if (rig.has(TCP)) {
            Pair unharmed = echoPair(rig);
            for (Error error :
                    List.of(new AssertionError("thrown by received, for the check"), new StackOverflowError())) {
                Pair pair = rig.pair(
                        AnyLoopback.of(rig),
                        StreamOptions.DEFAULT,
                        rig.recorder(),
                        server -> server.onReceived((from, lent) -> {
                            throw error;
                        }));
                pair.clientConnection().write(Bytes.of("x"));
                rig.expectEqual(
                        "the close reason",
                        new CloseReason.Aborted(error),
                        pair.server().awaitClosed());
                expectLoggedOnce(rig, error);
            }
            expectEchoes(rig, unharmed);
        }
    }

    @Check(
            id = "LIF-010",
            level = MUST,
            source = "contract",
            because = "one broken task must not take those behind it along",
            lookAt = "what surrounds the call of each task and timer")
    void what_a_task_or_timer_throws_is_logged_and_all_others_run(Rig rig) throws Exception {
        Reactor reactor = rig.reactor();
        int each = 100;
        CountDownLatch ran = new CountDownLatch(2 * each);
        List<RuntimeException> thrown = new ArrayList<>();

        rig.runOnLoop(reactor, () -> {
            for (int i = 0; i < each; i++) {
                RuntimeException broken = new IllegalStateException("thrown for the check, " + i);
                thrown.add(broken);
                Runnable throwing = () -> {
                    throw broken;
                };
                if (i % 2 == 0) {
                    reactor.execute(throwing);
                } else {
                    reactor.schedule(Duration.ZERO, throwing);
                }
                reactor.execute(ran::countDown);
                reactor.schedule(Duration.ZERO, ran::countDown);
            }
        });

        rig.await(ran, "all tasks and timers that throw nothing");
        for (RuntimeException broken : thrown) {
            expectLoggedOnce(rig, broken);
        }
    }

    @Check(
            id = "LIF-023",
            level = MUST,
            needs = TCP,
            source = "contract; Netty AbstractSocketReuseFdTest",
            because = "the kernel gives a closed descriptor's number to the next socket at once",
            lookAt = "events that were fetched together, and are looked up by descriptor number")
    void events_of_a_closed_connection_never_reach_the_next_one(Rig rig) throws Exception {
        Server server = rig.listen(AnyLoopback.of(rig), Recorder::echoing);
        for (int i = 0; i < 100; i++) {
            boolean abort = i % 2 == 0;
            AtomicBoolean replaced = new AtomicBoolean();
            Recorder next = rig.recorder().onConnected(connection -> connection.write(Bytes.of("bbbbbbbbbb")));
            Recorder first = rig.recorder()
                    .withoutContent()
                    .onConnected(connection ->
                            connection.write(Payload.of(64 << 10, 23).buffer()))
                    .onReceived((from, lent) -> {
                        if (!replaced.getAndSet(true)) {
                            if (abort) {
                                from.abort();
                            } else {
                                from.close();
                            }
                            from.reactor().connectTcp(server.address(), StreamOptions.DEFAULT, () -> next);
                        }
                    });

            rig.reactor().connectTcp(server.address(), StreamOptions.DEFAULT, () -> first);
            first.awaitClosed();
            next.awaitBytes(10);

            rig.expectEqual("what the second connection received", "bbbbbbbbbb", next.receivedText());
            rig.expectEqual("what the second connection heard", "CONNECTED RECEIVED", next.story());
            next.connection().close();
            CloseReason reason = next.awaitClosed();
            rig.expectEqual("the close reason of the second connection", new CloseReason.ClosedHere(), reason);
            rig.expectEqual("what the second connection heard", "CONNECTED RECEIVED CLOSED", next.story());
        }
    }

    @Check(
            id = "LIF-024",
            level = MUST,
            needs = TCP,
            source = "contract; mio tcp_no_events_after_deregister",
            because = "a protocol that was closed by another one must not be called as if nothing had happened",
            lookAt = "events fetched together: is each looked at again before it is told?")
    void a_connection_closed_by_anothers_callback_hears_closed_only(Rig rig) throws Exception {
        for (int i = 0; i < 40; i++) {
            boolean abort = i % 2 == 0;
            AtomicReference<Connection> one = new AtomicReference<>();
            AtomicReference<Connection> other = new AtomicReference<>();
            Pair first = rig.pair(
                    AnyLoopback.of(rig),
                    StreamOptions.DEFAULT,
                    rig.recorder(),
                    server -> server.onReceived((from, lent) -> end(Objects.requireNonNull(other.get()), abort)));
            Pair second = rig.pair(
                    AnyLoopback.of(rig),
                    StreamOptions.DEFAULT,
                    rig.recorder(),
                    server -> server.onReceived((from, lent) -> end(Objects.requireNonNull(one.get()), abort)));
            one.set(first.serverConnection());
            other.set(second.serverConnection());

            rig.runOnLoop(rig.reactor(), () -> {
                first.clientConnection().write(Bytes.of("x"));
                second.clientConnection().write(Bytes.of("x"));
            });

            // Whichever comes first ends the other one.
            first.server()
                    .await(
                            "bytes or the end",
                            recorder -> recorder.heard(Event.RECEIVED) || recorder.heard(Event.CLOSED));
            boolean firstCame = first.server().heard(Event.RECEIVED);
            Pair victim = firstCame ? second : first;
            victim.server().awaitClosed();
            rig.turns(rig.reactor(), 2);
            rig.expectEqual(
                    "what the connection heard that another one ended",
                    "CONNECTED CLOSED",
                    victim.server().story());
        }
    }

    private static void end(Connection connection, boolean abort) {
        if (abort) {
            connection.abort();
        } else {
            connection.close();
        }
    }

    @Check(
            id = "LIF-025",
            level = MUST,
            needs = TCP,
            source = "contract; Twisted connectionmixins protocolGarbageAfterLostConnection",
            because = "a protocol is a state machine, and this is its grammar",
            lookAt = "ends that come from several sides at once")
    void callbacks_come_in_their_order_and_nothing_after_closed(Rig rig) throws Exception {
        List<Pair> pairs = new ArrayList<>();
        Payload data = Payload.of(MIB, 25);

        Pair closing = pairOf(rig, pairs, rig.recorder(), Recorder::echoing);
        closing.clientConnection().write(data.buffer());
        closing.clientConnection().close();

        Pair aborting = pairOf(rig, pairs, rig.recorder(), Recorder::echoing);
        aborting.clientConnection().write(data.buffer());
        aborting.serverConnection().abort();

        Pair half = pairOf(
                rig,
                pairs,
                rig.recorder(),
                server -> server.onReceived((from, lent) -> from.write(lent)).onInputEnded(connection -> {
                    connection.write(data.buffer());
                    connection.close();
                }));
        half.clientConnection().write(data.buffer());
        half.clientConnection().shutdownOutput();

        Pair throwing = pairOf(
                rig,
                pairs,
                rig.recorder(),
                server -> server.onReceived((from, lent) -> {
                    throw new IOException("thrown for the check");
                }));
        throwing.clientConnection().write(data.buffer());

        Pair both = pairOf(rig, pairs, rig.recorder(), server -> server);
        rig.runOnLoop(rig.reactor(), () -> {
            both.clientConnection().write(data.buffer());
            both.serverConnection().write(data.buffer());
            both.clientConnection().close();
            both.serverConnection().close();
        });

        Pair paused = pairOf(rig, pairs, rig.recorder(), server -> server.onConnected(Connection::pauseReading));
        paused.clientConnection().write(data.buffer());
        paused.clientConnection().close();
        paused.serverConnection().resumeReading();

        Pair many = pairOf(rig, pairs, rig.recorder().echoing(), Recorder::echoing);
        many.clientConnection().write(data.buffer());
        rig.runOnLoop(rig.reactor(), () -> {
            many.serverConnection().shutdownOutput();
            many.clientConnection().abort();
            many.serverConnection().close();
        });

        for (Pair pair : pairs) {
            pair.client().awaitClosed();
            pair.server().awaitClosed();
        }
        rig.turns(rig.reactor(), 2);
        for (Pair pair : pairs) {
            for (Recorder recorder : List.of(pair.client(), pair.server())) {
                rig.expect(
                        STORY.matcher(recorder.story()).matches(),
                        "a protocol heard " + recorder.story()
                                + ", expected CONNECTED, any RECEIVED, at most one INPUT_ENDED, CLOSED, and nothing after");
            }
        }
    }

    private static Pair pairOf(Rig rig, List<Pair> pairs, Recorder client, UnaryOperator<Recorder> server)
            throws IOException {
        Pair pair = rig.pair(AnyLoopback.of(rig), TcpDataChecks.smallBuffers(), client, server);
        pairs.add(pair);
        return pair;
    }

    @Check(
            id = "LIF-026",
            level = MUST,
            needs = TCP,
            source = "contract",
            because = "a slow callback delays, it must not lose",
            lookAt = "edge-triggered events that came in the meantime")
    void no_event_is_lost_while_a_callback_holds_the_loop(Rig rig) throws Exception {
        int peers = 20;
        int bytes = 10_000;
        Reactor others = rig.openReactor();
        Reactor held = rig.openReactor();
        InetAddress loopback = AnyLoopback.of(rig);
        Server server =
                rig.listen(held, new InetSocketAddress(loopback, 0), StreamOptions.DEFAULT, recorder -> recorder);
        List<Recorder> clients = new ArrayList<>();
        List<Recorder> accepted = new ArrayList<>();
        for (int i = 0; i < peers; i++) {
            Recorder client = rig.recorder();
            rig.await(others.connectTcp(server.address(), StreamOptions.DEFAULT, () -> client));
            clients.add(client);
            accepted.add(server.awaitAccepted());
        }
        CountDownLatch holding = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch due = new CountDownLatch(2);
        Recorder holder = rig.recorder().onReceived((from, lent) -> {
            holding.countDown();
            release.await(Patience.guard().toSeconds(), TimeUnit.SECONDS);
        });
        Server answering = rig.listen(
                others,
                new InetSocketAddress(loopback, 0),
                StreamOptions.DEFAULT,
                recorder -> recorder.onConnected(connection -> connection.write(Bytes.of("hold"))));
        held.connectTcp(answering.address(), StreamOptions.DEFAULT, () -> holder);
        rig.await(holding, "the callback that holds the loop");

        held.execute(due::countDown);
        held.schedule(Duration.ofMillis(1), due::countDown);
        Payload payload = Payload.of(bytes, 26);
        for (int i = 0; i < peers; i++) {
            Connection connection = clients.get(i).connection();
            connection.write(payload.buffer());
            if (i % 2 == 0) {
                connection.close();
            }
        }
        Recorder late = rig.recorder();
        Pending<Connection> connecting = others.connectTcp(server.address(), StreamOptions.DEFAULT, () -> late);
        rig.turns(others, 3);
        release.countDown();

        for (int i = 0; i < peers; i++) {
            rig.expectEqual(
                    "what a peer sent meanwhile",
                    payload.bytes(),
                    accepted.get(i).awaitBytes(bytes));
            if (i % 2 == 0) {
                rig.expectEqual(
                        "the close reason of one whose peer ended meanwhile",
                        new CloseReason.ClosedByPeer(),
                        accepted.get(i).awaitClosed());
            }
        }
        rig.await(connecting);
        server.awaitAccepted();
        rig.await(due, "the task and the timer that fell due meanwhile");
    }

    @Check(
            id = "LIF-028",
            level = MUST,
            needs = TCP,
            source = "contract; ReactorOptions.overwriteLentBuffers",
            because = "whoever keeps a lent buffer must see it in his tests, and not in production",
            lookAt = "whether the lent memory is overwritten after the callback, once what was written of it has left")
    void a_kept_buffer_holds_a_pattern_and_not_the_bytes(Rig rig) throws Exception {
        for (boolean writtenBack : new boolean[] {false, true}) {
            AtomicReference<ByteBuffer> kept = new AtomicReference<>();
            Pair pair = rig.pair(
                    AnyLoopback.of(rig),
                    StreamOptions.DEFAULT,
                    rig.recorder(),
                    server -> server.onReceived((from, lent) -> {
                        kept.compareAndSet(null, lent.duplicate());
                        if (writtenBack) {
                            from.write(lent);
                        }
                    }));
            byte[] sent = new byte[256];
            for (int i = 0; i < sent.length; i++) {
                sent[i] = (byte) i;
            }

            pair.clientConnection().write(ByteBuffer.wrap(sent));
            pair.server().awaitBytes(sent.length);
            if (writtenBack) {
                rig.expectEqual("what came back", sent, pair.client().awaitBytes(sent.length));
            }

            rig.turns(rig.reactor(), 2);
            int same = rig.onLoop(rig.reactor(), () -> {
                ByteBuffer buffer = Objects.requireNonNull(kept.get());
                int equal = 0;
                for (int i = 0; buffer.hasRemaining(); i++) {
                    equal += buffer.get() == sent[i] ? 1 : 0;
                }
                return equal;
            });
            // Every value was sent once: a pattern has few of them in their place by chance.
            rig.expect(
                    same <= 16,
                    "a kept buffer still holds " + same
                            + " of its 256 bytes in the next turn, expected them overwritten");
        }
    }

    @Check(
            id = "LIF-029",
            level = MUST,
            needs = TCP,
            source = "contract",
            because = "StartTLS, upgrades and proxies hand a live connection on",
            lookAt = "bytes that were held back, and events between the call and the next turn")
    void switch_protocol_hands_on_every_later_event_and_loses_none(Rig rig) throws Exception {
        Payload streamed = Payload.of(4 * MIB, 29);
        Payload payload = Payload.of(streamed, "and a last word".getBytes(StandardCharsets.US_ASCII));
        for (boolean inside : new boolean[] {true, false}) {
            Recorder next = rig.recorder();
            Pair pair = rig.pair(
                    AnyLoopback.of(rig),
                    StreamOptions.DEFAULT,
                    rig.recorder(),
                    server -> inside ? server.onReceived((from, lent) -> from.switchProtocol(next)) : server);
            Pump pump = Pump.inPiecesOf(8 << 10, streamed, 1);
            pump.drive(pair.client());
            pump.start(pair.clientConnection());
            pair.server().awaitBytes(1);
            if (!inside) {
                pair.serverConnection().switchProtocol(next);
            }
            next.awaitConnected();
            rig.turns(rig.reactor(), 1);
            String before = pair.server().story();
            long bytesBefore = pair.server().receivedBytes();
            next.await("what is streamed", recorder -> recorder.receivedBytes() + bytesBefore >= streamed.size());
            pair.clientConnection().write(payload.piece(streamed.size(), payload.size() - streamed.size()));
            pair.clientConnection().close();

            next.awaitClosed();
            rig.turns(rig.reactor(), 2);
            ByteArrayOutputStream both = new ByteArrayOutputStream();
            both.writeBytes(pair.server().received());
            both.writeBytes(next.received());
            rig.expectEqual("how many bytes both protocols received", payload.size(), both.size());
            rig.expectEqual("what both protocols received", payload.bytes(), both.toByteArray());
            rig.expectEqual("what the old protocol heard", "CONNECTED RECEIVED", before);
            rig.expectEqual(
                    "what the old protocol heard in the end",
                    before,
                    pair.server().story());
            rig.expectEqual("what the new protocol heard", "CONNECTED RECEIVED INPUT_ENDED CLOSED", next.story());
            rig.expect(
                    next.connection() == pair.serverConnection(),
                    "the new protocol was connected to another Connection than the old one");
        }
        expectConnectedWithoutEvent(rig);
    }

    /** It hears connected soon, even if nothing comes. */
    private static void expectConnectedWithoutEvent(Rig rig) throws Exception {
        Pair silent = rig.pair(AnyLoopback.of(rig));
        Recorder second = rig.recorder();
        Recorder third = rig.recorder();
        silent.serverConnection().switchProtocol(second);
        second.awaitConnected();
        rig.runOnLoop(rig.reactor(), () -> silent.serverConnection().switchProtocol(third));
        third.awaitConnected();
        silent.serverConnection().abort();
        third.awaitClosed();
        rig.turns(rig.reactor(), 2);
        rig.expectEqual(
                "what the first protocol heard", "CONNECTED", silent.server().story());
        rig.expectEqual("what the second protocol heard", "CONNECTED", second.story());
        rig.expectEqual("what the third protocol heard", "CONNECTED CLOSED", third.story());
    }

    @Check(
            id = "LIF-033",
            level = MUST,
            needs = TCP,
            source = "contract",
            because =
                    "who waits for a connection uses what its last protocol has made of it, as connecting by name does",
            lookAt = "a connect that succeeds inside connected or right after it, ahead of the switch")
    void a_connect_succeeds_after_the_protocol_switched_to_in_connected_has_heard_of_it(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            Server server = rig.listen(loopback, recorder -> recorder);
            Recorder next = rig.recorder();
            Recorder first = rig.recorder().onConnected(connection -> connection.switchProtocol(next));
            CompletionStage<String> heard = rig.onLoop(
                    rig.reactor(),
                    () -> rig.reactor()
                            .connectTcp(server.address(), StreamOptions.DEFAULT, () -> first)
                            .thenApply(connection -> next.story()));

            rig.expectEqual(
                    "what the protocol switched to had heard when the connect succeeded",
                    "CONNECTED",
                    rig.await(heard, "the connect"));
            rig.expectEqual("what the first protocol heard", "CONNECTED", first.story());
        });
    }
}
