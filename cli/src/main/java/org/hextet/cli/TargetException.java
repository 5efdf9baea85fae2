package org.hextet.cli;

import java.util.Objects;

/** What went wrong with one of several things that a command was asked for. */
final class TargetException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String target;

    TargetException(String target, Throwable cause) {
        super(cause);
        this.target = target;
    }

    String target() {
        return target;
    }

    Throwable failure() {
        return Objects.requireNonNull(getCause(), "made with one");
    }
}
