package org.hextet.tck.mutants;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hextet.api.Reactor;
import org.hextet.api.Timer;
import org.hextet.tck.doubles.ForwardingReactor;

/** What goes wrong with timers. */
final class TimerMutants {

    private TimerMutants() {}

    static List<TransportMutant> all() {
        return List.of(
                TransportMutant.of(
                                "fires-early",
                                "A timer comes after half of its delay.",
                                "TIM-001",
                                "timers that fired early is [one of PT",
                                reactor -> new ForwardingReactor(reactor) {
                                    @Override
                                    public Timer schedule(Duration delay, Runnable task) {
                                        return super.schedule(delay.dividedBy(2), task);
                                    }
                                })
                        .withAlso("TIM-008"),
                TransportMutant.of(
                                "turns-equal-timers-round",
                                "Of timers with the same delay the last one runs first.",
                                "TIM-002",
                                "the order in which timers fired is [1, 2, 3, 209, 208",
                                TurnsEqualTimersRound::new)
                        .withAlso("TIM-001", "TIM-008"),
                TransportMutant.of(
                                "runs-due-timers-inside-schedule",
                                "A timer with a negative delay runs inside schedule.",
                                "TIM-003",
                                "timers that fired inside the call that scheduled them is",
                                reactor -> new ForwardingReactor(reactor) {
                                    @Override
                                    public Timer schedule(Duration delay, Runnable task) {
                                        if (!inReactor() || !delay.isNegative()) {
                                            return super.schedule(delay, task);
                                        }
                                        task.run();
                                        return () -> false;
                                    }
                                })
                        .withWords("expected 0"),
                TransportMutant.of(
                                "fires-what-was-cancelled",
                                "cancel of a timer that is due already says true, and the timer runs all the same.",
                                "TIM-004",
                                "cancelled timers that fired is 1, expected 0",
                                reactor -> new ForwardingReactor(reactor) {
                                    @Override
                                    public Timer schedule(Duration delay, Runnable task) {
                                        if (delay.compareTo(Duration.ZERO) > 0) {
                                            return super.schedule(delay, task);
                                        }
                                        super.schedule(delay, task);
                                        AtomicBoolean isCancelled = new AtomicBoolean();
                                        return () -> isCancelled.compareAndSet(false, true);
                                    }
                                })
                        .withAlso("TIM-010"),
                TransportMutant.of(
                                "cancels-a-timer-again",
                                "cancel of a timer that was cancelled before says true once more.",
                                "TIM-004",
                                "the second cancel is true, expected false",
                                reactor -> new ForwardingReactor(reactor) {
                                    @Override
                                    public Timer schedule(Duration delay, Runnable task) {
                                        Timer timer = super.schedule(delay, task);
                                        AtomicBoolean isCancelled = new AtomicBoolean();
                                        return () -> {
                                            if (timer.cancel()) {
                                                isCancelled.set(true);
                                            }
                                            return isCancelled.get();
                                        };
                                    }
                                })
                        .withAlso("TIM-005"),
                TransportMutant.of(
                        "overflows-at-centuries",
                        "A delay is turned into nanoseconds of a long, which 300 years are not.",
                        "TIM-007",
                        "the check threw ArithmeticException",
                        reactor -> new ForwardingReactor(reactor) {
                            @Override
                            public Timer schedule(Duration delay, Runnable task) {
                                return super.schedule(
                                        delay.isNegative() ? delay : Duration.ofNanos(delay.toNanos()), task);
                            }
                        }),
                TransportMutant.of(
                        "fires-at-the-end",
                        "A reactor that closes runs the timers that wait.",
                        "TIM-010",
                        "timers that fired after the close is",
                        FiresAtTheEnd::new));
    }

    private static final class TurnsEqualTimersRound extends ForwardingReactor {

        private final Map<Duration, Deque<Runnable>> waiting = new ConcurrentHashMap<>();

        TurnsEqualTimersRound(Reactor beneath) {
            super(beneath);
        }

        @Override
        public Timer schedule(Duration delay, Runnable task) {
            Deque<Runnable> equal = waiting.computeIfAbsent(delay, same -> new ArrayDeque<>());
            synchronized (equal) {
                equal.push(task);
            }
            Timer timer = super.schedule(delay, () -> {
                Runnable last;
                synchronized (equal) {
                    last = equal.pop();
                }
                last.run();
            });
            return () -> {
                boolean isCancelled = timer.cancel();
                if (isCancelled) {
                    synchronized (equal) {
                        equal.remove(task);
                    }
                }
                return isCancelled;
            };
        }
    }

    private static final class FiresAtTheEnd extends ForwardingReactor {

        private final Set<Runnable> waiting = ConcurrentHashMap.newKeySet();

        FiresAtTheEnd(Reactor beneath) {
            super(beneath);
        }

        @Override
        public Timer schedule(Duration delay, Runnable task) {
            waiting.add(task);
            Timer timer = super.schedule(delay, () -> {
                waiting.remove(task);
                task.run();
            });
            return () -> {
                boolean isCancelled = timer.cancel();
                if (isCancelled) {
                    waiting.remove(task);
                }
                return isCancelled;
            };
        }

        @Override
        public void close() {
            List<Runnable> left = List.copyOf(waiting);
            waiting.clear();
            left.forEach(Runnable::run);
            super.close();
        }
    }
}
