package org.hextet.tck.checks.strangers;

/** Available, of the name and rank of {@link SecondTwin}. */
public final class FirstTwin extends Stranger {

    /** For {@link java.util.ServiceLoader}. */
    public FirstTwin() {
        super("twin", 70);
    }
}
