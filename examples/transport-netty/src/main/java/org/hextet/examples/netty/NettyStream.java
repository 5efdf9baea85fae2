package org.hextet.examples.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.hextet.reactor.channels.Errnos;
import org.hextet.reactor.driver.Errno;
import org.jspecify.annotations.Nullable;

/** A channel that connects or is connected, with one write under way at most. */
final class NettyStream extends ChannelSocket {

    private final StreamChannel stream;

    /** What is under way, and shrinks as the kernel takes it. */
    private @Nullable ByteBuf inFlight;

    /** What broke the way out, while the way in may still hold what the peer had sent before. */
    private @Nullable Throwable broken;

    private boolean inputEnded;
    private boolean isFailed;

    NettyStream(Sockets sockets, StreamChannel channel) {
        super(sockets, channel, channel.jdk());
        this.stream = channel;
    }

    // ---- connecting

    void connect(InetSocketAddress remote) {
        ChannelFuture connected = stream.connect(remote);
        if (connected.isDone()) {
            sockets.turning.found(() -> connected(connected));
        } else {
            // Told at once, and not in the next turn: Netty may read before that.
            connected.addListener(done -> connected(connected));
        }
    }

    private void connected(ChannelFuture connected) {
        if (isClosed()) {
            return;
        }
        if (connected.isSuccess()) {
            sockets.events.connected(handle());
        } else {
            fail(connected.cause());
        }
        sockets.turning.wakeUp();
    }

    private void fail(Throwable told) {
        if (!isClosed() && !isFailed) {
            isFailed = true;
            Throwable why = root(told);
            sockets.events.failed(handle(), Errnos.of(why), why);
        }
    }

    InetSocketAddress peer() {
        try {
            return (InetSocketAddress) stream.jdk().getRemoteAddress();
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    // ---- receiving

    @Override
    public void channelRead(ChannelHandlerContext context, Object received) {
        Loan loan = new Loan((ByteBuf) received, sockets.overwriteLent);
        if (!isClosed()) {
            sockets.loan = loan;
            sockets.events.received(handle(), loan.lent());
            sockets.loan = null;
            sockets.turning.wakeUp();
        }
        loan.giveBack();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event != ChannelInputShutdownEvent.INSTANCE || isClosed() || inputEnded) {
            return;
        }
        receivingEnds();
        Throwable why = broken;
        if (why != null) {
            fail(why);
        } else {
            sockets.events.inputEnded(handle());
        }
        sockets.turning.wakeUp();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable why) {
        receivingEnds();
        fail(why);
        sockets.turning.wakeUp();
    }

    private void receivingEnds() {
        inputEnded = true;
        pauseReceiving();
    }

    @Override
    public void resumeReceiving() {
        if (!inputEnded && !isFailed) {
            super.resumeReceiving();
        }
    }

    // ---- sending

    int send(ByteBuffer[] buffers, int offset, int length) {
        return send(Unpooled.wrappedBuffer(length, Arrays.copyOfRange(buffers, offset, offset + length)), null);
    }

    /** What is lent stays lent until it is sent: it need not be copied. */
    int sendLent(Loan loan) {
        return send(loan.toSend(), loan);
    }

    private int send(ByteBuf data, @Nullable Loan loan) {
        if (broken != null || isFailed) {
            data.release();
            giveBack(loan);
            return 0;
        }
        ChannelFuture written = stream.writeAndFlush(data);
        if (written.isDone()) {
            isWritten(written, loan);
            return 0;
        }
        inFlight = data;
        written.addListener(done -> {
            inFlight = null;
            isWritten(written, loan);
            if (!isClosed()) {
                sockets.events.sent(handle());
                sockets.turning.wakeUp();
            }
        });
        return data.readableBytes();
    }

    private void isWritten(ChannelFuture written, @Nullable Loan loan) {
        giveBack(loan);
        if (!written.isSuccess() && !isClosed()) {
            outputBroke(root(written.cause()));
        }
    }

    private static void giveBack(@Nullable Loan loan) {
        if (loan != null) {
            loan.giveBack();
        }
    }

    int unsent() {
        ByteBuf data = inFlight;
        return data == null ? 0 : data.readableBytes();
    }

    /**
     * After a reset the way in may still hold what the peer had sent before: the failure is told when that has been
     * read, or before the next turn if nothing can be read any more.
     */
    private void outputBroke(Throwable why) {
        broken = why;
        stream.stopWriting();
        Errno errno = Errnos.of(why);
        if (inputEnded || (errno != Errno.EPIPE && errno != Errno.ECONNRESET)) {
            sockets.turning.found(() -> fail(why));
        }
    }

    // ---- ending

    void shutdownOutput() {
        if (broken == null && !isFailed) {
            ChannelFuture shut = stream.shutdownOutput();
            if (!shut.isSuccess()) {
                outputBroke(root(shut.cause()));
            }
        }
    }

    void abort() {
        try {
            stream.config().setSoLinger(0);
        } catch (ChannelException gone) {
            // Then there is nobody to be reset.
            isFailed = true;
        }
        close();
    }
}
