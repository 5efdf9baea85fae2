package org.hextet.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;

/**
 * What was read from files, and is read again. A new value takes the place of the old one as a whole, or not at all.
 * Any thread; reading blocks the one that asks.
 *
 * @param <T> immutable
 */
final class Reloaded<T> {

    /** Reads it anew. */
    interface Source<T> {
        T read() throws GeneralSecurityException, IOException;
    }

    private final Source<T> source;
    private volatile T current;

    Reloaded(Source<T> source) throws GeneralSecurityException, IOException {
        this.source = source;
        this.current = source.read();
    }

    T current() {
        return current;
    }

    /** One at a time, so that an older value never follows a newer one. */
    synchronized void read() throws IOException {
        try {
            current = source.read();
        } catch (GeneralSecurityException lacking) {
            throw new IOException("TLS settings: this Java refuses them: " + lacking.getMessage(), lacking);
        }
    }
}
