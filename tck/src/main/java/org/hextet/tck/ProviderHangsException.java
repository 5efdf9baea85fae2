package org.hextet.tck;

/**
 * A provider hangs while providers are found, in its constructor for example. As long as it is there nobody finds any,
 * in a program no more than here. One that hangs later costs its rows only.
 */
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
