package org.hextet.tck;

import org.jspecify.annotations.Nullable;

/** What a check saw is not what its row says. */
final class CheckFailure extends AssertionError {

    private static final long serialVersionUID = 1L;

    CheckFailure(String message) {
        super(message);
    }

    CheckFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
