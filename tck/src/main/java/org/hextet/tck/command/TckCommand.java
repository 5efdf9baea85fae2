package org.hextet.tck.command;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.hextet.tck.CheckResult;
import org.hextet.tck.KnownFailures;
import org.hextet.tck.Progress;
import org.hextet.tck.ProviderFacts;
import org.hextet.tck.ProviderHangsException;
import org.hextet.tck.Report;
import org.hextet.tck.Tck;
import org.hextet.tck.report.ProgressLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the TCK. Its exit status: 0, or {@value #CHECK_FAILED} if a check failed. */
@Command(
        name = "tck",
        description = "Runs the behaviour matrix on every provider found.",
        footer = {
            "",
            "Exit status 3 if a MUST fails that is not known to, or with --mutants if one is not caught;",
            "1 if a provider that was named, or is broken, was not tested.",
            "UNSUPPORTED: the provider lacks the capability. NOT_RUN: this host lacks something."
        })
public final class TckCommand implements Callable<Integer> {

    /** The exit status of a run in which a check failed: {@value}. */
    public static final int CHECK_FAILED = 3;

    /** The exit status of a run that said nothing of a provider it was to test: {@value}. */
    static final int NOT_TESTED = 1;

    private final Terminal terminal;
    private final String program;

    @Mixin
    SelectionOptions selection = new SelectionOptions();

    @Mixin
    PathOptions paths = new PathOptions();

    @Mixin
    RunOptions how = new RunOptions();

    @Mixin
    ReportOptions output = new ReportOptions();

    @Mixin
    MutantOptions mutants = new MutantOptions();

    @Option(names = "--list", description = "Prints the checks and runs none.")
    boolean list;

    /**
     * The command, as {@code hextet tck}.
     *
     * @param terminal where it reports
     */
    public TckCommand(Terminal terminal) {
        this(terminal, "hextet tck");
    }

    /**
     * The command under another name.
     *
     * @param terminal where it reports
     * @param program how it is called, for people who want to run one row again
     */
    public TckCommand(Terminal terminal, String program) {
        this.terminal = terminal;
        this.program = program;
    }

    @Override
    public Integer call() throws IOException {
        paths.requireLaunched();
        Tck tck = Tck.of(selection.selection());
        if (mutants.areWanted()) {
            if (list) {
                mutants.list(tck.rows(), terminal);
                return 0;
            }
            return mutants.run(tck.rows(), selection, output.quiet, terminal);
        }
        if (list) {
            output.write(tck.rows(), terminal);
            return 0;
        }
        KnownFailures known = how.knownFailures();
        output.expectWritable();
        OptionalLong seed = how.seed();
        seed.ifPresent(number -> note("shuffled by the seed " + number));
        Report report = run(how.apply(tck, seed).withCommand(program + paths.text()));
        output.write(report, terminal);
        return status(report, known);
    }

    private Report run(Tck tck) throws IOException {
        if (!terminal.errIsTerminal() || output.quiet) {
            return run(tck, this::tell);
        }
        try (ProgressLine line = new ProgressLine(terminal.err(), terminal.errPaint())) {
            return run(tck, line);
        }
    }

    private Report run(Tck tck, Progress progress) throws IOException {
        Quiet quiet = output.verbose ? Quiet.not() : Quiet.fromNow();
        try {
            return how.run(tck, progress);
        } catch (ProviderHangsException hanging) {
            throw new IOException(hanging.getMessage(), hanging);
        } finally {
            quiet.close();
        }
    }

    /** For the shell; what the report does not tell is told here. */
    private int status(Report report, KnownFailures known) {
        long count = known.count(report);
        if (count > 0) {
            note(count + (count == 1 ? " failure is known" : " failures are known"));
        }
        List<String> passing = known.passing(report);
        passing.forEach(entry -> terminal.note("hextet: " + entry + " passes: take it off the list"));
        List<ProviderFacts> untested =
                report.facts().providers().stream().filter(this::isUntested).toList();
        untested.forEach(provider -> terminal.note("hextet: " + provider.kind() + " \"" + provider.name()
                + "\" was not tested: " + provider.problem().orElseThrow()));
        if (!passing.isEmpty() || !known.unexpected(report).isEmpty()) {
            return CHECK_FAILED;
        }
        return untested.isEmpty() ? 0 : NOT_TESTED;
    }

    /** Whether somebody may think that it was tested. What is found, and cannot work here, is told by the report. */
    private boolean isUntested(ProviderFacts provider) {
        return provider.problem()
                .filter(problem -> problem.startsWith("broken") || selection.names(provider.name()))
                .isPresent();
    }

    /** On standard error, unless it is to be quiet. */
    private void note(String line) {
        if (!output.quiet) {
            terminal.note(line);
        }
    }

    private void tell(CheckResult result, int done, int all) {
        if (output.verbose) {
            terminal.note(result.toTsv());
        }
    }
}
