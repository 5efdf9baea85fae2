package org.hextet.endpoints.race;

import java.net.InetAddress;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.jspecify.annotations.Nullable;

/** One attempt of a race, from its start to its end. Of the loop only. */
final class Attempt {

    enum State {
        UNDER_WAY,
        WON,
        OVER
    }

    final InetAddress remote;
    final int service;
    final long startNanos;
    State state = State.UNDER_WAY;
    private @Nullable Pending<Connection> pending;

    Attempt(InetAddress remote, int service, long startNanos) {
        this.remote = remote;
        this.service = service;
        this.startNanos = startNanos;
    }

    /** Where it can be cancelled from now on. */
    void begun(Pending<Connection> pending) {
        this.pending = pending;
    }

    /** Aborts it: its socket is closed, no callback comes later. What it became is the affair of {@link Contender}. */
    void cancel() {
        state = State.OVER;
        Pending<Connection> begun = pending;
        if (begun != null) {
            begun.cancel();
        }
    }
}
