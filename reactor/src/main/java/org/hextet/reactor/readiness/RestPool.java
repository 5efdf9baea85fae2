package org.hextet.reactor.readiness;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/** Memory for what the kernel did not take of lent ranges: two sizes, those of the windows. Of one loop only. */
public final class RestPool {

    private static final int KEPT = 32;

    private final ArrayDeque<ByteBuffer> small = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> large = new ArrayDeque<>();

    /** Empty; memory is taken when it is first needed. */
    public RestPool() {}

    /**
     * A copy of what remains.
     *
     * @param lent position to limit, at most {@link ReadyStream#LARGEST_WINDOW}; its position moves to its limit
     * @return direct memory, to be given back
     */
    public ByteBuffer copy(ByteBuffer lent) {
        boolean fitsSmall = lent.remaining() <= ReadyStream.SMALLEST_WINDOW;
        ByteBuffer copy = fitsSmall ? small.pollLast() : large.pollLast();
        if (copy == null) {
            copy = ByteBuffer.allocateDirect(fitsSmall ? ReadyStream.SMALLEST_WINDOW : ReadyStream.LARGEST_WINDOW);
        }
        return copy.clear().put(lent).flip();
    }

    /**
     * Gives memory back.
     *
     * @param copy of {@link #copy}
     */
    public void give(ByteBuffer copy) {
        ArrayDeque<ByteBuffer> pool = copy.capacity() == ReadyStream.SMALLEST_WINDOW ? small : large;
        if (pool.size() < KEPT) {
            pool.addLast(copy);
        }
    }
}
