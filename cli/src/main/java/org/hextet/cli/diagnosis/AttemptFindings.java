package org.hextet.cli.diagnosis;

import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.hextet.addresses.AddressText;
import org.hextet.api.failure.FailureKind;
import org.hextet.cli.diagnosis.AttemptReport.Outcome;

/** What is to be said of the attempts. */
final class AttemptFindings {

    /** Beyond it Happy Eyeballs (RFC 8305, section 8) begins with the next address. */
    private static final long SLOWER_NANOS = Duration.ofMillis(250).toNanos();

    private static final int TIMES_SLOWER = 3;

    private static final Duration EXPIRES_SOON = Duration.ofDays(14);

    private final Observations seen;
    private final Set<StandardProtocolFamily> expected;
    private final List<Finding> found = new ArrayList<>();

    private AttemptFindings(Observations seen, Set<StandardProtocolFamily> expected) {
        this.seen = seen;
        this.expected = expected;
    }

    static List<Finding> of(Observations seen, Set<StandardProtocolFamily> expected) {
        AttemptFindings findings = new AttemptFindings(seen, expected);
        Families.BOTH.forEach(findings::family);
        Families.BOTH.forEach(findings::handshakes);
        findings.notTried();
        findings.slowFamily();
        return findings.found;
    }

    private void family(StandardProtocolFamily family) {
        List<AttemptReport> ended = ended(family);
        List<AttemptReport> failed =
                ended.stream().filter(each -> !each.isConnected()).toList();
        // A handshake that fails is told of by itself.
        List<AttemptReport> unreached =
                failed.stream().filter(each -> !each.isReached()).toList();
        if (unreached.isEmpty()) {
            return;
        }
        Code code = failed.size() < ended.size() || unreached.size() < failed.size()
                ? Code.SOME_ATTEMPTS_FAIL
                : allCode(unreached);
        found.add(Finding.of(code, family, words(family, ended.size(), unreached), expected.contains(family)));
    }

    private List<AttemptReport> ended(StandardProtocolFamily family) {
        return seen.attempts(family).stream()
                .filter(each -> each.outcome() != Outcome.CANCELLED && each.outcome() != Outcome.NOT_TRIED)
                .toList();
    }

    private static Code allCode(List<AttemptReport> failed) {
        Set<FailureKind> kinds = Failed.kinds(failed);
        if (kinds.size() == 1) {
            return switch (kinds.iterator().next()) {
                case TIMEOUT -> Code.ATTEMPTS_TIME_OUT;
                case REFUSED -> Code.ATTEMPTS_REFUSED;
                case UNREACHABLE -> Code.ATTEMPTS_UNREACHABLE;
                default -> Code.ATTEMPTS_FAIL;
            };
        }
        return Code.ATTEMPTS_FAIL;
    }

    private static String words(StandardProtocolFamily family, int all, List<AttemptReport> failed) {
        return failed.size() + " of " + Families.count(all, "address", "addresses") + " of " + Families.name(family)
                + " " + Failed.verb(failed) + ": " + first(failed);
    }

    /** The first of them, in its own words. */
    private static String first(List<AttemptReport> failed) {
        return failed.get(0).message() + (failed.size() > 1 ? "; and so on" : "");
    }

    private void handshakes(StandardProtocolFamily family) {
        List<AttemptReport> failed = ended(family).stream()
                .filter(each -> each.isReached() && !each.isConnected())
                .toList();
        for (AttemptReport each : failed) {
            String hint = each.outcome() == Outcome.TIMEOUT
                    ? "; where TCP connects and a handshake stalls, large packets may be lost on the way (path MTU)"
                    : "";
            found.add(Finding.of(
                    Code.TLS_FAILED,
                    family,
                    AttemptFindings.where(each) + ": " + each.message() + hint,
                    expected.contains(family)));
        }
        seen.attempts(family).stream()
                .flatMap(each -> each.tls().stream())
                .flatMap(handshake -> handshake.expiry().stream())
                .min(Instant::compareTo)
                .filter(expiry -> expiry.isBefore(Instant.now().plus(EXPIRES_SOON)))
                .ifPresent(expiry -> found.add(Finding.of(
                        Code.CERTIFICATE_EXPIRES, family, "a certificate expires on " + expiry + "; renew it", false)));
    }

    private static String where(AttemptReport each) {
        return AddressText.format(each.address());
    }

    private void notTried() {
        long notTried = seen.attempts().stream()
                .filter(each -> each.outcome() == Outcome.NOT_TRIED)
                .count();
        long more = seen.order().size() - seen.attempts().size() + notTried;
        if (more > 0) {
            found.add(Finding.note(
                    Code.NOT_ALL_TRIED, more + " of " + seen.order().size() + " addresses were not tried"));
        }
    }

    private void slowFamily() {
        OptionalLong ipv6 = fastest(StandardProtocolFamily.INET6);
        OptionalLong ipv4 = fastest(StandardProtocolFamily.INET);
        if (ipv6.isPresent() && ipv4.isPresent()) {
            boolean isIpv6Slow = ipv6.getAsLong() > ipv4.getAsLong();
            long slow = Math.max(ipv6.getAsLong(), ipv4.getAsLong());
            long fast = Math.min(ipv6.getAsLong(), ipv4.getAsLong());
            if (slow - fast >= SLOWER_NANOS && slow >= fast * TIMES_SLOWER) {
                StandardProtocolFamily family = isIpv6Slow ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
                found.add(Finding.of(
                        Code.SLOW_FAMILY,
                        family,
                        Families.name(family) + " takes " + Spoken.duration(slow) + " to connect, "
                                + Families.name(Families.other(family)) + " " + Spoken.duration(fast),
                        expected.contains(family)));
            }
        }
    }

    private OptionalLong fastest(StandardProtocolFamily family) {
        return seen.attempts(family).stream()
                .filter(AttemptReport::isReached)
                .mapToLong(AttemptFindings::roundTripNanos)
                .min();
    }

    /** Of the kernel where it tells: this JVM may have been busy. */
    private static long roundTripNanos(AttemptReport attempt) {
        return attempt.path().roundTripNanos().orElse(attempt.connectNanos().orElse(0));
    }
}
