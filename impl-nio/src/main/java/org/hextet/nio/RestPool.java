package org.hextet.nio;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** Memory for what the kernel did not take of lent ranges: two sizes, those of the windows. Of one loop only. */
final class RestPool {

    private static final int KEPT = 32;

    private final ArrayDeque<ByteBuffer> small = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> large = new ArrayDeque<>();

    /** A copy of what remains. */
    ByteBuffer copy(ByteBuffer lent) {
        boolean fitsSmall = lent.remaining() <= NioStream.SMALLEST_WINDOW;
        ByteBuffer copy = fitsSmall ? small.pollLast() : large.pollLast();
        if (copy == null) {
            copy = ByteBuffer.allocateDirect(fitsSmall ? NioStream.SMALLEST_WINDOW : NioStream.LARGEST_WINDOW);
        }
        return copy.clear().put(lent).flip();
    }

    void give(ByteBuffer copy) {
        ArrayDeque<ByteBuffer> pool = copy.capacity() == NioStream.SMALLEST_WINDOW ? small : large;
        if (pool.size() < KEPT) {
            pool.addLast(copy);
        }
    }
}
