package org.hextet.reactor;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.hextet.reactor.driver.Driver;

/** Memory for queued writes, kept for the next: of one loop only. */
final class ChunkPool {

    /** A chunk's size. */
    static final int CHUNK = 32 << 10;

    /** How many free chunks are kept; those of a burst beyond it are left to the garbage collector. */
    private static final int KEPT = 256;

    private final Driver driver;
    private final ArrayDeque<ByteBuffer> free = new ArrayDeque<>();

    ChunkPool(Driver driver) {
        this.driver = driver;
    }

    ByteBuffer take() {
        ByteBuffer chunk = free.pollLast();
        return chunk == null ? driver.allocate(CHUNK) : chunk.clear();
    }

    void give(ByteBuffer chunk) {
        if (free.size() < KEPT) {
            free.addLast(chunk);
        }
    }
}
