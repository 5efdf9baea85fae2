package org.hextet.tck.run;

import org.hextet.tck.CheckResult;
import org.hextet.tck.Outcome;
import org.hextet.tck.lab.Environment;
import org.hextet.tck.matrix.Row;
import org.hextet.tck.matrix.Scope;
import org.hextet.tck.subject.Subject;

/**
 * A row, and one provider to run it on.
 *
 * @param place among all that is planned, in the matrix's order
 * @param round how many times all was run before
 * @param entry the row, and how to run it
 * @param subject the provider
 */
public record Planned(int place, int round, Catalogue.Entry entry, Subject subject) {

    /**
     * The row.
     *
     * @return that of the entry
     */
    public Row row() {
        return entry.row();
    }

    /** Rows in this process first, then environment by environment: each is built once. */
    Environment environment() {
        Environment first = row().environments().get(0);
        return first.isInThisProcess() ? Environment.LOOPBACK : first;
    }

    Planned inRound(int other) {
        return new Planned(place, other, entry, subject);
    }

    /**
     * Runs it, if there is anything to run it on.
     *
     * @param sites where
     * @param alone says below a failure how the row is run again
     * @return how it went in all its environments
     */
    public CheckResult run(Sites sites, Alone alone) {
        Row row = row();
        if (row.scope() != Scope.HOUSE && subject.equals(Subject.HOUSE)) {
            return Results.notRun(
                    row,
                    Subject.HOUSE,
                    "no " + (row.scope() == Scope.TRANSPORT ? "transport" : "resolver") + " was found");
        }
        CheckResult result = sites.run(entry, subject);
        return result.outcome() == Outcome.FAIL
                ? Results.withReportLine(result, "alone", alone.text(row, subject))
                : result;
    }
}
