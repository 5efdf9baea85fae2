package org.hextet.tck.report;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hextet.tck.CheckResult;
import org.hextet.tck.Outcome;
import org.hextet.tck.Report;
import org.hextet.tck.RunFacts;
import org.hextet.tck.matrix.Level;

/**
 * A report as build servers read it: the XML of Ant's JUnit task, a suite for each provider and area. UNSUPPORTED and
 * NOT_RUN are skipped, with the reason. A MUST that failed is a failure, with its report; a SHOULD or MAY that failed
 * is skipped, since it does not fail its provider.
 */
public final class JunitReport {

    private final Report report;

    /**
     * Of a run.
     *
     * @param report how it went
     */
    public JunitReport(Report report) {
        this.report = report;
    }

    /**
     * The document.
     *
     * @return lines that end in a line feed
     */
    public String text() {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml.append("<testsuites name=\"hextet tck\"")
                .append(counts(report.results()))
                .append(">\n");
        Grid grid = new Grid(report);
        for (Column column : grid.columns()) {
            for (String area : grid.areas()) {
                List<CheckResult> results = grid.results(column, area);
                if (!results.isEmpty()) {
                    suite(xml, column, area, results);
                }
            }
        }
        return xml.append("</testsuites>\n").toString();
    }

    private void suite(StringBuilder xml, Column column, String area, List<CheckResult> results) {
        xml.append("  <testsuite name=\"")
                .append(attribute(column.name() + "." + area))
                .append('"')
                .append(counts(results))
                .append(" skipped=\"")
                .append(results.stream().filter(JunitReport::isSkipped).count())
                .append("\" timestamp=\"")
                .append(report.facts()
                        .started()
                        .truncatedTo(ChronoUnit.SECONDS)
                        .atOffset(ZoneOffset.UTC)
                        .format(DateTimeFormatter.ISO_LOCAL_DATE_TIME))
                .append("\" hostname=\"localhost\">\n    <properties>\n");
        properties(column)
                .forEach((name, value) -> xml.append("      <property name=\"")
                        .append(attribute(name))
                        .append("\" value=\"")
                        .append(attribute(value))
                        .append("\"/>\n"));
        xml.append("    </properties>\n");
        results.forEach(result -> testCase(xml, column, result));
        xml.append("  </testsuite>\n");
    }

    private Map<String, String> properties(Column column) {
        RunFacts facts = report.facts();
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("tck", facts.tckVersion());
        properties.put("api", facts.apiVersion());
        properties.put("java", facts.java());
        properties.put("kernel", facts.kernel());
        facts.providers().stream()
                .filter(one -> one.kind().equals(column.kind()) && one.name().equals(column.name()))
                .forEach(one -> properties.put(one.kind(), one.name() + " " + one.version()));
        return properties;
    }

    private static void testCase(StringBuilder xml, Column column, CheckResult result) {
        String on = result.resolver().equals("-") || result.transport().equals("-") ? "" : " on " + result.transport();
        xml.append("    <testcase classname=\"")
                .append(attribute(column.name() + "." + result.row().area()))
                .append("\" name=\"")
                .append(attribute(result.row().id() + " " + result.row().level() + " "
                        + result.row().sentence() + on))
                .append("\" time=\"")
                .append(seconds(result.took()))
                .append('"');
        switch (result.outcome()) {
            case PASS -> xml.append("/>\n");
            case UNSUPPORTED, NOT_RUN ->
                xml.append(">\n      <skipped message=\"")
                        .append(attribute(result.outcome() + ": " + result.detail()))
                        .append("\"/>\n    </testcase>\n");
            case FAIL -> failure(xml, result);
        }
    }

    private static void failure(StringBuilder xml, CheckResult result) {
        String report = result.report().isEmpty() ? result.detail() : result.report();
        if (result.isMustFailure()) {
            xml.append(">\n      <failure message=\"")
                    .append(attribute(result.detail()))
                    .append("\" type=\"MUST\">")
                    .append(content(report))
                    .append("</failure>\n");
        } else {
            xml.append(">\n      <skipped message=\"")
                    .append(attribute(result.row().level() + " FAIL: " + result.detail()))
                    .append("\"/>\n      <system-out>")
                    .append(content(report))
                    .append("</system-out>\n");
        }
        if (!result.log().isEmpty()) {
            xml.append("      <system-err>").append(content(result.log())).append("</system-err>\n");
        }
        xml.append("    </testcase>\n");
    }

    private static String counts(Collection<CheckResult> results) {
        Duration took = results.stream().map(CheckResult::took).reduce(Duration.ZERO, Duration::plus);
        return " tests=\"" + results.size() + "\" failures=\""
                + Tally.of(results).mustFailures() + "\" errors=\"0\" time=\"" + seconds(took) + '"';
    }

    private static boolean isSkipped(CheckResult result) {
        return result.outcome() == Outcome.UNSUPPORTED
                || result.outcome() == Outcome.NOT_RUN
                || (result.outcome() == Outcome.FAIL && result.row().level() != Level.MUST);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.3f", duration.toMillis() / 1000.0);
    }

    private static String attribute(String text) {
        return content(text)
                .replace("\"", "&quot;")
                .replace("\t", "&#9;")
                .replace("\n", "&#10;")
                .replace("\r", "&#13;");
    }

    /** In ASCII, so that the document is the same whatever encoding it is printed in. */
    private static String content(String text) {
        StringBuilder xml = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> xml.append("&amp;");
                case '<' -> xml.append("&lt;");
                case '>' -> xml.append("&gt;");
                default -> xml.append(!isAllowed(c) ? "&#xFFFD;" : c > '~' ? "&#" + c + ";" : Character.toString(c));
            }
        });
        return xml.toString();
    }

    /** XML 1.0, section 2.2: there is no way to write the others. */
    private static boolean isAllowed(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= 0x20 && c <= 0xD7FF)
                || (c >= 0xE000 && c <= 0xFFFD)
                || c >= 0x10000;
    }
}
