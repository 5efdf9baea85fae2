package org.hextet.cli;

import org.hextet.cli.report.Format;
import picocli.CommandLine.Option;

/** How to say it. */
final class OutputOptions {

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table (default), json or tsv; with json an error is an object, too.")
    Format format = Format.TABLE;

    @Option(
            names = {"-v", "--verbose"},
            description = "Tells more on standard error: what happened when, stack traces, the log.")
    boolean verbose;

    @Option(
            names = {"-q", "--quiet"},
            description = "Prints only what cannot be left out.")
    boolean quiet;

    OutputOptions() {}
}
