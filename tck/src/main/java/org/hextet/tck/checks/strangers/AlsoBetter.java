package org.hextet.tck.checks.strangers;

/** Available, of the rank of {@link Better}. */
public final class AlsoBetter extends Stranger {

    /** For {@link java.util.ServiceLoader}. */
    public AlsoBetter() {
        super("also-better", 60);
    }
}
