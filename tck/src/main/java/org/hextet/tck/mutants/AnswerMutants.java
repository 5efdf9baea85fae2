package org.hextet.tck.mutants;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.IpAddress;
import org.hextet.api.Answers;
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;
import org.hextet.api.Reactor;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.api.failure.NetworkFailure.Facts;

/** What goes wrong between a resolver and who asks it: names, answers, threads, ends. */
final class AnswerMutants {

    private static final Set<StandardProtocolFamily> BOTH = Set.of(INET, INET6);

    private AnswerMutants() {}

    // How a lookup is begun.
    @FunctionalInterface
    private interface Asking {
        Lookup lookup(
                NameResolver sound,
                Reactor reactor,
                String name,
                Set<StandardProtocolFamily> families,
                Duration deadline,
                Answers answers);
    }

    private static ResolverMutant asking(String name, String sentence, String caughtBy, String words, Asking change) {
        return ResolverMutant.of(name, sentence, caughtBy, words, sound -> new ForwardingResolver(sound) {
            @Override
            public Lookup lookup(
                    Reactor reactor,
                    String host,
                    Set<StandardProtocolFamily> families,
                    Duration deadline,
                    Answers answers) {
                return change.lookup(beneath, reactor, host, families, deadline, answers);
            }
        });
    }

    private static ResolverMutant telling(
            String name, String sentence, String caughtBy, String words, UnaryOperator<Answers> change) {
        return asking(
                name,
                sentence,
                caughtBy,
                words,
                (sound, reactor, host, families, deadline, answers) ->
                        sound.lookup(reactor, host, families, deadline, change.apply(answers)));
    }

    // Of another name than was asked for.
    private static ResolverMutant renaming(
            String name, String sentence, String caughtBy, String words, UnaryOperator<String> change) {
        return asking(
                name,
                sentence,
                caughtBy,
                words,
                (sound, reactor, host, families, deadline, answers) ->
                        sound.lookup(reactor, change.apply(host), families, deadline, answers));
    }

    private static ResolverMutant toldAs(
            String name, String sentence, String caughtBy, String words, FailureKind kind, FailureKind told) {
        return telling(name, sentence, caughtBy, words, answers -> new ForwardingAnswers(answers) {
            @Override
            public void failed(StandardProtocolFamily family, UnknownHostException why) {
                super.failed(family, isOf(why, kind) ? ofKind(told, why) : why);
            }
        });
    }

    private static boolean isOf(UnknownHostException why, FailureKind kind) {
        return why instanceof NetworkFailure known && known.kind() == kind;
    }

    private static UnknownHostException ofKind(FailureKind kind, UnknownHostException like) {
        return Failures.ofLookup(new Facts(kind, "look up"), String.valueOf(like.getMessage()), null);
    }

    private static boolean isLiteral(String name) {
        return name.indexOf(':') >= 0 || name.matches("[0-9][0-9.]*");
    }

    static List<ResolverMutant> all() {
        List<ResolverMutant> all = new ArrayList<>();
        all.addAll(ofNames());
        all.addAll(ofAnswers());
        all.addAll(ofFailures());
        all.addAll(ofTimeAndEnd());
        all.addAll(ofThreads());
        return all;
    }

    // Names.

    private static List<ResolverMutant> ofNames() {
        return List.of(
                renaming(
                                "asks-dns-for-literals",
                                "An address is looked up as a name: nobody knows it.",
                                "RES-002",
                                "failed: NameFailure",
                                name -> isLiteral(name) ? "literal.invalid" : name)
                        .withAlso("RES-007", "RES-016", "RES-017"),
                renaming(
                        "passes-over-empty-labels",
                        "A name with an empty label is mended in place of refused.",
                        "RES-019",
                        "looking up \"a..localhost\" (12 octets) threw nothing",
                        name -> name.replace("..", ".")),
                renaming(
                        "searches-absolute-names",
                        "A final dot does not keep the search list away.",
                        "RES-037",
                        "what is asked for a name with a final dot is [",
                        name -> name.replaceAll("(?<=.)\\.$", "")),
                renaming(
                                "knows-localhost-in-small-letters-only",
                                "LocalHost is looked up as any other name.",
                                "RES-021",
                                "the lookup of INET failed",
                                name -> name.contains("LocalHost") ? "nobody.invalid" : name)
                        .withAlso("RES-020"),
                telling(
                        "tells-names-in-small-letters",
                        "A failure has the name in small letters, not as it was given.",
                        "RES-007",
                        "expected the name as given",
                        answers -> new ForwardingAnswers(answers) {
                            @Override
                            public void failed(StandardProtocolFamily family, UnknownHostException why) {
                                Optional<FailureKind> kind = why instanceof NetworkFailure known
                                        ? Optional.of(known.kind())
                                        : Optional.empty();
                                super.failed(
                                        family,
                                        Failures.ofLookup(
                                                new Facts(kind.orElse(FailureKind.OTHER), "look up"),
                                                String.valueOf(why.getMessage()).replace("2001:DB8", "2001:db8"),
                                                null));
                            }
                        }));
    }

    // Answers.

    private static List<ResolverMutant> ofAnswers() {
        return List.of(
                telling(
                                "drops-the-zone-of-answers",
                                "A link-local address comes without its zone: it leads nowhere.",
                                "RES-023",
                                "the address of the hosts file is fe80::1, expected fe80::1%",
                                answers -> new ForwardingAnswers(answers) {
                                    @Override
                                    public void answered(
                                            StandardProtocolFamily family,
                                            List<InetAddress> addresses,
                                            OptionalLong ttlSeconds) {
                                        super.answered(
                                                family,
                                                addresses.stream()
                                                        .map(AnswerMutants::withoutZone)
                                                        .toList(),
                                                ttlSeconds);
                                    }
                                })
                        .withAlso("RES-002"),
                asking(
                                "answers-both-families-where-one-was-asked",
                                "Who wants IPv4 alone is told of IPv6 too.",
                                "RES-003",
                                "the families answered where INET was asked is [",
                                (sound, reactor, name, families, deadline, answers) ->
                                        sound.lookup(reactor, name, BOTH, deadline, answers))
                        .withAlso("RES-004", "RES-013", "RES-035"),
                asking(
                        "asks-for-both-families-always",
                        "Both types are asked for, and the answer for the family that nobody wants is dropped.",
                        "RES-004",
                        "the types asked where INET was wanted is [",
                        (sound, reactor, name, families, deadline, answers) ->
                                sound.lookup(reactor, name, BOTH, deadline, only(families, answers))),
                asking(
                        "maps-ipv4-into-ipv6",
                        "A name that has IPv4 addresses only is said to have mapped IPv6 addresses.",
                        "RES-005",
                        "the lookup of INET6 found [",
                        AnswerMutants::mapping),
                telling(
                                "says-nothing-of-a-family-without-addresses",
                                "A family that has no address is not told about: who waits for both waits for ever.",
                                "RES-046",
                                "an answer for INET6",
                                SaysNothingOfOne::new)
                        .withAlso("RES-002", "RES-010", "RES-015", "RES-017"),
                telling(
                        "fails-ipv4-with-ipv6",
                        "If AAAA fails, A is said to have failed too: hosts with IPv4 are not reached.",
                        "RES-046",
                        "the lookup of INET failed",
                        FailsBoth::new),
                asking(
                        "withholds-the-first-family",
                        "Nothing is told before both families are known, and streaming is claimed.",
                        "RES-014",
                        "an answer for INET",
                        (sound, reactor, name, families, deadline, answers) -> sound.lookup(
                                reactor, name, families, deadline, new Withheld(answers, families.size()))),
                asking(
                        "answers-literals-twice",
                        "The answer for a literal is given once at once, and once more by the usual way.",
                        "RES-017",
                        "how many answers 192.0.2.1 had is ",
                        (sound, reactor, name, families, deadline, answers) -> sound.lookup(
                                reactor, name, families, deadline, isLiteral(name) ? twice(answers) : answers)),
                ResolverMutant.of(
                        "mixes-up-lookups-of-one-name",
                        "Who asks for a name that is being looked up already gets the other's answers, of whatever families.",
                        "RES-013",
                        "how often a lookup of res-013.localhost for [INET] was told something is 2",
                        MixesUpFamilies::new));
    }

    private static InetAddress withoutZone(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static Answers only(Set<StandardProtocolFamily> families, Answers answers) {
        return new ForwardingAnswers(answers) {
            @Override
            public void answered(StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
                if (families.contains(family)) {
                    super.answered(family, addresses, ttlSeconds);
                }
            }

            @Override
            public void failed(StandardProtocolFamily family, UnknownHostException why) {
                if (families.contains(family)) {
                    super.failed(family, why);
                }
            }
        };
    }

    private static Lookup mapping(
            NameResolver sound,
            Reactor reactor,
            String name,
            Set<StandardProtocolFamily> families,
            Duration deadline,
            Answers answers) {
        if (isLiteral(name) || !families.equals(Set.of(INET6))) {
            return sound.lookup(reactor, name, families, deadline, answers);
        }
        return sound.lookup(reactor, name, families, deadline, new ForwardingAnswers(answers) {
            @Override
            public void failed(StandardProtocolFamily family, UnknownHostException why) {
                if (!isOf(why, FailureKind.NO_DATA)) {
                    super.failed(family, why);
                    return;
                }
                sound.lookup(reactor, name, Set.of(INET), deadline, new ForwardingAnswers(answers) {
                    @Override
                    public void answered(
                            StandardProtocolFamily four, List<InetAddress> addresses, OptionalLong ttlSeconds) {
                        super.answered(
                                INET6,
                                addresses.stream().map(AnswerMutants::mapped).toList(),
                                ttlSeconds);
                    }

                    @Override
                    public void failed(StandardProtocolFamily four, UnknownHostException none) {
                        super.failed(INET6, why);
                    }
                });
            }
        });
    }

    // As no sound Java program has it: the JDK would make an IPv4 address of these bytes.
    private static InetAddress mapped(InetAddress ipv4) {
        byte[] bytes = new byte[16];
        bytes[10] = (byte) 0xff;
        bytes[11] = (byte) 0xff;
        System.arraycopy(ipv4.getAddress(), 0, bytes, 12, 4);
        try {
            return Inet6Address.getByAddress(null, bytes, -1);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static final class SaysNothingOfOne extends ForwardingAnswers {

        SaysNothingOfOne(Answers beneath) {
            super(beneath);
        }

        private boolean hasAnswered;

        @Override
        public void answered(StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
            hasAnswered = true;
            super.answered(family, addresses, ttlSeconds);
        }

        @Override
        public void failed(StandardProtocolFamily family, UnknownHostException why) {
            if (!hasAnswered) {
                super.failed(family, why);
            }
        }
    }

    private static final class FailsBoth extends ForwardingAnswers {

        private Optional<UnknownHostException> failure = Optional.empty();

        FailsBoth(Answers beneath) {
            super(beneath);
        }

        @Override
        public void answered(StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
            if (family == INET && failure.isPresent()) {
                super.failed(family, failure.get());
            } else {
                super.answered(family, addresses, ttlSeconds);
            }
        }

        @Override
        public void failed(StandardProtocolFamily family, UnknownHostException why) {
            if (family == INET6 && !isOf(why, FailureKind.NO_DATA)) {
                failure = Optional.of(why);
            }
            super.failed(family, why);
        }
    }

    private static final class Withheld extends ForwardingAnswers {

        private final List<Runnable> known = new ArrayList<>();
        private final int families;

        Withheld(Answers beneath, int families) {
            super(beneath);
            this.families = families;
        }

        @Override
        public void answered(StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
            withhold(() -> beneath.answered(family, addresses, ttlSeconds));
        }

        @Override
        public void failed(StandardProtocolFamily family, UnknownHostException why) {
            withhold(() -> beneath.failed(family, why));
        }

        private void withhold(Runnable tell) {
            known.add(tell);
            if (known.size() == families) {
                known.forEach(Runnable::run);
            }
        }
    }

    private static Answers twice(Answers answers) {
        return new ForwardingAnswers(answers) {
            @Override
            public void answered(StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
                super.answered(family, addresses, ttlSeconds);
                super.answered(family, addresses, ttlSeconds);
            }
        };
    }

    // The key of what is in flight lacks the families.
    private static final class MixesUpFamilies extends ForwardingResolver {

        private final Map<String, List<Answers>> inFlight = new ConcurrentHashMap<>();

        MixesUpFamilies(NameResolver beneath) {
            super(beneath);
        }

        @Override
        public Lookup lookup(
                Reactor reactor,
                String name,
                Set<StandardProtocolFamily> families,
                Duration deadline,
                Answers answers) {
            if (!name.startsWith("res-013")) {
                return super.lookup(reactor, name, families, deadline, answers);
            }
            List<Answers> waiting = inFlight.get(name);
            if (waiting != null) {
                waiting.add(answers);
                return () -> false;
            }
            List<Answers> all = new ArrayList<>(List.of(answers));
            inFlight.put(name, all);
            return super.lookup(reactor, name, BOTH, deadline, new Answers() {
                @Override
                public void answered(
                        StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
                    List.copyOf(all).forEach(one -> one.answered(family, addresses, ttlSeconds));
                }

                @Override
                public void failed(StandardProtocolFamily family, UnknownHostException why) {
                    List.copyOf(all).forEach(one -> one.failed(family, why));
                }
            });
        }
    }

    // Failures.

    private static List<ResolverMutant> ofFailures() {
        return List.of(
                toldAs(
                                "tells-no-such-name-as-no-data",
                                "A name that does not exist is said to lack addresses of the family.",
                                "RES-006",
                                "is of kind no-data",
                                FailureKind.NO_SUCH_NAME,
                                FailureKind.NO_DATA)
                        .withAlso("RES-008", "RES-022", "RES-032"),
                toldAs(
                                "tells-temporary-as-no-such-name",
                                "A server that fails makes a name that does not exist: nobody tries again.",
                                "RES-006",
                                "is of kind no-such-name",
                                FailureKind.TEMPORARY,
                                FailureKind.NO_SUCH_NAME)
                        .withAlso("RES-008", "RES-038", "RES-046"),
                toldAs(
                                "tells-timeout-as-temporary",
                                "Silence until the deadline is told as a failure of the server.",
                                "RES-009",
                                "is of kind temporary",
                                FailureKind.TIMEOUT,
                                FailureKind.TEMPORARY)
                        .withAlso("RES-006", "RES-016", "RES-033", "RES-035", "RES-046"),
                ResolverMutant.of(
                        "forgets-why-it-failed",
                        "A failure that is remembered comes back as no-such-name, whatever it was.",
                        "RES-008",
                        "is of kind no-such-name",
                        ForgetsWhy::new),
                ResolverMutant.of(
                        "remembers-failures-for-ever",
                        "A name that was not there is never asked for again.",
                        "RES-040",
                        "how often a name that does not exist was asked for when 3 s were over is 1",
                        RemembersFailures::new),
                ResolverMutant.of(
                                "forgets-the-time-to-live",
                                "An answer holds for ever.",
                                "RES-039",
                                "was asked for when 5 s were over is 1, expected 2",
                                RemembersAnswers::new)
                        .withAlso("RES-041"));
    }

    // Remembers that a family of a name has failed.
    private static class RemembersFailures extends ForwardingResolver {

        private record Key(String name, StandardProtocolFamily family) {}

        private final Map<Key, UnknownHostException> failures = new ConcurrentHashMap<>();

        RemembersFailures(NameResolver beneath) {
            super(beneath);
        }

        @Override
        public void flush() {
            failures.clear();
            super.flush();
        }

        @Override
        public Lookup lookup(
                Reactor reactor,
                String name,
                Set<StandardProtocolFamily> families,
                Duration deadline,
                Answers answers) {
            if (families.size() == 1) {
                StandardProtocolFamily family = families.iterator().next();
                UnknownHostException known = failures.get(new Key(name, family));
                if (known != null) {
                    reactor.execute(() -> answers.failed(family, known));
                    return () -> false;
                }
            }
            return super.lookup(reactor, name, families, deadline, new ForwardingAnswers(answers) {
                @Override
                public void failed(StandardProtocolFamily family, UnknownHostException why) {
                    if (isOf(why, FailureKind.NO_SUCH_NAME) || isOf(why, FailureKind.NO_DATA)) {
                        failures.put(new Key(name, family), why);
                    }
                    super.failed(family, why);
                }
            });
        }
    }

    private static final class ForgetsWhy extends ForwardingResolver {

        private final Set<String> failed = ConcurrentHashMap.newKeySet();

        ForgetsWhy(NameResolver beneath) {
            super(beneath);
        }

        @Override
        public Lookup lookup(
                Reactor reactor,
                String name,
                Set<StandardProtocolFamily> families,
                Duration deadline,
                Answers answers) {
            return super.lookup(reactor, name, families, deadline, new ForwardingAnswers(answers) {
                @Override
                public void failed(StandardProtocolFamily family, UnknownHostException why) {
                    boolean isSecond = name.startsWith("res-008") && !failed.add(name + family);
                    super.failed(family, isSecond ? ofKind(FailureKind.NO_SUCH_NAME, why) : why);
                }
            });
        }
    }

    private static final class RemembersAnswers extends ForwardingResolver {

        private final Map<String, List<InetAddress>> known = new ConcurrentHashMap<>();

        RemembersAnswers(NameResolver beneath) {
            super(beneath);
        }

        @Override
        public void flush() {
            known.clear();
            super.flush();
        }

        @Override
        public Lookup lookup(
                Reactor reactor,
                String name,
                Set<StandardProtocolFamily> families,
                Duration deadline,
                Answers answers) {
            if (families.size() == 1) {
                StandardProtocolFamily family = families.iterator().next();
                List<InetAddress> addresses = known.get(name + family);
                if (addresses != null) {
                    reactor.execute(() -> answers.answered(family, addresses, OptionalLong.empty()));
                    return () -> false;
                }
            }
            return super.lookup(reactor, name, families, deadline, new ForwardingAnswers(answers) {
                @Override
                public void answered(
                        StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
                    known.put(name + family, addresses);
                    super.answered(family, addresses, ttlSeconds);
                }
            });
        }
    }

    // Deadline, cancel, close.

    private static List<ResolverMutant> ofTimeAndEnd() {
        return List.of(
                asking(
                                "ignores-the-deadline",
                                "A lookup lasts as long as its servers are silent.",
                                "RES-009",
                                "an answer for INET",
                                (sound, reactor, name, families, deadline, answers) ->
                                        sound.lookup(reactor, name, families, Duration.ofDays(1), answers))
                        .withAlso("RES-006", "RES-016", "RES-035"),
                asking(
                                "ends-before-the-deadline",
                                "A lookup is given half of the time that its user has.",
                                "RES-009",
                                "expected not before 150 ms",
                                (sound, reactor, name, families, deadline, answers) ->
                                        sound.lookup(reactor, name, families, deadline.dividedBy(2), answers))
                        .withAlso("RES-016"),
                asking(
                                "answers-after-cancel",
                                "Cancelling says that it has worked, and the answers come all the same.",
                                "RES-010",
                                "what the cancelled lookup of res-010.localhost was told is [",
                                AnswerMutants::cancellingForShow)
                        .withAlso("RES-011"),
                asking(
                        "cancels-a-lookup-again-and-again",
                        "Each call of cancel says that it was this one.",
                        "RES-010",
                        "again gave true, expected false",
                        (sound, reactor, name, families, deadline, answers) -> {
                            Lookup lookup = sound.lookup(reactor, name, families, deadline, answers);
                            return () -> {
                                lookup.cancel();
                                return true;
                            };
                        }),
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

    private static final class SaysNothingAtItsEnd extends ForwardingResolver {

        private volatile boolean isClosed;

        SaysNothingAtItsEnd(NameResolver beneath) {
            super(beneath);
        }

        @Override
        public Lookup lookup(
                Reactor reactor,
                String name,
                Set<StandardProtocolFamily> families,
                Duration deadline,
                Answers answers) {
            return super.lookup(reactor, name, families, deadline, new Answers() {
                @Override
                public void answered(
                        StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
                    if (!isClosed) {
                        answers.answered(family, addresses, ttlSeconds);
                    }
                }

                @Override
                public void failed(StandardProtocolFamily family, UnknownHostException why) {
                    if (!isClosed) {
                        answers.failed(family, why);
                    }
                }
            });
        }

        @Override
        public void close() {
            isClosed = true;
            super.close();
        }
    }

    private static Lookup cancellingForShow(
            NameResolver sound,
            Reactor reactor,
            String name,
            Set<StandardProtocolFamily> families,
            Duration deadline,
            Answers answers) {
        AtomicInteger open = new AtomicInteger(families.size());
        AtomicBoolean isCancelled = new AtomicBoolean();
        sound.lookup(reactor, name, families, deadline, afterEach(answers, open::decrementAndGet));
        return () -> open.get() > 0 && isCancelled.compareAndSet(false, true);
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

    private static final class CancelsAll extends ForwardingResolver {

        private final Map<String, List<Lookup>> lookups = new LinkedHashMap<>();

        CancelsAll(NameResolver beneath) {
            super(beneath);
        }

        @Override
        public Lookup lookup(
                Reactor reactor,
                String name,
                Set<StandardProtocolFamily> families,
                Duration deadline,
                Answers answers) {
            Lookup lookup = super.lookup(reactor, name, families, deadline, answers);
            synchronized (lookups) {
                lookups.computeIfAbsent(name, first -> new ArrayList<>()).add(lookup);
            }
            return () -> {
                boolean did = lookup.cancel();
                synchronized (lookups) {
                    lookups.getOrDefault(name, List.of()).forEach(Lookup::cancel);
                }
                return did;
            };
        }
    }

    // Threads.

    private static List<ResolverMutant> ofThreads() {
        return List.of(
                telling(
                        "answers-on-another-thread",
                        "Answers come on a thread of the resolver's own.",
                        "RES-015",
                        "the threads of the answers for res-015.localhost is [",
                        answers -> hopping(answers)),
                asking(
                                "answers-literals-inside-the-call",
                                "What is known at once is told at once, before lookup has returned.",
                                "RES-002",
                                "came inside the call of lookup, expected later",
                                AnswerMutants::inside)
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

    private static Lookup inside(
            NameResolver sound,
            Reactor reactor,
            String name,
            Set<StandardProtocolFamily> families,
            Duration deadline,
            Answers answers) {
        if (!isLiteral(name) || !reactor.inReactor()) {
            return sound.lookup(reactor, name, families, deadline, answers);
        }
        // It throws what is to be thrown.
        sound.lookup(reactor, name, families, deadline, new AnswersOfNobody()).cancel();
        IpAddress address = AddressText.parse(name);
        for (StandardProtocolFamily family : families) {
            if (family == address.family()) {
                answers.answered(family, List.of(address.toInetAddress()), OptionalLong.empty());
            } else {
                answers.failed(
                        family,
                        Failures.ofLookup(
                                new Facts(FailureKind.NO_DATA, "look up"),
                                "look up " + name + ": an address of the other family",
                                null));
            }
        }
        return () -> false;
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
        public Lookup lookup(
                Reactor reactor,
                String name,
                Set<StandardProtocolFamily> families,
                Duration deadline,
                Answers answers) {
            CountDownLatch open = new CountDownLatch(families.size());
            Lookup lookup = super.lookup(reactor, name, families, deadline, afterEach(answers, open::countDown));
            waiting.add(open);
            Thread thread = new Thread(
                    () -> {
                        try {
                            open.await();
                        } catch (InterruptedException end) {
                            return;
                        }
                    },
                    "lookup of " + name);
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
}
