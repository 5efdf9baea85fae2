package org.hextet.tck.rig;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hextet.tck.dns.DnsQuestion;
import org.hextet.tck.dns.DnsReply;
import org.hextet.tck.dns.DnsScript;
import org.hextet.tck.expect.Patience;

/**
 * The script's servers as sockets of this host: for each one number that both datagrams and streams have, all served by
 * one thread. Plain JDK sockets, which share no mistake with a transport.
 */
final class LoopbackDns implements AutoCloseable {

    private static final int BUFFER_BYTES = 65_535;

    /** A burst of questions waits here; the kernel may give less. */
    private static final int RECEIVE_BYTES = 1 << 20;

    private static final int LENGTH_BYTES = 2;
    private static final int TRIES = 50;

    /** Takes what came by one channel. */
    private interface Ready {
        void run() throws IOException;
    }

    private final DnsScript script;
    private final Selector selector;
    private final List<AutoCloseable> channels = new ArrayList<>();
    private final List<InetSocketAddress> addresses = new ArrayList<>();
    private final Thread thread;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

    private LoopbackDns(DnsScript script) throws IOException {
        this.script = script;
        this.selector = Selector.open();
        this.thread = new Thread(this::serve, "tck dns");
        thread.setDaemon(true);
    }

    /**
     * Serves.
     *
     * @param at an address for each server; port 0 is the kernel's choice
     */
    static LoopbackDns open(DnsScript script, List<InetSocketAddress> at) throws IOException {
        LoopbackDns dns = new LoopbackDns(script);
        try {
            for (InetSocketAddress address : at) {
                dns.bind(address);
            }
            dns.thread.start();
            return dns;
        } catch (IOException refused) {
            dns.closeChannels();
            throw refused;
        }
    }

    /** A number that is free for datagrams may be taken among streams. */
    private void bind(InetSocketAddress address) throws IOException {
        for (int tries = 0; ; tries++) {
            DatagramChannel datagrams = DatagramChannel.open();
            ServerSocketChannel streams = ServerSocketChannel.open();
            try {
                datagrams.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BYTES);
                datagrams.bind(address);
                InetSocketAddress bound = (InetSocketAddress) datagrams.getLocalAddress();
                streams.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                streams.bind(new InetSocketAddress(address.getAddress(), bound.getPort()));
                int server = addresses.size();
                channels.add(datagrams);
                channels.add(streams);
                addresses.add(new InetSocketAddress(address.getAddress(), bound.getPort()));
                register(datagrams.configureBlocking(false), SelectionKey.OP_READ, () -> datagram(server, datagrams));
                register(streams.configureBlocking(false), SelectionKey.OP_ACCEPT, () -> accept(server, streams));
                return;
            } catch (BindException taken) {
                datagrams.close();
                streams.close();
                if (address.getPort() != 0 || tries == TRIES) {
                    throw taken;
                }
            }
        }
    }

    private void register(SelectableChannel channel, int interest, Ready ready) throws IOException {
        channel.register(selector, interest, ready);
    }

    /** Where the servers are, by their numbers. */
    List<InetSocketAddress> addresses() {
        return List.copyOf(addresses);
    }

    private void serve() {
        try {
            while (selector.isOpen()) {
                selector.select();
                for (SelectionKey key : selector.selectedKeys()) {
                    if (key.isValid()) {
                        take(key);
                    }
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException | ClosedSelectorException closed) {
            // By close().
        }
    }

    private static void take(SelectionKey key) {
        try {
            ((Ready) key.attachment()).run();
        } catch (IOException gone) {
            // A peer that reset its stream: that stream ends.
            key.cancel();
            try {
                key.channel().close();
            } catch (IOException closedAnyway) {
                // Nothing is left of it.
            }
        }
    }

    private void datagram(int server, DatagramChannel channel) throws IOException {
        while (true) {
            buffer.clear();
            InetSocketAddress sender = (InetSocketAddress) channel.receive(buffer);
            if (sender == null) {
                return;
            }
            script.ask(
                    server,
                    bytes(buffer.flip()),
                    DnsQuestion.Transport.UDP,
                    Optional.of(sender),
                    new DatagramReply(channel, addresses.get(server), sender));
        }
    }

    private static byte[] bytes(ByteBuffer data) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        return bytes;
    }

    private void accept(int server, ServerSocketChannel listener) throws IOException {
        SocketChannel stream = listener.accept();
        if (stream == null) {
            return;
        }
        channels.add(stream);
        StreamInput input = new StreamInput(server, stream);
        register(stream.configureBlocking(false), SelectionKey.OP_READ, () -> input.read());
    }

    /** Cuts what comes by one stream into messages (RFC 1035, section 4.2.2). */
    private final class StreamInput {

        private final int server;
        private final SocketChannel stream;
        private byte[] rest = {};

        StreamInput(int server, SocketChannel stream) {
            this.server = server;
            this.stream = stream;
        }

        void read() throws IOException {
            buffer.clear();
            if (stream.read(buffer) < 0) {
                stream.close();
                return;
            }
            byte[] more = bytes(buffer.flip());
            byte[] all = Arrays.copyOf(rest, rest.length + more.length);
            System.arraycopy(more, 0, all, rest.length, more.length);
            int at = 0;
            while (all.length - at >= LENGTH_BYTES) {
                int end = at + LENGTH_BYTES + ((all[at] & 0xff) << 8 | (all[at + 1] & 0xff));
                if (end > all.length) {
                    break;
                }
                byte[] message = Arrays.copyOfRange(all, at + LENGTH_BYTES, end);
                at = end;
                script.ask(
                        server,
                        message,
                        DnsQuestion.Transport.TCP,
                        Optional.of((InetSocketAddress) stream.getRemoteAddress()),
                        this::reply);
            }
            rest = Arrays.copyOfRange(all, at, all.length);
        }

        private synchronized void reply(byte[] message) throws IOException {
            ByteBuffer framed = ByteBuffer.allocate(LENGTH_BYTES + message.length);
            framed.putShort((short) message.length).put(message).flip();
            while (framed.hasRemaining()) {
                // An answer fits the kernel's buffers.
                if (stream.write(framed) == 0) {
                    throw new IOException("whoever asked does not read");
                }
            }
        }
    }

    /** The way back of a datagram, by the socket that it came to or by another. */
    private record DatagramReply(DatagramChannel channel, InetSocketAddress server, InetSocketAddress asker)
            implements DnsReply {

        @Override
        public void send(byte[] message) throws IOException {
            channel.send(ByteBuffer.wrap(message), asker);
        }

        @Override
        public void sendAs(Forger forger, byte[] message) throws IOException {
            InetSocketAddress from = switch (forger) {
                case OTHER_PORT -> new InetSocketAddress(server.getAddress(), 0);
                case OTHER_ADDRESS -> new InetSocketAddress(otherLoopback(), server.getPort());
            };
            try (DatagramChannel other = DatagramChannel.open()) {
                other.bind(from);
                other.send(ByteBuffer.wrap(message), asker);
            }
        }

        private InetAddress otherLoopback() throws IOException {
            if (!(server.getAddress() instanceof Inet4Address)) {
                throw new IOException("the loopback has one IPv6 address only");
            }
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
        }
    }

    private void closeChannels() {
        try {
            selector.close();
        } catch (IOException closedAnyway) {
            // Nothing is left of it.
        }
        for (AutoCloseable channel : channels) {
            try {
                channel.close();
            } catch (Exception closedAnyway) {
                // Nothing is left of it.
            }
        }
    }

    /** The thread's end first: it is the one that adds channels. */
    @Override
    public void close() {
        try {
            selector.close();
            thread.join(Patience.guard().toMillis());
        } catch (IOException closedAnyway) {
            // Nothing is left of it.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        closeChannels();
    }
}
