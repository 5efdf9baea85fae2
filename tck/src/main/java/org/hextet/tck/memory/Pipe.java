package org.hextet.tck.memory;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection: what the writer's kernel, the wire and the reader's kernel hold together, which is
 * bounded.
 */
final class Pipe {

    private final int capacity;
    private final Deque<ByteBuffer> held = new ArrayDeque<>();
    private int heldBytes;
    private boolean ended;
    private boolean reset;
    private boolean readerGone;
    private @Nullable MemoryConnection reader;
    private @Nullable MemoryConnection writer;

    Pipe(int capacity) {
        this.capacity = capacity;
    }

    void connectReader(MemoryConnection connection) {
        reader = connection;
        connection.wake();
    }

    void connectWriter(MemoryConnection connection) {
        writer = connection;
    }

    int space() {
        return readerGone ? Integer.MAX_VALUE : capacity - heldBytes;
    }

    /** Takes bytes, as many as there is space for. True if the reader is gone and will answer with a reset. */
    boolean put(ByteBuffer data) {
        if (readerGone) {
            data.position(data.limit());
            return true;
        }
        int bytes = Math.min(space(), data.remaining());
        ByteBuffer copy = ByteBuffer.allocate(bytes);
        copy.put(data.slice().limit(bytes)).flip();
        data.position(data.position() + bytes);
        held.add(copy);
        heldBytes += bytes;
        wakeReader();
        return false;
    }

    /** The next bytes, at most so many; null if there are none now. */
    @Nullable
    ByteBuffer take(int most) {
        ByteBuffer first = held.peek();
        if (first == null) {
            return null;
        }
        int bytes = Math.min(most, first.remaining());
        ByteBuffer taken = ByteBuffer.allocate(bytes);
        taken.put(first.slice().limit(bytes)).flip();
        first.position(first.position() + bytes);
        if (!first.hasRemaining()) {
            held.remove();
        }
        heldBytes -= bytes;
        if (writer != null) {
            writer.wake();
        }
        return taken;
    }

    void end() {
        ended = true;
        wakeReader();
    }

    /** A FIN was sent and all before it was taken. */
    boolean isAtEnd() {
        return ended && held.isEmpty();
    }

    void reset() {
        reset = true;
        held.clear();
        heldBytes = 0;
        wakeReader();
    }

    boolean isReset() {
        return reset;
    }

    /** Nobody will take what is held; the writer is not kept waiting. */
    void readerGone() {
        readerGone = true;
        held.clear();
        heldBytes = 0;
        if (writer != null) {
            writer.wake();
        }
    }

    private void wakeReader() {
        if (reader != null) {
            reader.wake();
        }
    }
}
