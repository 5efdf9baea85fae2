package org.hextet.api.failure;

import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** TLS failed, or its stream ended without close_notify. */
public final class TlsFailure extends SSLException implements NetworkFailure {

    private static final long serialVersionUID = 1L;

    /** What it is about. */
    private final transient Facts facts;

    /**
     * Made by {@link Failures}, or by a subclass with more to tell.
     *
     * @param facts what it is about
     * @param message one line for people
     * @param cause the platform's own exception, if there was one
     */
    TlsFailure(Facts facts, String message, @Nullable Throwable cause) {
        super(message);
        this.facts = facts;
        if (cause != null) {
            initCause(cause);
        }
    }

    @Override
    public Facts facts() {
        return facts;
    }

    @Override
    public TlsFailure asThrowable() {
        return this;
    }
}
