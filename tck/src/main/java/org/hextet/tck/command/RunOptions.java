package org.hextet.tck.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import org.hextet.tck.KnownFailures;
import org.hextet.tck.Progress;
import org.hextet.tck.Report;
import org.hextet.tck.Tck;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How to run the rows, and what of their failures is known. */
final class RunOptions {

    private static final String ANY = "any";
    private static final int SEEDS = 1_000_000;

    @Option(
            names = "--known",
            paramLabel = "FILE",
            description =
                    "Known failures, one a line: an id, and if only they are meant, a transport, a resolver. They still"
                            + " print FAIL; exit status 3 comes from others, or from one listed that passes.")
    @Nullable
    Path known;

    @Option(
            names = "--shuffle",
            paramLabel = "SEED",
            arity = "0..1",
            fallbackValue = ANY,
            description = "In a random order; the same number makes the same one. Without a number, one that it tells.")
    @Nullable
    String shuffle;

    @Option(
            names = "--repeat",
            paramLabel = "N",
            description = "Runs each check N times; the worst outcome counts, and says how often it was so.")
    int repeat = 1;

    @Option(
            names = "--in-process",
            description =
                    "Runs in this JVM what needs no other place: for a debugger. A provider that ends its process ends the"
                            + " run.")
    boolean inProcess;

    @Option(
            names = "--alone",
            description = "Runs each check in a JVM of its own: slow, and nothing depends on another.")
    boolean alone;

    RunOptions() {}

    Report run(Tck tck, Progress progress) {
        if (alone && inProcess) {
            throw new IllegalArgumentException("--alone and --in-process exclude one another: give one of them");
        }
        return alone ? tck.runEachAlone(progress) : inProcess ? tck.run(progress) : tck.runInChildren(progress);
    }

    KnownFailures knownFailures() throws IOException {
        return known == null ? KnownFailures.none() : KnownFailures.read(known);
    }

    /** The seed that was given, or one made up. */
    OptionalLong seed() {
        if (shuffle == null) {
            return OptionalLong.empty();
        }
        if (shuffle.equals(ANY)) {
            return OptionalLong.of(ThreadLocalRandom.current().nextInt(SEEDS));
        }
        try {
            return OptionalLong.of(Long.parseLong(shuffle));
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException(
                    "--shuffle \"" + shuffle + "\" is no whole number; write one, as in --shuffle 42, or none", wrong);
        }
    }

    Tck apply(Tck tck, OptionalLong seed) {
        if (repeat < 1) {
            throw new IllegalArgumentException("--repeat " + repeat + ": need 1 or more");
        }
        Tck repeated = tck.withRepeats(repeat);
        return seed.isPresent() ? repeated.withSeed(seed.getAsLong()) : repeated;
    }
}
