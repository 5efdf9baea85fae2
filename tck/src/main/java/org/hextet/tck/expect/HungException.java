package org.hextet.tck.expect;

/** A call of a provider has not come back in time. It still has its thread. */
public final class HungException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    HungException(String message) {
        super(message);
    }
}
