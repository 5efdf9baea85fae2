package org.hextet.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.hextet.reactor.readiness.ReadyStream;
import org.jspecify.annotations.Nullable;

/** A channel that connects or is connected. */
final class NioStream extends ReadyStream implements NioSocket {

    final SocketChannel channel;
    private final NioRegistration registration;

    /** A connect that was decided, or a failure that was found, while nobody could be told. */
    boolean connectedAtOnce;

    @Nullable
    Throwable failure;
    /** What broke the way out, while the way in may still hold what the peer had sent before. */
    @Nullable
    Throwable brokenOutput;

    boolean inputEnded;

    NioStream(int handle, SocketChannel channel, SelectionKey key, int interest) {
        super(handle);
        this.channel = channel;
        this.registration = new NioRegistration(channel, key, interest);
    }

    @Override
    public NioRegistration registration() {
        return registration;
    }

    /** Hands queued buffers to the kernel; what it does not take stays here. Bytes left. */
    int send(ByteBuffer[] buffers, int offset, int length) throws IOException {
        if (length == 1) {
            channel.write(buffers[offset]);
        } else {
            channel.write(buffers, offset, length);
        }
        int left = remaining(buffers, offset, length);
        if (left > 0) {
            keepQueued(buffers, offset, length);
        }
        return left;
    }

    /** Goes on with the send in flight. Bytes left. */
    int goOn() throws IOException {
        ByteBuffer own = rest();
        if (own != null) {
            channel.write(own);
            return own.remaining();
        }
        ByteBuffer[] buffers = queued();
        return buffers == null ? 0 : send(buffers, queuedOffset(), queuedLength());
    }
}
