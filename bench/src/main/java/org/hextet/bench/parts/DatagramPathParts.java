package org.hextet.bench.parts;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
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
 * The way of a datagram through the reactor: received, callback, answer, send. 50 of 64 bytes a turn, each from another
 * sender, over a driver without a kernel ({@link MemoryDatagrams}): all that is measured is the reactor's.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH sets the fields
public class DatagramPathParts {

    static final Capabilities CAPABILITIES = new Capabilities(
            "memory", Set.of(Capability.UDP, Capability.PACKET_INFO, Capability.PACKET_SOURCE), Map.of());

    private static final int DATAGRAMS = 50;
    private static final int SIZE = 64;
    private static final int TURNS = 200;

    /** How the protocol answers: from the address that was asked, or by the sender's address alone. */
    @Param({"reply", "write"})
    String answered;

    private MemoryDriver driver;
    private Reactor reactor;

    /** For JMH. */
    public DatagramPathParts() {}

    /**
     * A reactor over the driver without a kernel.
     *
     * @throws IOException never
     * @throws InterruptedException if it is interrupted
     */
    @Setup
    public void open() throws IOException, InterruptedException {
        driver = MemoryDriver.ofDatagrams(DATAGRAMS, SIZE);
        reactor = DriverReactor.open(driver, CAPABILITIES, ReactorOptions.DEFAULT);
        listen(reactor, answered);
        driver.deliver(1);
        if (driver.sentBytes() != (long) DATAGRAMS * SIZE) {
            throw new IllegalStateException(driver.sentBytes() + " bytes came back of " + DATAGRAMS * SIZE);
        }
    }

    static void listen(Reactor reactor, String answered) throws IOException, InterruptedException {
        DatagramProtocol protocol = answered.equals("reply")
                ? (port, datagram) -> datagram.reply(datagram.data())
                : (port, datagram) -> port.write(datagram.data(), datagram.sender());
        reactor.listenUdp(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
                        DatagramOptions.DEFAULT,
                        () -> protocol)
                .await();
    }

    /** Closes it. */
    @TearDown
    public void close() {
        reactor.close();
    }

    /**
     * One datagram there and back.
     *
     * @throws InterruptedException if it is interrupted
     */
    @Benchmark
    @OperationsPerInvocation(DATAGRAMS * TURNS)
    public void echo() throws InterruptedException {
        driver.deliver(TURNS);
    }
}
