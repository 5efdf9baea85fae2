package org.hextet.nio;

import java.net.SocketOption;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import org.hextet.reactor.readiness.ReadySocket;

/** A listening channel. */
final class NioListener extends ReadySocket implements NioSocket {

    final ServerSocketChannel server;
    private final NioRegistration registration;
    /** For what it accepts. */
    final Map<SocketOption<?>, Object> accepted;

    NioListener(int handle, ServerSocketChannel server, SelectionKey key, Map<SocketOption<?>, Object> accepted) {
        super(handle);
        this.server = server;
        this.registration = new NioRegistration(server, key, SelectionKey.OP_ACCEPT);
        this.accepted = accepted;
    }

    @Override
    public NioRegistration registration() {
        return registration;
    }

    boolean isAccepting() {
        return !isClosed() && registration.isInterestedIn(SelectionKey.OP_ACCEPT);
    }
}
