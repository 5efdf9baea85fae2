package org.hextet.tck.checks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Content to write. */
final class Bytes {

    private Bytes() {}

    static ByteBuffer of(String ascii) {
        return ByteBuffer.wrap(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    static ByteBuffer zeros(int count) {
        return ByteBuffer.allocate(count);
    }
}
