package org.hextet.tck.mutants;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;
import org.hextet.api.failure.FailureKind;

/** What goes wrong in the failures of lookups, and in what a resolver remembers of them and of answers. */
final class LookupFailureMutants {

    private LookupFailureMutants() {}

    static List<ResolverMutant> all() {
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

    private static ResolverMutant toldAs(
            String name, String sentence, String caughtBy, String words, FailureKind kind, FailureKind told) {
        return ResolverMutant.telling(name, sentence, caughtBy, words, answers -> new ForwardingAnswers(answers) {
            @Override
            public void failed(StandardProtocolFamily family, UnknownHostException why) {
                super.failed(family, ChangedFailure.isOf(why, kind) ? ChangedFailure.of(told, why) : why);
            }
        });
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
        Lookup lookup(Asked asked) {
            if (asked.families().size() == 1) {
                StandardProtocolFamily family = asked.families().iterator().next();
                UnknownHostException known = failures.get(new Key(asked.name(), family));
                if (known != null) {
                    asked.reactor().execute(() -> asked.answers().failed(family, known));
                    return () -> false;
                }
            }
            return super.lookup(asked.withAnswers(new ForwardingAnswers(asked.answers()) {
                @Override
                public void failed(StandardProtocolFamily family, UnknownHostException why) {
                    if (ChangedFailure.isOf(why, FailureKind.NO_SUCH_NAME)
                            || ChangedFailure.isOf(why, FailureKind.NO_DATA)) {
                        failures.put(new Key(asked.name(), family), why);
                    }
                    super.failed(family, why);
                }
            }));
        }
    }

    private static final class ForgetsWhy extends ForwardingResolver {

        private final Set<String> failed = ConcurrentHashMap.newKeySet();

        ForgetsWhy(NameResolver beneath) {
            super(beneath);
        }

        @Override
        Lookup lookup(Asked asked) {
            return super.lookup(asked.withAnswers(new ForwardingAnswers(asked.answers()) {
                @Override
                public void failed(StandardProtocolFamily family, UnknownHostException why) {
                    boolean isSecond = asked.name().startsWith("res-008") && !failed.add(asked.name() + family);
                    super.failed(family, isSecond ? ChangedFailure.of(FailureKind.NO_SUCH_NAME, why) : why);
                }
            }));
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
        Lookup lookup(Asked asked) {
            if (asked.families().size() == 1) {
                StandardProtocolFamily family = asked.families().iterator().next();
                List<InetAddress> addresses = known.get(asked.name() + family);
                if (addresses != null) {
                    asked.reactor().execute(() -> asked.answers().answered(family, addresses, OptionalLong.empty()));
                    return () -> false;
                }
            }
            return super.lookup(asked.withAnswers(new ForwardingAnswers(asked.answers()) {
                @Override
                public void answered(
                        StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
                    known.put(asked.name() + family, addresses);
                    super.answered(family, addresses, ttlSeconds);
                }
            }));
        }
    }
}
