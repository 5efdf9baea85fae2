package org.hextet.tck.run;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.hextet.tck.CheckResult;
import org.hextet.tck.Outcome;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.lab.Environment;
import org.hextet.tck.matrix.Row;
import org.hextet.tck.subject.Subject;

/** The sites of one run, each opened when its first row comes, and closed together. */
public final class Sites implements AutoCloseable {

    private final Function<Environment, Site> opener;
    private final GuardBudget budget;
    private final Map<Environment, Site> open = new EnumMap<>(Environment.class);

    private Sites(Function<Environment, Site> opener, GuardBudget budget) {
        this.opener = opener;
        this.budget = budget;
    }

    /**
     * This process for what runs in it, a child JVM for each other environment.
     *
     * @return none is open yet
     */
    public static Sites real() {
        return real(1);
    }

    /**
     * As {@link #real()}, with other guards.
     *
     * @param guardPart of the usual guard, above 0
     * @return none is open yet
     */
    public static Sites real(double guardPart) {
        return new Sites(Sites::open, GuardBudget.always(guardPart));
    }

    /**
     * As {@link #real()}, for many rows: a provider that hangs does not get the whole guard for ever.
     *
     * @return none is open yet
     */
    public static Sites ofRun() {
        return new Sites(Sites::open, GuardBudget.ofRun());
    }

    /**
     * As {@link #ofRun}, but child JVMs for everything: a provider that ends its process does not end this one.
     *
     * @return none is open yet
     */
    public static Sites ofRunInChildren() {
        return new Sites(ChildSite::open, GuardBudget.ofRun());
    }

    /**
     * As {@link #ofRunInChildren}, but each row gets a child JVM of its own.
     *
     * @return none is open yet
     */
    public static Sites ofRunEachAlone() {
        return new Sites(ChildSite::openForEachAlone, GuardBudget.ofRun());
    }

    private static Site open(Environment environment) {
        return environment.isInThisProcess() ? inThisProcess() : ChildSite.open(environment);
    }

    private static Site inThisProcess() {
        Execution execution = new Execution(Optional.empty());
        return new Site() {
            @Override
            public Ran run(Catalogue.Entry entry, Subject subject, double guardPart) {
                return execution.run(entry, subject, guardPart);
            }

            @Override
            public void close() {}
        };
    }

    /**
     * Runs a row in each of its environments.
     *
     * @param entry the row
     * @param subject what it is run against
     * @return one result for all of them
     */
    public CheckResult run(Catalogue.Entry entry, Subject subject) {
        List<CheckResult> results = new ArrayList<>();
        for (Environment environment : entry.row().environments()) {
            results.add(run(entry, subject, place(environment, subject)));
        }
        return Results.worst(entry.row().environments(), results);
    }

    /** Environments that need the same place share it. */
    private static Environment place(Environment environment, Subject subject) {
        boolean isHere = environment.isInThisProcess() || (environment.isOfSystemNames() && subject.takesScript());
        return isHere ? Environment.LOOPBACK : environment;
    }

    private CheckResult run(Catalogue.Entry entry, Subject subject, Environment place) {
        Row row = entry.row();
        Optional<String> problem = subject.problem();
        if (problem.isPresent()) {
            return Results.notRun(row, subject, problem.get());
        }
        Optional<String> whyNotTried = budget.whyNotTried(place, subject);
        if (whyNotTried.isPresent()) {
            return Results.withoutRun(row, subject)
                    .orElseGet(() -> Results.failed(row, subject, whyNotTried.get(), List.of()));
        }
        boolean isSpent = budget.isSpent(subject);
        double part = budget.part(row, subject);
        Ran ran = site(place).run(entry, subject, part);
        budget.note(place, subject, ran, part);
        CheckResult result = ran.result();
        return result.outcome() == Outcome.FAIL && isSpent
                ? Results.withReportLine(
                        result,
                        "guard",
                        Patience.wholeWait(part).toSeconds() + " s instead of "
                                + Patience.wholeWait(1).toSeconds()
                                + ": this provider has let many waits run out; alone it gets the whole")
                : result;
    }

    private synchronized Site site(Environment environment) {
        return open.computeIfAbsent(environment, opener);
    }

    @Override
    public synchronized void close() {
        open.values().forEach(Site::close);
        open.clear();
    }
}
