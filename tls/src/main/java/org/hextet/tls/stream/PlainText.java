package org.hextet.tls.stream;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Where a record is decrypted to, and the read-only view of it that is lent. */
final class PlainText {

    private final ByteBuffer bytes;
    private final ByteBuffer view;

    PlainText(int size) {
        this.bytes = ByteBuffer.allocate(size);
        this.view = bytes.asReadOnlyBuffer();
    }

    /** Empty, to be filled. */
    ByteBuffer empty() {
        return bytes.clear();
    }

    int size() {
        return bytes.capacity();
    }

    int length() {
        return bytes.position();
    }

    /** What was filled in, to be lent. */
    ByteBuffer lend() {
        // The view is the same for all: the order that one protocol sets is not the next one's.
        return view.clear().limit(bytes.position()).order(ByteOrder.BIG_ENDIAN);
    }

    /** So that whoever keeps what was lent finds out. */
    void overwrite() {
        for (int i = 0; i < bytes.position(); i++) {
            bytes.put(i, (byte) 0xdb);
        }
    }
}
