package org.hextet.tck;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A report as people read it. */
final class ReportTable {

    private final Report report;

    ReportTable(Report report) {
        this.report = report;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        byProvider().forEach((provider, results) -> appendProvider(text, provider, results));
        report.results().stream()
                .filter(result -> result.outcome() == Outcome.FAIL)
                .forEach(result -> text.append(result.report()).append("\n\n"));
        List<CheckResult> open = report.results().stream()
                .filter(result -> result.outcome() == Outcome.NOT_RUN)
                .toList();
        if (!open.isEmpty()) {
            text.append("not run, so the verdict is open:\n");
            open.forEach(result -> text.append(String.format(
                    Locale.ROOT,
                    "  %-8s %-6s %s: %s%n",
                    result.row().id(),
                    result.row().level(),
                    provider(result),
                    result.detail())));
            text.append('\n');
        }
        return text.append(report.verdict()).append('\n').toString().replace("\r\n", "\n");
    }

    private Map<String, List<CheckResult>> byProvider() {
        return report.results().stream()
                .collect(Collectors.groupingBy(ReportTable::provider, LinkedHashMap::new, Collectors.toList()));
    }

    private static String provider(CheckResult result) {
        return switch (result.row().scope()) {
            case HOUSE -> "house";
            case TRANSPORT -> result.transport();
            case RESOLVER, RESOLVER_ON_EACH_TRANSPORT -> result.resolver();
        };
    }

    private static void appendProvider(StringBuilder text, String provider, List<CheckResult> results) {
        Map<String, List<CheckResult>> byArea = results.stream()
                .collect(Collectors.groupingBy(result -> result.row().area(), LinkedHashMap::new, Collectors.toList()));
        text.append(String.format(
                Locale.ROOT, "%-20s %6s %6s %12s %8s%n", provider, "pass", "fail", "unsupported", "not run"));
        byArea.forEach((area, rows) -> text.append(String.format(
                Locale.ROOT,
                "  %-18s %6s %6s %12s %8s%n",
                area,
                count(rows, Outcome.PASS),
                count(rows, Outcome.FAIL),
                count(rows, Outcome.UNSUPPORTED),
                count(rows, Outcome.NOT_RUN))));
        text.append('\n');
    }

    private static String count(List<CheckResult> rows, Outcome outcome) {
        long count = rows.stream().filter(row -> row.outcome() == outcome).count();
        return count == 0 ? "." : Long.toString(count);
    }
}
