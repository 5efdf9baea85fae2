package org.hextet.nio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A channel that connects or is connected: its receive window, and the send that the kernel has not taken whole. */
final class NioStream extends NioSocket {

    static final int SMALLEST_WINDOW = 64 << 10;
    static final int LARGEST_WINDOW = 256 << 10;
    private static final int SMALL_RECEIVES = 8;

    final SocketChannel stream;

    /** A connect that was decided, or a failure that was found, while nobody could be told. */
    boolean connectedAtOnce;

    @Nullable
    Throwable failure;
    /** What broke the way out, while the way in may still hold what the peer had sent before. */
    @Nullable
    Throwable brokenOutput;

    boolean inputEnded;

    private int window = SMALLEST_WINDOW;
    private int smallReceives;

    private ByteBuffer @Nullable [] queued;
    private int queuedOffset;
    private int queuedLength;
    /** The rest of a lent range, in memory of our own. */
    private @Nullable ByteBuffer rest;

    NioStream(int handle, SocketChannel stream, SelectionKey key, int interest) {
        super(handle, stream, key, interest);
        this.stream = stream;
    }

    int window() {
        return window;
    }

    /** The window follows what arrives: fourfold when it was filled, half after eight receives below half of it. */
    void learn(int received) {
        if (received == window) {
            window = Math.min(window * 4, LARGEST_WINDOW);
            smallReceives = 0;
        } else if (received >= window / 2) {
            smallReceives = 0;
        } else if (++smallReceives == SMALL_RECEIVES) {
            window = Math.max(window / 2, SMALLEST_WINDOW);
            smallReceives = 0;
        }
    }

    /** Hands queued buffers to the kernel; what it does not take stays here. Bytes left. */
    int send(ByteBuffer[] buffers, int offset, int length) throws IOException {
        if (length == 1) {
            stream.write(buffers[offset]);
        } else {
            stream.write(buffers, offset, length);
        }
        int left = remaining(buffers, offset, length);
        if (left > 0) {
            queued = buffers;
            queuedOffset = offset;
            queuedLength = length;
        }
        return left;
    }

    /** Keeps the rest of a lent range. */
    void keep(ByteBuffer copy) {
        rest = copy;
    }

    /** Goes on with the send in flight. Bytes left. */
    int goOn() throws IOException {
        ByteBuffer own = rest;
        if (own != null) {
            stream.write(own);
            return own.remaining();
        }
        ByteBuffer[] buffers = queued;
        return buffers == null ? 0 : send(buffers, queuedOffset, queuedLength);
    }

    boolean hasUnsent() {
        return rest != null || queued != null;
    }

    int unsent() {
        ByteBuffer own = rest;
        if (own != null) {
            return own.remaining();
        }
        ByteBuffer[] buffers = queued;
        return buffers == null ? 0 : remaining(buffers, queuedOffset, queuedLength);
    }

    /** The send is over: forgets it, and gives back the memory of its rest, if it had one. */
    @Nullable
    ByteBuffer sendIsOver() {
        ByteBuffer own = rest;
        rest = null;
        queued = null;
        return own;
    }

    private static int remaining(ByteBuffer[] buffers, int offset, int length) {
        int total = 0;
        for (int i = offset; i < offset + length; i++) {
            total += buffers[i].remaining();
        }
        return total;
    }
}
