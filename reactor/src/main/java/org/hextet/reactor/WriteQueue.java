package org.hextet.reactor;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.hextet.reactor.driver.Driver;
import org.jspecify.annotations.Nullable;

/** The copied bytes of one connection that wait to be sent, in pooled chunks. Of the loop only. */
final class WriteQueue {

    /** Chunks of one send: so much leaves at once, and so often progress is seen. */
    private static final int PER_SEND = 32;

    private final ChunkPool pool;
    /** Made when first needed: most connections never queue. */
    private @Nullable ArrayDeque<ByteBuffer> waiting;
    /** The last of {@link #waiting}, being filled: its position is the end of its bytes. */
    private @Nullable ByteBuffer filling;

    private ByteBuffer @Nullable [] sending;
    private int sendingCount;
    private long waitingBytes;

    WriteQueue(ChunkPool pool) {
        this.pool = pool;
    }

    boolean isEmpty() {
        return waitingBytes == 0;
    }

    /** Bytes that are in no send yet. */
    long waitingBytes() {
        return waitingBytes;
    }

    private ArrayDeque<ByteBuffer> waiting() {
        ArrayDeque<ByteBuffer> chunks = waiting;
        if (chunks == null) {
            chunks = new ArrayDeque<>(4);
            waiting = chunks;
        }
        return chunks;
    }

    /** Copies all that remains in {@code data}. */
    void append(ByteBuffer data) {
        waitingBytes += data.remaining();
        while (data.hasRemaining()) {
            ByteBuffer chunk = filling;
            if (chunk == null || !chunk.hasRemaining()) {
                chunk = pool.take();
                waiting().addLast(chunk);
                filling = chunk;
            }
            int length = Math.min(chunk.remaining(), data.remaining());
            chunk.put(chunk.position(), data, data.position(), length);
            chunk.position(chunk.position() + length);
            data.position(data.position() + length);
        }
    }

    /** Hands the first chunks to the driver. Bytes still in flight; 0 if none, and the chunks are free again. */
    int send(Driver driver, int handle) {
        ByteBuffer[] batch = sending;
        if (batch == null) {
            batch = new ByteBuffer[PER_SEND];
            sending = batch;
        }
        int count = 0;
        while (count < PER_SEND) {
            ByteBuffer chunk = waiting().pollFirst();
            if (chunk == null) {
                break;
            }
            chunk.flip();
            waitingBytes -= chunk.remaining();
            batch[count++] = chunk;
        }
        if (waiting().isEmpty()) {
            filling = null;
        }
        sendingCount = count;
        int left = driver.send(handle, batch, 0, count);
        if (left == 0) {
            release();
        }
        return left;
    }

    /** The send in flight is done, if it was of this queue: its chunks are free again. */
    @SuppressWarnings("NullAway") // a slot whose chunk went back to the pool must not keep it alive
    void release() {
        ByteBuffer[] batch = sending;
        if (batch == null) {
            return;
        }
        for (int i = 0; i < sendingCount; i++) {
            pool.give(batch[i]);
            batch[i] = null;
        }
        sendingCount = 0;
    }

    /** Drops what waits. What is in flight belongs to the driver until the handle is closed. */
    void drop() {
        ArrayDeque<ByteBuffer> dropped = waiting;
        if (dropped != null) {
            dropped.forEach(pool::give);
            waiting = null;
        }
        filling = null;
        waitingBytes = 0;
    }
}
