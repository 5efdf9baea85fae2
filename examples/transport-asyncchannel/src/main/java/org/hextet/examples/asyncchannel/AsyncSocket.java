package org.hextet.examples.asyncchannel;

import java.io.IOException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.NetworkChannel;
import java.util.function.Consumer;

/** A channel with its handle and the number of its operations under way. Of the loop only. */
abstract class AsyncSocket {

    final int handle;
    final Sockets sockets;
    final NetworkChannel channel;
    boolean isClosed;

    private int operations;
    private boolean isGone;

    AsyncSocket(Sockets sockets, NetworkChannel channel) {
        this.handle = sockets.take();
        this.sockets = sockets;
        this.channel = channel;
    }

    /**
     * Hears of this socket's operations of one kind. The JDK may complete one inside the very call that began it; what
     * is done with it waits for the next turn.
     */
    final <T> CompletionHandler<T, Object> then(Consumer<T> done, Consumer<Throwable> failed) {
        return new CompletionHandler<>() {
            @Override
            public void completed(T result, Object attachment) {
                sockets.loop.happened(() -> ended(() -> done.accept(result)));
            }

            @Override
            public void failed(Throwable why, Object attachment) {
                sockets.loop.happened(() -> ended(() -> failed.accept(why)));
            }
        };
    }

    /** Called with each operation that is begun. */
    final void begun() {
        operations++;
    }

    private void ended(Runnable consequence) {
        operations--;
        consequence.run();
        tellIfGone();
    }

    /** Ends every operation; when the last one has said so, nothing uses the socket or its memory any more. */
    void close() {
        isClosed = true;
        closeQuietly(channel);
        sockets.loop.happened(this::tellIfGone);
    }

    private void tellIfGone() {
        if (isClosed && operations == 0 && !isGone) {
            isGone = true;
            sockets.gone(handle);
        }
    }

    static void closeQuietly(NetworkChannel channel) {
        try {
            channel.close();
        } catch (IOException gone) {
            // close(2) has let go of the descriptor whatever it says.
            return;
        }
    }
}
