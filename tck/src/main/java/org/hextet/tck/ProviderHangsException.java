package org.hextet.tck;

/** A provider does not come back where no check is there to fail: it is found and asked what it can do before any. */
public final class ProviderHangsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Ends a run before it begins.
     *
     * @param message what hung, for how long, and where
     */
    public ProviderHangsException(String message) {
        super(message);
    }
}
