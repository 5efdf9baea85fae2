package org.hextet.examples.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.nio.channels.NetworkChannel;
import org.hextet.reactor.channels.Errnos;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.DriverException.Step;

/**
 * A channel of Netty's with its handle, and the handler that hears of it. Netty calls it between the reactor's turns;
 * each thing that it tells the reactor is followed by one. Of the loop only.
 */
abstract class ChannelSocket extends ChannelInboundHandlerAdapter implements NettySocket {

    final Sockets sockets;

    private final int handle;
    private final Channel channel;
    private final NetworkChannel jdk;
    private boolean isClosed;

    ChannelSocket(Sockets sockets, Channel channel, NetworkChannel jdk) {
        this.sockets = sockets;
        this.channel = channel;
        this.jdk = jdk;
        this.handle = sockets.take();
    }

    /** Hands the channel to the event loop, which is the one that calls: it is there when this returns. */
    final void register() throws DriverException {
        sockets.put(this);
        channel.pipeline().addLast(this);
        ChannelFuture registered = sockets.eventLoop.register(channel);
        if (!registered.isSuccess()) {
            sockets.release(handle);
            Throwable why = root(registered.cause());
            throw new DriverException(Step.OTHER, Errnos.of(why), why);
        }
    }

    @Override
    public final int handle() {
        return handle;
    }

    @Override
    public final NetworkChannel jdk() {
        return jdk;
    }

    final boolean isClosed() {
        return isClosed;
    }

    @Override
    public final void pauseReceiving() {
        channel.config().setAutoRead(false);
    }

    @Override
    public void resumeReceiving() {
        channel.config().setAutoRead(true);
    }

    @Override
    public final void close() {
        isClosed = true;
        channel.close().addListener(done -> sockets.turning.closed(() -> sockets.gone(handle)));
    }

    /** What the JDK said: Netty tells it with words of its own, as the cause. */
    static Throwable root(Throwable told) {
        Throwable cause = told.getCause();
        boolean isWrapped = told instanceof ChannelException || cause instanceof IOException;
        return isWrapped && cause != null ? cause : told;
    }
}
