package org.hextet.cli.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.hextet.addresses.AddressText;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Protocol;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.jspecify.annotations.Nullable;

/**
 * Standard input to the peer, the peer to standard output. The end of standard input is a half-close (with TLS a
 * close_notify); the peer's bytes still come.
 *
 * <p>A peer that ends its output may have gone, or may still listen: TCP does not say which before something is sent.
 * So what standard input holds is still sent, and the peer counts as gone when standard input gives nothing for
 * {@link #PATIENCE}, or when something sent is answered by a reset.
 */
public final class Dialogue implements Protocol, StandardInput.Reader, StandardOutput.Writer {

    /** How long standard input may be silent after the peer has ended its output. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /**
     * What a dialogue came to.
     *
     * @param failure what went wrong; empty if it ended in order
     * @param sent bytes from standard input
     * @param received bytes from the peer
     */
    public record Outcome(Optional<Throwable> failure, long sent, long received) {}

    private final StandardInput input;
    private final StandardOutput output;
    private final Consumer<Connection> peerEnds;
    private final Consumer<Outcome> ended;
    private final ArrayDeque<ByteBuffer> heldBack = new ArrayDeque<>();

    private @Nullable Connection connection;
    private boolean writingPaused;
    private boolean inputEnded;
    private boolean peerEnded;
    private boolean outputBroken;
    private long sent;
    private long received;
    private long lastReadNanos;
    private @Nullable Throwable failure;

    /**
     * A dialogue to come.
     *
     * @param input standard input, started
     * @param output standard output, started
     * @param peerEnds told when the peer has ended its output, while the connection is still there; on the reactor's
     *     thread
     * @param ended told once, on the reactor's thread
     */
    public Dialogue(
            StandardInput input, StandardOutput output, Consumer<Connection> peerEnds, Consumer<Outcome> ended) {
        this.input = input;
        this.output = output;
        this.peerEnds = peerEnds;
        this.ended = ended;
    }

    // ---- the connection

    private Connection connection() {
        return Objects.requireNonNull(connection, "attached before it is connected");
    }

    @Override
    public void connected(Connection connection) {
        this.connection = connection;
        output.attach(this);
        if (output.isFull()) {
            connection.pauseReading();
        }
        input.attach(this);
    }

    @Override
    public void received(Connection connection, ByteBuffer lent) {
        received += lent.remaining();
        output.write(lent);
        if (output.isFull()) {
            connection.pauseReading();
        }
    }

    @Override
    public void inputEnded(Connection connection) {
        peerEnded = true;
        peerEnds.accept(connection);
        if (inputEnded || outputBroken) {
            connection.close();
        } else {
            lastReadNanos = connection.reactor().nanoTime();
            watch(connection, PATIENCE);
        }
    }

    /** Looks whether standard input has been silent for long enough. */
    private void watch(Connection connection, Duration wait) {
        connection.reactor().schedule(wait, () -> {
            Duration silent = Duration.ofNanos(connection.reactor().nanoTime() - lastReadNanos);
            if (connection.queuedBytes() > 0) {
                watch(connection, PATIENCE);
            } else if (silent.compareTo(PATIENCE) < 0) {
                watch(connection, PATIENCE.minus(silent));
            } else {
                connection.close();
            }
        });
    }

    @Override
    public void writingPaused(Connection connection) {
        writingPaused = true;
    }

    @Override
    public void writingResumed(Connection connection) {
        writingPaused = false;
        heldBack.forEach(input::giveBack);
        heldBack.clear();
    }

    @Override
    public void closed(Connection connection, CloseReason reason) {
        input.attach(null);
        output.attach(null);
        heldBack.forEach(input::giveBack);
        heldBack.clear();
        ended.accept(new Outcome(failure(connection, reason), sent, received));
    }

    private Optional<Throwable> failure(Connection connection, CloseReason reason) {
        if (failure != null) {
            return Optional.of(failure);
        }
        if (outputBroken || reason instanceof CloseReason.ClosedHere || reason instanceof CloseReason.ClosedByPeer) {
            return Optional.empty();
        }
        if (reason instanceof CloseReason.Failed failed) {
            return hadGoneInOrder(connection, failed.cause()) ? Optional.empty() : Optional.of(failed.cause());
        }
        if (reason instanceof CloseReason.Truncated) {
            return Optional.of(truncated(connection));
        }
        if (reason instanceof CloseReason.Aborted aborted && aborted.cause() != null) {
            return Optional.of(aborted.cause());
        }
        return Optional.of(new IOException("the connection ended: " + reason));
    }

    /**
     * Whether a reset is only the answer to something sent after the peer had ended its output, all of which has come.
     * EPIPE is the kernel's word for it where the end had come and was not read yet; a reset without such an end is
     * ECONNRESET. With TLS that end is none: somebody on the way may have made it.
     */
    private boolean hadGoneInOrder(Connection connection, Throwable cause) {
        return cause instanceof NetworkFailure network
                && network.kind() == FailureKind.RESET
                && (peerEnded
                        || (connection.tlsSession().isEmpty()
                                && network.errno().filter("EPIPE"::equals).isPresent()));
    }

    private static IOException truncated(Connection connection) {
        return Failures.of(
                new Facts(FailureKind.TRUNCATED, "TLS", connection.localAddress(), connection.remoteAddress(), null),
                "TLS with " + AddressText.formatSocket(connection.remoteAddress())
                        + ": the peer ended without close_notify:" + " what came may be less than it sent",
                null);
    }

    // ---- standard input

    @Override
    public void read(ByteBuffer data) {
        Connection connection = connection();
        lastReadNanos = connection.reactor().nanoTime();
        sent += data.remaining();
        connection.write(data);
        // Looked at when this turn's writes have left: only then the connection knows whether it has to pause.
        connection.reactor().execute(() -> {
            if (writingPaused) {
                heldBack.add(data);
            } else {
                input.giveBack(data);
            }
        });
    }

    @Override
    public void ended(Optional<IOException> why) {
        Connection connection = connection();
        inputEnded = true;
        if (why.isPresent()) {
            failure = new IOException("read standard input: " + why.get().getMessage(), why.get());
            connection.abort();
        } else if (peerEnded) {
            connection.close();
        } else {
            connection.shutdownOutput();
        }
    }

    // ---- standard output

    @Override
    public void room() {
        connection().resumeReading();
    }

    @Override
    public void broken(IOException why) {
        outputBroken = true;
        if (!StandardOutput.isNobodyThere(why)) {
            failure = new IOException("write standard output: " + why.getMessage(), why);
        }
        connection().close();
    }
}
