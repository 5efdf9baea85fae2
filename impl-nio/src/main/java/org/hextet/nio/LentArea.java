package org.hextet.nio;

import java.nio.ByteBuffer;
import org.hextet.reactor.readiness.ReadyStream;

/** The one receive buffer of a driver, and the read-only face of it that protocols see. */
final class LentArea {

    /** What lent memory holds after its callback, where the reactor is opened so. */
    private static final byte OVERWRITTEN = (byte) 0xDB;

    private final ByteBuffer area = ByteBuffer.allocateDirect(ReadyStream.LARGEST_WINDOW);
    private final ByteBuffer lent = area.asReadOnlyBuffer();
    private final boolean isOverwritten;

    LentArea(boolean isOverwritten) {
        this.isOverwritten = isOverwritten;
    }

    /** To receive so much into. */
    ByteBuffer empty(int length) {
        return area.clear().limit(length);
    }

    /** So much of what was received, to be lent; the same object always. */
    ByteBuffer lend(int length) {
        return lent.clear().limit(length);
    }

    /** What was lent last. */
    ByteBuffer lent() {
        return lent;
    }

    /** The callback to which so much was lent is over. */
    void takeBack(int length) {
        if (isOverwritten) {
            for (int i = 0; i < length; i++) {
                area.put(i, OVERWRITTEN);
            }
        }
    }
}
