package org.hextet.bench.parts;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hextet.api.Reactor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Timers of a reactor, beside so many others that wait. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets the fields
public class TimerParts {

    private static final Duration LATER = Duration.ofSeconds(30);

    @Param({"0", "10000"})
    int waiting;

    private Reactor reactor;

    /** For JMH. */
    public TimerParts() {}

    /**
     * A reactor with timers that never come due.
     *
     * @throws IOException if there is none
     */
    @Setup
    public void open() throws IOException {
        reactor = Reactor.open("nio");
        for (int i = 0; i < waiting; i++) {
            reactor.schedule(Duration.ofHours(1).plusMillis(i), () -> {});
        }
    }

    /** Closes it. */
    @TearDown(Level.Trial)
    public void close() {
        reactor.close();
    }

    /**
     * A timeout that is set and taken back, on the reactor's thread: what each idle timeout and deadline does.
     *
     * @throws InterruptedException if it is interrupted
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public void scheduleAndCancel() throws InterruptedException {
        Batch.run(reactor, () -> {
            for (int i = 0; i < Batch.SIZE; i++) {
                reactor.schedule(LATER, TimerParts::nothing).cancel();
            }
        });
    }

    /**
     * A timer that is due at once and runs.
     *
     * @throws InterruptedException if it is interrupted
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public void scheduleAndRun() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(Batch.SIZE);
        Batch.run(reactor, () -> {
            for (int i = 0; i < Batch.SIZE; i++) {
                reactor.schedule(Duration.ZERO, ran::countDown);
            }
        });
        ran.await();
    }

    private static void nothing() {}
}
