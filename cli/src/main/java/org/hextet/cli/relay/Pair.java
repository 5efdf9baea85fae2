package org.hextet.cli.relay;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.hextet.addresses.AddressText;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.Timer;
import org.jspecify.annotations.Nullable;

/**
 * A caller's connection and the target's: what comes on one leaves on the other, no faster than it is taken there; the
 * end of one way is passed on by itself. What breaks on one side breaks the other: a peer that sees an end in order can
 * rely on having got all. Of one reactor's thread.
 */
final class Pair {

    /** How long what a caller has sent may take to show, before a connection that cannot be served is ended. */
    private static final Duration LAST_LOOK = Duration.ofMillis(50);

    private final Relay relay;
    private final Side caller = new Side();
    private final Side target = new Side();
    private @Nullable Gate gate;

    /** What came of the caller in one piece with his PROXY header. */
    private @Nullable ByteBuffer early;

    private @Nullable Pending<Connection> connecting;
    private @Nullable Activity activity;
    private @Nullable Timer idle;
    private boolean cannotBeServed;

    /**
     * A pair without connections.
     *
     * @param relay what it is of
     */
    Pair(Relay relay) {
        this.relay = relay;
        caller.other = target;
        target.other = caller;
    }

    /** The caller's protocol. It connects to the target. */
    Protocol caller() {
        return caller;
    }

    /** One of the two. */
    private final class Side implements Protocol {

        private @Nullable Connection connection;
        private @Nullable Side other;
        private boolean inputEnded;
        private boolean isGone;
        private long received;

        private Connection opposite() {
            return other().connection();
        }

        private Side other() {
            return Objects.requireNonNull(other, "a side alone");
        }

        private Connection connection() {
            return Objects.requireNonNull(connection, "not connected");
        }

        @Override
        public void connected(Connection own) {
            if (connection != null) {
                return; // Told already, when something came with the PROXY header.
            }
            connection = own;
            if (this == caller) {
                // What it sends waits in the kernel until it can go on.
                own.pauseReading();
                begin(own);
            } else if (caller.isGone) {
                own.abort();
            } else {
                join(own);
            }
        }

        @Override
        public void received(Connection own, ByteBuffer lent) {
            if (cannotBeServed) {
                own.abort();
                return;
            }
            moved(own);
            received += lent.remaining();
            if (other().connection == null) {
                early = ByteBuffer.allocate(lent.remaining()).put(lent).flip();
            } else {
                opposite().write(lent);
            }
        }

        @Override
        public void inputEnded(Connection own) {
            if (cannotBeServed) {
                own.close();
                return;
            }
            moved(own);
            inputEnded = true;
            opposite().shutdownOutput();
        }

        @Override
        public void writingPaused(Connection own) {
            if (other().connection != null) {
                opposite().pauseReading();
            }
        }

        @Override
        public void writingResumed(Connection own) {
            moved(own);
            opposite().resumeReading();
        }

        @Override
        public void closed(Connection own, CloseReason reason) {
            isGone = true;
            ended(this, reason);
            gate().lookWhetherOver();
        }
    }

    private void moved(Connection own) {
        activity().moved(own.reactor().nanoTime());
    }

    private Activity activity() {
        return Objects.requireNonNull(activity, "not begun");
    }

    private Gate gate() {
        return Objects.requireNonNull(gate, "not begun");
    }

    // ---- the beginning

    private void begin(Connection connection) {
        Gate passed = relay.gateOf(connection);
        gate = passed;
        passed.paired(this);
        Reactor reactor = connection.reactor();
        activity = new Activity(reactor.nanoTime());
        relay.settings().idleTimeout().ifPresent(limit -> watch(reactor, limit, limit));
        try {
            Pending<Connection> begun = relay.settings().target().connect(reactor, () -> target);
            connecting = begun;
            begun.whenComplete((connected, failure) -> {
                if (failure != null) {
                    unreachable(failure);
                }
            });
        } catch (RuntimeException refused) {
            unreachable(refused);
        }
    }

    private void join(Connection connected) {
        relay.tellMore(gate().call().caller() + " to " + relay.settings().targetName() + " at "
                + AddressText.formatSocket(connected.remoteAddress()));
        moved(connected);
        relay.settings().tellsTarget().ifPresent(version -> connected.write(version.header(gate().call())));
        ByteBuffer first = early;
        if (first != null) {
            early = null;
            connected.write(first);
        }
        caller.connection().resumeReading();
    }

    /** The caller must not take it for the end of an answer if he has sent something: then it is a reset. */
    private void unreachable(Throwable failure) {
        Throwable why =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (caller.isGone) {
            return;
        }
        relay.tell(relay.settings().targetName() + ": " + why.getMessage() + "; "
                + gate().call().caller() + " is closed");
        Connection connection = caller.connection();
        if (early != null) {
            connection.abort();
            return;
        }
        cannotBeServed = true;
        connection.resumeReading();
        connection.reactor().schedule(LAST_LOOK, connection::close);
    }

    // ---- the end

    private void ended(Side side, CloseReason reason) {
        stopTimer();
        Side other = side.other();
        Connection left = other.connection;
        if (left == null) {
            Pending<Connection> begun = connecting;
            if (begun != null) {
                begun.cancel();
            }
        } else if (other.isGone) {
            relay.tellMore(gate().call().caller() + " has gone: " + caller.received + " bytes to the target, "
                    + target.received + " from it");
        } else if (!(reason instanceof CloseReason.ClosedByPeer || reason instanceof CloseReason.ClosedHere)) {
            tell(side, reason);
            left.abort();
        } else if (!side.inputEnded || !other.inputEnded) {
            left.close();
        }
        // Else both ways are over, and it ends by itself when the last byte has left.
    }

    /** Whether no connection is there any more, nor will be. */
    boolean isOver() {
        return caller.isGone && (target.connection == null || target.isGone);
    }

    private void tell(Side side, CloseReason reason) {
        String what = reason instanceof CloseReason.Failed failed
                ? String.valueOf(failed.cause().getMessage())
                : reason instanceof CloseReason.Truncated truncated
                        ? "TLS ended without close_notify after " + truncated.receivedBytes() + " bytes"
                        : "aborted";
        relay.tellMore(gate().call().caller() + ": "
                + (side == caller ? "the caller's connection" : "the target's connection") + " broke: " + what);
    }

    private void watch(Reactor reactor, Duration limit, Duration wait) {
        idle = reactor.schedule(wait, () -> {
            long quiet = quietNanos(reactor);
            if (quiet < limit.toNanos()) {
                watch(reactor, limit, limit.minusNanos(quiet));
            } else {
                relay.tellMore(gate().call().caller() + ": no byte moved either way for " + limit.toMillis() + " ms");
                abort();
            }
        });
    }

    private long quietNanos(Reactor reactor) {
        return activity().quietNanos(reactor.nanoTime(), queued());
    }

    private long queued() {
        return queued(caller) + queued(target);
    }

    private static long queued(Side side) {
        return side.connection == null || side.isGone ? 0 : side.connection.queuedBytes();
    }

    private void abort() {
        if (caller.connection != null) {
            caller.connection.abort();
        }
        if (target.connection != null) {
            target.connection.abort();
        }
    }

    void endIfQuiet(long quietNanos) {
        Connection known = caller.connection;
        if (known == null || quietNanos(known.reactor()) < quietNanos) {
            return;
        }
        if (target.connection == null || queued() > 0) {
            abort();
        } else {
            known.close();
            target.connection.close();
        }
    }

    private void stopTimer() {
        Timer timer = idle;
        if (timer != null) {
            idle = null;
            timer.cancel();
        }
    }
}
