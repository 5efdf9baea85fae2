package org.hextet.tls.stream;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Finds the records in what comes. What is not whole, or not wanted yet, is kept. */
final class RecordInput {

    /** What is kept for longer than a callback and is no longer than this gets a buffer of its own length. */
    private static final int LITTLE = 1024;

    private final BufferPool pool;

    /** From position to limit. */
    private @Nullable ByteBuffer kept;

    private int length;

    RecordInput(BufferPool pool) {
        this.pool = pool;
    }

    /**
     * The next record, if it is whole. It is copied: engines decrypt in place, and what is lent is read-only.
     *
     * @param lent what came; it is read from when what was kept is not enough
     * @return begins with it at its position; null if none is whole: all that was lent is kept then
     */
    @Nullable
    ByteBuffer next(ByteBuffer lent) throws SSLException {
        if (kept == null && lent.hasRemaining()) {
            int whole = RecordHeader.wholeLength(lent);
            append(fresh(RecordHeader.LENGTH), lent, whole < 0 ? lent.remaining() : Math.min(whole, lent.remaining()));
        }
        ByteBuffer before = kept;
        if (before == null) {
            return null;
        }
        while (!isWhole(before)) {
            if (!lent.hasRemaining()) {
                return null;
            }
            int wanted = (length < 0 ? RecordHeader.LENGTH : length) - before.remaining();
            before = append(before, lent, Math.min(wanted, lent.remaining()));
        }
        return before;
    }

    private boolean isWhole(ByteBuffer from) throws SSLException {
        length = RecordHeader.wholeLength(from);
        return length >= 0 && from.remaining() >= length;
    }

    /** How long the record is that {@link #next} found, header included. */
    int length() {
        return length;
    }

    /** The record was taken. */
    void taken() {
        ByteBuffer before = kept;
        if (before != null && !before.hasRemaining()) {
            drop();
        }
    }

    /** Keeps all of it. */
    void keep(ByteBuffer lent) {
        if (lent.hasRemaining()) {
            ByteBuffer before = kept;
            append(before == null ? fresh(lent.remaining()) : before, lent, lent.remaining());
        }
    }

    /** The callback is over: many slow peers must not hold a whole record's buffer each. */
    void rest() {
        ByteBuffer before = kept;
        if (before != null && before.remaining() <= LITTLE && before.capacity() > LITTLE) {
            kept = ByteBuffer.allocate(before.remaining()).put(before).flip();
            pool.give(before);
        }
    }

    int keptBytes() {
        ByteBuffer before = kept;
        return before == null ? 0 : before.remaining();
    }

    /** Gives its buffer back. */
    void drop() {
        ByteBuffer before = kept;
        if (before != null) {
            kept = null;
            pool.give(before);
        }
    }

    private ByteBuffer fresh(int atLeast) {
        ByteBuffer buffer = atLeast <= LoopBuffers.RECORD ? pool.take() : ByteBuffer.allocate(atLeast);
        return buffer.limit(0);
    }

    private ByteBuffer append(ByteBuffer to, ByteBuffer lent, int count) {
        ByteBuffer target = to;
        if (target.capacity() - target.limit() < count) {
            if (target.capacity() - target.remaining() >= count) {
                target.compact().flip();
            } else {
                target = fresh(Math.max(to.remaining() + count, 2 * to.capacity()));
                target.limit(to.remaining()).put(to).flip();
                pool.give(to);
            }
        }
        int position = target.position();
        int end = target.limit();
        int limit = lent.limit();
        lent.limit(lent.position() + count);
        target.limit(end + count).position(end);
        target.put(lent).position(position);
        lent.limit(limit);
        kept = target;
        return target;
    }
}
