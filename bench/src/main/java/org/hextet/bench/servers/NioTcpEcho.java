package org.hextet.bench.servers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * What a careful developer writes on the JDK alone: one selector, one direct buffer for all, a write at once, and only
 * the rest queued; the limit for a library over {@code java.nio.channels}.
 */
public final class NioTcpEcho {

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(65536);
    private final Selector selector;

    private NioTcpEcho(Selector selector) {
        this.selector = selector;
    }

    /** A connection: what the kernel did not take. */
    private static final class Peer {
        @Nullable
        ByteBuffer pending;
    }

    /**
     * Serves until it is killed.
     *
     * @param args the port
     * @throws IOException if the port cannot be bound
     */
    public static void main(String[] args) throws IOException {
        InetSocketAddress local = Port.of(args);
        try (Selector selector = Selector.open();
                ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.INET6)) {
            listener.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            listener.bind(local, Port.BACKLOG).configureBlocking(false);
            listener.register(selector, SelectionKey.OP_ACCEPT);
            Port.ready();
            NioTcpEcho echo = new NioTcpEcho(selector);
            while (selector.isOpen()) {
                selector.select(echo::handle);
            }
        }
    }

    private void handle(SelectionKey key) {
        try {
            if (key.attachment() instanceof Peer peer) {
                echo(key, (SocketChannel) key.channel(), peer);
            } else {
                accept((ServerSocketChannel) key.channel());
            }
        } catch (IOException broken) {
            if (key.attachment() instanceof Peer) {
                close(key);
            }
        }
    }

    private static void close(SelectionKey key) {
        try {
            key.channel().close();
        } catch (IOException alreadyBroken) {
            // It is gone either way.
        }
    }

    private void accept(ServerSocketChannel listener) throws IOException {
        for (SocketChannel channel = listener.accept(); channel != null; channel = listener.accept()) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.register(selector, SelectionKey.OP_READ, new Peer());
        }
    }

    private void echo(SelectionKey key, SocketChannel channel, Peer peer) throws IOException {
        if (peer.pending != null) {
            channel.write(peer.pending);
            if (!peer.pending.hasRemaining()) {
                peer.pending = null;
                key.interestOps(SelectionKey.OP_READ);
            }
            return;
        }
        buffer.clear();
        if (channel.read(buffer) < 0) {
            channel.close();
            return;
        }
        buffer.flip();
        channel.write(buffer);
        if (buffer.hasRemaining()) {
            peer.pending =
                    ByteBuffer.allocateDirect(buffer.remaining()).put(buffer).flip();
            key.interestOps(SelectionKey.OP_WRITE);
        }
    }
}
