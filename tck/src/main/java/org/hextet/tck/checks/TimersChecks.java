package org.hextet.tck.checks;

import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Level.SHOULD;
import static org.hextet.tck.matrix.Needs.TCP;
import static org.hextet.tck.matrix.Needs.VIRTUAL_TIME;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.Timer;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Action;
import org.hextet.tck.rig.Pair;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Rig;

/** Timers of a reactor. */
final class TimersChecks {

    @Check(
            id = "TIM-001",
            level = MUST,
            source = "contract; uvloop call_later",
            because = "a timeout that comes early breaks what was still in time",
            lookAt = "rounding: a poll counts milliseconds and must be asked for more, not for less")
    void a_timer_fires_not_before_its_delay(Rig rig) throws Exception {
        Reactor reactor = rig.reactor();
        List<Duration> delays = List.of(
                Duration.ofNanos(1),
                Duration.ofNanos(400_000),
                Duration.ofNanos(1_000_001),
                Duration.ofNanos(1_900_000),
                Duration.ofMillis(5),
                Duration.ofNanos(20_700_000),
                Duration.ofMillis(50));
        CountDownLatch fired = new CountDownLatch(2 * 10 * delays.size());
        List<String> early = Collections.synchronizedList(new ArrayList<>());
        Action schedule = () -> {
            for (int i = 0; i < 10; i++) {
                for (Duration delay : delays) {
                    long begin = reactor.nanoTime();
                    reactor.schedule(delay, () -> {
                        long after = reactor.nanoTime() - begin;
                        if (after < delay.toNanos()) {
                            early.add("one of " + delay + " after " + after + " ns");
                        }
                        fired.countDown();
                    });
                }
            }
        };

        schedule.run();
        rig.runOnLoop(reactor, schedule);

        rig.await(fired, "all timers");
        rig.expectEqual("timers that fired early", List.of(), early);
    }

    @Check(
            id = "TIM-002",
            level = MUST,
            source = "contract; libuv test timer_order",
            because = "a deadline set first must not lose to one set after it for the same time",
            lookAt = "what decides between equal times in the queue of timers")
    void timers_fire_by_due_time_and_equal_ones_in_the_order_they_were_scheduled(Rig rig) throws Exception {
        Reactor reactor = rig.reactor();
        int equals = 200;
        List<Integer> fired = Collections.synchronizedList(new ArrayList<>());
        List<Integer> expected = new ArrayList<>(List.of(1, 2, 3));
        CountDownLatch all = new CountDownLatch(3 + equals);

        rig.runOnLoop(reactor, () -> {
            for (int due : new int[] {3, 1, 2}) {
                reactor.schedule(Duration.ofMillis(20L * due), () -> {
                    fired.add(due);
                    all.countDown();
                });
            }
            for (int i = 0; i < equals; i++) {
                int number = 10 + i;
                expected.add(number);
                reactor.schedule(Duration.ofMillis(80), () -> {
                    fired.add(number);
                    all.countDown();
                });
            }
        });

        rig.await(all, "all timers");
        rig.expectEqual("the order in which timers fired", expected, List.copyOf(fired));
    }

    @Check(
            id = "TIM-003",
            level = MUST,
            source = "contract; libuv test timer_zero_timeout",
            because = "a delay that was worked out may be zero or less; the caller is still not done",
            lookAt = "a short cut for timers that are due at once")
    void a_delay_of_zero_or_less_means_the_next_turn_and_never_inside_the_call(Rig rig) throws Exception {
        Reactor reactor = rig.reactor();
        List<Duration> delays =
                List.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofHours(-1), Duration.ofSeconds(Long.MIN_VALUE));
        CountDownLatch fired = new CountDownLatch(2 * delays.size());
        AtomicInteger inside = new AtomicInteger();
        AtomicReference<Thread> running = new AtomicReference<>();

        rig.runOnLoop(reactor, () -> {
            running.set(Thread.currentThread());
            for (Duration delay : delays) {
                reactor.schedule(delay, () -> {
                    if (running.get() != null) {
                        inside.incrementAndGet();
                    }
                    fired.countDown();
                });
            }
            running.set(null);
        });
        for (Duration delay : delays) {
            reactor.schedule(delay, fired::countDown);
        }

        rig.await(fired, "all timers");
        rig.expectEqual("timers that fired inside the call that scheduled them", 0, inside.get());
        expectNextTurn(rig, reactor);
    }

    /**
     * One that schedules itself with no delay leaves tasks a turn each time: it does not go on in one turn for ever.
     */
    private static void expectNextTurn(Rig rig, Reactor reactor) {
        AtomicInteger rounds = new AtomicInteger();
        AtomicBoolean enough = new AtomicBoolean();
        CountDownLatch stopped = new CountDownLatch(1);
        reactor.execute(new Runnable() {
            @Override
            public void run() {
                rounds.incrementAndGet();
                if (enough.get()) {
                    stopped.countDown();
                } else {
                    reactor.schedule(Duration.ZERO, this);
                }
            }
        });
        rig.turns(reactor, 3);
        enough.set(true);
        rig.await(stopped, "a timer that scheduled itself to be told to stop");
        rig.expect(rounds.get() > 1, "a timer that schedules itself with no delay ran " + rounds + " times");
    }

    @Check(
            id = "TIM-004",
            level = MUST,
            source = "contract; uvloop loop_call_later_handle_cancelled",
            because = "who cancels must know whether he was in time",
            lookAt = "the moment between firing and cancelling")
    void a_cancelled_timer_never_fires_and_cancel_is_true_once(Rig rig) throws Exception {
        Reactor reactor = rig.reactor();
        AtomicInteger firedAfterCancel = new AtomicInteger();
        rig.runOnLoop(reactor, () -> {
            Timer pending = reactor.schedule(Duration.ofMillis(5), firedAfterCancel::incrementAndGet);
            Timer due = reactor.schedule(Duration.ZERO, firedAfterCancel::incrementAndGet);
            for (Timer timer : List.of(pending, due)) {
                rig.expectEqual("the first cancel", true, timer.cancel());
                rig.expectEqual("the second cancel", false, timer.cancel());
            }
        });

        AtomicReference<Timer> own = new AtomicReference<>();
        AtomicReference<Boolean> inside = new AtomicReference<>();
        CountDownLatch fired = new CountDownLatch(1);
        rig.runOnLoop(
                reactor,
                () -> own.set(reactor.schedule(Duration.ofMillis(20), () -> {
                    inside.set(Objects.requireNonNull(own.get()).cancel());
                    fired.countDown();
                })));
        rig.await(fired, "a timer that is due after those that were cancelled");
        rig.turns(reactor, 2);
        rig.expectEqual("cancel of a timer that is running", false, Objects.requireNonNull(inside.get()));
        rig.expectEqual(
                "cancel of a timer that has fired",
                false,
                Objects.requireNonNull(own.get()).cancel());
        rig.expectEqual("cancelled timers that fired", 0, firedAfterCancel.get());
    }

    @Check(
            id = "TIM-005",
            level = MUST,
            source = "contract; Twisted test_threads delayedCallFromThread",
            because = "a deadline set from elsewhere counts from the call, not from the next packet",
            lookAt = "whether an earlier timer wakes a loop that sleeps until a later one")
    void a_foreign_thread_may_cancel_and_schedule_an_earlier_timer(Rig rig) throws Exception {
        Reactor reactor = rig.reactor();
        AtomicInteger cancelledFired = new AtomicInteger();
        Timer far = rig.onLoop(reactor, () -> reactor.schedule(Duration.ofHours(1), () -> {}));
        rig.turns(reactor, 2);

        for (int i = 0; i < 20; i++) {
            CountDownLatch fired = new CountDownLatch(1);
            Timer first = reactor.schedule(Duration.ofMillis(1), cancelledFired::incrementAndGet);
            boolean cancelled = first.cancel();
            rig.expectEqual("a second cancel from a foreign thread", false, first.cancel());
            reactor.schedule(Duration.ofMillis(2), fired::countDown);
            rig.await(fired, "a timer scheduled by a foreign thread, earlier than the one that the loop sleeps for");
            if (!cancelled) {
                // It was late, and the timer had fired.
                cancelledFired.decrementAndGet();
            }
        }

        rig.expectEqual("the cancel of a timer of an hour", true, far.cancel());
        rig.turns(reactor, 2);
        rig.expectEqual("timers that fired although cancel had answered true", 0, cancelledFired.get());
    }

    @Check(
            id = "TIM-006",
            level = SHOULD,
            needs = TCP,
            source = "contract; libuv test timer-from-check",
            because = "a busy timer must not make the loop deaf",
            lookAt = "whether the poll is asked although a timer is due at once")
    void a_timer_that_is_always_due_does_not_starve_connections(Rig rig) throws Exception {
        Reactor reactor = rig.reactor();
        Pair pair = rig.pair(AnyLoopback.of(rig), StreamOptions.DEFAULT, rig.recorder(), Recorder::echoing);
        AtomicBoolean enough = new AtomicBoolean();
        CountDownLatch stopped = new CountDownLatch(1);
        Runnable again = new Runnable() {
            @Override
            public void run() {
                if (enough.get()) {
                    stopped.countDown();
                } else {
                    reactor.schedule(Duration.ZERO, this);
                }
            }
        };
        reactor.execute(again);

        for (int i = 1; i <= 100; i++) {
            pair.clientConnection().write(Bytes.of("x"));
            pair.client().awaitBytes(i);
        }

        enough.set(true);
        rig.await(stopped, "the timer to be told to stop");
    }

    @Check(
            id = "TIM-007",
            level = MUST,
            source = "contract; Netty testScheduleBigDelayNotOverflow; libuv test timer_huge_timeout",
            because = "\"never\" is written as a very long time",
            lookAt = "sums and differences of times, and Duration.toNanos")
    void a_delay_of_centuries_is_accepted_and_others_fire(Rig rig) throws Exception {
        Reactor reactor = rig.reactor();
        AtomicInteger fired = new AtomicInteger();
        List<Duration> delays = List.of(
                Duration.ofNanos(Long.MAX_VALUE),
                Duration.ofDays(300 * 365L),
                Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));
        List<Timer> timers = new ArrayList<>();
        for (Duration delay : delays) {
            timers.add(reactor.schedule(delay, fired::incrementAndGet));
            rig.runOnLoop(reactor, () -> timers.add(reactor.schedule(delay, fired::incrementAndGet)));
        }
        // Due before the call that schedules the far ones: the two times are as far apart as can be.
        CountDownLatch overdue = new CountDownLatch(1);
        rig.runOnLoop(reactor, () -> {
            reactor.schedule(Duration.ZERO, overdue::countDown);
            for (Duration delay : delays) {
                timers.add(reactor.schedule(delay, fired::incrementAndGet));
            }
        });
        rig.await(overdue, "a timer that was due before those of centuries were scheduled");
        for (int i = 0; i < 3; i++) {
            CountDownLatch other = new CountDownLatch(2);
            reactor.schedule(Duration.ofMillis(5), other::countDown);
            reactor.schedule(Duration.ZERO, other::countDown);
            rig.await(other, "other timers");
        }

        rig.expectEqual("timers of centuries that fired", 0, fired.get());
        for (Timer timer : timers) {
            rig.expectEqual("the cancel of a timer of centuries", true, timer.cancel());
        }
    }

    @Check(
            id = "TIM-008",
            level = MUST,
            source = "contract",
            because = "each of a hundred thousand connections has its timeout, and most are cancelled",
            lookAt = "the place of a timer in the queue, after others were taken out of the middle")
    void of_a_hundred_thousand_timers_exactly_those_not_cancelled_fire_in_order(Rig rig) throws Exception {
        int count = 100_000;
        Reactor reactor = rig.reactor();
        Random random = new Random(8);
        // The earliest and the latest moment at which each may be due: the clock is read inside the call.
        long[] earliest = new long[count];
        long[] latest = new long[count];
        boolean[] cancelled = new boolean[count];
        int[] firings = new int[count];
        int[] order = new int[count];
        int[] fired = new int[1];
        CountDownLatch behind = new CountDownLatch(1);
        List<Timer> timers = new ArrayList<>(count);

        // In one task: none fires before all are there.
        rig.runOnLoop(reactor, () -> {
            for (int i = 0; i < count; i++) {
                int number = i;
                long delay = random.nextInt(100_000_000);
                earliest[i] = reactor.nanoTime() + delay;
                timers.add(reactor.schedule(Duration.ofNanos(delay), () -> {
                    firings[number]++;
                    order[fired[0]++] = number;
                }));
                latest[i] = reactor.nanoTime() + delay;
                if (random.nextBoolean()) {
                    int victim = random.nextInt(i + 1);
                    cancelled[victim] |= timers.get(victim).cancel();
                }
            }
            for (int missing = count / 2; missing > 0; missing--) {
                int victim = random.nextInt(count);
                cancelled[victim] |= timers.get(victim).cancel();
            }
            reactor.schedule(Duration.ofMillis(150), behind::countDown);
        });

        rig.await(behind, "a timer that is due after all others");
        rig.runOnLoop(reactor, () -> {
            int survivors = 0;
            for (int i = 0; i < count; i++) {
                survivors += cancelled[i] ? 0 : 1;
                rig.expect(
                        firings[i] == (cancelled[i] ? 0 : 1),
                        "a timer that was " + (cancelled[i] ? "cancelled" : "not cancelled") + " fired " + firings[i]
                                + " times");
            }
            rig.expectEqual("timers that fired", survivors, fired[0]);
            long newest = Long.MIN_VALUE;
            for (int i = 0; i < survivors; i++) {
                long due = earliest[order[i]];
                rig.expect(
                        i == 0 || latest[order[i]] - newest >= 0,
                        "a timer fired " + (newest - latest[order[i]]) + " ns out of order");
                newest = i == 0 || due - newest > 0 ? due : newest;
            }
        });
    }

    @Check(
            id = "TIM-010",
            level = MUST,
            source = "contract; Twisted test_core",
            because = "a timer that fires into a component that is gone finds nothing but errors",
            lookAt =
                    "timers that are due at the very end, and those given from elsewhere that are not in the queue yet")
    void timers_of_a_closed_reactor_never_fire_and_are_cancelled(Rig rig) throws Exception {
        Reactor other = rig.reactor();
        Reactor reactor = rig.openReactor();
        AtomicInteger fired = new AtomicInteger();
        List<Timer> timers = new ArrayList<>();
        Promise<String> future = reactor.promise(() -> {});

        for (int millis : new int[] {20, 3_600_000}) {
            timers.add(reactor.schedule(Duration.ofMillis(millis), fired::incrementAndGet));
        }
        CountDownLatch begun = new CountDownLatch(1);
        reactor.execute(() -> {
            for (int millis : new int[] {0, 1, 20, 3_600_000}) {
                timers.add(reactor.schedule(Duration.ofMillis(millis), fired::incrementAndGet));
            }
            fired.set(0);
            reactor.close();
            begun.countDown();
        });
        rig.await(begun, "the reactor's close to begin");
        reactor.close();

        CountDownLatch later = new CountDownLatch(1);
        other.schedule(Duration.ofMillis(60), later::countDown);
        rig.await(later, "a timer of another reactor, due after most of those of the closed one");
        rig.expectEqual("timers that fired after the close", 0, fired.get());
        for (Timer timer : timers) {
            rig.expectEqual("the cancel of a timer that the close has cancelled", false, timer.cancel());
        }
        expectReactorClosed(rig, future);
    }

    private static void expectReactorClosed(Rig rig, Pending<?> future) {
        Throwable failure = rig.awaitFailure(future);
        rig.expect(
                failure instanceof NetworkFailure typed && typed.kind() == FailureKind.REACTOR_CLOSED,
                "a future of the closed reactor failed with " + failure + ", expected kind reactor-closed");
    }

    @Check(
            id = "TIM-011",
            level = MUST,
            needs = VIRTUAL_TIME,
            source = "contract",
            because = "a simulation whose timers are late by a little is not the same twice",
            lookAt = "how far the virtual clock is moved: to the next timer and no further")
    void on_a_virtual_clock_each_timer_fires_at_exactly_its_time(Rig rig) throws Exception {
        int count = 1000;
        Reactor reactor = rig.reactor();
        Random random = new Random(11);
        CountDownLatch fired = new CountDownLatch(count);
        List<String> wrong = Collections.synchronizedList(new ArrayList<>());

        rig.runOnLoop(reactor, () -> {
            long begin = reactor.nanoTime();
            for (int i = 0; i < count; i++) {
                Duration delay =
                        Duration.ofNanos(1 + random.nextLong(Duration.ofDays(1).toNanos()));
                reactor.schedule(delay, () -> {
                    long after = reactor.nanoTime() - begin;
                    if (after != delay.toNanos()) {
                        wrong.add("one of " + delay.toNanos() + " ns after " + after + " ns");
                    }
                    fired.countDown();
                });
            }
        });

        rig.await(fired, "all timers");
        rig.expectEqual("timers that fired at another time", List.of(), wrong);
    }
}
