package org.hextet.tck.mutants;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Incident;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.Timer;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.spi.ReactorProvider;
import org.hextet.tck.doubles.ForwardingReactor;
import org.hextet.tls.ForwardingConnection;
import org.jspecify.annotations.Nullable;

/** What goes wrong with the loop: its thread, its callbacks, its end. */
final class LoopMutants {

    private LoopMutants() {}

    static List<TransportMutant> all() {
        return List.of(
                TransportMutant.of(
                        "runs-timers-on-another-thread",
                        "Timers run on a thread of their own, which the reactor waits for.",
                        "LIF-001",
                        "the thread of a timer is Thread[",
                        RunsTimersOnAnotherThread::new),
                TransportMutant.of(
                                "closes-inside-the-call",
                                "close() inside received calls closed at once, inside it.",
                                "LIF-004",
                                "closed was told while the callback that ended the connection was running",
                                ClosesInsideTheCall::new)
                        .withAlso("LIF-002"),
                TransportMutant.of(
                        "swallows-what-received-throws",
                        "An unchecked exception of received is forgotten, and the connection goes on as if nothing had been.",
                        "LIF-006",
                        "for closed; heard CONNECTED RECEIVED",
                        Laid.onProtocols(protocol -> new ForwardingProtocol(protocol) {
                            @Override
                            public void received(Connection connection, ByteBuffer lent) throws Exception {
                                try {
                                    super.received(connection, lent);
                                } catch (RuntimeException swallowed) {
                                    // This is the mistake.
                                }
                            }
                        })),
                TransportMutant.of(
                        "dies-of-what-closed-throws",
                        "An exception of a protocol's closed ends the reactor, and with it everybody else.",
                        "LIF-008",
                        "the reactor is closed",
                        DiesOfWhatClosedThrows::new),
                TransportMutant.ofProvider(
                        "logs-tasks-twice",
                        "What a task throws is told twice.",
                        "LIF-010",
                        "how often it was told to the uncaught listener is 2, expected 1",
                        LogsTasksTwice::new),
                TransportMutant.of(
                                "runs-tasks-inside-execute",
                                "execute on the reactor's thread runs the task inside the call.",
                                "LIF-012",
                                "tasks that ran inside execute is 1, expected 0",
                                reactor -> new ForwardingReactor(reactor) {
                                    @Override
                                    public void execute(Runnable task) {
                                        if (inReactor()) {
                                            task.run();
                                        } else {
                                            super.execute(task);
                                        }
                                    }
                                })
                        .withAlso("LIF-002", "LIF-010"),
                TransportMutant.of(
                                "forgets-a-drain",
                                "A drain that is under way when the reactor closes never completes.",
                                "LIF-015",
                                "for a pending to fail",
                                ForgetsADrain::new)
                        .withAlso("LIF-019"),
                TransportMutant.of(
                                "leaves-a-thread",
                                "A reactor that is closed inside a callback leaves a helper's thread.",
                                "LIF-017",
                                "left behind at rest: thread \"closer of",
                                reactor -> new ForwardingReactor(reactor) {
                                    @Override
                                    public void close() {
                                        if (inReactor()) {
                                            Thread helper = new Thread(
                                                    () -> LockSupport.parkNanos(Duration.ofMinutes(1)
                                                            .toNanos()),
                                                    "closer of " + provider());
                                            helper.setDaemon(true);
                                            helper.start();
                                        }
                                        super.close();
                                    }
                                })
                        .withAlso("LIF-015"),
                TransportMutant.of(
                        "swallows-tasks-after-close",
                        "A task that comes after the end of the reactor is dropped without a word.",
                        "LIF-019",
                        "execute of a closed reactor threw nothing",
                        reactor -> new ForwardingReactor(reactor) {
                            @Override
                            public void execute(Runnable task) {
                                try {
                                    super.execute(task);
                                } catch (RejectedExecutionException closed) {
                                    // This is the mistake.
                                }
                            }
                        }),
                TransportMutant.of(
                                "leaves-lent-bytes",
                                "Lent memory is not overwritten after the callback, so nobody learns of a protocol that keeps it.",
                                "LIF-028",
                                "a kept buffer still holds",
                                Laid.onProtocols(protocol -> new ForwardingProtocol(protocol) {
                                    @Override
                                    public void received(Connection connection, ByteBuffer lent) throws Exception {
                                        super.received(
                                                connection,
                                                ByteBuffer.allocateDirect(lent.remaining())
                                                        .put(lent)
                                                        .flip()
                                                        .asReadOnlyBuffer());
                                    }
                                }))
                        .withWords("expected them overwritten"),
                TransportMutant.of(
                                "switches-without-connected",
                                "A protocol that a connection is handed to hears no connected.",
                                "LIF-029",
                                "for connected; heard RECEIVED",
                                Laid.onConnections(connection -> new ForwardingConnection(connection) {
                                    @Override
                                    public void switchProtocol(Protocol next) {
                                        super.switchProtocol(new ForwardingProtocol(next) {
                                            @Override
                                            public void connected(Connection again) {
                                                // This is the mistake.
                                            }
                                        });
                                    }
                                }))
                        .withAlso("LIF-033"),
                TransportMutant.of(
                                "drains-in-half-the-time",
                                "A drain aborts what is left after half of its time.",
                                "LIF-030",
                                "the stuck connection was aborted after",
                                reactor -> new ForwardingReactor(reactor) {
                                    @Override
                                    public Pending<Void> drain(Duration quiet, Duration atMost) {
                                        return atMost.compareTo(Duration.ofMinutes(1)) > 0
                                                ? super.drain(quiet, atMost)
                                                : super.drain(quiet, atMost.dividedBy(2));
                                    }
                                })
                        .withWords("expected not before"),
                TransportMutant.of(
                                "wraps-failures",
                                "await throws a wrapper in place of the failure itself.",
                                "LIF-032",
                                "what await threw is IOException (\"operation failed\")",
                                ChangedFailure.ofConnects(ChangedFailure.ifOf(
                                        FailureKind.REFUSED,
                                        failure -> new IOException("operation failed", failure.asThrowable()))))
                        .withAlso("LIF-030"));
    }

    private static final class ClosesInsideTheCall extends DecoratingReactor {

        ClosesInsideTheCall(Reactor beneath) {
            super(beneath);
        }

        private static final class Once extends ForwardingProtocol {

            private boolean isOver;
            private boolean isReceiving;

            Once(Protocol beneath) {
                super(beneath);
            }

            @Override
            public void received(Connection connection, ByteBuffer lent) throws Exception {
                if (isOver) {
                    return;
                }
                isReceiving = true;
                try {
                    super.received(connection, lent);
                } finally {
                    isReceiving = false;
                }
            }

            @Override
            public void closed(Connection connection, CloseReason reason) throws Exception {
                if (!isOver) {
                    isOver = true;
                    super.closed(connection, reason);
                }
            }
        }

        @Override
        Protocol protocol(Protocol protocol) {
            return new Once(protocol);
        }

        @Override
        Connection connection(Connection connection, Protocol protocol) {
            return new ForwardingConnection(connection) {
                @Override
                public void close() {
                    super.close();
                    if (((Once) protocol).isReceiving) {
                        try {
                            protocol.closed(this, new CloseReason.ClosedHere());
                        } catch (Exception thrown) {
                            throw new IllegalStateException(thrown);
                        }
                    }
                }
            };
        }
    }

    private static final class DiesOfWhatClosedThrows extends DecoratingReactor {

        DiesOfWhatClosedThrows(Reactor beneath) {
            super(beneath);
        }

        @Override
        Protocol protocol(Protocol protocol) {
            return new ForwardingProtocol(protocol) {
                @Override
                public void closed(Connection connection, CloseReason reason) throws Exception {
                    boolean isWell = false;
                    try {
                        super.closed(connection, reason);
                        isWell = true;
                    } finally {
                        if (!isWell) {
                            DiesOfWhatClosedThrows.this.close();
                        }
                    }
                }
            };
        }
    }

    private static final class LogsTasksTwice extends ForwardingReactorProvider {

        LogsTasksTwice(ReactorProvider beneath) {
            super(beneath);
        }

        @Override
        public Reactor open(ReactorOptions options) throws IOException {
            Set<Runnable> tasks = ConcurrentHashMap.newKeySet();
            return new ForwardingReactor(super.open(options)) {
                @Override
                public void execute(Runnable task) {
                    super.execute(() -> {
                        tasks.add(task);
                        try {
                            task.run();
                        } catch (RuntimeException thrown) {
                            options.uncaught()
                                    .ifPresent(listener -> listener.uncaught(new Incident.Threw(
                                            "task " + task.getClass().getName(), thrown)));
                            throw thrown;
                        } finally {
                            tasks.remove(task);
                        }
                    });
                }
            };
        }
    }

    private static final class ForgetsADrain extends ForwardingReactor {

        ForgetsADrain(Reactor beneath) {
            super(beneath);
        }

        @Override
        @SuppressWarnings("NullAway") // Void has no other value
        public Pending<Void> drain(Duration quiet, Duration atMost) {
            Promise<Void> promise = beneath.watched();
            super.drain(quiet, atMost).thenRun(() -> promise.succeed(null));
            return promise;
        }
    }

    private static final class RunsTimersOnAnotherThread extends ForwardingReactor {

        private static final Duration PATIENCE = Duration.ofMillis(500);

        RunsTimersOnAnotherThread(Reactor beneath) {
            super(beneath);
        }

        @Override
        public Timer schedule(Duration delay, Runnable task) {
            return super.schedule(delay, () -> {
                AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
                Thread thread = new Thread(task, "timer");
                thread.setDaemon(true);
                thread.setUncaughtExceptionHandler((dead, why) -> thrown.set(why));
                thread.start();
                try {
                    thread.join(PATIENCE.toMillis());
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
                Throwable why = thrown.get();
                if (why instanceof Error error) {
                    throw error;
                }
                if (why instanceof RuntimeException unchecked) {
                    throw unchecked;
                }
            });
        }
    }
}
