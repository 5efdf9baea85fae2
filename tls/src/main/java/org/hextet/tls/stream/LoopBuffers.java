package org.hextet.tls.stream;

import java.util.ArrayDeque;

/**
 * What the connections of one loop share, so that an idle one holds no buffer. A layer on a layer (TLS in TLS) takes
 * its own while the other is in use.
 */
final class LoopBuffers {

    /** The most plain text of one record, RFC 8446, section 5.1. */
    static final int RECORD_PAYLOAD = 1 << 14;

    /** The longest record there may be, header included: TLS 1.2 allows 2,048 bytes more than its payload. */
    static final int RECORD = 5 + RECORD_PAYLOAD + 2048;

    /** Records that leave in one write. */
    private static final int FLIGHT_RECORDS = 4;

    private static final ThreadLocal<LoopBuffers> OF_THREAD = ThreadLocal.withInitial(LoopBuffers::new);

    /** For plain text on its way out, and for records that have not come whole. */
    final BufferPool records = new BufferPool(RECORD, 64);

    /** For records on their way out. */
    final BufferPool flights = new BufferPool(FLIGHT_RECORDS * RECORD, 2);

    private final ArrayDeque<PlainText> plainTexts = new ArrayDeque<>();

    private LoopBuffers() {}

    /** For one record's plain text on its way in, to be given back. */
    PlainText takePlainText() {
        PlainText free = plainTexts.pollLast();
        return free == null ? new PlainText(RECORD) : free;
    }

    void give(PlainText plainText) {
        if (plainText.size() == RECORD) {
            plainTexts.addLast(plainText);
        }
    }

    /** Those of the running thread, which is a reactor's. */
    static LoopBuffers ofThread() {
        return OF_THREAD.get();
    }
}
