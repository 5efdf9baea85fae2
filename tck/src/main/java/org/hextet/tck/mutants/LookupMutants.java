package org.hextet.tck.mutants;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.IpAddress;
import org.hextet.api.Answers;
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;

/** What goes wrong with a lookup as it runs: its time, its end, and the threads that it takes. */
final class LookupMutants {

    private LookupMutants() {}

    static List<ResolverMutant> all() {
        return Stream.of(ofTimeAndEnd(), ofThreads()).flatMap(List::stream).toList();
    }

    // Deadline, cancel, close.

    private static List<ResolverMutant> ofTimeAndEnd() {
        return List.of(
                ResolverMutant.asking(
                                "ignores-the-deadline",
                                "A lookup lasts as long as its servers are silent.",
                                "RES-009",
                                "an answer for INET",
                                asked -> asked.withDeadline(Duration.ofDays(1)))
                        .withAlso("RES-006", "RES-016", "RES-035"),
                ResolverMutant.asking(
                                "ends-before-the-deadline",
                                "A lookup is given half of the time that its user has.",
                                "RES-009",
                                "expected not before 150 ms",
                                asked -> asked.withDeadline(asked.deadline().dividedBy(2)))
                        .withAlso("RES-016"),
                ResolverMutant.of(
                                "answers-after-cancel",
                                "Cancelling says that it has worked, and the answers come all the same.",
                                "RES-010",
                                "what the cancelled lookup of res-010.localhost was told is [",
                                CancelsForShow::new)
                        .withAlso("RES-011"),
                ResolverMutant.of(
                        "cancels-a-lookup-again-and-again",
                        "Each call of cancel says that it was this one.",
                        "RES-010",
                        "again gave true, expected false",
                        CancelsAgain::new),
                ResolverMutant.of(
                        "cancels-all-of-one-name",
                        "Who cancels a lookup cancels those of everybody who asked for the same name.",
                        "RES-011",
                        "the answers for res-011.localhost",
                        CancelsAll::new),
                ResolverMutant.of(
                        "says-nothing-at-its-end",
                        "Lookups that are under way when the resolver is closed are never told about it.",
                        "RES-018",
                        "the answers for",
                        SaysNothingAtItsEnd::new));
    }

    private static final class CancelsForShow extends ForwardingResolver {

        CancelsForShow(NameResolver beneath) {
            super(beneath);
        }

        @Override
        Lookup lookup(Asked asked) {
            AtomicInteger open = new AtomicInteger(asked.families().size());
            AtomicBoolean isCancelled = new AtomicBoolean();
            super.lookup(asked.withAnswers(afterEach(asked.answers(), open::decrementAndGet)));
            return () -> open.get() > 0 && isCancelled.compareAndSet(false, true);
        }
    }

    private static final class CancelsAgain extends ForwardingResolver {

        CancelsAgain(NameResolver beneath) {
            super(beneath);
        }

        @Override
        Lookup lookup(Asked asked) {
            Lookup lookup = super.lookup(asked);
            return () -> {
                lookup.cancel();
                return true;
            };
        }
    }

    private static final class CancelsAll extends ForwardingResolver {

        private final Map<String, List<Lookup>> lookups = new LinkedHashMap<>();

        CancelsAll(NameResolver beneath) {
            super(beneath);
        }

        @Override
        Lookup lookup(Asked asked) {
            Lookup lookup = super.lookup(asked);
            synchronized (lookups) {
                lookups.computeIfAbsent(asked.name(), first -> new ArrayList<>())
                        .add(lookup);
            }
            return () -> {
                boolean did = lookup.cancel();
                synchronized (lookups) {
                    lookups.getOrDefault(asked.name(), List.of()).forEach(Lookup::cancel);
                }
                return did;
            };
        }
    }

    private static final class SaysNothingAtItsEnd extends ForwardingResolver {

        private volatile boolean isClosed;

        SaysNothingAtItsEnd(NameResolver beneath) {
            super(beneath);
        }

        @Override
        Lookup lookup(Asked asked) {
            return super.lookup(asked.withAnswers(new ForwardingAnswers(asked.answers()) {
                @Override
                public void answered(
                        StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
                    if (!isClosed) {
                        super.answered(family, addresses, ttlSeconds);
                    }
                }

                @Override
                public void failed(StandardProtocolFamily family, UnknownHostException why) {
                    if (!isClosed) {
                        super.failed(family, why);
                    }
                }
            }));
        }

        @Override
        public void close() {
            isClosed = true;
            super.close();
        }
    }

    // Threads.

    private static List<ResolverMutant> ofThreads() {
        return List.of(
                ResolverMutant.telling(
                        "answers-on-another-thread",
                        "Answers come on a thread of the resolver's own.",
                        "RES-015",
                        "the threads of the answers for res-015.localhost is [",
                        LookupMutants::hopping),
                ResolverMutant.of(
                                "answers-literals-inside-the-call",
                                "What is known at once is told at once, before lookup has returned.",
                                "RES-002",
                                "came inside the call of lookup, expected later",
                                AnswersInside::new)
                        .withAlso("RES-010", "RES-015"),
                ResolverMutant.of(
                        "starts-a-thread-for-each-lookup",
                        "Each lookup has a thread that waits for it.",
                        "RES-016",
                        "100 lookups have started ",
                        ThreadForEach::new));
    }

    private static Answers hopping(Answers answers) {
        return new Answers() {
            @Override
            public void answered(StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
                ForkJoinPool.commonPool().execute(() -> answers.answered(family, addresses, ttlSeconds));
            }

            @Override
            public void failed(StandardProtocolFamily family, UnknownHostException why) {
                ForkJoinPool.commonPool().execute(() -> answers.failed(family, why));
            }
        };
    }

    private static final class AnswersInside extends ForwardingResolver {

        AnswersInside(NameResolver beneath) {
            super(beneath);
        }

        @Override
        Lookup lookup(Asked asked) {
            if (!asked.isLiteral() || !asked.reactor().inReactor()) {
                return super.lookup(asked);
            }
            // It throws what is to be thrown.
            super.lookup(asked.withAnswers(new AnswersOfNobody())).cancel();
            IpAddress address = AddressText.parse(asked.name());
            for (StandardProtocolFamily family : asked.families()) {
                if (family == address.family()) {
                    asked.answers().answered(family, List.of(address.toInetAddress()), OptionalLong.empty());
                } else {
                    asked.answers()
                            .failed(
                                    family,
                                    Failures.ofLookup(
                                            new Facts(FailureKind.NO_DATA, "look up"),
                                            "look up " + asked.name() + ": an address of the other family",
                                            null));
                }
            }
            return () -> false;
        }
    }

    private static final class AnswersOfNobody implements Answers {

        @Override
        public void answered(StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {}

        @Override
        public void failed(StandardProtocolFamily family, UnknownHostException why) {}
    }

    private static final class ThreadForEach extends ForwardingResolver {

        private final Set<CountDownLatch> waiting = ConcurrentHashMap.newKeySet();

        ThreadForEach(NameResolver beneath) {
            super(beneath);
        }

        @Override
        Lookup lookup(Asked asked) {
            CountDownLatch open = new CountDownLatch(asked.families().size());
            Lookup lookup = super.lookup(asked.withAnswers(afterEach(asked.answers(), open::countDown)));
            waiting.add(open);
            Thread thread = new Thread(
                    () -> {
                        try {
                            open.await();
                        } catch (InterruptedException end) {
                            return;
                        }
                    },
                    "lookup of " + asked.name());
            thread.setDaemon(true);
            thread.start();
            return () -> {
                boolean did = lookup.cancel();
                letGo(open);
                return did;
            };
        }

        private static void letGo(CountDownLatch open) {
            while (open.getCount() > 0) {
                open.countDown();
            }
        }

        @Override
        public void close() {
            super.close();
            waiting.forEach(ThreadForEach::letGo);
        }
    }

    // Does something after each call.
    private static Answers afterEach(Answers answers, Runnable then) {
        return new ForwardingAnswers(answers) {
            @Override
            public void answered(StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
                super.answered(family, addresses, ttlSeconds);
                then.run();
            }

            @Override
            public void failed(StandardProtocolFamily family, UnknownHostException why) {
                super.failed(family, why);
                then.run();
            }
        };
    }
}
