package org.hextet.tck.memory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.hextet.addresses.AddressText;
import org.hextet.api.Connection;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.jspecify.annotations.Nullable;

/**
 * Two protocols, connected in memory on a clock turned by hand: a test of a protocol in three lines.
 *
 * <pre>{@code
 * MemoryPair pair = MemoryPair.connect(new MyClient(), new MyServer());
 * pair.advance(Duration.ofSeconds(30));                  // what is due, runs; in no real time
 * assertEquals(new CloseReason.ClosedHere(), pair.client().closed().await());
 * }</pre>
 *
 * <p>Bytes, backpressure, half-close, close, abort, timeouts and {@code switchProtocol} keep the contract of
 * {@link Connection}: 64 KiB are on the way in each direction at most.
 */
public final class MemoryPair implements AutoCloseable {

    private final MemoryNetwork network;
    private final Reactor reactor;
    private final Connection client;
    private final Connection server;

    private MemoryPair(MemoryNetwork network, Reactor reactor, Connection client, Connection server) {
        this.network = network;
        this.reactor = reactor;
        this.client = client;
        this.server = server;
    }

    /**
     * Connects two protocols, on a network of their own.
     *
     * @param client the end that connects
     * @param server the end that accepts
     * @return connected; both have heard {@code connected}, and what followed at once has happened
     */
    public static MemoryPair connect(Protocol client, Protocol server) {
        return connect(client, server, StreamOptions.DEFAULT);
    }

    /**
     * Connects two protocols, on a network of their own.
     *
     * @param client the end that connects
     * @param server the end that accepts
     * @param options of both ends: watermarks, limits, timeouts
     * @return connected; both have heard {@code connected}, and what followed at once has happened
     */
    public static MemoryPair connect(Protocol client, Protocol server, StreamOptions options) {
        MemoryNetwork network = new MemoryNetwork();
        Reactor reactor = network.openReactor();
        InetAddress loopback = AddressText.parse("::1").toInetAddress();
        Noted noted = new Noted(server);
        try {
            InetSocketAddress at = reactor.listenTcp(new InetSocketAddress(loopback, 0), options, () -> noted)
                    .await()
                    .localAddresses()
                    .get(0);
            Connection connection =
                    reactor.connectTcp(at, options, () -> client).await();
            network.clock().turn();
            return new MemoryPair(network, reactor, connection, noted.connection());
        } catch (IOException | InterruptedException impossible) {
            throw new IllegalStateException("a connect in memory failed", impossible);
        }
    }

    /** Learns the accepting end's connection, and is out of the way. */
    private static final class Noted implements Protocol {

        private final Protocol protocol;
        private @Nullable Connection connection;

        Noted(Protocol protocol) {
            this.protocol = protocol;
        }

        @Override
        public void connected(Connection connected) {
            connection = connected;
            connected.switchProtocol(protocol);
        }

        @Override
        public void received(Connection from, ByteBuffer lent) {
            throw new IllegalStateException("bytes before the protocol was switched");
        }

        Connection connection() {
            if (connection == null) {
                throw new IllegalStateException("nothing was accepted");
            }
            return connection;
        }
    }

    /**
     * The end that connected.
     *
     * @return its connection
     */
    public Connection client() {
        return client;
    }

    /**
     * The end that accepted.
     *
     * @return its connection
     */
    public Connection server() {
        return server;
    }

    /**
     * The reactor of both.
     *
     * @return for timers and tasks
     */
    public Reactor reactor() {
        return reactor;
    }

    /**
     * Their network.
     *
     * @return with its clock, and what their callbacks threw
     */
    public MemoryNetwork network() {
        return network;
    }

    /** Lets happen what is due now. */
    public void turn() {
        network.clock().turn();
    }

    /**
     * Lets time pass.
     *
     * @param by how much
     */
    public void advance(Duration by) {
        network.clock().advance(by);
    }

    /** Closes the reactor, and with it both ends. */
    @Override
    public void close() {
        reactor.close();
    }
}
