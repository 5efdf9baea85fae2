package org.hextet.tck.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hextet.tck.Report;

/** In which form a report is written. */
public enum ReportFormat {
    /** For people at a terminal. */
    TABLE(".txt"),

    /** A line a check, fields with tabs between, without a head: {@link Report#toTsv()}. */
    TSV(".tsv"),

    /** All there is, for programs: {@link JsonReport}. */
    JSON(".json"),

    /** One page for people, which needs no other file and no network. */
    HTML(".html"),

    /** What build servers read: {@link JunitReport}. */
    JUNIT(".xml"),

    /** A summary, for documents and comments. */
    MARKDOWN(".md");

    private final String ending;

    ReportFormat(String ending) {
        this.ending = ending;
    }

    /**
     * A report in this form.
     *
     * @param report how a run went
     * @return its whole text; ends in a line feed
     */
    public String text(Report report) {
        return text(report, Paint.PLAIN);
    }

    /**
     * A report in this form, for a terminal.
     *
     * @param report how a run went
     * @param paint for the table; of no effect on the others
     * @return its whole text; ends in a line feed
     */
    public String text(Report report, Paint paint) {
        return switch (this) {
            case TABLE -> new TableReport(report, paint).text();
            case TSV -> report.toTsv();
            case JSON -> new JsonReport(report).text();
            case HTML -> new HtmlReport(report).text();
            case JUNIT -> new JunitReport(report).text();
            case MARKDOWN -> new MarkdownReport(report).text();
        };
    }

    /**
     * Its name on command lines.
     *
     * @return lower case
     */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The form of a name.
     *
     * @param text as on the command line
     * @return the form
     * @throws IllegalArgumentException if there is none of that name; says which there are
     */
    public static ReportFormat of(String text) {
        return Arrays.stream(values())
                .filter(format -> format.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" is no format; there are "
                        + Arrays.stream(values()).map(ReportFormat::toString).collect(Collectors.joining(", "))));
    }

    /**
     * The form that a file's name tells.
     *
     * @param file for example {@code matrix.html}
     * @return empty if it tells none
     */
    public static Optional<ReportFormat> ofFile(String file) {
        String name = file.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> name.endsWith(format.ending))
                .findFirst();
    }
}
