package org.hextet.tck;

/** The environment lacks what a check needs. */
final class NotRunException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NotRunException(String why) {
        super(why);
    }

    /** What the environment lacks. */
    String why() {
        return String.valueOf(getMessage());
    }
}
