package org.hextet.bench.servers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.hextet.api.Connection;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;

/** Hextet: a reactor of any transport, and a protocol without state that all connections share. */
public final class HextetTcpEcho {

    static final Protocol ECHO = new Echo();

    private HextetTcpEcho() {}

    /** Sends back what is lent, and reads nothing more while the peer does not take it. */
    private static final class Echo implements Protocol {

        @Override
        public void received(Connection connection, ByteBuffer lent) {
            connection.write(lent);
        }

        @Override
        public void writingPaused(Connection connection) {
            connection.pauseReading();
        }

        @Override
        public void writingResumed(Connection connection) {
            connection.resumeReading();
        }
    }

    static Pending<ListeningPort> listen(Reactor reactor, InetSocketAddress local) {
        return reactor.listenTcp(local, StreamOptions.DEFAULT.withBacklog(Port.BACKLOG), () -> ECHO);
    }

    /**
     * Serves until it is killed.
     *
     * @param args the transport, for example {@code nio} or {@code epoll?busy-poll=50us}, and the port
     * @throws IOException if there is no such transport here, or the port cannot be bound
     * @throws InterruptedException if it is interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        try (Reactor reactor = Reactor.open(args[0])) {
            listen(reactor, Port.of(args)).await();
            Port.ready();
            reactor.terminated().await();
        }
    }
}
