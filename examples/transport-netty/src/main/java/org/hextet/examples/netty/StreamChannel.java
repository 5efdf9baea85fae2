package org.hextet.examples.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.nio.NioIoOps;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.nio.channels.SocketChannel;
import org.hextet.reactor.readiness.ReadyStream;
import org.jspecify.annotations.Nullable;

/** Netty's channel, set up so that it leaves to the reactor what is the reactor's. */
final class StreamChannel extends NioSocketChannel {

    /** One read a turn, with a window that follows what arrives. */
    private static final int READS_PER_TURN = 1;

    /** What a read at the end of the stream gives. */
    private static final int END = -1;

    @SuppressWarnings({"NullAway", "this-escape"}) // Netty takes null for no parent
    StreamChannel(@Nullable Channel parent, SocketChannel socket) {
        super(parent, socket);
        config().setAllowHalfClosure(true)
                // After a failed write there may still be something to read.
                .setAutoClose(false)
                // Deadlines are the reactor's.
                .setConnectTimeoutMillis(0)
                .setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator(
                                ReadyStream.SMALLEST_WINDOW, ReadyStream.SMALLEST_WINDOW, ReadyStream.LARGEST_WINDOW)
                        .maxMessagesPerRead(READS_PER_TURN));
    }

    SocketChannel jdk() {
        return javaChannel();
    }

    /** Of a read that a signal interrupted the JDK gives a number of its own, which Netty would take for the end. */
    @Override
    protected int doReadBytes(ByteBuf into) throws Exception {
        int count = super.doReadBytes(into);
        return count < END ? 0 : count;
    }

    /** A write has failed. Left alone, Netty would go on asking whether there is room. */
    void stopWriting() {
        if (isRegistered() && isOpen()) {
            removeAndSubmit(NioIoOps.WRITE);
        }
    }
}
