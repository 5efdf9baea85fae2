package org.hextet.bench.servers;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.hextet.addresses.AddressText;
import org.hextet.api.Reactor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HextetTcpEchoTest {

    private static final long MOST = 256L << 20;

    private Reactor reactor;
    private SocketChannel client;

    @BeforeEach
    void connect() throws IOException, InterruptedException {
        reactor = Reactor.open("nio");
        InetSocketAddress local = HextetTcpEcho.listen(reactor, Port.of(new String[] {"0"}))
                .await()
                .localAddresses()
                .get(0);
        client = SocketChannel.open(
                new InetSocketAddress(AddressText.parse("::1").toInetAddress(), local.getPort()));
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        reactor.close();
    }

    @Test
    void what_is_sent_comes_back() throws IOException {
        client.write(US_ASCII.encode("hello"));

        ByteBuffer back = ByteBuffer.allocate(5);
        while (back.hasRemaining()) {
            assertTrue(client.read(back) > 0);
        }
        assertEquals("hello", US_ASCII.decode(back.flip()).toString());
    }

    @Test
    void a_peer_that_takes_nothing_is_not_read_from_and_loses_nothing() throws IOException {
        client.configureBlocking(false);
        try (Selector selector = Selector.open()) {
            long sent = writeUntilStuck(selector);
            assertTrue(sent < MOST, "no end after " + sent + " bytes");

            assertEquals(sent, read(selector, sent));
        }
    }

    /** What the kernel's buffers, the server's queue and no more take. */
    private long writeUntilStuck(Selector selector) throws IOException {
        SelectionKey key = client.register(selector, SelectionKey.OP_WRITE);
        ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 16);
        long sent = 0;
        while (sent < MOST && selector.select(500) > 0) {
            selector.selectedKeys().clear();
            sent += client.write(chunk.clear());
        }
        key.interestOps(SelectionKey.OP_READ);
        return sent;
    }

    private long read(Selector selector, long atLeast) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 16);
        long got = 0;
        while (got < atLeast && selector.select() > 0) {
            selector.selectedKeys().clear();
            int n = client.read(chunk.clear());
            if (n < 0) {
                return got;
            }
            got += n;
        }
        return got;
    }
}
