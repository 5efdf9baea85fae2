package org.hextet.endpoints.framing;

import java.nio.ByteBuffer;

/**
 * Bytes that could not be delivered yet, in order. Grows with what comes; gives its memory back when it is empty and
 * large.
 */
final class Remainder {

    private static final int FIRST_BYTES = 256;
    private static final int KEPT_BYTES = 4096;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private ByteBuffer bytes = NOTHING;
    private ByteBuffer readOnly = NOTHING.asReadOnlyBuffer();
    private int from;
    private int to;

    boolean isEmpty() {
        return from == to;
    }

    int size() {
        return to - from;
    }

    /** Where the bytes begin in {@link #view()}. */
    int from() {
        return from;
    }

    /** Where they end. */
    int to() {
        return to;
    }

    /** For absolute access, and to lend: read-only, the same object until more bytes are added. */
    ByteBuffer view() {
        return readOnly;
    }

    /** Adds bytes of another buffer, whose position and limit stay. */
    void add(ByteBuffer source, int at, int count) {
        if (bytes.capacity() - to < count) {
            makeRoom(count);
        }
        bytes.put(to, source, at, count);
        to += count;
    }

    private void makeRoom(int count) {
        int size = size();
        ByteBuffer kept = bytes.slice(from, size);
        if (bytes.capacity() - size < count) {
            long wanted = Math.max(Math.max(FIRST_BYTES, 2L * bytes.capacity()), (long) size + count);
            bytes = ByteBuffer.allocate((int) Math.min(wanted, Integer.MAX_VALUE - 8));
            readOnly = bytes.asReadOnlyBuffer();
        }
        bytes.put(0, kept, 0, size);
        from = 0;
        to = size;
    }

    /** Drops bytes from the front. */
    void drop(int count) {
        from += count;
        if (from == to) {
            from = 0;
            to = 0;
            if (bytes.capacity() > KEPT_BYTES) {
                bytes = NOTHING;
                readOnly = NOTHING.asReadOnlyBuffer();
            }
        }
    }
}
