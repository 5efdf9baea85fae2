package org.hextet.tck.memory;

import java.time.Duration;

/** The end of a reactor's work in order: what is idle is closed when it has been quiet for long enough. */
final class MemoryDrain {

    private final MemoryReactor reactor;
    private final Duration quiet;
    private final MemoryPromise<Void> drained;

    MemoryDrain(MemoryReactor reactor, Duration quiet, MemoryPromise<Void> drained) {
        this.reactor = reactor;
        this.quiet = quiet;
        this.drained = drained;
    }

    /** Looks at every connection; each is looked at again when it could have become idle. */
    @SuppressWarnings("NullAway") // Void has no other value
    void check() {
        if (drained.isDone()) {
            return;
        }
        if (reactor.connections().isEmpty() && !reactor.hasPorts()) {
            drained.succeed(null);
            return;
        }
        reactor.connections().forEach(this::closeIfIdle);
    }

    /** Time is up. Connections that came after the end of the drain are not its affair. */
    void abortWhatIsLeft() {
        if (!drained.isDone()) {
            reactor.connections().forEach(MemoryConnection::abort);
        }
    }

    private void closeIfIdle(MemoryConnection connection) {
        if (!reactor.connections().contains(connection)) {
            return;
        }
        Duration left = quiet.minus(connection.quietFor());
        if (left.isNegative() || left.isZero()) {
            if (connection.queuedBytes() == 0) {
                connection.close();
            }
            // With bytes queued it is no idle one: it ends by their leaving, or by atMost.
        } else {
            reactor.later(left, "drain", () -> closeIfIdle(connection));
        }
    }
}
