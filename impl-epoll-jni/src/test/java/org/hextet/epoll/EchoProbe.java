package org.hextet.epoll;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.ListeningPort;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;

/**
 * An echo over the transport epoll and both families of the loopback, for a machine or an emulator where the tests
 * themselves do not run: {@code src/test/aarch64/smoke.sh}. Ends with 0 if every byte came back.
 */
final class EchoProbe {

    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private EchoProbe() {}

    public static void main(String[] arguments) throws Exception {
        System.out.println(new LoadProbe().get());
        try (Reactor reactor = Reactor.open("epoll")) {
            for (String address : new String[] {"::1", "127.0.0.1"}) {
                System.out.println("echo over " + address + " on " + System.getProperty("os.arch") + ": "
                        + echo(reactor, InetAddress.getByName(address)) + " bytes came back");
            }
            reactor.capabilities()
                    .absent()
                    .forEach((capability, reason) -> System.out.println("absent here: " + capability + ": " + reason));
        }
    }

    private static long echo(Reactor reactor, InetAddress address) throws Exception {
        ListeningPort port = reactor.listenTcp(
                        new InetSocketAddress(address, 0),
                        StreamOptions.DEFAULT,
                        () -> Protocol.receiving((connection, data) -> connection.write(data)))
                .await(DEADLINE);
        var client = new Client();
        reactor.connectTcp(port.localAddresses().get(0), StreamOptions.DEFAULT, () -> client)
                .await(DEADLINE);
        long bytes = client.total.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        port.stopListening().await(DEADLINE);
        return bytes;
    }

    /**
     * Sends 1 byte, and twice as many as came back whenever all have, up to half a mebibyte: more than a send buffer.
     */
    private static final class Client implements Protocol {

        private static final int LARGEST = 1 << 19;

        private final CompletableFuture<Long> total = new CompletableFuture<>();
        private int size = 1;
        private int returned;

        @Override
        public void connected(Connection connection) {
            send(connection);
        }

        @Override
        public void received(Connection connection, ByteBuffer lent) throws IOException {
            for (; lent.hasRemaining(); returned++) {
                byte found = lent.get();
                if (found != at(returned)) {
                    throw new IOException(
                            "byte " + returned + " of " + size + " is " + found + ", sent was " + at(returned));
                }
            }
            if (returned == size && size == LARGEST) {
                total.complete(2L * LARGEST - 1);
                connection.close();
            } else if (returned == size) {
                size *= 2;
                returned = 0;
                send(connection);
            }
        }

        @Override
        public void closed(Connection connection, CloseReason reason) {
            total.completeExceptionally(new IOException("closed too early: " + reason));
        }

        private void send(Connection connection) {
            ByteBuffer data = ByteBuffer.allocate(size);
            while (data.hasRemaining()) {
                data.put(at(data.position()));
            }
            connection.write(data.flip());
        }

        private static byte at(int position) {
            return (byte) (position * 31 + position / 251);
        }
    }
}
