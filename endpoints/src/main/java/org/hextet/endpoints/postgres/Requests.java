package org.hextet.endpoints.postgres;

import java.nio.ByteBuffer;

/** What a client of PostgreSQL may ask before it starts: messages of 8 bytes, a length and a code. */
enum Requests {
    /** SSLRequest. */
    TLS(80_877_103),
    /** GSSENCRequest. */
    GSS(80_877_104),
    /** CancelRequest, which is longer. */
    CANCEL(80_877_102);

    static final int LENGTH = 8;

    private final int code;

    Requests(int code) {
        this.code = code;
    }

    boolean isCode(int number) {
        return code == number;
    }

    ByteBuffer message() {
        return ByteBuffer.allocate(LENGTH).putInt(LENGTH).putInt(code).flip();
    }
}
