package org.hextet.api;

import java.io.IOException;

/**
 * No transport or resolver fits: none is there, none is available, or not the one that was named. The message lists
 * what was found.
 */
public final class NoProviderException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Whether the wanted provider is there, but unavailable. */
    private final boolean found;

    /**
     * Says why there is none.
     *
     * @param message what was sought, what was found, and why each was not taken
     * @param found whether the wanted one, or any, was found, and is unavailable here
     */
    public NoProviderException(String message, boolean found) {
        super(message);
        this.found = found;
    }

    /**
     * Tells "unavailable" from "not there".
     *
     * @return true if the wanted provider (or any, if none was named) is there but unavailable on this host; false if
     *     it was not found at all
     */
    public boolean wasFound() {
        return found;
    }
}
