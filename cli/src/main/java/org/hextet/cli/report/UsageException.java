package org.hextet.cli.report;

/** The command line is wrong, on every host: exit status 2. */
public final class UsageException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /**
     * Says what is wrong.
     *
     * @param message one line: what, where, and what to write instead
     */
    public UsageException(String message) {
        super(message);
    }
}
