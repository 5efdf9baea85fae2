package org.hextet.reactor.readiness;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a driver over readiness keeps of one stream: its receive window, and the send that the kernel has not taken
 * whole. To be extended by the driver's own class of streams, so that a connection is one object. Of the loop only.
 */
public abstract class ReadyStream extends ReadySocket {

    /** The receive window at the beginning, in bytes. */
    public static final int SMALLEST_WINDOW = 64 << 10;

    /** The largest receive window, in bytes. */
    public static final int LARGEST_WINDOW = 256 << 10;

    private static final int SMALL_RECEIVES = 8;

    private int window = SMALLEST_WINDOW;
    private int smallReceives;

    private ByteBuffer @Nullable [] queued;
    private int queuedOffset;
    private int queuedLength;
    /** The rest of a lent range, in memory of a {@link RestPool}. */
    private @Nullable ByteBuffer rest;

    /**
     * For the driver's own class.
     *
     * @param handle of a {@link HandleTable}
     */
    protected ReadyStream(int handle) {
        super(handle);
    }

    /**
     * How much the next receive may take.
     *
     * @return bytes, {@link #SMALLEST_WINDOW} to {@link #LARGEST_WINDOW}
     */
    public final int window() {
        return window;
    }

    /**
     * The window follows what arrives: fourfold when it was filled, half after eight receives below half of it.
     *
     * @param received bytes, at most the window
     */
    public final void learn(int received) {
        if (received == window) {
            window = Math.min(window * 4, LARGEST_WINDOW);
            smallReceives = 0;
        } else if (received >= window / 2 || window == SMALLEST_WINDOW) {
            smallReceives = 0;
        } else if (++smallReceives == SMALL_RECEIVES) {
            window = Math.max(window / 2, SMALLEST_WINDOW);
            smallReceives = 0;
        }
    }

    /**
     * The kernel has not taken all of these.
     *
     * @param buffers as of {@link org.hextet.reactor.driver.Driver#send}
     * @param offset the first
     * @param length how many
     */
    public final void keepQueued(ByteBuffer[] buffers, int offset, int length) {
        queued = buffers;
        queuedOffset = offset;
        queuedLength = length;
    }

    /**
     * The kernel has not taken all of a lent range.
     *
     * @param copy what is left of it
     */
    public final void keepRest(ByteBuffer copy) {
        rest = copy;
    }

    /**
     * The rest of a lent range that is in flight.
     *
     * @return null if there is none
     */
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public final @Nullable ByteBuffer rest() {
        return rest;
    }

    /**
     * The queued buffers that are in flight.
     *
     * @return null if there are none; see {@link #queuedOffset()}, {@link #queuedLength()}
     */
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public final ByteBuffer @Nullable [] queued() {
        return queued;
    }

    /**
     * Where they begin.
     *
     * @return an index
     */
    public final int queuedOffset() {
        return queuedOffset;
    }

    /**
     * How many they are.
     *
     * @return 1 or more
     */
    public final int queuedLength() {
        return queuedLength;
    }

    /**
     * Whether a send is in flight.
     *
     * @return true if the kernel has not taken all
     */
    public final boolean hasUnsent() {
        return rest != null || queued != null;
    }

    /**
     * How much of the send in flight is not with the kernel.
     *
     * @return bytes, 0 if none is in flight
     */
    public final int unsent() {
        ByteBuffer own = rest;
        if (own != null) {
            return own.remaining();
        }
        ByteBuffer[] buffers = queued;
        return buffers == null ? 0 : remaining(buffers, queuedOffset, queuedLength);
    }

    /**
     * The send is over: forgets it, and gives back the memory of a lent rest.
     *
     * @param rests where it came from
     */
    public final void sendIsOver(RestPool rests) {
        ByteBuffer own = rest;
        rest = null;
        queued = null;
        if (own != null) {
            rests.give(own);
        }
    }

    /**
     * What several buffers hold.
     *
     * @param buffers any
     * @param offset the first
     * @param length how many
     * @return bytes
     */
    public static int remaining(ByteBuffer[] buffers, int offset, int length) {
        int total = 0;
        for (int i = offset; i < offset + length; i++) {
            total += buffers[i].remaining();
        }
        return total;
    }
}
