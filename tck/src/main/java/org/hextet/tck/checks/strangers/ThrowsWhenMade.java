package org.hextet.tck.checks.strangers;

/** Of the highest rank, had it been made: its constructor throws. */
public final class ThrowsWhenMade extends Stranger {

    /** For {@link java.util.ServiceLoader}. */
    public ThrowsWhenMade() {
        super("throws-when-made", 300);
        throw new IllegalStateException("it found no configuration");
    }
}
