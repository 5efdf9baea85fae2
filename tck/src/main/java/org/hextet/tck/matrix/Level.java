package org.hextet.tck.matrix;

/** How binding a row is. */
public enum Level {
    /** A FAIL fails the provider. */
    MUST,

    /** A FAIL is shown; the provider says why. */
    SHOULD,

    /** For information. */
    MAY
}
