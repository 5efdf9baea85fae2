package org.hextet.api.failure;

import java.net.ConnectException;
import org.jspecify.annotations.Nullable;

/** A connect failed: refused, prohibited, or every attempt of it. */
@SuppressWarnings({"exports", "this-escape"}) // JSpecify is wanted at compile time only; initCause is the JDK's own
public class ConnectFailure extends ConnectException implements NetworkFailure {

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
    protected ConnectFailure(Facts facts, String message, @Nullable Throwable cause) {
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
    public ConnectFailure asThrowable() {
        return this;
    }
}
