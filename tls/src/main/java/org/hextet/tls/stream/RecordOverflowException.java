package org.hextet.tls.stream;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;

/** A record is longer than it may be. */
final class RecordOverflowException extends SSLException {

    private static final long serialVersionUID = 1L;

    /** A fatal record_overflow as a record of TLS 1.2, which TLS 1.3 writes too before it has keys. */
    private static final byte[] ALERT = {21, 3, 3, 0, 2, 2, 22};

    RecordOverflowException(int payload, int most) {
        super("a record of " + payload + " bytes was announced, the most is " + most);
    }

    static ByteBuffer alert() {
        return ByteBuffer.wrap(ALERT);
    }
}
