package org.hextet.cli.datagram;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.hextet.api.CloseReason;
import org.hextet.api.Datagram;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.Route;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.cli.stream.StandardInput;
import org.hextet.cli.stream.StandardOutput;
import org.jspecify.annotations.Nullable;

/**
 * Standard input as datagrams, one for each read, and datagrams to standard output.
 *
 * <p>A peer of datagrams has no end. So a dialogue ends when standard input has ended and nothing has come for
 * {@link #PATIENCE}; one that has nobody to talk to until somebody has written (a server's) goes on.
 */
public final class DatagramDialogue implements DatagramProtocol, StandardInput.Reader, StandardOutput.Writer {

    /** How long nothing may come after standard input has ended. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final int LARGEST_INET = 65_507;
    private static final int LARGEST_INET6 = 65_527;

    /** Whom standard input goes to. */
    public enum Partner {
        /** The peer or target of the port. */
        PEER,
        /** Whoever has written last. */
        LAST_SENDER
    }

    /**
     * What a dialogue came to.
     *
     * @param failure what went wrong; empty if it ended in order
     * @param sent how many datagrams from standard input
     * @param sentBytes how long they were together
     * @param received how many datagrams
     * @param receivedBytes how long they were together
     */
    public record Outcome(Optional<Throwable> failure, long sent, long sentBytes, long received, long receivedBytes) {}

    private final StandardInput input;
    private final StandardOutput output;
    private final Partner partner;
    private final Consumer<String> trouble;
    private final Consumer<Outcome> ended;
    private final ArrayDeque<ByteBuffer> heldBack = new ArrayDeque<>();

    private @Nullable DatagramPort port;
    private @Nullable InetSocketAddress lastSender;
    private @Nullable Route wayBack;
    private boolean writingPaused;
    private long lastHeardNanos;
    private long sent;
    private long sentBytes;
    private long received;
    private long receivedBytes;
    private @Nullable Throwable failure;

    /**
     * A dialogue to come.
     *
     * @param input standard input, started
     * @param output standard output, started
     * @param partner whom standard input goes to
     * @param trouble told of what could not be sent, or did not arrive: a line
     * @param ended told once, on the reactor's thread
     */
    public DatagramDialogue(
            StandardInput input,
            StandardOutput output,
            Partner partner,
            Consumer<String> trouble,
            Consumer<Outcome> ended) {
        this.input = input;
        this.output = output;
        this.partner = partner;
        this.trouble = trouble;
        this.ended = ended;
    }

    // ---- the port

    private DatagramPort port() {
        return Objects.requireNonNull(port, "attached before it is open");
    }

    @Override
    public void opened(DatagramPort opened) {
        port = opened;
        output.attach(this);
        if (output.isFull()) {
            opened.pauseReading();
        }
        if (partner == Partner.PEER) {
            input.attach(this);
        }
    }

    @Override
    public void received(DatagramPort from, Datagram datagram) {
        lastHeardNanos = from.reactor().nanoTime();
        received++;
        receivedBytes += datagram.data().remaining();
        if (partner == Partner.LAST_SENDER) {
            remember(datagram);
        }
        output.write(datagram.data());
        if (output.isFull()) {
            from.pauseReading();
        }
    }

    private void remember(Datagram datagram) {
        boolean isFirst = lastSender == null;
        lastSender = datagram.sender();
        try {
            wayBack = datagram.route();
        } catch (UnsupportedOperationException | IllegalStateException unknown) {
            // What was asked is not known here: the kernel chooses what answers.
            wayBack = null;
        }
        if (isFirst) {
            port().reactor().execute(() -> input.attach(this));
        }
    }

    @Override
    public void failed(DatagramPort from, NetworkFailure why) {
        trouble.accept(why.getMessage());
    }

    @Override
    public void writingPaused(DatagramPort from) {
        writingPaused = true;
    }

    @Override
    public void writingResumed(DatagramPort from) {
        writingPaused = false;
        heldBack.forEach(input::giveBack);
        heldBack.clear();
    }

    @Override
    public void closed(DatagramPort from, CloseReason reason) {
        input.attach(null);
        output.attach(null);
        heldBack.forEach(input::giveBack);
        heldBack.clear();
        if (failure == null && reason instanceof CloseReason.Failed failed) {
            failure = failed.cause();
        }
        ended.accept(new Outcome(Optional.ofNullable(failure), sent, sentBytes, received, receivedBytes));
    }

    // ---- standard input

    @Override
    public void read(ByteBuffer data) {
        int size = data.remaining();
        int limit = limit();
        if (size > limit) {
            failure = new IOException("standard input: " + size + " bytes at once for one datagram, and over "
                    + (limit == LARGEST_INET ? "IPv4" : "IPv6") + " it has " + limit
                    + " at most; write less at a time, or use tcp");
            port().close();
            return;
        }
        sent++;
        sentBytes += size;
        write(data);
        // Looked at when this turn's writes have left: only then the port knows whether it has to pause.
        port().reactor().execute(() -> {
            if (writingPaused) {
                heldBack.add(data);
            } else {
                input.giveBack(data);
            }
        });
    }

    private int limit() {
        InetSocketAddress to = lastSender;
        if (to == null) {
            to = port().remoteAddress().orElseGet(() -> port().localAddresses().get(0));
        }
        return to.getAddress() instanceof Inet4Address ? LARGEST_INET : LARGEST_INET6;
    }

    private void write(ByteBuffer data) {
        Route way = wayBack;
        InetSocketAddress to = lastSender;
        if (way != null) {
            port().write(data, way);
        } else if (to != null) {
            port().write(data, to);
        } else {
            port().write(data);
        }
    }

    @Override
    public void ended(Optional<IOException> why) {
        if (why.isPresent()) {
            failure = new IOException("read standard input: " + why.get().getMessage(), why.get());
            port().close();
        } else if (partner == Partner.PEER) {
            lastHeardNanos = port().reactor().nanoTime();
            watch(PATIENCE);
        }
    }

    /** Looks whether it has been silent for long enough. */
    private void watch(Duration wait) {
        DatagramPort watched = port();
        watched.reactor().schedule(wait, () -> {
            Duration silent = Duration.ofNanos(watched.reactor().nanoTime() - lastHeardNanos);
            if (silent.compareTo(PATIENCE) < 0) {
                watch(PATIENCE.minus(silent));
            } else if (watched.queuedBytes() > 0 || output.isFull()) {
                watch(PATIENCE);
            } else {
                watched.close();
            }
        });
    }

    // ---- standard output

    @Override
    public void room() {
        lastHeardNanos = port().reactor().nanoTime();
        port().resumeReading();
    }

    @Override
    public void broken(IOException why) {
        if (!StandardOutput.isNobodyThere(why)) {
            failure = new IOException("write standard output: " + why.getMessage(), why);
        }
        port().close();
    }
}
