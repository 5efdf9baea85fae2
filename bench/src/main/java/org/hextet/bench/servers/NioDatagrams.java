package org.hextet.bench.servers;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** A datagram port on the JDK alone: one selector, one direct buffer for all, many datagrams a readiness. */
final class NioDatagrams {

    private static final int AT_ONCE = 64;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
    private final DatagramChannel channel;
    private final Protocol protocol;

    private NioDatagrams(DatagramChannel channel, Protocol protocol) {
        this.channel = channel;
        this.protocol = protocol;
    }

    /** What is done with a datagram. */
    @FunctionalInterface
    interface Protocol {
        void received(DatagramChannel channel, ByteBuffer data, SocketAddress sender) throws IOException;
    }

    /** Serves on the port that the last argument names, until it is killed. */
    static void serve(String[] args, Protocol protocol) throws IOException {
        try (Selector selector = Selector.open();
                DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET6)) {
            channel.bind(Port.of(args)).configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            Port.ready();
            NioDatagrams datagrams = new NioDatagrams(channel, protocol);
            while (selector.isOpen()) {
                selector.select(datagrams::receive);
            }
        }
    }

    private void receive(SelectionKey key) {
        try {
            for (int i = 0; i < AT_ONCE; i++) {
                SocketAddress sender = channel.receive(buffer.clear());
                if (sender == null) {
                    return;
                }
                protocol.received(channel, buffer.flip(), sender);
            }
        } catch (IOException notSent) {
            // A datagram is lost; the port lives on.
        }
    }
}
