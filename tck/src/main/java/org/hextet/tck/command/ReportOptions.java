package org.hextet.tck.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.hextet.tck.Report;
import org.hextet.tck.matrix.Row;
import org.hextet.tck.report.ReportFormat;
import org.hextet.tck.report.RowList;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to say it, and where. */
final class ReportOptions {

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = FormatText.class,
            description = "table (default), html, json, junit, markdown or tsv.")
    @Nullable
    ReportFormat format;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Writes the report there, and its verdict to standard output. Its ending names the format"
                    + " where --format does not.")
    @Nullable
    Path out;

    @Option(
            names = {"-v", "--verbose"},
            description = "Tells more on standard error: each result as it comes, what providers print, stack traces.")
    boolean verbose;

    @Option(
            names = {"-q", "--quiet"},
            description = "Prints only what cannot be left out.")
    boolean quiet;

    ReportOptions() {}

    /** Says at once what would make {@link #write} fail after a long run. */
    void expectWritable() throws IOException {
        if (out != null) {
            Path folder = out.toAbsolutePath().getParent();
            if (folder == null || !Files.isDirectory(folder)) {
                throw new IOException("--out " + out + ": no such folder: " + folder);
            }
            if (Files.isDirectory(out) || !Files.isWritable(Files.exists(out) ? out : folder)) {
                throw new IOException("--out " + out + ": cannot be written");
            }
        }
    }

    void write(Report report, Terminal terminal) throws IOException {
        if (out != null) {
            write(format().text(report), terminal);
            if (!quiet) {
                print(report.verdict() + "; written to " + out + "\n", terminal);
            }
        } else if (quiet && format() == ReportFormat.TABLE) {
            print(report.verdict() + "\n", terminal);
        } else {
            print(format().text(report, terminal.paint()), terminal);
        }
    }

    void write(List<Row> rows, Terminal terminal) throws IOException {
        write(new RowList(rows).text(format()), terminal);
    }

    private ReportFormat format() {
        if (format != null) {
            return format;
        }
        return Optional.ofNullable(out)
                .flatMap(file -> ReportFormat.ofFile(file.toString()))
                .orElse(ReportFormat.TABLE);
    }

    private void write(String text, Terminal terminal) throws IOException {
        if (out == null) {
            print(text, terminal);
        } else {
            Files.writeString(out, text, StandardCharsets.UTF_8);
        }
    }

    private static void print(String text, Terminal terminal) {
        PrintStream stream = terminal.out();
        stream.print(text);
        stream.flush();
    }
}
