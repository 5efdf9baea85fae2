package org.hextet.examples.netty;

import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.SocketOption;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import org.hextet.reactor.channels.ChannelOptions;
import org.hextet.reactor.driver.DriverException;

/** Netty's channel, whose accepted channels are {@link StreamChannel}s with their options set. */
final class ServerChannel extends NioServerSocketChannel {

    private final Map<SocketOption<?>, Object> optionsOfAccepted;

    ServerChannel(ServerSocketChannel socket, Map<SocketOption<?>, Object> optionsOfAccepted) {
        super(socket);
        this.optionsOfAccepted = optionsOfAccepted;
    }

    @Override
    protected int doReadMessages(List<Object> accepted) throws Exception {
        SocketChannel next = javaChannel().accept();
        if (next == null) {
            return 0;
        }
        try {
            StreamChannel connection = new StreamChannel(this, next);
            // Only now: Netty has set some of its own.
            ChannelOptions.set(next, optionsOfAccepted);
            accepted.add(connection);
        } catch (DriverException | RuntimeException gone) {
            // The peer reset it before it was ours: there is no connection.
            next.close();
        }
        return 1;
    }
}
