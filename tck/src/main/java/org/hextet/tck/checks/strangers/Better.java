package org.hextet.tck.checks.strangers;

/** Available, of a higher rank. */
public final class Better extends Stranger {

    /** For {@link java.util.ServiceLoader}. */
    public Better() {
        super("better", 60);
    }
}
