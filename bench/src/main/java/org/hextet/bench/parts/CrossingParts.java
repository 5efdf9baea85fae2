package org.hextet.bench.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.hextet.api.Connection;
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
import org.openjdk.jmh.infra.Blackhole;

/**
 * From Java to the kernel and back, by each transport. A transport exports nothing of its own, so the shortest crossing
 * that can be seen from outside is an option query: one getsockopt(2), and what lies above it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets the fields
public class CrossingParts {

    @Param({"nio", "epoll"})
    String transport;

    private final ByteBuffer message = ByteBuffer.allocateDirect(64);
    private LoopbackEcho echo;
    private Blackhole sink;

    /** For JMH. */
    public CrossingParts() {}

    /**
     * A connection on the loopback.
     *
     * @param sink takes what is read
     * @throws IOException if there is no such transport
     * @throws InterruptedException if it is interrupted
     */
    @Setup
    public void open(Blackhole sink) throws IOException, InterruptedException {
        this.sink = sink;
        echo = new LoopbackEcho(transport);
    }

    /**
     * Closes it.
     *
     * @throws IOException what the kernel said
     */
    @TearDown
    public void close() throws IOException {
        echo.close();
    }

    /**
     * One option query, on the reactor's thread.
     *
     * @throws InterruptedException if it is interrupted
     */
    @Benchmark
    @OperationsPerInvocation(Batch.SIZE)
    public void optionQuery() throws InterruptedException {
        Batch.run(echo.reactor(), this::queries);
    }

    private void queries() {
        Connection connection = echo.connection();
        try {
            for (int i = 0; i < Batch.SIZE; i++) {
                sink.consume(connection.option(StandardSocketOptions.SO_KEEPALIVE));
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /**
     * 64 bytes to the echo and back, with a blocking client: two wake-ups of sleeping threads, and two sends and two
     * receives of the kernel.
     *
     * @throws IOException if the connection broke
     */
    @Benchmark
    public void roundTrip() throws IOException {
        echo.roundTrip(message);
    }
}
