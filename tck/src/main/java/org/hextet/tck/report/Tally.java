package org.hextet.tck.report;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import org.hextet.tck.CheckResult;
import org.hextet.tck.Outcome;

/**
 * How many went how.
 *
 * @param counts by outcome; none of 0
 * @param mustFailures how many of those that failed are MUST
 */
record Tally(Map<Outcome, Integer> counts, int mustFailures) {

    static Tally of(Collection<CheckResult> results) {
        Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
        results.forEach(result -> counts.merge(result.outcome(), 1, Integer::sum));
        return new Tally(counts, (int)
                results.stream().filter(CheckResult::isMustFailure).count());
    }

    int of(Outcome outcome) {
        return counts.getOrDefault(outcome, 0);
    }

    int all() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** What may be said of a provider with these results. */
    String verdict() {
        if (mustFailures > 0) {
            return "fails";
        }
        return of(Outcome.NOT_RUN) > 0 ? "open" : "passes";
    }
}
