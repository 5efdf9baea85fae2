package org.hextet.endpoints.blocking;

import java.nio.ByteBuffer;

/** Bytes first in, first out, in one array that grows. Not thread-safe. */
final class ByteRing {

    private static final int FIRST_BYTES = 4096;

    private byte[] bytes = new byte[0];
    private int from;
    private int size;

    int size() {
        return size;
    }

    /** Takes all that remains. */
    void put(ByteBuffer source) {
        int count = source.remaining();
        makeRoom(count);
        int to = (from + size) % bytes.length;
        int first = Math.min(count, bytes.length - to);
        source.get(bytes, to, first);
        source.get(bytes, 0, count - first);
        size += count;
    }

    /** Gives as much as there is and is wanted. */
    int get(byte[] target, int offset, int length) {
        int count = Math.min(length, size);
        int first = Math.min(count, bytes.length - from);
        System.arraycopy(bytes, from, target, offset, first);
        System.arraycopy(bytes, 0, target, offset + first, count - first);
        drop(count);
        return count;
    }

    /** Takes some bytes of an array. */
    void put(byte[] source, int offset, int count) {
        makeRoom(count);
        int to = (from + size) % bytes.length;
        int first = Math.min(count, bytes.length - to);
        System.arraycopy(source, offset, bytes, to, first);
        System.arraycopy(source, offset + first, bytes, 0, count - first);
        size += count;
    }

    /** The bytes at the front that lie together, as they are: read before the next change, then dropped. */
    ByteBuffer front() {
        return ByteBuffer.wrap(bytes, from, Math.min(size, bytes.length - from));
    }

    /** One byte, 0 to 255; there must be one. */
    int get() {
        int one = bytes[from] & 0xff;
        drop(1);
        return one;
    }

    void drop(int count) {
        size -= count;
        from = size == 0 ? 0 : (from + count) % bytes.length;
    }

    private void makeRoom(int count) {
        if (bytes.length - size >= count && bytes.length > 0) {
            return;
        }
        long wanted = Math.max(Math.max(FIRST_BYTES, 2L * bytes.length), (long) size + count);
        byte[] roomy = new byte[(int) Math.min(wanted, Integer.MAX_VALUE - 8)];
        int first = Math.min(size, bytes.length - from);
        System.arraycopy(bytes, from, roomy, 0, first);
        System.arraycopy(bytes, 0, roomy, first, size - first);
        bytes = roomy;
        from = 0;
    }
}
