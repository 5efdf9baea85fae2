package org.hextet.examples.netty;

import io.netty.channel.ChannelHandlerContext;
import java.nio.channels.ServerSocketChannel;
import org.hextet.reactor.channels.Errnos;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.Errno;

/** A listening channel. */
final class NettyListener extends ChannelSocket {

    NettyListener(Sockets sockets, ServerChannel channel, ServerSocketChannel jdk) {
        super(sockets, channel, jdk);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        StreamChannel connection = (StreamChannel) accepted;
        if (isClosed()) {
            NettySocket.closeQuietly(connection.jdk());
            return;
        }
        NettyStream stream = new NettyStream(sockets, connection);
        try {
            stream.register();
        } catch (DriverException gone) {
            NettySocket.closeQuietly(connection.jdk());
            return;
        }
        sockets.events.accepted(handle(), stream.handle());
        sockets.turning.wakeUp();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable failed) {
        Throwable why = root(failed);
        Errno errno = Errnos.of(why);
        // All else concerns one peer, who is gone: Netty takes the next.
        if (errno.isExhaustion() && !isClosed()) {
            pauseReceiving();
            sockets.events.acceptFailed(handle(), errno, why);
            sockets.turning.wakeUp();
        }
    }
}
