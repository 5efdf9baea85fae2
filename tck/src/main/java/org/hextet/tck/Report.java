package org.hextet.tck;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a run went.
 *
 * @param facts what was run, where and when
 * @param results one for each row and provider, in the matrix's order
 */
public record Report(RunFacts facts, List<CheckResult> results) {

    /**
     * Copies the list.
     *
     * @param facts as of the record
     * @param results as of the record
     */
    public Report {
        results = List.copyOf(results);
    }

    /**
     * The MUST rows that failed: where there are any, a provider (or this house) does not pass.
     *
     * @return in the matrix's order
     */
    public List<CheckResult> mustFailures() {
        return results.stream().filter(CheckResult::isMustFailure).toList();
    }

    /**
     * How many rows went so.
     *
     * @param outcome how
     * @return rows
     */
    public long count(Outcome outcome) {
        return results.stream().filter(result -> result.outcome() == outcome).count();
    }

    /**
     * A line a check: {@code id area level transport resolver outcome detail}, with tabs between.
     *
     * @return lines that end in a line feed
     */
    public String toTsv() {
        return results.stream().map(result -> result.toTsv() + "\n").collect(Collectors.joining());
    }

    /**
     * The verdict in a line.
     *
     * @return for example {@code 212 passed, 1 failed (1 MUST), 9 unsupported, 4 not run}
     */
    public String verdict() {
        return Stream.of(
                        count(Outcome.PASS) + " passed",
                        count(Outcome.FAIL) + " failed (" + mustFailures().size() + " MUST)",
                        count(Outcome.UNSUPPORTED) + " unsupported",
                        count(Outcome.NOT_RUN) + " not run")
                .collect(Collectors.joining(", "));
    }
}
