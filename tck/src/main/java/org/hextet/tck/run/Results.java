package org.hextet.tck.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hextet.api.Incident;
import org.hextet.tck.CheckResult;
import org.hextet.tck.Outcome;
import org.hextet.tck.expect.OneLine;
import org.hextet.tck.expect.Shown;
import org.hextet.tck.expect.ThreadDump;
import org.hextet.tck.lab.Environment;
import org.hextet.tck.matrix.Row;
import org.hextet.tck.subject.Subject;

/** Puts outcomes into words. */
public final class Results {

    private static final int FRAMES = 12;

    private Results() {}

    static CheckResult of(Row row, Subject subject, Outcome outcome, String detail) {
        return new CheckResult(
                row,
                subject.transportName(),
                subject.resolverName(),
                outcome,
                OneLine.of(detail),
                "",
                Duration.ZERO,
                "");
    }

    static CheckResult notRun(Row row, Subject subject, String why) {
        return of(row, subject, Outcome.NOT_RUN, why);
    }

    /** What is known of a row before it is run: that it is not to be run. */
    static Optional<CheckResult> withoutRun(Row row, Subject subject) {
        return subject.problem()
                .map(problem -> notRun(row, subject, problem))
                .or(() -> subject.unsupported(row).map(why -> of(row, subject, Outcome.UNSUPPORTED, why)));
    }

    static CheckResult failed(Row row, Subject subject, String seen, List<String> more) {
        StringBuilder report = new StringBuilder()
                .append(row.id())
                .append(' ')
                .append(row.level())
                .append(" FAIL on ")
                .append(subject.name())
                .append(": ")
                .append(seen)
                .append("\n  rule     ")
                .append(row.sentence());
        appendUnlessEmpty(report, "given", row.given());
        appendUnlessEmpty(report, "when", row.when());
        appendUnlessEmpty(report, "expected", row.then());
        appendUnlessEmpty(report, "seen", seen);
        appendUnlessEmpty(report, "source", row.source());
        appendUnlessEmpty(report, "because", row.because());
        appendUnlessEmpty(report, "look at", row.lookAt());
        for (String one : more) {
            report.append("\n  ").append(one);
        }
        return new CheckResult(
                row,
                subject.transportName(),
                subject.resolverName(),
                Outcome.FAIL,
                OneLine.of(seen),
                report.toString(),
                Duration.ZERO,
                "");
    }

    private static void appendUnlessEmpty(StringBuilder report, String name, String text) {
        if (!text.isEmpty()) {
            report.append("\n  ")
                    .append(String.format(Locale.ROOT, "%-8s ", name))
                    .append(text);
        }
    }

    /** What a check threw, as its outcome. */
    static CheckResult thrown(Row row, Subject subject, Throwable thrown, List<String> surroundings) {
        Optional<String> why = Execution.whyNotRun(thrown);
        if (why.isPresent()) {
            return notRun(row, subject, why.get());
        }
        String seen = thrown instanceof AssertionError && thrown.getMessage() != null
                ? thrown.getMessage()
                : "the check threw " + Shown.text(thrown);
        List<String> more = new ArrayList<>(surroundings);
        more.add("thrown" + trace(thrown));
        for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            more.add("caused by " + Shown.text(cause) + trace(cause));
        }
        return failed(row, subject, seen, more);
    }

    /** What reactors told their uncaught listener, with the way to what was thrown. */
    static String text(Incident incident) {
        return incident instanceof Incident.Threw threw
                ? threw.where() + " threw " + Shown.text(threw.thrown()) + trace(threw.thrown())
                : incident.toString();
    }

    private static String trace(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace())
                .filter(frame -> !frame.getClassName().startsWith("org.junit.")
                        && !frame.getClassName().startsWith("jdk.internal.reflect."))
                .limit(FRAMES)
                .map(frame -> "\n      at " + ThreadDump.text(frame))
                .collect(Collectors.joining());
    }

    /** One result of a row that ran in several environments: the worst, which names its environment. */
    static CheckResult worst(List<Environment> environments, List<CheckResult> results) {
        CheckResult worst = results.get(0);
        Environment where = environments.get(0);
        for (int i = 1; i < results.size(); i++) {
            if (badness(results.get(i)) > badness(worst)) {
                worst = results.get(i);
                where = environments.get(i);
            }
        }
        Duration all = results.stream().map(CheckResult::took).reduce(Duration.ZERO, Duration::plus);
        if (results.size() == 1 || worst.outcome() == Outcome.PASS) {
            return withTook(worst, all);
        }
        return prefixed((where == Environment.LOOPBACK ? "on the loopback" : "in " + where.text()) + ": ", worst, all);
    }

    /**
     * One result of a row that was run several times: the worst, which says how often it was so.
     *
     * @param rounds one or more results
     * @return took as long as all of them
     */
    public static CheckResult ofRounds(List<CheckResult> rounds) {
        CheckResult worst =
                rounds.stream().max(Comparator.comparing(Results::badness)).orElseThrow();
        Duration all = rounds.stream().map(CheckResult::took).reduce(Duration.ZERO, Duration::plus);
        long alike =
                rounds.stream().filter(one -> one.outcome() == worst.outcome()).count();
        if (alike == rounds.size()) {
            return withTook(worst, all);
        }
        return prefixed("in " + alike + " of " + rounds.size() + " runs: ", worst, all);
    }

    static CheckResult withTook(CheckResult one, Duration took) {
        return new CheckResult(
                one.row(), one.transport(), one.resolver(), one.outcome(), one.detail(), one.report(), took, one.log());
    }

    /** With one more line in the report, below the others. */
    static CheckResult withReportLine(CheckResult one, String name, String text) {
        String line = String.format(Locale.ROOT, "\n  %-8s %s", name, text);
        return new CheckResult(
                one.row(),
                one.transport(),
                one.resolver(),
                one.outcome(),
                one.detail(),
                one.report() + line,
                one.took(),
                one.log());
    }

    static CheckResult withLog(CheckResult one, String lines) {
        return new CheckResult(
                one.row(),
                one.transport(),
                one.resolver(),
                one.outcome(),
                one.detail(),
                one.report(),
                one.took(),
                lines);
    }

    /** A result that stands for several, and says for which. */
    private static CheckResult prefixed(String where, CheckResult one, Duration took) {
        return new CheckResult(
                one.row(),
                one.transport(),
                one.resolver(),
                one.outcome(),
                where + one.detail(),
                one.report(),
                took,
                one.log());
    }

    private static int badness(CheckResult result) {
        return switch (result.outcome()) {
            case FAIL -> 3;
            case NOT_RUN -> 2;
            case UNSUPPORTED -> 1;
            case PASS -> 0;
        };
    }
}
