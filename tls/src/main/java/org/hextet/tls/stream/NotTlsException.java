package org.hextet.tls.stream;

import javax.net.ssl.SSLException;

/** What came is no record of TLS. */
final class NotTlsException extends SSLException {

    private static final long serialVersionUID = 1L;

    NotTlsException(String message) {
        super(message);
    }
}
