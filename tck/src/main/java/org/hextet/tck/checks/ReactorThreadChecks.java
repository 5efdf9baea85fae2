package org.hextet.tck.checks;

import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.HOST_NET;
import static org.hextet.tck.matrix.Needs.TCP;

import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.hextet.api.Connection;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.Timer;
import org.hextet.api.failure.FailureKind;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Action;
import org.hextet.tck.rig.Pair;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Rig;

/** The reactor's thread and all others: tasks, wake-ups, waiting. */
final class ReactorThreadChecks {

    @Check(
            id = "LIF-011",
            level = MUST,
            source = "contract; mio waker",
            because = "workers hand their results to the loop",
            lookAt = "the queue of tasks, and the wake-up that is left out because one is under way")
    void tasks_of_several_threads_keep_each_threads_order_on_the_loop(Rig rig) throws Exception {
        int threads = 4;
        int tasks = 10_000;
        Reactor reactor = rig.reactor();
        CountDownLatch ran = new CountDownLatch(threads * tasks);
        int[] next = new int[threads];
        AtomicInteger outOfOrder = new AtomicInteger();
        AtomicInteger elsewhere = new AtomicInteger();
        List<Thread> submitters = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int own = i;
            submitters.add(new Thread(
                    () -> {
                        for (int task = 0; task < tasks; task++) {
                            int number = task;
                            reactor.execute(() -> {
                                if (!reactor.inReactor()) {
                                    elsewhere.incrementAndGet();
                                }
                                if (next[own]++ != number) {
                                    outOfOrder.incrementAndGet();
                                }
                                ran.countDown();
                            });
                        }
                    },
                    "tck submitter " + i));
        }

        submitters.forEach(Thread::start);
        rig.await(ran, "all tasks");
        for (Thread submitter : submitters) {
            submitter.join();
        }

        rig.expectEqual("tasks that ran before an earlier one of their thread", 0, outOfOrder.get());
        rig.expectEqual("tasks that ran elsewhere than on the reactor's thread", 0, elsewhere.get());
        rig.turns(reactor, 2);
        for (int i = 0; i < threads; i++) {
            int own = i;
            rig.expectEqual("tasks that ran of thread " + i, tasks, rig.onLoop(reactor, () -> next[own]));
        }
    }

    @Check(
            id = "LIF-012",
            level = MUST,
            source = "contract; uvloop call_soon",
            because = "\"later\" is how a callback leaves itself before something else begins",
            lookAt = "a short cut for callers on the loop")
    void a_task_given_on_the_loop_runs_later_and_in_order(Rig rig) throws Exception {
        Reactor reactor = rig.reactor();
        List<Integer> ran = Collections.synchronizedList(new ArrayList<>());
        List<Integer> expected = new ArrayList<>();
        CountDownLatch nested = new CountDownLatch(1);

        rig.runOnLoop(reactor, () -> {
            for (int i = 0; i < 1000; i++) {
                int number = i;
                expected.add(i);
                reactor.execute(() -> ran.add(number));
                rig.expectEqual("tasks that ran inside execute", 0, ran.size());
            }
            reactor.execute(() -> {
                int before = ran.size();
                reactor.execute(() -> {
                    ran.add(before);
                    nested.countDown();
                });
                rig.expectEqual("tasks that have run when the one that gave another ends", before, ran.size());
            });
        });
        expected.add(1000);

        rig.await(nested, "the task given by a task");
        rig.expectEqual("the order in which tasks ran", expected, List.copyOf(ran));
    }

    @Check(
            id = "LIF-013",
            level = MUST,
            source = "contract; mio waker_wakeup_different_thread; Netty testSubmittingTaskWakes",
            because = "a task that waits for the next packet may wait for ever",
            lookAt = "the moment between the look into the queue and the sleep")
    void a_task_from_elsewhere_wakes_a_sleeping_loop(Rig rig) throws Exception {
        Reactor reactor = rig.reactor();
        // Each waits for the one before: the loop goes to sleep in between, or is about to.
        for (int i = 0; i < 2000; i++) {
            CountDownLatch ran = new CountDownLatch(1);
            reactor.execute(ran::countDown);
            rig.await(ran, "task " + i + ", given while the loop had nothing to do");
        }
        // And with a timer that is due only much later.
        Timer far = reactor.schedule(Duration.ofHours(1), () -> {});
        for (int i = 0; i < 200; i++) {
            CountDownLatch ran = new CountDownLatch(1);
            reactor.execute(ran::countDown);
            rig.await(ran, "task " + i + ", given while the loop slept until a timer");
        }
        rig.expect(far.cancel(), "a timer of an hour could not be cancelled");
    }

    /** Where calls are made. */
    private interface Place {
        <T> T call(Callable<T> body) throws Exception;
    }

    @Check(
            id = "LIF-014",
            level = MUST,
            source = "contract",
            because = "a method that works only on the loop is a trap for everybody else",
            lookAt = "which calls touch the loop's state without being handed to it")
    void calls_from_a_foreign_thread_have_the_same_results_as_on_the_loop(Rig rig) throws Exception {
        Reactor reactor = rig.reactor();
        List<String> onLoop = results(rig, new Place() {
            @Override
            public <T> T call(Callable<T> body) {
                return rig.onLoop(reactor, body);
            }
        });
        List<String> elsewhere = results(rig, new Place() {
            @Override
            public <T> T call(Callable<T> body) throws Exception {
                return body.call();
            }
        });
        rig.expectEqual("the list of results of calls from a foreign thread", onLoop, elsewhere);
    }

    private static List<String> results(Rig rig, Place place) throws Exception {
        Reactor reactor = rig.reactor();
        List<String> results = new ArrayList<>();
        CountDownLatch fired = new CountDownLatch(1);
        Timer soon = place.call(() -> reactor.schedule(Duration.ofMillis(1), fired::countDown));
        rig.await(fired, "a timer");
        rig.turns(reactor, 1);
        results.add("cancel after it fired: " + place.call(soon::cancel));
        Timer never = place.call(() -> reactor.schedule(Duration.ofHours(1), () -> {}));
        results.add("cancel: " + place.call(never::cancel));
        results.add("cancel again: " + place.call(never::cancel));
        CountDownLatch ran = new CountDownLatch(1);
        place.call(() -> {
            reactor.execute(ran::countDown);
            return true;
        });
        rig.await(ran, "a task");
        if (rig.has(TCP)) {
            connectionResults(rig, place, results);
        }
        return results;
    }

    private static void connectionResults(Rig rig, Place place, List<String> results) throws Exception {
        Reactor reactor = rig.reactor();
        InetSocketAddress local = new InetSocketAddress(AnyLoopback.of(rig), 0);
        Recorder server = rig.recorder().echoing();
        Recorder client = rig.recorder();
        ListeningPort port = rig.await(place.call(() -> reactor.listenTcp(local, StreamOptions.DEFAULT, () -> server)));
        InetSocketAddress address = port.localAddresses().get(0);
        Connection connection =
                rig.await(place.call(() -> reactor.connectTcp(address, StreamOptions.DEFAULT, () -> client)));
        results.add("write: " + place.call(() -> connection.write(Bytes.of("one"))));
        results.add("write of several: "
                + place.call(() -> connection.write(new ByteBuffer[] {Bytes.of("two"), Bytes.of("three")}, 0, 2)));
        client.awaitBytes("onetwothree".length());
        results.add("echoed: " + client.receivedText());
        place.call(() -> {
            connection.option(StandardSocketOptions.TCP_NODELAY, false);
            return true;
        });
        results.add("option: " + place.call(() -> connection.option(StandardSocketOptions.TCP_NODELAY)));
        results.add("writable: " + place.call(connection::isWritable));
        place.call(() -> {
            connection.pauseReading();
            connection.resumeReading();
            connection.shutdownOutput();
            return true;
        });
        results.add("write after shutdownOutput: " + outcome(place, () -> connection.write(Bytes.of("late"))));
        results.add("end of client: " + client.awaitClosed());
        results.add("end of server: " + server.awaitClosed());
        results.add("heard by the client: " + client.story());
        results.add("heard by the server: " + server.story());
        Recorder closing = rig.recorder();
        Connection second =
                rig.await(place.call(() -> reactor.connectTcp(address, StreamOptions.DEFAULT, () -> closing)));
        place.call(() -> {
            second.close();
            return true;
        });
        results.add("close: " + rig.await(place.call(second::closed)));
        results.add("write after close: " + place.call(() -> second.write(Bytes.of("late"))));
        rig.await(place.call(port::stopListening));
        results.add("connect to a closed port: "
                + rig.awaitFailure(place.call(() -> reactor.connectTcp(address, StreamOptions.DEFAULT, rig::recorder)))
                        .getClass());
        results.add("connect to port 0: "
                + outcome(place, () -> reactor.connectTcp(local, StreamOptions.DEFAULT, rig::recorder)));
    }

    private static String outcome(Place place, Callable<?> body) throws Exception {
        return place.call(() -> {
            try {
                return "returned " + body.call();
            } catch (RuntimeException thrown) {
                return "threw " + thrown.getClass().getName();
            }
        });
    }

    @Check(
            id = "LIF-022",
            level = MUST,
            needs = HOST_NET,
            source = "contract; OpenJDK channels InterruptibleOrNot",
            because =
                    "libraries interrupt threads that they do not own; the JDK closes a channel that is used meanwhile",
            lookAt = "ClosedByInterruptException, and a selector that no longer sleeps while the interrupt stands")
    void an_interrupt_of_the_loops_thread_costs_nothing(Rig rig) throws Exception {
        Reactor reactor = rig.reactor();
        Thread loop = rig.onLoop(reactor, Thread::currentThread);
        Pair pair = rig.pair(
                AnyLoopback.of(rig),
                StreamOptions.DEFAULT,
                rig.recorder(),
                server -> server.onReceived((from, lent) -> {
                    // As code does that caught an InterruptedException.
                    Thread.currentThread().interrupt();
                    from.write(lent);
                }));

        for (int i = 1; i <= 20; i++) {
            CountDownLatch fired = new CountDownLatch(1);
            loop.interrupt();
            reactor.schedule(Duration.ofMillis(1), fired::countDown);
            pair.clientConnection().write(Payload.of(10_000, i).buffer());
            loop.interrupt();
            pair.client().awaitBytes(10_000L * i);
            rig.await(fired, "a timer after an interrupt");
        }

        // New sockets too.
        loop.interrupt();
        rig.runOnLoop(reactor, () -> Thread.currentThread().interrupt());
        Pair later = rig.pair(AnyLoopback.of(rig), StreamOptions.DEFAULT, rig.recorder(), Recorder::echoing);
        later.clientConnection().write(Bytes.of("x"));
        later.client().awaitBytes(1);
        rig.expect(loop.isAlive(), "the reactor's thread is dead after an interrupt");
        rig.expectEqual("what came uncaught", List.of(), rig.incidents().all());
        rig.expectEqual(
                "what the connection heard", "CONNECTED RECEIVED", pair.client().story());
        rig.expectEqual(
                "what its peer heard", "CONNECTED RECEIVED", pair.server().story());
    }

    @Check(
            id = "LIF-031",
            level = MUST,
            source = "contract",
            because =
                    "who waits on the loop waits for himself: it must be told at once, and not in production by a hang",
            lookAt = "join and get of the future behind a pending, and of the stages made from it")
    void waiting_for_a_pending_on_the_reactors_thread_is_refused(Rig rig) throws Exception {
        Reactor reactor = rig.reactor();
        Promise<String> own = reactor.promise(() -> {});
        List<Pending<?>> pendings = new ArrayList<>(List.of(own, reactor.terminated()));
        if (rig.has(TCP)) {
            pendings.add(rig.pair(AnyLoopback.of(rig)).clientConnection().closed());
        }
        rig.runOnLoop(reactor, () -> {
            for (Pending<?> pending : pendings) {
                expectNoWait(rig, "await", pending::await);
                expectNoWait(rig, "await for a time", () -> pending.await(Duration.ofHours(1)));
                expectNoWait(rig, "join", () -> pending.toCompletableFuture().join());
                expectNoWait(rig, "get", () -> pending.toCompletableFuture().get());
                expectNoWait(
                        rig,
                        "get for a time",
                        () -> pending.toCompletableFuture().get(1, TimeUnit.HOURS));
                expectNoWait(
                        rig,
                        "join of a derived stage",
                        () -> pending.thenApply(value -> value)
                                .toCompletableFuture()
                                .join());
                expectNoWait(
                        rig,
                        "get of a stage derived twice",
                        () -> pending.thenRun(() -> {})
                                .handle((value, failure) -> 1)
                                .toCompletableFuture()
                                .get());
                expectNoWait(
                        rig,
                        "get for a time of a composed stage",
                        () -> pending.thenCompose(value -> pending)
                                .toCompletableFuture()
                                .get(1, TimeUnit.HOURS));
            }
        });
        own.succeed("elsewhere one may wait");
        rig.expectEqual("what await gives elsewhere", "elsewhere one may wait", own.await());
    }

    private static void expectNoWait(Rig rig, String call, Action action) {
        rig.expectThrown(IllegalStateException.class, call + " on the reactor's thread", action);
    }

    @Check(
            id = "LIF-032",
            level = MUST,
            needs = TCP,
            source = "contract",
            because = "blocking code catches ConnectException, as it does with the JDK's sockets",
            lookAt = "ExecutionException and CompletionException around the failure")
    void await_throws_the_typed_failure_itself(Rig rig) throws Exception {
        rig.onEachLoopback(loopback -> {
            InetSocketAddress refusing = rig.refusing(loopback);
            Pending<Connection> connecting = rig.reactor().connectTcp(refusing, StreamOptions.DEFAULT, rig::recorder);
            Throwable thrown =
                    rig.expectThrown(Throwable.class, "await of a connect that is refused", connecting::await);
            rig.expectFailure("what await threw", FailureKind.REFUSED, ConnectException.class, thrown);
            Throwable again = rig.expectThrown(
                    Throwable.class, "await for a time", () -> connecting.await(Duration.ofSeconds(1)));
            rig.expectFailure("what await for a time threw", FailureKind.REFUSED, ConnectException.class, again);
        });
    }
}
