package org.hextet.tck.report;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hextet.tck.CheckResult;
import org.hextet.tck.Outcome;
import org.hextet.tck.ProviderFacts;
import org.hextet.tck.Report;

/** A summary in GitHub's Markdown: areas by providers, failures with their reports, what was not run and why. */
final class MarkdownReport {

    private final Report report;
    private final Grid grid;

    MarkdownReport(Report report) {
        this.report = report;
        this.grid = new Grid(report);
    }

    String text() {
        StringBuilder text = new StringBuilder("# Behaviour matrix\n\n");
        text.append("**").append(report.verdict()).append("**\n\n");
        Headline.of(report.facts())
                .forEach(part -> text.append("- ").append(escaped(part)).append('\n'));
        report.facts()
                .providers()
                .forEach(facts -> text.append("- ")
                        .append(escaped(Headline.provider(facts)))
                        .append('\n'));
        appendGrid(text);
        appendFailures(text);
        appendReasons(text, "Not run, so the verdict is open", Outcome.NOT_RUN);
        appendReasons(text, "Unsupported", Outcome.UNSUPPORTED);
        return text.toString();
    }

    private void appendGrid(StringBuilder text) {
        text.append("\nRows that passed; F failed, U unsupported, N not run.\n\n| area |");
        grid.columns()
                .forEach(
                        column -> text.append(' ').append(escaped(name(column))).append(" |"));
        text.append("\n|-|").append("-|".repeat(grid.columns().size())).append('\n');
        for (String area : grid.areas()) {
            text.append("| ").append(escaped(area)).append(" |");
            grid.columns().forEach(column -> appendCell(text, grid.results(column, area), ""));
            text.append('\n');
        }
        text.append("| **all** |");
        grid.columns().forEach(column -> appendCell(text, grid.results(column), "**"));
        text.append('\n');
    }

    private static void appendCell(StringBuilder text, List<CheckResult> results, String mark) {
        if (results.isEmpty()) {
            text.append(" |");
            return;
        }
        Tally tally = Tally.of(results);
        text.append(' ').append(mark).append(tally.of(Outcome.PASS)).append(mark);
        appendCount(text, tally.of(Outcome.FAIL), "F", "**");
        appendCount(text, tally.of(Outcome.UNSUPPORTED), "U", "");
        appendCount(text, tally.of(Outcome.NOT_RUN), "N", "");
        text.append(" |");
    }

    private static void appendCount(StringBuilder text, int count, String letter, String mark) {
        if (count > 0) {
            text.append(' ').append(mark).append(count).append(letter).append(mark);
        }
    }

    private void appendFailures(StringBuilder text) {
        List<CheckResult> failures = report.results().stream()
                .filter(result -> result.outcome() == Outcome.FAIL)
                .toList();
        if (failures.isEmpty()) {
            return;
        }
        text.append("\n## Failed\n");
        for (CheckResult failure : failures) {
            text.append("\n<details><summary>")
                    .append(html(failure.row().id() + " " + failure.row().level() + " on "
                            + Column.of(failure).name() + ": " + failure.detail()))
                    .append("</summary>\n\n");
            // Indented: no text can end such a block, as it could a fenced one.
            text.append(failure.toText().indent(4)).append("\n</details>\n");
        }
    }

    private void appendReasons(StringBuilder text, String head, Outcome outcome) {
        if (report.count(outcome) == 0) {
            return;
        }
        text.append("\n## ").append(head).append("\n\n| provider | reason | rows |\n|-|-|-|\n");
        for (Column column : grid.columns()) {
            for (Map.Entry<String, List<CheckResult>> reason :
                    Reasons.of(grid.results(column), outcome).entrySet()) {
                text.append("| ")
                        .append(escaped(name(column)))
                        .append(" | ")
                        .append(escaped(reason.getKey()))
                        .append(" | ")
                        .append(String.join(" ", Reasons.ids(reason.getValue())))
                        .append(" |\n");
            }
        }
    }

    private String name(Column column) {
        boolean isAmbiguous = grid.columns().stream()
                        .map(Column::name)
                        .filter(column.name()::equals)
                        .count()
                > 1;
        return isAmbiguous && column.kind().equals(ProviderFacts.RESOLVER)
                ? column.name() + " (resolver)"
                : column.name();
    }

    /** Text that shows as it is: every mark of Markdown and HTML is escaped, and it stays in its line and cell. */
    private static String escaped(String text) {
        return text.replaceAll("\\s+", " ")
                .codePoints()
                .mapToObj(c -> "\\`*_[]<>#|&~$".indexOf(c) < 0 ? Character.toString(c) : "\\" + (char) c)
                .collect(Collectors.joining());
    }

    private static String html(String text) {
        return text.replaceAll("\\s+", " ")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }
}
