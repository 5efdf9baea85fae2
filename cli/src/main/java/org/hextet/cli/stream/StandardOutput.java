package org.hextet.cli.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes standard output on a thread of its own, so that a slow reader of it holds up nothing but its own bytes. What
 * waits is bounded by whoever writes: he stops while {@link #isFull}, and is told when there is room again.
 */
public final class StandardOutput {

    private static final int CHUNK_BYTES = 256 << 10;

    /** More than this waiting is full; a quarter of it is room again. */
    private static final long FULL_BYTES = 2L << 20;

    private static final long ROOM_BYTES = FULL_BYTES / 4;

    /** How long to wait where somebody made the descriptor non-blocking and it takes nothing. */
    private static final long STUCK_NANOS = 1_000_000L;

    /** Who writes. Called on the reactor's thread. */
    public interface Writer {

        /** There is room again. */
        void room();

        /**
         * Nobody takes the bytes any more; all that is written from now on is dropped.
         *
         * @param why what the system said
         */
        void broken(IOException why);
    }

    private final WritableByteChannel channel;
    private final Executor loop;
    private final ArrayDeque<ByteBuffer> filled = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> empty = new ArrayDeque<>();
    private final Thread thread;

    /** Being filled; of the queue, and its last. */
    private @Nullable ByteBuffer filling;

    private long waiting;
    private boolean isFull;
    private boolean isEnding;
    private @Nullable IOException failure;

    /** Of the reactor's thread only. */
    private @Nullable Writer writer;

    /**
     * Prepares; {@link #start} begins to write.
     *
     * @param channel standard output
     * @param loop the reactor
     */
    public StandardOutput(WritableByteChannel channel, Executor loop) {
        this.channel = channel;
        this.loop = loop;
        this.thread = new Thread(this::writeAll, "hextet-stdout");
        thread.setDaemon(true);
    }

    /** Begins to write. Once. */
    public void start() {
        thread.start();
    }

    /**
     * Says who is to be told. On the reactor's thread.
     *
     * @param next who writes from now on, or null for nobody
     */
    public void attach(@Nullable Writer next) {
        writer = next;
        Optional<IOException> why = failure();
        if (next != null && why.isPresent()) {
            next.broken(why.get());
        }
    }

    /**
     * Takes bytes. Never blocks.
     *
     * @param data all of it is copied
     */
    public synchronized void write(ByteBuffer data) {
        if (failure != null) {
            return;
        }
        waiting += data.remaining();
        while (data.hasRemaining()) {
            ByteBuffer chunk = chunk();
            int count = Math.min(chunk.remaining(), data.remaining());
            int limit = data.limit();
            data.limit(data.position() + count);
            chunk.put(data);
            data.limit(limit);
        }
        isFull = isFull || waiting > FULL_BYTES;
        notifyAll();
    }

    private ByteBuffer chunk() {
        ByteBuffer chunk = filling;
        if (chunk != null && chunk.hasRemaining()) {
            return chunk;
        }
        ByteBuffer next = empty.isEmpty() ? ByteBuffer.allocateDirect(CHUNK_BYTES) : empty.remove();
        filled.add(next);
        filling = next;
        return next;
    }

    /**
     * Whether more than enough waits.
     *
     * @return true until {@link Writer#room}
     */
    public synchronized boolean isFull() {
        return isFull;
    }

    /**
     * What broke it.
     *
     * @return empty while it works
     */
    public synchronized Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * Waits until everything is written, or cannot be. Not on the reactor's thread.
     *
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public void finish() throws InterruptedException {
        synchronized (this) {
            isEnding = true;
            notifyAll();
        }
        thread.join();
    }

    /**
     * EPIPE, or EBADF where standard output was closed from the start: who does not want the bytes is not told of it.
     *
     * @param why what broke it
     * @return true if that is no failure of anybody's
     */
    public static boolean isNobodyThere(IOException why) {
        String message = String.valueOf(why.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("broken pipe")
                || message.contains("bad file descriptor")
                || why instanceof ClosedChannelException;
    }

    private void writeAll() {
        try {
            for (ByteBuffer chunk = next(); chunk != null; chunk = next()) {
                int count = chunk.flip().remaining();
                while (chunk.hasRemaining()) {
                    if (channel.write(chunk) == 0) {
                        LockSupport.parkNanos(STUCK_NANOS);
                    }
                }
                if (written(chunk, count)) {
                    tell(Writer::room);
                }
            }
        } catch (IOException broken) {
            synchronized (this) {
                failure = broken;
                filled.clear();
                filling = null;
            }
            tell(told -> told.broken(broken));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** The next chunk to write; null at the end. */
    private synchronized @Nullable ByteBuffer next() throws InterruptedException {
        while (filled.isEmpty() && !isEnding) {
            wait();
        }
        ByteBuffer chunk = filled.poll();
        if (filled.isEmpty()) {
            filling = null;
        }
        return chunk;
    }

    /** True if there is room where there was none. */
    private synchronized boolean written(ByteBuffer chunk, int count) {
        chunk.clear();
        empty.add(chunk);
        waiting -= count;
        boolean hasRoom = isFull && waiting <= ROOM_BYTES;
        isFull = isFull && !hasRoom;
        return hasRoom;
    }

    private void tell(Consumer<Writer> what) {
        try {
            loop.execute(() -> {
                if (writer != null) {
                    what.accept(writer);
                }
            });
        } catch (RejectedExecutionException closed) {
            // The reactor is gone: nobody writes any more.
        }
    }
}
