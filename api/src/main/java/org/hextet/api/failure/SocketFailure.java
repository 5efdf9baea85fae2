package org.hextet.api.failure;

import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/** A socket failed: reset, aborted, too slow, out of descriptors, no IPv6, reactor closed. */
public final class SocketFailure extends SocketException implements NetworkFailure {

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
    SocketFailure(Facts facts, String message, @Nullable Throwable cause) {
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
    public SocketFailure asThrowable() {
        return this;
    }
}
