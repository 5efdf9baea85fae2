package org.hextet.examples.asyncchannel;

import java.net.SocketOption;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.Map;
import org.hextet.reactor.channels.ChannelOptions;
import org.hextet.reactor.channels.Errnos;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.Errno;
import org.jspecify.annotations.Nullable;

/** A listening channel, with one accept under way at most. */
final class AsyncListener extends AsyncSocket {

    private final AsynchronousServerSocketChannel server;
    private final Map<SocketOption<?>, Object> optionsOfAccepted;
    private final CompletionHandler<AsynchronousSocketChannel, Object> whenAccepted =
            then(this::accepted, this::acceptFailed);

    private boolean wanted = true;
    private boolean underWay;

    /** An accept cannot be called back: what it brings during a pause waits here. */
    private @Nullable AsynchronousSocketChannel early;

    AsyncListener(
            Sockets sockets, AsynchronousServerSocketChannel server, Map<SocketOption<?>, Object> optionsOfAccepted) {
        super(sockets, server);
        this.server = server;
        this.optionsOfAccepted = optionsOfAccepted;
    }

    void pause() {
        wanted = false;
    }

    void resume() {
        wanted = true;
        accept();
    }

    void accept() {
        if (!wanted || underWay || isClosed) {
            return;
        }
        underWay = true;
        begun();
        AsynchronousSocketChannel waiting = early;
        if (waiting != null) {
            early = null;
            whenAccepted.completed(waiting, this);
        } else {
            server.accept(this, whenAccepted);
        }
    }

    private void accepted(AsynchronousSocketChannel channel) {
        underWay = false;
        if (isClosed) {
            closeQuietly(channel);
        } else if (!wanted) {
            early = channel;
        } else {
            if (isPrepared(channel)) {
                AsyncStream stream = new AsyncStream(sockets, channel);
                sockets.events.accepted(handle, sockets.put(stream));
                stream.receive();
            }
            accept();
        }
    }

    /** If the peer has reset it already there is no connection. */
    private boolean isPrepared(AsynchronousSocketChannel channel) {
        try {
            ChannelOptions.set(channel, optionsOfAccepted);
            return true;
        } catch (DriverException | IllegalArgumentException failed) {
            closeQuietly(channel);
            return false;
        }
    }

    private void acceptFailed(Throwable why) {
        underWay = false;
        Errno errno = Errnos.of(why);
        if (isClosed) {
            return;
        }
        if (errno.isExhaustion()) {
            wanted = false;
            sockets.events.acceptFailed(handle, errno, why);
        } else {
            // It concerns one peer, who is gone: the next one.
            accept();
        }
    }

    @Override
    void close() {
        AsynchronousSocketChannel waiting = early;
        if (waiting != null) {
            closeQuietly(waiting);
        }
        super.close();
    }
}
