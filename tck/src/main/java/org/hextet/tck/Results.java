package org.hextet.tck;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hextet.tck.lab.Environment;

/** Puts outcomes into words. */
final class Results {

    private static final int FRAMES = 12;

    private Results() {}

    static CheckResult of(Row row, Subject subject, Outcome outcome, String detail) {
        return new CheckResult(row, subject.transportName(), subject.resolverName(), outcome, OneLine.of(detail), "");
    }

    static CheckResult notRun(Row row, Subject subject, String why) {
        return of(row, subject, Outcome.NOT_RUN, why);
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
                .append(row.sentence())
                .append("\n  source   ")
                .append(row.source())
                .append("\n  because  ")
                .append(row.because())
                .append("\n  look at  ")
                .append(row.lookAt())
                .append("\n  alone    hextet tck --check ")
                .append(row.id())
                .append(subject.options());
        for (String one : more) {
            report.append("\n  ").append(one);
        }
        return new CheckResult(
                row,
                subject.transportName(),
                subject.resolverName(),
                Outcome.FAIL,
                OneLine.of(seen),
                report.toString());
    }

    /** What a check threw, as its outcome. */
    static CheckResult thrown(Row row, Subject subject, Throwable thrown, Incidents incidents) {
        Optional<String> why = Execution.whyNotRun(thrown);
        if (why.isPresent()) {
            return notRun(row, subject, why.get());
        }
        String seen = thrown instanceof AssertionError && thrown.getMessage() != null
                ? thrown.getMessage()
                : "the check threw " + Rig.show(thrown);
        List<String> more = new ArrayList<>();
        more.add("thrown" + trace(thrown));
        for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            more.add("caused by " + Rig.show(cause) + trace(cause));
        }
        incidents.all().forEach(incident -> more.add("logged   " + incident));
        return failed(row, subject, seen, more);
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
        if (results.size() == 1 || worst.outcome() == Outcome.PASS) {
            return worst;
        }
        return new CheckResult(
                worst.row(),
                worst.transport(),
                worst.resolver(),
                worst.outcome(),
                "in " + where.text() + ": " + worst.detail(),
                worst.report());
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
