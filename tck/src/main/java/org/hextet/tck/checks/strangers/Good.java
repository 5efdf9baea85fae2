package org.hextet.tck.checks.strangers;

/** Available, of middling rank. */
public final class Good extends Stranger {

    /** For {@link java.util.ServiceLoader}. */
    public Good() {
        super("good", 50);
    }
}
