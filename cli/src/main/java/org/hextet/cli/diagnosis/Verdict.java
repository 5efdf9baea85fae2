package org.hextet.cli.diagnosis;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.hextet.addresses.AddressText;
import org.hextet.api.failure.FailureKind;
import org.hextet.cli.diagnosis.AttemptReport.Outcome;
import org.hextet.policies.ConnectPolicy;

/** The whole in plain words. */
final class Verdict {

    /** Where the kernel does not tell: six retries, as Linux has. */
    private static final Duration USUAL_TIMEOUT = SynTimeout.of(6, 0);

    /** Less is not worth a word. */
    private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Observations seen;
    private final Set<StandardProtocolFamily> expected;

    private Verdict(Observations seen, Set<StandardProtocolFamily> expected) {
        this.seen = seen;
        this.expected = expected;
    }

    static String of(Observations seen, Set<StandardProtocolFamily> expected, Diagnosis.Status status) {
        Verdict verdict = new Verdict(seen, expected);
        return seen.target().isPresent() ? verdict.ofTarget(status) : verdict.ofHost();
    }

    // ---- a name

    private String ofTarget(Diagnosis.Status status) {
        if (!seen.lookups().isEmpty()
                && seen.lookups().stream()
                        .allMatch(each -> each.kind()
                                .filter(FailureKind.NO_SUCH_NAME::equals)
                                .isPresent())) {
            return "There is no such name.";
        }
        List<String> sentences = new ArrayList<>();
        for (StandardProtocolFamily family : Families.BOTH) {
            ofFamily(family).ifPresent(sentences::add);
        }
        if (sentences.isEmpty()) {
            sentences.add(seen.isWhole() ? "Nothing could be tried." : "Nothing is known yet.");
        }
        if (status == Diagnosis.Status.BROKEN && seen.attempts().stream().noneMatch(AttemptReport::isConnected)) {
            sentences.add("Nothing connects.");
        }
        waiting().ifPresent(sentences::add);
        return String.join(" ", sentences);
    }

    private Optional<String> ofFamily(StandardProtocolFamily family) {
        String name = Families.name(family);
        List<AttemptReport> ended = seen.attempts(family).stream()
                .filter(each -> each.outcome() != Outcome.CANCELLED && each.outcome() != Outcome.NOT_TRIED)
                .toList();
        if (ended.isEmpty()) {
            return ofNoAttempt(family);
        }
        List<AttemptReport> failed =
                ended.stream().filter(each -> !each.isConnected()).toList();
        String of = " of " + Families.count(ended.size(), "address", "addresses") + " ";
        if (failed.isEmpty()) {
            return Optional.of(name + " works: " + ended.size() + of + (ended.size() == 1 ? "connects." : "connect."));
        }
        String what = failed.size() + of + Failed.verb(failed);
        if (failed.size() < ended.size()) {
            return Optional.of(name + " works in part: " + what + ".");
        }
        if (!expected.contains(family) && !seen.host().hasAddress(family)) {
            return Optional.of(lacking(family));
        }
        return Optional.of(name + " is broken: " + what + ".");
    }

    private Optional<String> ofNoAttempt(StandardProtocolFamily family) {
        String name = Families.name(family);
        return seen.lookup(family).map(answer -> {
            if (!answer.isDefinite()) {
                return "Whether the name has " + name + " addresses is not known: the lookup failed.";
            }
            return answer.addresses().isEmpty()
                    ? "The name has no " + name + " address."
                    : name + " was not tried to the end.";
        });
    }

    /** What it means for programs that something is dead. */
    private Optional<String> waiting() {
        List<AttemptReport> tried = seen.attempts().stream()
                .filter(each -> each.outcome() != Outcome.NOT_TRIED)
                .toList();
        if (!seen.isWhole() || tried.isEmpty()) {
            return Optional.empty();
        }
        if (tried.stream().noneMatch(AttemptReport::isConnected)) {
            return tried.stream().anyMatch(Verdict::isSilent)
                    ? Optional.of("Programs that set no limit of their own wait " + Spoken.duration(timeoutNanos())
                            + " to learn it.")
                    : Optional.empty();
        }
        Optional<String> inOrder = waiting(tried, "");
        // Many a program, and the JVM where it is told to, puts IPv6 first whatever the order is.
        List<AttemptReport> ipv6First = new ArrayList<>(seen.attempts(StandardProtocolFamily.INET6));
        ipv6First.addAll(seen.attempts(StandardProtocolFamily.INET));
        ipv6First.retainAll(tried);
        return inOrder.or(() -> waiting(ipv6First, " that try IPv6 first"));
    }

    private Optional<String> waiting(List<AttemptReport> order, String which) {
        List<AttemptReport> before =
                order.stream().takeWhile(each -> !each.isConnected()).toList();
        long wait = before.stream().mapToLong(each -> fate(each).nanos()).sum();
        if (wait < WAIT_NANOS) {
            return Optional.empty();
        }
        long silent = before.stream().filter(Verdict::isSilent).count();
        String words = silent == 0
                ? Spoken.duration(wait)
                : Spoken.duration(timeoutNanos())
                        + (silent == 1 ? "" : " for each of the " + silent + " addresses that do not answer");
        long staggered = Rehearsal.nanosUntilConnected(
                        ConnectPolicy.staggered(),
                        order.stream()
                                .map(each -> Map.entry(each.address(), fate(each)))
                                .toList())
                .orElse(wait);
        return Optional.of("Programs without Happy Eyeballs" + which + " wait " + words
                + ", or give up; with it (RFC 8305) they connect after " + Spoken.duration(staggered) + ".");
    }

    private static boolean isSilent(AttemptReport attempt) {
        return attempt.outcome() == Outcome.TIMEOUT && !attempt.isReached();
    }

    private long timeoutNanos() {
        return seen.host().synTimeout().orElse(USUAL_TIMEOUT).toNanos();
    }

    private Rehearsal.Fate fate(AttemptReport attempt) {
        return new Rehearsal.Fate(
                isSilent(attempt) ? Math.max(timeoutNanos(), attempt.elapsedNanos()) : attempt.elapsedNanos(),
                attempt.isConnected());
    }

    private String lacking(StandardProtocolFamily family) {
        boolean isSwitchedOff = family == StandardProtocolFamily.INET6
                && seen.host().jvm().stream().anyMatch(each -> each.code() == Code.PREFER_IPV4_STACK);
        return (isSwitchedOff ? "This JVM has no " : "The host has no ") + Families.name(family) + ".";
    }

    // ---- the host

    private String ofHost() {
        List<String> sentences = new ArrayList<>();
        for (StandardProtocolFamily family : Families.BOTH) {
            InetAddress source = seen.host().sources().get(family);
            if (source != null) {
                sentences.add(
                        Families.name(family) + " can be used: packets leave from " + AddressText.format(source) + ".");
            } else if (seen.host().hasAddress(family)) {
                sentences.add(Families.name(family) + " reaches the host's own networks only.");
            } else {
                sentences.add(lacking(family));
            }
        }
        seen.nat64()
                .filter(prefixes -> !prefixes.isEmpty())
                .ifPresent(prefixes -> sentences.add("There is a NAT64, " + prefixes.get(0) + "."));
        return String.join(" ", sentences);
    }
}
