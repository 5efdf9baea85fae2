package org.hextet.adapters;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A dead IPv6 address: on [::1] at some port a server that answers nobody. Its queue is full, so the kernel drops every
 * further SYN, as a black hole on the way would. The same port of 127.0.0.1 is free for one that lives.
 */
public final class DeadIpv6 implements AutoCloseable {

    private final ServerSocket dead = new ServerSocket();
    private final List<SocketChannel> queued = new ArrayList<>();

    private DeadIpv6(int port) throws IOException {
        dead.bind(new InetSocketAddress(TwoFamilies.ipv6(), port), 1);
        // One more than the backlog fits into the queue; the rest are in vain, and show it.
        for (int i = 0; i < 4; i++) {
            SocketChannel channel = SocketChannel.open();
            queued.add(channel);
            channel.configureBlocking(false);
            channel.connect(dead.getLocalSocketAddress());
        }
    }

    /** At a port that is free on 127.0.0.1 too. */
    public static DeadIpv6 open() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, TwoFamilies.ipv4())) {
            return at(free.getLocalPort());
        }
    }

    public static DeadIpv6 at(int port) throws IOException {
        return new DeadIpv6(port);
    }

    public int port() {
        return dead.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        for (SocketChannel channel : queued) {
            channel.close();
        }
        dead.close();
    }
}
