package org.hextet.cli.stream;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hextet.api.Connection;
import org.hextet.api.Reactor;

/**
 * The connections that are being served, on one reactor or several. While the server drains, those on which nothing
 * moves any more although bytes wait for the peer are given up: a drain by itself would wait for them for ever.
 * Thread-safe; what belongs to a connection is of its reactor's thread only.
 */
public final class Served {

    private static final Duration LOOK = Duration.ofMillis(250);

    /** How long nothing has moved, and how much waited then. */
    private static final class Seen {
        private long queuedBytes = -1;
        private long sinceNanos;
    }

    private final Map<Connection, Seen> connections = new ConcurrentHashMap<>();
    private volatile boolean draining;

    /** Nothing is served yet. */
    public Served() {}

    /**
     * One more. On its reactor's thread.
     *
     * @param connection is served until {@link #ended}
     */
    public void began(Connection connection) {
        connections.put(connection, new Seen());
    }

    /**
     * One less. On its reactor's thread.
     *
     * @param connection is gone
     */
    public void ended(Connection connection) {
        connections.remove(connection);
    }

    /**
     * How many there are, on all reactors.
     *
     * @return 0 or more
     */
    public int count() {
        return connections.size();
    }

    /**
     * Whether the server is ending: a handler that has no end of its own makes one.
     *
     * @return true once {@link #drain} was called
     */
    public boolean isDraining() {
        return draining;
    }

    /**
     * Begins to watch the connections of a reactor. On its thread.
     *
     * @param reactor carries the connections
     * @param patience how long bytes may wait for a peer without one of them being taken
     */
    public void drain(Reactor reactor, Duration patience) {
        draining = true;
        look(reactor, patience.toNanos());
    }

    private void look(Reactor reactor, long patienceNanos) {
        long now = reactor.nanoTime();
        connections.forEach((connection, seen) -> {
            if (connection.reactor() == reactor) {
                look(connection, seen, now, patienceNanos);
            }
        });
        reactor.schedule(LOOK, () -> look(reactor, patienceNanos));
    }

    private static void look(Connection connection, Seen seen, long now, long patienceNanos) {
        long queued = connection.queuedBytes();
        if (queued == 0 || queued != seen.queuedBytes) {
            seen.queuedBytes = queued;
            seen.sinceNanos = now;
        } else if (now - seen.sinceNanos >= patienceNanos) {
            connection.abort();
        }
    }
}
