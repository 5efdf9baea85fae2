package org.hextet.tck.checks.strangers;

/** Available, and only to be taken by name. */
public final class Simulated extends Stranger {

    /** For {@link java.util.ServiceLoader}. */
    public Simulated() {
        super("simulated", -1);
    }
}
