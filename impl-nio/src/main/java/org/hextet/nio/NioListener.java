package org.hextet.nio;

import java.net.SocketOption;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;

/** A listening channel. */
final class NioListener extends NioSocket {

    final ServerSocketChannel server;
    /** For what it accepts. */
    final Map<SocketOption<?>, Object> accepted;

    NioListener(int handle, ServerSocketChannel server, SelectionKey key, Map<SocketOption<?>, Object> accepted) {
        super(handle, server, key, SelectionKey.OP_ACCEPT);
        this.server = server;
        this.accepted = accepted;
    }

    boolean isAccepting() {
        return !isClosed && isInterestedIn(SelectionKey.OP_ACCEPT);
    }
}
