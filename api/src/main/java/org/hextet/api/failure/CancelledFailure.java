package org.hextet.api.failure;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** The operation was cancelled on this side. */
public final class CancelledFailure extends CancellationException implements NetworkFailure {

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
    CancelledFailure(Facts facts, String message, @Nullable Throwable cause) {
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
    public CancelledFailure asThrowable() {
        return this;
    }
}
