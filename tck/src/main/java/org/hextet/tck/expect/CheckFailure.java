package org.hextet.tck.expect;

import org.jspecify.annotations.Nullable;

/** What a check saw is not what its row says. */
public final class CheckFailure extends AssertionError {

    private static final long serialVersionUID = 1L;

    /**
     * A failure of its own.
     *
     * @param message what was seen and what was expected, without a full stop
     */
    public CheckFailure(String message) {
        super(message);
    }

    /**
     * A failure that comes of another one.
     *
     * @param message what was seen and what was expected, without a full stop
     * @param cause what was thrown; null if nothing was
     */
    public CheckFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
