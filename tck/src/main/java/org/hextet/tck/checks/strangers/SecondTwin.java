package org.hextet.tck.checks.strangers;

/** Available, of the name and rank of {@link FirstTwin}. */
public final class SecondTwin extends Stranger {

    /** For {@link java.util.ServiceLoader}. */
    public SecondTwin() {
        super("twin", 70);
    }
}
