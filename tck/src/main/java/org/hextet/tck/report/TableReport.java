package org.hextet.tck.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hextet.tck.CheckResult;
import org.hextet.tck.Outcome;
import org.hextet.tck.Report;

/**
 * A report for people at a terminal: areas by providers, what failed in full, what was not run and why, the verdict.
 */
final class TableReport {

    private static final String GAP = "  ";
    private static final int WIDTH = 110;

    private final Report report;
    private final Paint paint;
    private final Grid grid;

    TableReport(Report report, Paint paint) {
        this.report = report;
        this.paint = paint;
        this.grid = new Grid(report);
    }

    String text() {
        StringBuilder text = new StringBuilder();
        text.append(paint.faint(String.join(", ", Headline.of(report.facts())))).append('\n');
        report.facts()
                .providers()
                .forEach(facts -> text.append(paint.faint(Visible.of(Headline.provider(facts))))
                        .append('\n'));
        text.append('\n');
        blocks().forEach(columns -> appendGrid(text, columns));
        if (!report.results().isEmpty()) {
            text.append(paint.faint("numbers of rows that passed; F failed, U unsupported, N not run"))
                    .append("\n\n");
        }
        report.results().stream()
                .filter(result -> result.outcome() == Outcome.FAIL)
                .forEach(result -> text.append(failure(result)).append("\n\n"));
        appendReasons(text, Outcome.UNSUPPORTED, "unsupported, by what providers say they lack:");
        appendReasons(text, Outcome.NOT_RUN, "not run, so the verdict is open:");
        return text.append(verdict()).append('\n').toString();
    }

    /** Columns that fit beside one another. */
    private List<List<Column>> blocks() {
        List<List<Column>> blocks = new ArrayList<>();
        int used = WIDTH;
        for (Column column : grid.columns()) {
            int width = width(column) + GAP.length();
            if (used + width > WIDTH) {
                blocks.add(new ArrayList<>());
                used = areaWidth();
            }
            blocks.get(blocks.size() - 1).add(column);
            used += width;
        }
        return blocks;
    }

    private int areaWidth() {
        return grid.areas().stream().mapToInt(String::length).max().orElse(0);
    }

    private int width(Column column) {
        int widest =
                Math.max(column.name().length(), plain(grid.results(column)).length());
        for (String area : grid.areas()) {
            widest = Math.max(widest, plain(grid.results(column, area)).length());
        }
        return widest;
    }

    private void appendGrid(StringBuilder text, List<Column> columns) {
        StringBuilder head = new StringBuilder(padded("", areaWidth()));
        columns.forEach(column -> head.append(GAP).append(padded(column.name(), width(column))));
        text.append(paint.head(head.toString().stripTrailing())).append('\n');
        for (String area : grid.areas()) {
            if (columns.stream().anyMatch(column -> !grid.results(column, area).isEmpty())) {
                StringBuilder line = new StringBuilder(padded(area, areaWidth()));
                columns.forEach(column -> appendCell(line, grid.results(column, area), width(column)));
                text.append(line.toString().stripTrailing()).append('\n');
            }
        }
        StringBuilder sums = new StringBuilder(padded("", areaWidth()));
        columns.forEach(column -> appendCell(sums, grid.results(column), width(column)));
        text.append(sums.toString().stripTrailing()).append("\n\n");
    }

    private void appendCell(StringBuilder line, List<CheckResult> results, int width) {
        line.append(GAP)
                .append(String.join(" ", parts(results, paint)))
                .append(" ".repeat(width - plain(results).length()));
    }

    private static String plain(List<CheckResult> results) {
        return String.join(" ", parts(results, Paint.PLAIN));
    }

    /** For example {@code 28}, {@code 1F}, {@code 2U}. */
    private static List<String> parts(List<CheckResult> results, Paint paint) {
        Tally tally = Tally.of(results);
        List<String> parts = new ArrayList<>();
        if (tally.all() > 0) {
            parts.add(paint.of(Outcome.PASS, Integer.toString(tally.of(Outcome.PASS))));
            addPart(parts, tally, Outcome.FAIL, "F", paint);
            addPart(parts, tally, Outcome.UNSUPPORTED, "U", paint);
            addPart(parts, tally, Outcome.NOT_RUN, "N", paint);
        }
        return parts;
    }

    private static void addPart(List<String> parts, Tally tally, Outcome outcome, String letter, Paint paint) {
        if (tally.of(outcome) > 0) {
            parts.add(paint.of(outcome, tally.of(outcome) + letter));
        }
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length());
    }

    private String failure(CheckResult result) {
        String text = Visible.of(result.toText());
        int end = text.indexOf('\n');
        return end < 0
                ? paint.of(Outcome.FAIL, text)
                : paint.of(Outcome.FAIL, text.substring(0, end)) + text.substring(end);
    }

    private void appendReasons(StringBuilder text, Outcome outcome, String head) {
        if (report.count(outcome) == 0) {
            return;
        }
        text.append(paint.of(outcome, head)).append('\n');
        for (Column column : grid.columns()) {
            for (Map.Entry<String, List<CheckResult>> reason :
                    Reasons.of(grid.results(column), outcome).entrySet()) {
                text.append(GAP)
                        .append(column.name())
                        .append(": ")
                        .append(Visible.of(reason.getKey()))
                        .append('\n');
                appendIds(text, Reasons.ids(reason.getValue()));
            }
        }
        text.append('\n');
    }

    private void appendIds(StringBuilder text, List<String> ids) {
        StringBuilder line = new StringBuilder();
        for (String id : ids) {
            if (line.length() + id.length() > WIDTH) {
                text.append(paint.faint("    " + line.toString().stripTrailing()))
                        .append('\n');
                line.setLength(0);
            }
            line.append(id).append(' ');
        }
        text.append(paint.faint("    " + line.toString().stripTrailing())).append('\n');
    }

    private String verdict() {
        Tally tally = Tally.of(report.results());
        Outcome worst = tally.mustFailures() > 0
                ? Outcome.FAIL
                : tally.of(Outcome.NOT_RUN) > 0 ? Outcome.NOT_RUN : Outcome.PASS;
        return paint.of(worst, report.verdict());
    }
}
