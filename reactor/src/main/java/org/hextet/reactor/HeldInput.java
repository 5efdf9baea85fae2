package org.hextet.reactor;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that a driver still reported after a pause: at most one receive window. Kept until resume. Of the loop only.
 */
final class HeldInput {

    private final ArrayDeque<ByteBuffer> pieces = new ArrayDeque<>(2);

    void add(ByteBuffer lent) {
        ByteBuffer copy = ByteBuffer.allocate(lent.remaining());
        copy.put(lent).flip();
        pieces.addLast(copy.asReadOnlyBuffer());
    }

    @Nullable
    ByteBuffer next() {
        return pieces.pollFirst();
    }

    boolean isEmpty() {
        return pieces.isEmpty();
    }
}
