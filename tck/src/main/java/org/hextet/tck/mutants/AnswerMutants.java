package org.hextet.tck.mutants;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.hextet.api.Answers;
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.api.failure.NetworkFailure.Facts;

/** What goes wrong in the words between a resolver and who asks it: names and answers. */
final class AnswerMutants {

    private static final Set<StandardProtocolFamily> BOTH = Set.of(INET, INET6);

    private AnswerMutants() {}

    static List<ResolverMutant> all() {
        return Stream.of(ofNames(), ofAnswers()).flatMap(List::stream).toList();
    }

    // Of another name than was asked for.
    private static ResolverMutant renaming(
            String name, String sentence, String caughtBy, String words, UnaryOperator<String> change) {
        return ResolverMutant.asking(
                name, sentence, caughtBy, words, asked -> asked.withName(change.apply(asked.name())));
    }

    // Names.

    private static List<ResolverMutant> ofNames() {
        return List.of(
                ResolverMutant.asking(
                                "asks-dns-for-literals",
                                "An address is looked up as a name: nobody knows it.",
                                "RES-002",
                                "failed: NameFailure",
                                asked -> asked.isLiteral() ? asked.withName("literal.invalid") : asked)
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
                ResolverMutant.telling(
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
                ResolverMutant.telling(
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
                ResolverMutant.asking(
                                "answers-both-families-where-one-was-asked",
                                "Who wants IPv4 alone is told of IPv6 too.",
                                "RES-003",
                                "the families answered where INET was asked is [",
                                asked -> asked.withFamilies(BOTH))
                        .withAlso("RES-004", "RES-013", "RES-035"),
                ResolverMutant.asking(
                        "asks-for-both-families-always",
                        "Both types are asked for, and the answer for the family that nobody wants is dropped.",
                        "RES-004",
                        "the types asked where INET was wanted is [",
                        asked -> asked.withFamilies(BOTH).withAnswers(only(asked.families(), asked.answers()))),
                ResolverMutant.of(
                        "maps-ipv4-into-ipv6",
                        "A name that has IPv4 addresses only is said to have mapped IPv6 addresses.",
                        "RES-005",
                        "the lookup of INET6 found [",
                        MapsIpv4::new),
                ResolverMutant.telling(
                                "says-nothing-of-a-family-without-addresses",
                                "A family that has no address is not told about: who waits for both waits for ever.",
                                "RES-046",
                                "an answer for INET6",
                                SaysNothingOfOne::new)
                        .withAlso("RES-002", "RES-010", "RES-015", "RES-017"),
                ResolverMutant.telling(
                        "fails-ipv4-with-ipv6",
                        "If AAAA fails, A is said to have failed too: hosts with IPv4 are not reached.",
                        "RES-046",
                        "the lookup of INET failed",
                        FailsBoth::new),
                ResolverMutant.asking(
                        "withholds-the-first-family",
                        "Nothing is told before both families are known, and streaming is claimed.",
                        "RES-014",
                        "an answer for INET",
                        asked -> asked.withAnswers(
                                new Withheld(asked.answers(), asked.families().size()))),
                ResolverMutant.asking(
                        "answers-literals-twice",
                        "The answer for a literal is given once at once, and once more by the usual way.",
                        "RES-017",
                        "how many answers 192.0.2.1 had is ",
                        asked -> asked.isLiteral() ? asked.withAnswers(twice(asked.answers())) : asked),
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

    private static final class MapsIpv4 extends ForwardingResolver {

        MapsIpv4(NameResolver beneath) {
            super(beneath);
        }

        @Override
        Lookup lookup(Asked asked) {
            if (asked.isLiteral() || !asked.families().equals(Set.of(INET6))) {
                return super.lookup(asked);
            }
            return super.lookup(asked.withAnswers(new ForwardingAnswers(asked.answers()) {
                @Override
                public void failed(StandardProtocolFamily family, UnknownHostException why) {
                    if (ChangedFailure.isOf(why, FailureKind.NO_DATA)) {
                        asked.withFamilies(Set.of(INET))
                                .withAnswers(asMapped(asked.answers(), why))
                                .of(MapsIpv4.this.beneath);
                    } else {
                        super.failed(family, why);
                    }
                }
            }));
        }

        private static Answers asMapped(Answers answers, UnknownHostException otherwise) {
            return new ForwardingAnswers(answers) {
                @Override
                public void answered(
                        StandardProtocolFamily four, List<InetAddress> addresses, OptionalLong ttlSeconds) {
                    super.answered(
                            INET6, addresses.stream().map(MapsIpv4::mapped).toList(), ttlSeconds);
                }

                @Override
                public void failed(StandardProtocolFamily four, UnknownHostException none) {
                    super.failed(INET6, otherwise);
                }
            };
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
            if (family == INET6 && !ChangedFailure.isOf(why, FailureKind.NO_DATA)) {
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
        Lookup lookup(Asked asked) {
            if (!asked.name().startsWith("res-013")) {
                return super.lookup(asked);
            }
            List<Answers> waiting = inFlight.get(asked.name());
            if (waiting != null) {
                waiting.add(asked.answers());
                return () -> false;
            }
            List<Answers> all = new ArrayList<>(List.of(asked.answers()));
            inFlight.put(asked.name(), all);
            return super.lookup(asked.withFamilies(BOTH).withAnswers(new Answers() {
                @Override
                public void answered(
                        StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
                    List.copyOf(all).forEach(one -> one.answered(family, addresses, ttlSeconds));
                }

                @Override
                public void failed(StandardProtocolFamily family, UnknownHostException why) {
                    List.copyOf(all).forEach(one -> one.failed(family, why));
                }
            }));
        }
    }
}
