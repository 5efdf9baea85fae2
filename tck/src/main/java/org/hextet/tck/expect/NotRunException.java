package org.hextet.tck.expect;

/** The environment lacks what a check needs. */
public final class NotRunException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Ends a check without a verdict.
     *
     * @param why what the environment lacks
     */
    public NotRunException(String why) {
        super(why);
    }

    /**
     * What the environment lacks.
     *
     * @return as it was given
     */
    public String why() {
        return String.valueOf(getMessage());
    }
}
