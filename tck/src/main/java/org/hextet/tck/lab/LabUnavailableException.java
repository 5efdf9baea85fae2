package org.hextet.tck.lab;

import java.io.IOException;

/** This host cannot make such a place; the message says why. */
public final class LabUnavailableException extends IOException {

    private static final long serialVersionUID = 1L;

    /**
     * Says why.
     *
     * @param why what is missing, half a sentence
     */
    public LabUnavailableException(String why) {
        super(why);
    }

    /**
     * What is missing.
     *
     * @return half a sentence
     */
    public String why() {
        return String.valueOf(getMessage());
    }
}
