package org.hextet.bench.parts;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hextet.api.Reactor;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** {@code execute}: tasks from another thread, to a loop that sleeps and to one that is busy. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets the fields
public class HandOffParts {

    @Param({"nio", "epoll"})
    String transport;

    private Reactor reactor;

    /** For JMH. */
    public HandOffParts() {}

    /**
     * A reactor.
     *
     * @throws IOException if there is none
     */
    @Setup
    public void open() throws IOException {
        reactor = Reactor.open(transport);
    }

    /** Closes it. */
    @TearDown
    public void close() {
        reactor.close();
    }

    /**
     * To a loop that sleeps, and back to a thread that sleeps: one wake-up of each.
     *
     * @throws InterruptedException if it is interrupted
     */
    @Benchmark
    public void wakeAndReturn() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        reactor.execute(ran::countDown);
        ran.await();
    }

    /**
     * Many in a row: the loop runs the first while the next are handed over.
     *
     * @throws InterruptedException if it is interrupted
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public void inARow() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        for (int i = 1; i < Batch.SIZE; i++) {
            reactor.execute(HandOffParts::nothing);
        }
        reactor.execute(ran::countDown);
        ran.await();
    }

    /**
     * From the reactor's own thread.
     *
     * @throws InterruptedException if it is interrupted
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public void withinTheLoop() throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(1);
        Batch.run(reactor, () -> {
            for (int i = 1; i < Batch.SIZE; i++) {
                reactor.execute(HandOffParts::nothing);
            }
            reactor.execute(ran::countDown);
        });
        ran.await();
    }

    private static void nothing() {}
}
