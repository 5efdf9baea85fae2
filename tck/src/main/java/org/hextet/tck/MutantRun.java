package org.hextet.tck;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hextet.tck.checks.Areas;
import org.hextet.tck.lab.Environment;
import org.hextet.tck.matrix.Row;
import org.hextet.tck.matrix.Scope;
import org.hextet.tck.mutants.Mutant;
import org.hextet.tck.mutants.TransportMutant;
import org.hextet.tck.run.Catalogue;
import org.hextet.tck.run.Sites;
import org.hextet.tck.subject.Resolver;
import org.hextet.tck.subject.Subject;
import org.hextet.tck.subject.Transport;

/**
 * The test of the TCK: runs checks on mutants, and judges whether each is caught by the check that is there for it,
 * with the words that it should say, and by no flood of others.
 *
 * <p>On a mutant waits run out, so the guards are short; what fails unexpectedly, or in other words, is tried again
 * with the usual ones before it counts.
 */
public final class MutantRun {

    /** Half a second, where the usual guard is 30 s. */
    private static final double IMPATIENT = 1 / 60.0;

    /** After so many nobody looks for more. */
    private static final int FLOOD = 3;

    private final Catalogue catalogue = Catalogue.of(Areas.all());
    private final List<Mutant> mutants;
    private final boolean isWholeArea;

    private MutantRun(List<? extends Mutant> mutants, boolean isWholeArea) {
        this.mutants = List.copyOf(mutants);
        this.isWholeArea = isWholeArea;
    }

    /**
     * Against the checks that must catch them, and the rest of their areas on the loopback.
     *
     * @param mutants which
     * @return to be run
     */
    public static MutantRun of(List<? extends Mutant> mutants) {
        return new MutantRun(mutants, true);
    }

    /**
     * Against the checks that must catch them alone, which is fast and sees no flood.
     *
     * @return a changed copy
     */
    public MutantRun withoutRestOfArea() {
        return new MutantRun(mutants, false);
    }

    /**
     * Whether mutants can do no harm here: they may send where they should not.
     *
     * @return true if this process has no network but the loopback
     * @throws SocketException if the host's interfaces cannot be asked for
     */
    public static boolean isSafeHere() throws SocketException {
        for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
            if (!each.isLoopback() && each.isUp()) {
                return false;
            }
        }
        return true;
    }

    /** Hears of each verdict as it comes. */
    @FunctionalInterface
    public interface Listener {
        /**
         * A mutant was judged.
         *
         * @param verdict its own
         */
        void judged(MutantVerdict verdict);
    }

    /**
     * Runs them, one after the other: those whose check runs in this process first, then environment by environment.
     *
     * @param listener hears of each verdict as it comes
     * @return all verdicts, in the order in which they came
     */
    public List<MutantVerdict> run(Listener listener) {
        List<MutantVerdict> verdicts = new ArrayList<>();
        try (Sites impatient = Sites.real(IMPATIENT);
                Sites usual = Sites.real()) {
            mutants.stream()
                    .sorted(Comparator.comparing(
                            mutant -> entry(mutant).row().environments().get(0)))
                    .forEachOrdered(mutant -> {
                        MutantVerdict verdict = judge(mutant, impatient, usual);
                        verdicts.add(verdict);
                        listener.judged(verdict);
                    });
        }
        return verdicts;
    }

    private Catalogue.Entry entry(Mutant mutant) {
        return catalogue.entry(mutant.caughtBy());
    }

    private MutantVerdict judge(Mutant mutant, Sites impatient, Sites usual) {
        Catalogue.Entry entry = entry(mutant);
        List<Subject> able = candidates(mutant)
                .filter(subject -> subject.problem().isEmpty()
                        && subject.unsupported(entry.row()).isEmpty())
                .toList();
        if (able.isEmpty()) {
            return new MutantVerdict(
                    mutant,
                    "-",
                    MutantVerdict.Fate.NOT_RUN,
                    "",
                    List.of("no provider here has " + entry.row().capabilityText()));
        }
        Subject subject = able.get(0);
        CheckResult caught = impatient.run(entry, subject);
        if (caught.outcome() == Outcome.FAIL && flaw(mutant, caught).isPresent()) {
            caught = usual.run(entry, subject);
        }
        String said = caught.detail();
        String provider = baseName(mutant, subject);
        if (caught.outcome() == Outcome.NOT_RUN) {
            return new MutantVerdict(mutant, provider, MutantVerdict.Fate.NOT_RUN, "", List.of(said));
        }
        List<String> problems = new ArrayList<>();
        flaw(mutant, caught).ifPresent(problems::add);
        if (isWholeArea) {
            problems.addAll(flood(mutant, subject, impatient, usual));
        }
        return new MutantVerdict(
                mutant,
                provider,
                problems.isEmpty() ? MutantVerdict.Fate.CAUGHT : MutantVerdict.Fate.NOT_CAUGHT,
                said,
                problems);
    }

    private static String baseName(Mutant mutant, Subject subject) {
        return mutant instanceof TransportMutant
                ? subject.transport().map(Transport::name).orElse("-")
                : subject.resolver().map(Resolver::name).orElse("-");
    }

    /** What the mutant can be laid on, what every host has first. */
    private Stream<Subject> candidates(Mutant mutant) {
        String suffix = "!" + mutant.name();
        Scope scope = entry(mutant).row().scope();
        if (mutant instanceof TransportMutant) {
            Stream<Transport> transports = Transport.found().stream()
                    .filter(transport -> transport.problem().isEmpty())
                    .sorted(Comparator.comparing(transport -> !transport.name().equals("nio")))
                    .map(transport -> Transport.named(transport.name() + suffix));
            return scope == Scope.TRANSPORT
                    ? transports.map(Subject::of)
                    : transports.flatMap(
                            transport -> sortedResolvers().map(resolver -> Subject.of(transport, resolver)));
        }
        return sortedResolvers()
                .map(resolver -> Resolver.named(resolver.name() + suffix))
                .flatMap(resolver -> Transport.standard().stream().map(transport -> Subject.of(transport, resolver)));
    }

    /** Those first that need no namespace to be asked. */
    private static Stream<Resolver> sortedResolvers() {
        return Resolver.found().stream()
                .filter(resolver -> resolver.problem().isEmpty())
                .sorted(Comparator.comparing(resolver -> !resolver.takesScript()));
    }

    /** What is wrong with how the check that must catch it went. */
    private static Optional<String> flaw(Mutant mutant, CheckResult result) {
        if (result.outcome() != Outcome.FAIL) {
            return Optional.of(mutant.caughtBy() + ": " + result.outcome() + ", expected FAIL");
        }
        List<String> missing = mutant.words().stream()
                .filter(words -> !result.detail().contains(words))
                .toList();
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(mutant.caughtBy() + " does not say \"" + String.join("\", \"", missing) + "\" but \""
                        + result.detail() + "\"");
    }

    /** Rows of the same area that fail, and are not meant to. */
    private List<String> flood(Mutant mutant, Subject subject, Sites impatient, Sites usual) {
        Row catching = entry(mutant).row();
        List<String> problems = new ArrayList<>();
        catalogue.entries().stream()
                .filter(entry -> entry.row().area().equals(catching.area())
                        && entry.row().scope() == catching.scope()
                        && !entry.row().id().equals(catching.id())
                        && runsHere(entry.row(), subject))
                .takeWhile(entry -> problems.size() < FLOOD)
                .forEach(entry -> {
                    boolean mayFail = mutant.alsoCaughtBy().contains(entry.row().id());
                    CheckResult result = impatient.run(entry, subject);
                    if (result.outcome() == Outcome.FAIL && !mayFail) {
                        result = usual.run(entry, subject);
                    }
                    if (result.outcome() == Outcome.FAIL && !mayFail) {
                        problems.add("also " + entry.row().id() + ": " + result.detail());
                    }
                });
        if (problems.size() == FLOOD) {
            problems.add("and perhaps more");
        }
        return problems;
    }

    /** In this process, and without much to move: those rows take minutes for all mutants. */
    private static boolean runsHere(Row row, Subject subject) {
        return row.patience() == 1
                && row.environments().stream()
                        .allMatch(environment -> environment == Environment.LOOPBACK
                                || (environment.isOfSystemNames() && subject.takesScript()));
    }

    /**
     * The last line.
     *
     * @param verdicts of a run
     * @return for example {@code 104 of 104 caught}, or {@code 103 of 104 caught, 1 not run}
     */
    public static String summary(List<MutantVerdict> verdicts) {
        long notRun = verdicts.stream()
                .filter(verdict -> verdict.fate() == MutantVerdict.Fate.NOT_RUN)
                .count();
        long caught = verdicts.stream()
                .filter(verdict -> verdict.fate() == MutantVerdict.Fate.CAUGHT)
                .count();
        return caught + " of " + verdicts.size() + " caught" + (notRun == 0 ? "" : ", " + notRun + " not run");
    }
}
