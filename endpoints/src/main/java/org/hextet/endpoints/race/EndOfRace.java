package org.hextet.endpoints.race;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.hextet.addresses.AddressText;
import org.hextet.api.Connection;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.endpoints.timeline.AttemptsFailure;
import org.hextet.endpoints.timeline.DeadlineFailure;
import org.hextet.endpoints.timeline.FactoryFailure;
import org.hextet.endpoints.timeline.FamilyMismatchException;
import org.hextet.endpoints.timeline.NoAddressFailure;
import org.hextet.endpoints.timeline.PolicyFailure;
import org.hextet.endpoints.timeline.Timeline;
import org.hextet.endpoints.timeline.TimelineEvent;
import org.hextet.policies.DurationText;
import org.jspecify.annotations.Nullable;

/** The failures that a race can end with, and their words. */
final class EndOfRace {

    /** So many attempts stand in a message; the timeline has them all. */
    private static final int NAMED_ATTEMPTS = 32;

    /** Where attempts failed differently: what tells most about the way to the host comes first. */
    private static final List<FailureKind> TELLING = List.of(
            FailureKind.TLS, FailureKind.REFUSED, FailureKind.TIMEOUT, FailureKind.PROHIBITED, FailureKind.UNREACHABLE);

    /** Where lookups failed differently: what leaves most hope comes first. */
    private static final List<FailureKind> HOPEFUL = List.of(
            FailureKind.TEMPORARY,
            FailureKind.TIMEOUT,
            FailureKind.CANCELLED,
            FailureKind.NO_DATA,
            FailureKind.NO_SUCH_NAME);

    private static final List<StandardProtocolFamily> FAMILIES =
            List.of(StandardProtocolFamily.INET6, StandardProtocolFamily.INET);

    private EndOfRace() {}

    /** A policy's families, IPv6 first; or the exception that a wrong answer deserves. */
    static Set<StandardProtocolFamily> checked(Set<StandardProtocolFamily> families) {
        Set<StandardProtocolFamily> inOrder = new LinkedHashSet<>(FAMILIES);
        if (families.isEmpty() || !inOrder.containsAll(families)) {
            throw new IllegalArgumentException("families " + families + ": need INET6, INET or both");
        }
        inOrder.retainAll(families);
        return inOrder;
    }

    static Throwable failed(ConnectPlan plan, Recorder recorder, int answered, int leftOut, Timeline timeline) {
        if (!recorder.attemptFailures().isEmpty()) {
            return attempts(plan, recorder, timeline);
        }
        if (answered > 0) {
            return policy(plan, recorder, "it gave up with " + answered + " addresses untried", null, timeline);
        }
        return leftOut > 0 ? mismatch(plan, recorder, timeline) : noAddress(plan, recorder, timeline);
    }

    private static AttemptsFailure attempts(ConnectPlan plan, Recorder recorder, Timeline timeline) {
        List<Throwable> failures = recorder.attemptFailures();
        Throwable first = failures.get(0);
        // NAT64 gives a literal other addresses.
        String message = isLiteral(plan) && isAlone(recorder) && first.getMessage() != null
                ? first.getMessage() + rounds(recorder, " (tried %d times in " + millis(timeline.elapsedNanos()) + ")")
                : "connect to " + plan.target() + " failed after " + millis(timeline.elapsedNanos())
                        + rounds(recorder, " and %d rounds, the last") + ": "
                        + listed(failedAttempts(recorder)) + lostLookups(recorder);
        Facts facts = first instanceof NetworkFailure known && failures.size() == 1 && isLiteral(plan)
                ? known.facts()
                : new Facts(kind(failures, TELLING), "connect", local(plan), remote(plan), errno(failures));
        return suppressing(new AttemptsFailure(facts, message, first, timeline), failures);
    }

    private static NoAddressFailure noAddress(ConnectPlan plan, Recorder recorder, Timeline timeline) {
        List<Throwable> failures = recorder.lookupFailures();
        Set<String> reasons = failures.stream()
                .map(failure -> String.valueOf(failure.getMessage()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        String why = reasons.size() == 1 ? reasons.iterator().next() : lookupReasons(recorder);
        return suppressing(
                new NoAddressFailure(
                        new Facts(kind(failures, HOPEFUL), "look up", null, remote(plan), null),
                        "connect to " + plan.target() + ": no address; " + why + rounds(recorder, " (asked %d times)"),
                        failures.isEmpty() ? null : failures.get(0),
                        timeline),
                failures);
    }

    /** The resolver did not even begin. */
    static NoAddressFailure resolver(ConnectPlan plan, Targets.Named named, Throwable thrown, Timeline timeline) {
        return new NoAddressFailure(
                new Facts(FailureKind.OTHER, "look up", null, remote(plan), null),
                "connect to " + plan.target() + ": look up " + named.name() + ": the resolver "
                        + named.resolver().provider() + " is at fault: it threw " + thrown,
                thrown,
                timeline);
    }

    private static String lookupReasons(Recorder recorder) {
        return recorder.events().stream()
                .filter(TimelineEvent.LookupFailed.class::isInstance)
                .map(TimelineEvent.LookupFailed.class::cast)
                .map(lost -> Deliveries.name(lost.lookedUp()) + ": " + lost.failure() + " (" + lost.words() + ")")
                .collect(Collectors.joining("; "));
    }

    private static FamilyMismatchException mismatch(ConnectPlan plan, Recorder recorder, Timeline timeline) {
        String found = recorder.events().stream()
                .filter(TimelineEvent.Order.class::isInstance)
                .flatMap(event -> event.address().stream())
                .map(AddressText::format)
                .collect(Collectors.joining(", "));
        // With a label the local address is IPv6 too, if there is one: both leave out the same.
        String why = plan.options().flowLabel().isPresent()
                ? " with a flow label: only IPv6 packets carry one, and it has only " + found
                        + "; leave the flow label out"
                : " from " + boundTo(plan) + ": both ends must be of one family, and it has only " + found
                        + "; bind to an address of that family, or none";
        FamilyMismatchException mismatch = new FamilyMismatchException("connect to " + plan.target() + why, timeline);
        return suppressing(mismatch, recorder.lookupFailures());
    }

    private static String boundTo(ConnectPlan plan) {
        return plan.options()
                .bind()
                .map(InetSocketAddress::getAddress)
                .map(AddressText::format)
                .orElse("");
    }

    static DeadlineFailure deadline(
            ConnectPlan plan,
            Recorder recorder,
            List<InetAddress> pending,
            Set<StandardProtocolFamily> unanswered,
            Timeline timeline) {
        List<String> parts = new ArrayList<>();
        String failed = listed(failedAttempts(recorder));
        if (!failed.isEmpty()) {
            parts.add(failed);
        }
        if (!pending.isEmpty()) {
            parts.add(listed(pending.stream()
                    .map(address -> AddressText.format(address) + " still pending")
                    .toList()));
        }
        for (StandardProtocolFamily family : unanswered) {
            parts.add("lookup of " + Deliveries.name(family) + " addresses still pending");
        }
        String atMost =
                plan.options().deadline().map(DurationText::format).orElseGet(() -> millis(timeline.elapsedNanos()));
        List<Throwable> failures = recorder.attemptFailures();
        return suppressing(
                new DeadlineFailure(
                        new Facts(FailureKind.TIMEOUT, "connect", local(plan), remote(plan), null),
                        "connect to " + plan.target() + ": not connected within " + atMost
                                + rounds(recorder, " and %d rounds, the last")
                                + (parts.isEmpty() ? "" : ": " + String.join(", ", parts)),
                        failures.isEmpty() ? null : failures.get(0),
                        timeline),
                failures);
    }

    static PolicyFailure policy(
            ConnectPlan plan, Recorder recorder, String how, @Nullable Throwable thrown, Timeline timeline) {
        return suppressing(
                new PolicyFailure(
                        new Facts(FailureKind.OTHER, "connect", local(plan), remote(plan), null),
                        "connect to " + plan.target() + ": the policy " + timeline.policy() + " is at fault: " + how,
                        thrown,
                        timeline),
                recorder.attemptFailures());
    }

    static FactoryFailure factory(
            ConnectPlan plan, Connection connection, @Nullable Throwable thrown, Timeline timeline) {
        return new FactoryFailure(
                new Facts(FailureKind.ABORTED, "connect", connection.localAddress(), connection.remoteAddress(), null),
                "connect to " + plan.target() + ": connected, but the protocol factory "
                        + (thrown == null ? "gave no protocol" : "threw " + thrown) + "; aborted",
                thrown,
                timeline);
    }

    private static <F extends Throwable> F suppressing(F failure, List<Throwable> each) {
        each.forEach(failure::addSuppressed);
        return failure;
    }

    private static List<String> failedAttempts(Recorder recorder) {
        return recorder.events().stream()
                .filter(TimelineEvent.AttemptFailed.class::isInstance)
                .map(TimelineEvent.AttemptFailed.class::cast)
                .map(failed -> AddressText.format(failed.remote()) + " " + failed.summary() + " at "
                        + millis(failed.atNanos()))
                .toList();
    }

    private static String listed(List<String> attempts) {
        int named = Math.min(attempts.size(), NAMED_ATTEMPTS);
        String text = String.join(", ", attempts.subList(0, named));
        return named < attempts.size() ? text + " and " + (attempts.size() - named) + " more (see the timeline)" : text;
    }

    /** A lookup that could have given more, and may do so later. */
    private static String lostLookups(Recorder recorder) {
        return recorder.events().stream()
                .filter(TimelineEvent.LookupFailed.class::isInstance)
                .map(TimelineEvent.LookupFailed.class::cast)
                .filter(lost -> lost.failure() != FailureKind.NO_DATA && lost.failure() != FailureKind.NO_SUCH_NAME)
                .map(lost -> "; lookup of " + Deliveries.name(lost.lookedUp()) + " addresses failed (" + lost.failure()
                        + ")")
                .collect(Collectors.joining());
    }

    /** Where it was tried more than once. */
    private static String rounds(Recorder recorder, String words) {
        return recorder.rounds() > 1 ? words.replace("%d", Integer.toString(recorder.rounds())) : "";
    }

    private static boolean isAlone(Recorder recorder) {
        return failedAttempts(recorder).size() == 1;
    }

    private static boolean isLiteral(ConnectPlan plan) {
        return plan.targets() instanceof Targets.Known known
                && known.addresses().size() == 1;
    }

    private static FailureKind kind(Collection<Throwable> failures, List<FailureKind> inOrder) {
        List<FailureKind> kinds =
                failures.stream().map(Recorder::kind).distinct().toList();
        if (kinds.size() == 1) {
            return kinds.get(0);
        }
        return inOrder.stream()
                .filter(kinds::contains)
                .findFirst()
                .orElseGet(() -> kinds.isEmpty() ? FailureKind.NO_DATA : kinds.get(0));
    }

    private static @Nullable String errno(List<Throwable> failures) {
        List<Optional<String>> names = failures.stream()
                .map(failure -> failure instanceof NetworkFailure known ? known.errno() : Optional.<String>empty())
                .distinct()
                .toList();
        return names.size() == 1 ? names.get(0).orElse(null) : null;
    }

    private static @Nullable InetSocketAddress local(ConnectPlan plan) {
        return plan.options().bind().orElse(null);
    }

    private static InetSocketAddress remote(ConnectPlan plan) {
        return plan.targets() instanceof Targets.Known known
                        && known.addresses().size() == 1
                ? new InetSocketAddress(known.addresses().get(0), plan.port())
                : InetSocketAddress.createUnresolved(plan.name(), plan.port());
    }

    private static String millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos) + " ms";
    }
}
