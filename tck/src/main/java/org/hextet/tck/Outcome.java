package org.hextet.tck;

/** How a row went. Only {@link #PASS} is a pass. */
public enum Outcome {
    /** The behaviour is there. */
    PASS,

    /** The behaviour is not there, or the run left something behind, or hung. */
    FAIL,

    /** The provider does not declare the row's capability, or declares one without which the row has a meaning. */
    UNSUPPORTED,

    /** The environment lacks something; which, is in the detail. The verdict stays open. */
    NOT_RUN
}
