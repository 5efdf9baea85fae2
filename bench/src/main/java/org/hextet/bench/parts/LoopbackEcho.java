package org.hextet.bench.parts;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.SynchronousQueue;
import org.hextet.addresses.AddressText;
import org.hextet.api.Connection;
import org.hextet.api.ListeningPort;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;

/** A reactor that echoes on {@code ::1}, and one blocking client of it in the same process. */
final class LoopbackEcho implements AutoCloseable {

    private final Reactor reactor;
    private final SocketChannel client;
    private final Connection connection;

    LoopbackEcho(String transport) throws IOException, InterruptedException {
        reactor = Reactor.open(transport);
        SynchronousQueue<Connection> accepted = new SynchronousQueue<>();
        ListeningPort port = reactor.listenTcp(
                        new InetSocketAddress(AddressText.parse("::1").toInetAddress(), 0),
                        StreamOptions.DEFAULT,
                        () -> new Echo(accepted))
                .await();
        client = SocketChannel.open(port.localAddresses().get(0));
        client.setOption(StandardSocketOptions.TCP_NODELAY, true);
        client.write(ByteBuffer.allocate(1));
        connection = accepted.take();
    }

    /** Echoes all but the first bytes, which say which connection it is. */
    private static final class Echo implements Protocol {

        private final SynchronousQueue<Connection> accepted;
        private boolean isFirst = true;

        Echo(SynchronousQueue<Connection> accepted) {
            this.accepted = accepted;
        }

        @Override
        public void received(Connection connection, ByteBuffer lent) throws InterruptedException {
            if (isFirst) {
                isFirst = false;
                accepted.put(connection);
            } else {
                connection.write(lent);
            }
        }
    }

    Reactor reactor() {
        return reactor;
    }

    /** The server's end. */
    Connection connection() {
        return connection;
    }

    /** Sends the buffer, all of it, and waits until as much has come back. */
    void roundTrip(ByteBuffer message) throws IOException {
        message.clear();
        while (message.hasRemaining()) {
            client.write(message);
        }
        message.clear();
        while (message.hasRemaining()) {
            if (client.read(message) < 0) {
                throw new IOException("the echo server hung up");
            }
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
        reactor.close();
    }
}
