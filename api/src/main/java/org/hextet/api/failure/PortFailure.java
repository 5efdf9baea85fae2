package org.hextet.api.failure;

import java.net.PortUnreachableException;
import org.jspecify.annotations.Nullable;

/** A peer's host answered a datagram: that port is closed. */
public final class PortFailure extends PortUnreachableException implements NetworkFailure {

    private static final long serialVersionUID = 1L;

    /** What it is about. */
    private final transient Facts facts;

    PortFailure(Facts facts, String message, @Nullable Throwable cause) {
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
    public PortFailure asThrowable() {
        return this;
    }
}
