package org.hextet.reactor.channels;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.Map;
import org.hextet.reactor.driver.DatagramSetup;
import org.hextet.reactor.driver.Errno;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's words in the language of this process: the JDK gives no errno, only strerror(3)'s text, which glibc
 * translates. They are learned by making each mistake on purpose, once, when a text is met that is not English. No
 * packet leaves the machine: each is refused by the kernel, or stays on the loopback.
 */
final class LocalWords {

    private static final int MANY_GROUPS = 50;

    private static volatile @Nullable Map<String, Errno> learned;

    private LocalWords() {}

    /** What errno these words stand for; null if they were not learned. */
    static @Nullable Errno errno(String words) {
        return known().get(withoutCall(words));
    }

    /** Whether the words of this errno were learned. */
    static boolean know(Errno errno) {
        return known().containsValue(errno);
    }

    private static Map<String, Errno> known() {
        Map<String, Errno> known = learned;
        if (known == null) {
            known = learn();
            learned = known;
        }
        return known;
    }

    private static Map<String, Errno> learn() {
        Map<String, Errno> words = new HashMap<>();
        provoke(words, Errno.ECONNREFUSED, LocalWords::connectWhereNobodyListens);
        provoke(words, Errno.EADDRINUSE, LocalWords::bindTwice);
        provoke(words, Errno.EADDRNOTAVAIL, () -> bind(address(192, 0, 2, 1)));
        provoke(words, Errno.EACCES, () -> connectDatagrams(address(127, 0, 0, 1), address(127, 255, 255, 255)));
        provoke(words, Errno.ENETUNREACH, () -> connectDatagrams(ipv6Loopback(), address(127, 0, 0, 1)));
        provoke(words, Errno.EINVAL, () -> connectDatagrams(InetAddress.getByAddress(new byte[16]), linkLocal()));
        provoke(words, Errno.EPIPE, LocalWords::writeIntoAClosedPipe);
        provoke(words, Errno.EMSGSIZE, LocalWords::sendTooMuch);
        provoke(words, Errno.ENOBUFS, LocalWords::joinTooMany);
        return words;
    }

    /** Something that goes wrong. */
    @FunctionalInterface
    private interface Mistake {
        void make() throws IOException;
    }

    private static void provoke(Map<String, Errno> words, Errno errno, Mistake mistake) {
        try {
            mistake.make();
        } catch (IOException | UnsupportedOperationException made) {
            String message = made.getMessage();
            if (message != null) {
                words.putIfAbsent(withoutCall(message), errno);
            }
        }
    }

    /** The JDK adds to some which call failed: {@code No buffer space available (setsockopt failed)}. */
    private static String withoutCall(String words) {
        int call = words.lastIndexOf(" (");
        return call > 0 && words.endsWith(")") ? words.substring(0, call) : words;
    }

    private static void connectWhereNobodyListens() throws IOException {
        InetSocketAddress freed;
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.INET)) {
            freed = (InetSocketAddress)
                    server.bind(new InetSocketAddress(address(127, 0, 0, 1), 0)).getLocalAddress();
        }
        try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.INET)) {
            client.connect(freed);
        }
    }

    private static void bindTwice() throws IOException {
        try (ServerSocketChannel first = ServerSocketChannel.open(StandardProtocolFamily.INET);
                ServerSocketChannel second = ServerSocketChannel.open(StandardProtocolFamily.INET)) {
            first.bind(new InetSocketAddress(address(127, 0, 0, 1), 0));
            second.bind(first.getLocalAddress());
        }
    }

    private static void bind(InetAddress address) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.INET)) {
            server.bind(new InetSocketAddress(address, 0));
        }
    }

    /** Connecting a datagram socket sends nothing. */
    private static void connectDatagrams(InetAddress from, InetAddress to) throws IOException {
        try (DatagramChannel socket = DatagramChannel.open(
                from.getAddress().length == 4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6)) {
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(new InetSocketAddress(to, 9));
        }
    }

    private static void sendTooMuch() throws IOException {
        try (DatagramChannel socket = DatagramChannel.open(StandardProtocolFamily.INET)) {
            ByteBuffer longer = ByteBuffer.allocate(DatagramSetup.LARGEST_INET + 1);
            socket.send(longer, new InetSocketAddress(address(127, 0, 0, 1), 9));
        }
    }

    /** A socket may have 20 groups of IPv4, unless net.ipv4.igmp_max_memberships says otherwise. */
    private static void joinTooMany() throws IOException {
        NetworkInterface loopback = NetworkInterface.getByInetAddress(address(127, 0, 0, 1));
        try (DatagramChannel socket = DatagramChannel.open(StandardProtocolFamily.INET)) {
            for (int i = 1; i <= MANY_GROUPS; i++) {
                socket.join(address(239, 255, 0, i), loopback);
            }
        }
    }

    private static void writeIntoAClosedPipe() throws IOException {
        Pipe pipe = Pipe.open();
        try (Pipe.SinkChannel sink = pipe.sink()) {
            pipe.source().close();
            sink.write(ByteBuffer.allocate(1));
        }
    }

    private static InetAddress address(int... bytes) throws IOException {
        byte[] address = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            address[i] = (byte) bytes[i];
        }
        return InetAddress.getByAddress(address);
    }

    private static InetAddress ipv6Loopback() throws IOException {
        byte[] address = new byte[16];
        address[15] = 1;
        return InetAddress.getByAddress(address);
    }

    private static InetAddress linkLocal() throws IOException {
        byte[] address = new byte[16];
        address[0] = (byte) 0xFE;
        address[1] = (byte) 0x80;
        address[15] = 1;
        return InetAddress.getByAddress(address);
    }
}
