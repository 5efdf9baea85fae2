package org.hextet.bench.parts;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.Connection;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.StreamOptions;
import org.hextet.reactor.DriverReactor;
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

/**
 * The way of a message through the reactor: received, callback, write, flush, send. 50 connections that each receive
 * once a turn, over a driver without a kernel ({@link MemoryDriver}): all that is measured is the reactor's.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets the fields
public class BufferPathParts {

    private static final int CONNECTIONS = 50;
    private static final int TURNS = 200;

    /** What the protocol writes: the lent buffer itself, or bytes of its own, which the reactor has to copy. */
    @Param({"lent", "own"})
    String written;

    @Param({"64", "4096"})
    int size;

    private MemoryDriver driver;
    private Reactor reactor;

    /** For JMH. */
    public BufferPathParts() {}

    /** Writes something as long as what it received. */
    private static final class Own implements Protocol {

        private final ByteBuffer own;

        Own(int size) {
            own = ByteBuffer.allocateDirect(size);
        }

        @Override
        public void received(Connection connection, ByteBuffer lent) {
            own.position(0).limit(lent.remaining());
            connection.write(own);
        }
    }

    /**
     * A reactor over the driver without a kernel.
     *
     * @throws IOException never
     * @throws InterruptedException if it is interrupted
     */
    @Setup
    public void open() throws IOException, InterruptedException {
        driver = MemoryDriver.ofConnections(CONNECTIONS, size);
        Capabilities capabilities = new Capabilities("memory", Set.of(Capability.TCP), Map.of());
        reactor = DriverReactor.open(driver, capabilities, ReactorOptions.DEFAULT);
        Protocol protocol = written.equals("lent")
                ? Protocol.receiving((connection, lent) -> connection.write(lent))
                : new Own(size);
        reactor.listenTcp(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
                        StreamOptions.DEFAULT,
                        () -> protocol)
                .await();
        driver.deliver(1);
        if (driver.sentBytes() != (long) CONNECTIONS * size) {
            throw new IllegalStateException(driver.sentBytes() + " bytes came back of " + CONNECTIONS * size);
        }
    }

    /** Closes it. */
    @TearDown
    public void close() {
        reactor.close();
    }

    /**
     * One message there and back.
     *
     * @throws InterruptedException if it is interrupted
     */
    @Benchmark
    @OperationsPerInvocation(CONNECTIONS * TURNS)
    public void echo() throws InterruptedException {
        driver.deliver(TURNS);
    }
}
