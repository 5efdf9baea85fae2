package org.hextet.cli.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads standard input on a daemon thread of its own, since nothing else may wait for it, and hands the pieces to a
 * reader on the reactor's thread. There are two buffers: one is filled while the other is sent, and no more is read
 * than is given back.
 *
 * <p>What comes while nobody reads is kept for the next reader. Everything but {@link #start} is of the reactor's
 * thread only.
 */
public final class StandardInput {

    /** Large, so that a stream costs few changes of thread. */
    private static final int BUFFER_BYTES = 256 << 10;

    private static final int BUFFERS = 2;

    /** How long to wait where somebody made the descriptor non-blocking and nothing is there. */
    private static final long EMPTY_NANOS = 5_000_000L;

    /** Who gets the pieces. Called on the reactor's thread. */
    public interface Reader {

        /**
         * Bytes came.
         *
         * @param data to be given back by {@link StandardInput#giveBack}
         */
        void read(ByteBuffer data);

        /**
         * No more will come.
         *
         * @param why what the system said, if it is not simply the end
         */
        void ended(Optional<IOException> why);
    }

    private final ReadableByteChannel channel;
    private final Executor loop;
    private final BlockingQueue<ByteBuffer> free = new LinkedBlockingQueue<>();

    private final ArrayDeque<ByteBuffer> unread = new ArrayDeque<>();
    private boolean isEnded;
    private Optional<IOException> why = Optional.empty();
    private @Nullable Reader reader;

    /**
     * Prepares; {@link #start} begins to read.
     *
     * @param channel standard input
     * @param loop the reactor
     */
    public StandardInput(ReadableByteChannel channel, Executor loop) {
        this.channel = channel;
        this.loop = loop;
    }

    /** Begins to read. Once. */
    public void start() {
        for (int i = 0; i < BUFFERS; i++) {
            free.add(ByteBuffer.allocateDirect(BUFFER_BYTES));
        }
        Thread thread = new Thread(this::readAll, "hextet-stdin");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Hands everything to a reader from now on, what was kept first.
     *
     * @param next who reads, or null for nobody
     */
    public void attach(@Nullable Reader next) {
        reader = next;
        while (reader != null && !unread.isEmpty()) {
            reader.read(unread.remove());
        }
        if (reader != null && isEnded) {
            reader.ended(why);
        }
    }

    /**
     * Lets a buffer be filled again.
     *
     * @param data as {@link Reader#read} got it
     */
    public void giveBack(ByteBuffer data) {
        free.add(data);
    }

    private void readAll() {
        try {
            Optional<IOException> end = Optional.empty();
            try {
                while (true) {
                    ByteBuffer data = free.take();
                    data.clear();
                    int count = channel.read(data);
                    if (count < 0) {
                        break;
                    }
                    if (count == 0) {
                        LockSupport.parkNanos(EMPTY_NANOS);
                        free.add(data);
                        continue;
                    }
                    data.flip();
                    loop.execute(() -> received(data));
                }
            } catch (IOException failed) {
                end = Optional.of(failed);
            }
            Optional<IOException> known = end;
            loop.execute(() -> ended(known));
        } catch (RejectedExecutionException closed) {
            // The reactor is gone, and nobody wants the rest.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void received(ByteBuffer data) {
        if (reader == null) {
            unread.add(data);
        } else {
            reader.read(data);
        }
    }

    private void ended(Optional<IOException> cause) {
        isEnded = true;
        why = cause;
        if (reader != null) {
            reader.ended(cause);
        }
    }
}
