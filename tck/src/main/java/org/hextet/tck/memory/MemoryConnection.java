package org.hextet.tck.memory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.hextet.api.Capability;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.FlowLabel;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsSession;
import org.hextet.api.TlsSettings;
import org.hextet.api.failure.FailureKind;
import org.jspecify.annotations.Nullable;

/** One end of a connection in memory. All but the entry points of {@link Connection} runs on its reactor's loop. */
final class MemoryConnection implements Connection {

    private static final int LARGEST_LOAN = 64 << 10;

    /** What lent memory is overwritten with. */
    private static final byte PATTERN = (byte) 0xA5;

    private final MemoryReactor reactor;
    private final StreamOptions settings;
    private final MemoryOptions options;
    private final Pipe in;
    private final Pipe out;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private final MemoryPromise<CloseReason> closed;
    private final Deque<ByteBuffer> queue = new ArrayDeque<>();
    private Protocol protocol;
    private @Nullable Protocol nextProtocol;
    private final AtomicLong queuedBytes = new AtomicLong();
    private boolean inCallback;
    private boolean wakePending;
    private boolean readingPaused;
    private boolean inputEndHeard;
    private volatile boolean writingPaused;
    private volatile boolean outputShut;
    private boolean outputEnded;
    private volatile boolean closing;
    private volatile boolean ended;
    private long lastMoveNanos;
    private HandTurnedClock.@Nullable Task closeTimer;
    private HandTurnedClock.@Nullable Task idleTimer;

    MemoryConnection(
            MemoryReactor reactor,
            StreamOptions settings,
            MemoryOptions options,
            Protocol protocol,
            Pipe in,
            Pipe out,
            InetSocketAddress local,
            InetSocketAddress remote) {
        this.reactor = reactor;
        this.settings = settings;
        this.options = options;
        this.protocol = protocol;
        this.in = in;
        this.out = out;
        this.local = local;
        this.remote = remote;
        this.closed = new MemoryPromise<>(reactor, "stream", null);
    }

    /** The first callback; then bytes may come. */
    void begin() {
        lastMoveNanos = reactor.nanoTime();
        out.connectWriter(this);
        call("connected", () -> protocol.connected(this));
        in.connectReader(this);
        settings.idleTimeout().ifPresent(this::watchIdle);
    }

    // What a protocol calls.

    @Override
    public boolean write(ByteBuffer data) {
        ByteBuffer copy = ByteBuffer.allocate(data.remaining());
        requireOpenOutput();
        copy.put(data).flip();
        return enqueue(copy);
    }

    @Override
    public boolean write(ByteBuffer[] data, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, data.length);
        requireOpenOutput();
        int bytes = 0;
        for (int i = offset; i < offset + length; i++) {
            bytes = Math.addExact(bytes, data[i].remaining());
        }
        ByteBuffer copy = ByteBuffer.allocate(bytes);
        for (int i = offset; i < offset + length; i++) {
            copy.put(data[i]);
        }
        return enqueue(copy.flip());
    }

    private void requireOpenOutput() {
        if (outputShut && !closing && !ended) {
            throw new IllegalStateException("write to " + MemoryFailures.text(remote, reactor.zones())
                    + ": the output was shut down here before; nothing was sent");
        }
    }

    private boolean enqueue(ByteBuffer copy) {
        if (copy.hasRemaining()) {
            reactor.onLoop(() -> {
                if (!closing && !ended) {
                    queue.add(copy);
                    queuedBytes.addAndGet(copy.remaining());
                    flushUnlessInCallback();
                }
            });
        }
        return isWritable();
    }

    @Override
    public boolean isWritable() {
        return !writingPaused && !closing && !ended;
    }

    @Override
    public long queuedBytes() {
        return queuedBytes.get();
    }

    @Override
    public void pauseReading() {
        reactor.onLoop(() -> readingPaused = true);
    }

    @Override
    public void resumeReading() {
        reactor.onLoop(() -> {
            readingPaused = false;
            wake();
        });
    }

    @Override
    public void shutdownOutput() {
        outputShut = true;
        reactor.onLoop(this::flushUnlessInCallback);
    }

    @Override
    public void close() {
        reactor.onLoop(() -> {
            if (closing || ended) {
                return;
            }
            closing = true;
            watchClose();
            flushUnlessInCallback();
        });
    }

    @Override
    public void abort() {
        reactor.onLoop(() -> end(new CloseReason.Aborted(null), true));
    }

    void abortByClose() {
        end(new CloseReason.Aborted(MemoryFailures.reactorClosed("stream")), true);
    }

    @Override
    public void switchProtocol(Protocol next) {
        reactor.onLoop(() -> {
            nextProtocol = next;
            if (!inCallback) {
                reactor.post("switchProtocol", this::takeNextProtocol);
            }
        });
    }

    @Override
    public InetSocketAddress localAddress() {
        return local;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return remote;
    }

    @Override
    public Pending<Connection> startTls(TlsSettings tls, Supplier<? extends Protocol> factory) {
        throw new UnsupportedOperationException("startTls: there is no " + Capability.STARTTLS + " in memory");
    }

    @Override
    public Optional<TlsSession> tlsSession() {
        return Optional.empty();
    }

    @Override
    public Optional<FlowLabel> flowLabel() {
        return Optional.empty();
    }

    @Override
    public Reactor reactor() {
        return reactor;
    }

    @Override
    public <T> T option(SocketOption<T> option) throws IOException {
        requireThere();
        return options.get(option);
    }

    @Override
    public <T> void option(SocketOption<T> option, T value) throws IOException {
        requireThere();
        options.set(option, value);
    }

    private void requireThere() throws IOException {
        if (ended) {
            throw MemoryFailures.stream(
                    FailureKind.ABORTED, null, local, remote, "the connection is gone", reactor.zones());
        }
    }

    @Override
    public Pending<CloseReason> closed() {
        return closed;
    }

    // What happens.

    private interface Callback {
        void run() throws Exception;
    }

    /** Runs a callback of the protocol, then what it has caused. */
    private void call(String name, Callback callback) {
        inCallback = true;
        try {
            callback.run();
        } catch (Throwable thrown) {
            reactor.threw(protocol.getClass().getName() + "." + name, thrown);
            end(new CloseReason.Aborted(thrown), true);
        } finally {
            inCallback = false;
        }
        takeNextProtocol();
        flushUnlessInCallback();
    }

    private void takeNextProtocol() {
        Protocol next = nextProtocol;
        if (next != null) {
            nextProtocol = null;
            protocol = next;
            call("connected", () -> next.connected(this));
        }
    }

    /** Something may have changed at the other end: looked at in a task of its own, never inside what changed it. */
    void wake() {
        if (!wakePending) {
            wakePending = true;
            reactor.post("stream", () -> {
                wakePending = false;
                flushUnlessInCallback();
                receive();
            });
        }
    }

    private void receive() {
        if (ended) {
            return;
        }
        if (in.isReset()) {
            end(
                    new CloseReason.Failed(MemoryFailures.stream(
                            FailureKind.RESET,
                            "ECONNRESET",
                            local,
                            remote,
                            "reset by the peer (ECONNRESET)",
                            reactor.zones())),
                    false);
            return;
        }
        if (closing) {
            discardInput();
            return;
        }
        if (readingPaused) {
            return;
        }
        ByteBuffer data = in.take(LARGEST_LOAN);
        if (data != null) {
            moved();
            lend(data);
            wake();
        } else if (in.isAtEnd() && !inputEndHeard) {
            inputEndHeard = true;
            call("inputEnded", () -> protocol.inputEnded(this));
            endIfBothEnded();
        }
    }

    private void lend(ByteBuffer data) {
        call("received", () -> protocol.received(this, data.asReadOnlyBuffer()));
        if (reactor.options().overwriteLentBuffers()) {
            ByteBuffer lent = data.clear();
            while (lent.hasRemaining()) {
                lent.put(PATTERN);
            }
        }
    }

    /** What comes after close() is nobody's; the peer is not kept waiting for it. */
    private void discardInput() {
        while (in.take(LARGEST_LOAN) != null) {
            moved();
        }
    }

    private void flushUnlessInCallback() {
        if (inCallback || ended) {
            return;
        }
        boolean refused = false;
        while (!queue.isEmpty() && out.space() > 0) {
            ByteBuffer first = queue.element();
            int before = first.remaining();
            refused |= out.put(first);
            queuedBytes.addAndGet(first.remaining() - before);
            if (!first.hasRemaining()) {
                queue.remove();
            }
            moved();
        }
        if (refused) {
            end(
                    new CloseReason.Failed(MemoryFailures.stream(
                            FailureKind.RESET, "EPIPE", local, remote, "the peer is gone (EPIPE)", reactor.zones())),
                    false);
            return;
        }
        if (queuedBytes.get() > settings.writeLimit()) {
            end(
                    new CloseReason.Failed(MemoryFailures.stream(
                            FailureKind.TOO_SLOW,
                            null,
                            local,
                            remote,
                            queuedBytes + " bytes wait for the peer, over the write limit of " + settings.writeLimit(),
                            reactor.zones())),
                    true);
            return;
        }
        endOutput();
        judgeWatermarks();
    }

    private void endOutput() {
        if (!queue.isEmpty()) {
            return;
        }
        if ((outputShut || closing) && !outputEnded) {
            outputEnded = true;
            out.end();
        }
        if (closing) {
            end(inputEndHeard ? new CloseReason.ClosedByPeer() : new CloseReason.ClosedHere(), false);
        } else {
            endIfBothEnded();
        }
    }

    private void endIfBothEnded() {
        if (inputEndHeard && outputEnded && !ended) {
            end(new CloseReason.ClosedByPeer(), false);
        }
    }

    private void judgeWatermarks() {
        if (closing || ended) {
            return;
        }
        if (!writingPaused && queuedBytes.get() > settings.highWatermark()) {
            writingPaused = true;
            call("writingPaused", () -> protocol.writingPaused(this));
        } else if (writingPaused && queuedBytes.get() <= settings.lowWatermark()) {
            writingPaused = false;
            call("writingResumed", () -> protocol.writingResumed(this));
        }
    }

    private void end(CloseReason reason, boolean byReset) {
        if (ended) {
            return;
        }
        ended = true;
        queue.clear();
        queuedBytes.set(0);
        stop(closeTimer);
        stop(idleTimer);
        if (byReset) {
            out.reset();
        }
        in.readerGone();
        reactor.post("stream", () -> tellClosed(reason));
    }

    private void tellClosed(CloseReason reason) {
        takeNextProtocol();
        reactor.forget(this);
        try {
            protocol.closed(this, reason);
        } catch (Throwable thrown) {
            reactor.threw(protocol.getClass().getName() + ".closed", thrown);
        }
        closed.succeed(reason);
    }

    // Time.

    private void moved() {
        lastMoveNanos = reactor.nanoTime();
        if (closing && closeTimer != null) {
            stop(closeTimer);
            watchClose();
        }
    }

    private void watchClose() {
        closeTimer = reactor.later(settings.closeTimeout(), "close", () -> {
            end(
                    new CloseReason.Failed(MemoryFailures.stream(
                            FailureKind.TIMEOUT,
                            null,
                            local,
                            remote,
                            "the peer took nothing for " + MemoryFailures.millis(settings.closeTimeout())
                                    + " while closing",
                            reactor.zones())),
                    true);
        });
    }

    private void watchIdle(Duration idle) {
        Duration quiet = quietFor();
        idleTimer = reactor.later(idle.minus(quiet), "idle timeout", () -> {
            if (quietFor().compareTo(idle) < 0) {
                watchIdle(idle);
                return;
            }
            end(
                    new CloseReason.Failed(MemoryFailures.stream(
                            FailureKind.TIMEOUT,
                            null,
                            local,
                            remote,
                            "no byte moved either way for " + MemoryFailures.millis(idle),
                            reactor.zones())),
                    true);
        });
    }

    /** How long no byte has moved. */
    Duration quietFor() {
        return Duration.ofNanos(reactor.nanoTime() - lastMoveNanos);
    }

    private void stop(HandTurnedClock.@Nullable Task timer) {
        if (timer != null) {
            reactor.clock().cancel(timer);
        }
    }

    @Override
    public String toString() {
        return "connection " + MemoryFailures.text(local, reactor.zones()) + " - "
                + MemoryFailures.text(remote, reactor.zones());
    }
}
