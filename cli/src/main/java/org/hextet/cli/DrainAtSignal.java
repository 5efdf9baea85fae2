package org.hextet.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hextet.api.Reactor;
import org.hextet.cli.report.Console;
import org.hextet.cli.report.ExitStatus;
import org.hextet.cli.stream.Served;
import org.hextet.endpoints.ReactorGroup;
import org.jspecify.annotations.Nullable;

/**
 * Ends a server in order when a signal ends the process: a shutdown hook. It ends the JVM itself when all is done, with
 * exit status 0; left alone, the JVM would answer a signal that was obeyed with 128 and its number.
 */
final class DrainAtSignal implements Runnable {

    /** A connection on which nothing has moved for so long has come to its end. */
    private static final Duration QUIET = Duration.ofSeconds(5);

    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private final Console console;
    private final ReactorGroup group;
    private final Served served;
    private final Duration delay;
    private final Duration atMost;
    private final boolean verbose;
    private final AtomicBoolean over = new AtomicBoolean();

    DrainAtSignal(
            Console console,
            ReactorGroup group,
            Served served,
            Duration delay,
            @Nullable Duration atMost,
            boolean verbose) {
        this.console = console;
        this.group = group;
        this.served = served;
        this.delay = delay;
        this.atMost = atMost == null ? FOR_EVER : atMost;
        this.verbose = verbose;
    }

    /** The server has ended by itself: a hook that runs later has nothing to do. */
    void tooLate() {
        over.set(true);
    }

    @Override
    public void run() {
        if (over.get()) {
            return;
        }
        int status = ExitStatus.OK;
        try {
            TimeUnit.NANOSECONDS.sleep(delay.toNanos());
            if (verbose) {
                console.note("draining " + served.count() + " connections");
            }
            for (Reactor reactor : group.reactors()) {
                reactor.execute(() -> served.drain(reactor, QUIET));
            }
            group.drain(QUIET, atMost).await();
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
