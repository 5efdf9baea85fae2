package org.hextet.bench.servers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import org.hextet.addresses.AddressText;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.Reactor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Timeout(60)
class HextetDatagramsTest {

    private static final DatagramOptions DEFAULT = DatagramOptions.DEFAULT;
    private static final DatagramOptions NO_FACTS = DEFAULT.withFacts(Set.of());

    private DatagramSocket client;

    @BeforeEach
    void open() throws IOException {
        client = new DatagramSocket(
                new InetSocketAddress(AddressText.parse("::1").toInetAddress(), 0));
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static int listen(Reactor reactor, DatagramOptions options, DatagramProtocol protocol)
            throws IOException, InterruptedException {
        return reactor.listenUdp(Port.of(new String[] {"0"}), options, () -> protocol)
                .await()
                .localAddresses()
                .get(0)
                .getPort();
    }

    private void send(byte[] data, int port) throws IOException {
        client.send(new DatagramPacket(data, data.length, client.getLocalAddress(), port));
    }

    private byte[] receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        client.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    @Test
    void what_is_sent_comes_back() throws IOException, InterruptedException {
        assertEchoed("nio");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void what_is_sent_comes_back_where_datagrams_tell_their_destination() throws IOException, InterruptedException {
        assertEchoed("epoll");
    }

    private void assertEchoed(String transport) throws IOException, InterruptedException {
        try (Reactor reactor = Reactor.open(transport)) {
            for (DatagramOptions options : new DatagramOptions[] {DEFAULT, NO_FACTS}) {
                int port = listen(reactor, options, HextetUdpEcho.protocol(reactor, options));

                send(new byte[] {1, 2, 3}, port);

                assertArrayEquals(new byte[] {1, 2, 3}, receive());
            }
        }
    }

    @Test
    void what_is_discarded_is_counted_and_told_to_who_asks() throws IOException, InterruptedException {
        try (Reactor reactor = Reactor.open("nio")) {
            int port = listen(reactor, DEFAULT, new HextetUdpDiscard.Discard());
            for (int bytes : new int[] {2, 0, 1200, 1}) {
                send(new byte[bytes], port);
            }

            assertEquals(3, ByteBuffer.wrap(receive()).getLong());
        }
    }
}
