package org.hextet.tck.command;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.hextet.tck.MutantRun;
import org.hextet.tck.MutantVerdict;
import org.hextet.tck.matrix.Row;
import org.hextet.tck.mutants.Mutant;
import org.hextet.tck.mutants.Mutants;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The test of the TCK itself, in place of a run. */
final class MutantOptions {

    @Option(
            names = "--mutants",
            arity = "0..1",
            fallbackValue = "",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Tests the TCK itself: lays providers that are broken on purpose on those found, and sees that"
                            + " each is caught by the check that is there for it, and by no flood of others. Names narrow it,"
                            + " and so do --check and --area.")
    @Nullable
    List<String> mutants;

    MutantOptions() {}

    boolean areWanted() {
        return mutants != null;
    }

    private List<Mutant> wanted(List<Row> rows) {
        List<String> names = mutants == null ? List.of() : mutants;
        Set<String> ids = rows.stream().map(Row::id).collect(Collectors.toCollection(LinkedHashSet::new));
        List<Mutant> named = names.stream().allMatch(String::isEmpty)
                ? Mutants.all()
                : names.stream().map(Mutants::named).toList();
        return named.stream().filter(mutant -> ids.contains(mutant.caughtBy())).toList();
    }

    /** A line for each, nothing is run. */
    void list(List<Row> rows, Terminal terminal) {
        wanted(rows)
                .forEach(mutant ->
                        print(String.join("\t", mutant.name(), mutant.caughtBy(), mutant.sentence()), terminal));
    }

    /**
     * Runs them, where there is nothing but a loopback.
     *
     * @return the exit status
     */
    int run(List<Row> rows, SelectionOptions selection, boolean isQuiet, Terminal terminal) throws IOException {
        if (MutantRun.isSafeHere()) {
            return runHere(rows, isQuiet, terminal) ? 0 : TckCommand.CHECK_FAILED;
        }
        List<String> words =
                new ArrayList<>(List.of("--mutants=" + String.join(",", Objects.requireNonNull(mutants, "wanted"))));
        selection.areas.forEach(area -> words.add("--area=" + area));
        selection.checks.forEach(check -> words.add("--check=" + check));
        if (isQuiet) {
            words.add("-q");
        }
        terminal.out().flush();
        return LoopbackOnly.run(words);
    }

    /** Whether none escaped. */
    private boolean runHere(List<Row> rows, boolean isQuiet, Terminal terminal) {
        List<MutantVerdict> verdicts = MutantRun.of(wanted(rows)).run(verdict -> {
            if (!isQuiet || verdict.fate() == MutantVerdict.Fate.NOT_CAUGHT) {
                print(verdict.text(), terminal);
            }
        });
        print(MutantRun.summary(verdicts), terminal);
        return verdicts.stream().noneMatch(verdict -> verdict.fate() == MutantVerdict.Fate.NOT_CAUGHT);
    }

    private static void print(String line, Terminal terminal) {
        PrintStream out = terminal.out();
        out.print(line + "\n");
        out.flush();
    }
}
