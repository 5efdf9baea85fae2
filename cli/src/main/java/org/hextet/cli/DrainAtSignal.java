package org.hextet.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import org.hextet.cli.report.Console;
import org.hextet.cli.report.ExitStatus;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Ends a server in order when a signal ends the process. It ends the JVM itself when all is done, with exit status 0;
 * left alone, the JVM would answer a signal that was obeyed with 128 and its number.
 */
final class DrainAtSignal {

    /** A connection on which nothing has moved for so long has come to its end. */
    private static final Duration QUIET = Duration.ofSeconds(5);

    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    @Option(
            names = "--drain",
            paramLabel = "D",
            description = "After the signal, what still moves then is aborted (never).")
    @Nullable
    Duration atMost;

    @Option(
            names = "--drain-delay",
            paramLabel = "D",
            description = "Goes on accepting for so long after the signal (0).")
    Duration delay = Duration.ZERO;

    private final AtomicBoolean over = new AtomicBoolean();

    DrainAtSignal() {}

    /** Accepts nobody any more and serves what moves to its end. */
    @FunctionalInterface
    interface Draining {
        void drain(Duration quiet, Duration atMost) throws IOException, InterruptedException;
    }

    /** Has it done at the signal. Once. */
    void await(Console console, boolean verbose, IntSupplier connections, Draining draining) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> run(console, verbose, connections, draining), "hextet-drain"));
    }

    /** The server has ended by itself: a signal that comes later has nothing to do. */
    void tooLate() {
        over.set(true);
    }

    private void run(Console console, boolean verbose, IntSupplier connections, Draining draining) {
        if (over.get()) {
            return;
        }
        int status = ExitStatus.OK;
        try {
            TimeUnit.NANOSECONDS.sleep(delay.toNanos());
            if (verbose) {
                console.note("draining " + connections.getAsInt() + " connections");
            }
            draining.drain(QUIET, atMost == null ? FOR_EVER : atMost);
        } catch (IOException | RejectedExecutionException closedMeanwhile) {
            // Nothing is left to be ended in order.
        } catch (InterruptedException stopped) {
            status = ExitStatus.FAILED;
        }
        console.out().flush();
        console.err().flush();
        Runtime.getRuntime().halt(status);
    }
}
