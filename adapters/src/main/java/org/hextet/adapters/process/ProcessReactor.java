package org.hextet.adapters.process;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.hextet.api.NameResolver;
import org.hextet.api.NoProviderException;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reactor of programs that have none, with the resolver that all adapters share: opened when first used, kept,
 * never closed. The system properties {@code hextet.transport} and {@code hextet.resolver} say which; else the best
 * available. Its thread is a daemon, so that it keeps no program alive.
 */
public final class ProcessReactor {

    private static final Logger LOG = LoggerFactory.getLogger(ProcessReactor.class);

    private static final String THREAD_NAME = "hextet-adapters";

    private static final ReentrantLock LOCK = new ReentrantLock();
    private static @Nullable Reactor open;

    private ProcessReactor() {}

    /**
     * The reactor. One that could not be opened is tried anew at the next call.
     *
     * @return open; not to be closed. Without any resolver it has none: then literals alone can be connected to
     * @throws IOException if no transport is there, or something cannot be opened: says why, and what to add
     */
    public static Reactor get() throws IOException {
        LOCK.lock();
        try {
            Reactor kept = open;
            if (kept == null) {
                kept = opened();
                open = kept;
            }
            return kept;
        } finally {
            LOCK.unlock();
        }
    }

    private static Reactor opened() throws IOException {
        ReactorOptions options = ReactorOptions.DEFAULT.withDaemon(true).withThreadName(THREAD_NAME);
        NameResolver resolver;
        try {
            resolver = NameResolver.open("");
        } catch (NoProviderException none) {
            // Who looks up a name is told.
            return Reactor.open(options);
        }
        resolver.warnings().forEach(LOG::warn);
        try {
            return Reactor.open(options.withResolver(resolver));
        } catch (IOException | RuntimeException failed) {
            resolver.close();
            throw failed;
        }
    }
}
