package org.hextet.endpoints.race;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.hextet.api.NameResolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The resolvers that belong to the process: opened when first used, kept, never closed. One for each specification; the
 * empty one is that of the system property {@code hextet.resolver}, or the best available.
 */
public final class KeptResolvers {

    private static final Logger LOG = LoggerFactory.getLogger(KeptResolvers.class);

    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final Map<String, NameResolver> OPEN = new HashMap<>();

    private KeptResolvers() {}

    /**
     * The process's resolver of a specification. One that could not be opened is tried anew at the next call.
     *
     * @param spec as of {@link NameResolver#open}
     * @return open; not to be closed
     * @throws IOException as of {@link NameResolver#open}
     */
    public static NameResolver of(String spec) throws IOException {
        LOCK.lock();
        try {
            NameResolver kept = OPEN.get(spec);
            if (kept == null) {
                kept = NameResolver.open(spec);
                kept.warnings().forEach(LOG::warn);
                OPEN.put(spec, kept);
            }
            return kept;
        } finally {
            LOCK.unlock();
        }
    }
}
