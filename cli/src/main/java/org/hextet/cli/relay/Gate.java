package org.hextet.cli.relay;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Protocol;
import org.hextet.api.Timer;
import org.jspecify.annotations.Nullable;

/**
 * The first protocol of an accepted connection: waits for its turn, reads the PROXY header if there has to be one, and
 * lets in who may. It knows the caller until he has gone. All but {@link #yourTurn} is of the reactor's thread.
 */
final class Gate implements Protocol {

    private final Relay relay;
    private final Supplier<? extends Protocol> next;
    private @Nullable Connection connection;
    private @Nullable Activity activity;
    private @Nullable ProxyHeader header;
    private @Nullable Timer deadline;
    private @Nullable Call call;
    private @Nullable Pair pair;
    private boolean isGone;
    private boolean isTold;

    /**
     * For one connection.
     *
     * @param relay what it is of
     * @param next makes the protocol of those who are let in
     */
    Gate(Relay relay, Supplier<? extends Protocol> next) {
        this.relay = relay;
        this.next = next;
    }

    @Override
    public void connected(Connection accepted) {
        connection = accepted;
        activity = new Activity(accepted.reactor().nanoTime());
        relay.came(this);
        // Whatever protocol it has then: TLS and the pair have it later.
        accepted.closed().whenComplete((reason, never) -> {
            isGone = true;
            lookWhetherOver();
        });
        if (relay.admission().enters(this)) {
            begin(accepted);
        } else {
            accepted.pauseReading();
        }
    }

    /** Somebody has gone. Any thread. */
    void yourTurn() {
        Connection waiting = connection();
        try {
            waiting.reactor().execute(() -> {
                waiting.resumeReading();
                begin(waiting);
            });
        } catch (RejectedExecutionException closed) {
            // All end.
        }
    }

    /** It is over when the caller's connection is gone, and the target's with it. */
    void lookWhetherOver() {
        Pair relayed = pair;
        if (isGone && !isTold && (relayed == null || relayed.isOver())) {
            isTold = true;
            relay.went(this);
        }
    }

    private void begin(Connection accepted) {
        if (isGone) {
            return;
        }
        if (!relay.settings().readsProxyHeader()) {
            enter(accepted, Call.of(accepted), null);
            return;
        }
        header = new ProxyHeader();
        deadline = accepted.reactor().schedule(Relay.HEADER_DEADLINE, () -> {
            String missing = "no complete PROXY header within " + Relay.HEADER_DEADLINE.toSeconds() + " s";
            refuse(accepted, missing);
        });
    }

    @Override
    public void received(Connection accepted, ByteBuffer lent) {
        ProxyHeader reading = header;
        if (reading == null) {
            return; // It was refused, and what it still sends is of no interest.
        }
        try {
            if (reading.read(lent)) {
                header = null;
                stopTimer();
                enter(accepted, reading.call().orElseGet(() -> Call.of(accepted)), lent);
            }
        } catch (MalformedProxyHeaderException wrong) {
            refuse(accepted, "no PROXY header: " + wrong.getMessage());
        }
    }

    @Override
    public void inputEnded(Connection accepted) {
        ProxyHeader reading = header;
        if (reading == null) {
            accepted.close();
        } else if (reading.isEmpty()) {
            header = null;
            stopTimer();
            relay.tellMore(Call.of(accepted).caller() + " went without a PROXY header");
            accepted.close();
        } else {
            refuse(accepted, "no PROXY header: it ends in the middle");
        }
    }

    private void refuse(Connection accepted, String why) {
        header = null;
        stopTimer();
        relay.tell(Call.of(accepted).caller() + ": " + why + "; closed");
        accepted.close();
    }

    private void enter(Connection accepted, Call told, @Nullable ByteBuffer rest) {
        call = told;
        if (!relay.settings().allowed().allows(told.source().getAddress())) {
            relay.tellMore(told.caller() + " is not allowed; closed");
            accepted.close();
            return;
        }
        Protocol after = Objects.requireNonNull(next.get(), "no protocol behind the gate");
        // First, so that it hears of an end that the next lines bring.
        accepted.switchProtocol(after);
        if (rest != null && rest.hasRemaining()) {
            feed(after, accepted, rest);
        }
    }

    /** What came with the header in one piece is of the next protocol, and lent for this callback only. */
    private static void feed(Protocol after, Connection accepted, ByteBuffer rest) {
        try {
            after.connected(accepted);
            after.received(accepted, rest);
        } catch (RuntimeException failed) {
            throw failed;
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    // ---- what the pair asks

    /** Who called. */
    Call call() {
        return Objects.requireNonNull(call, "nobody was let in");
    }

    /** From now on this is what the caller is about. */
    void paired(Pair made) {
        pair = made;
    }

    private void stopTimer() {
        Timer timer = deadline;
        if (timer != null) {
            deadline = null;
            timer.cancel();
        }
    }

    @Override
    public void closed(Connection accepted, CloseReason reason) {
        stopTimer();
    }

    // ---- while the relay ends

    Connection connection() {
        return Objects.requireNonNull(connection, "not connected");
    }

    /** Ends it in order if nothing moves, and gives it up if something is stuck. */
    void endIfQuiet(long quietNanos) {
        Pair relayed = pair;
        Activity own = activity;
        if (relayed != null) {
            relayed.endIfQuiet(quietNanos);
        } else if (own != null) {
            Connection accepted = connection();
            if (own.quietNanos(accepted.reactor().nanoTime(), accepted.queuedBytes()) >= quietNanos) {
                accepted.close();
            }
        }
    }
}
