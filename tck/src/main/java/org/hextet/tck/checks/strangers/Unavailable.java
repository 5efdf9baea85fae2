package org.hextet.tck.checks.strangers;

import java.util.Optional;

/** Of the highest rank, and unavailable here. */
public final class Unavailable extends Stranger {

    /** For {@link java.util.ServiceLoader}. */
    public Unavailable() {
        super("unavailable", 300);
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.of("it wants a kernel of the year 3000");
    }
}
