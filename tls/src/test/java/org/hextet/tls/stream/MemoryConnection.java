package org.hextet.tls.stream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.FlowLabel;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.TlsSession;
import org.hextet.api.TlsSettings;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.tls.Tls;
import org.jspecify.annotations.Nullable;

/**
 * One end of a connection in memory, turned by hand. It keeps the contract of {@code Connection} as a strict reactor
 * does: lent buffers are read-only and overwritten, calls of other threads are carried out in order on the loop.
 */
final class MemoryConnection implements Connection {

    private static final byte OVERWRITTEN = (byte) 0xdb;

    private final HandTurnedReactor reactor;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private final Promise<CloseReason> closed;
    private final ArrayDeque<Byte> incoming = new ArrayDeque<>();
    private @Nullable MemoryConnection peer;
    private Protocol protocol;
    private int most = Integer.MAX_VALUE;
    private boolean connectedToTell = true;
    private boolean paused;
    private boolean held;
    private boolean writable = true;
    private boolean outputEnded;
    private boolean inputEnds;
    private boolean inputEndTold;
    private boolean closing;
    private boolean gone;
    private int writes;
    private long sentBytes;

    Protocol protocol() {
        return protocol;
    }

    private MemoryConnection(HandTurnedReactor reactor, int port, int peerPort, Protocol protocol) {
        this.reactor = reactor;
        this.local = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.remote = new InetSocketAddress(InetAddress.getLoopbackAddress(), peerPort);
        this.closed = reactor.watched();
        this.protocol = protocol;
    }

    /**
     * Two ends, the first of them the one that connected. Nothing has run yet.
     *
     * @return the first; {@link #peer()} is the other
     */
    static MemoryConnection pair(HandTurnedReactor reactor, Protocol client, Protocol server) {
        MemoryConnection first = new MemoryConnection(reactor, 50_000, 443, client);
        MemoryConnection second = new MemoryConnection(reactor, 443, 50_000, server);
        first.peer = second;
        second.peer = first;
        first.soon();
        second.soon();
        return first;
    }

    MemoryConnection peer() {
        if (peer == null) {
            throw new IllegalStateException("no pair");
        }
        return peer;
    }

    /** Has no more than so many bytes come in each callback. */
    MemoryConnection inPiecesOf(int bytes) {
        most = bytes;
        return this;
    }

    /** Nothing comes any more, until {@link #release()}. */
    void hold() {
        held = true;
    }

    void release() {
        held = false;
        soon();
    }

    /** As if the peer had stopped to read, or had gone on. */
    void writable(boolean now) {
        writable = now;
        reactor.execute(() -> {
            if (!gone && now) {
                tell(() -> protocol.writingResumed(this));
            } else if (!gone) {
                tell(() -> protocol.writingPaused(this));
            }
        });
    }

    /** As if the reactor drained, and nothing had moved here for long. */
    void drain() {
        reactor.execute(() -> {
            if (!gone) {
                tell(() -> protocol.draining(this));
            }
        });
    }

    boolean isReadingPaused() {
        return paused;
    }

    boolean isGone() {
        return gone;
    }

    /** How many writes with something in them there were. */
    int writes() {
        return writes;
    }

    long sentBytes() {
        return sentBytes;
    }

    // ---- callbacks

    private interface Callback {
        void run() throws Exception;
    }

    private void soon() {
        reactor.execute(this::events);
    }

    /** One event, and another turn for the next. */
    private void events() {
        if (gone) {
            return;
        }
        if (connectedToTell) {
            connectedToTell = false;
            tell(() -> protocol.connected(this));
        } else if (closing) {
            if (peer().incoming.isEmpty() || peer().gone || peer().held) {
                end(new CloseReason.ClosedHere());
            }
            return;
        } else if (!paused && !held && !incoming.isEmpty()) {
            receive();
        } else if (!paused && !held && inputEnds && !inputEndTold) {
            inputEndTold = true;
            tell(() -> protocol.inputEnded(this));
        } else {
            return;
        }
        soon();
    }

    private void receive() {
        byte[] bytes = new byte[Math.min(most, incoming.size())];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = incoming.remove();
        }
        peer().soon();
        tell(() -> protocol.received(this, ByteBuffer.wrap(bytes).asReadOnlyBuffer()));
        Arrays.fill(bytes, OVERWRITTEN);
    }

    private void tell(Callback callback) {
        try {
            callback.run();
        } catch (Throwable thrown) {
            reactor.uncaught().add(thrown);
            abort(new CloseReason.Aborted(thrown));
        }
    }

    private void end(CloseReason reason) {
        if (gone) {
            return;
        }
        gone = true;
        incoming.clear();
        reactor.execute(() -> {
            if (connectedToTell) {
                connectedToTell = false;
                tell(() -> protocol.connected(this));
            }
            tell(() -> protocol.closed(this, reason));
            closed.succeed(reason);
        });
    }

    /** As if the peer's host had died: a reset. */
    void reset() {
        end(new CloseReason.Failed(Failures.of(
                new Facts(FailureKind.RESET, "read", local, remote, "ECONNRESET"), "connection reset", null)));
    }

    private void abort(CloseReason why) {
        end(why);
        peer().reset();
    }

    // ---- calls

    private void onLoop(Runnable call) {
        if (reactor.inReactor()) {
            call.run();
        } else {
            reactor.execute(call);
        }
    }

    @Override
    public boolean write(ByteBuffer data) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        onLoop(() -> {
            if (gone || closing || outputEnded || bytes.length == 0) {
                return;
            }
            writes++;
            sentBytes += bytes.length;
            for (byte one : bytes) {
                peer().incoming.add(one);
            }
            peer().soon();
        });
        return isWritable();
    }

    @Override
    public boolean write(ByteBuffer[] data, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            write(data[i]);
        }
        return isWritable();
    }

    @Override
    public boolean isWritable() {
        return writable && !closing && !gone;
    }

    @Override
    public long queuedBytes() {
        return 0;
    }

    @Override
    public void pauseReading() {
        onLoop(() -> paused = true);
    }

    @Override
    public void resumeReading() {
        onLoop(() -> {
            paused = false;
            soon();
        });
    }

    @Override
    public void shutdownOutput() {
        onLoop(() -> {
            if (!outputEnded) {
                outputEnded = true;
                peer().inputEnds = true;
                peer().soon();
            }
        });
    }

    @Override
    public void close() {
        onLoop(() -> {
            shutdownOutput();
            closing = true;
            soon();
        });
    }

    @Override
    public void abort() {
        onLoop(() -> abort(new CloseReason.Aborted(null)));
    }

    @Override
    public void switchProtocol(Protocol next) {
        onLoop(() -> {
            if (!gone) {
                protocol = next;
                connectedToTell = true;
                soon();
            }
        });
    }

    @Override
    public Pending<Connection> startTls(TlsSettings tls, Supplier<? extends Protocol> factory) {
        throw new UnsupportedOperationException("see " + Tls.class);
    }

    @Override
    public Optional<TlsSession> tlsSession() {
        return Optional.empty();
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
    public Optional<FlowLabel> flowLabel() {
        return Optional.empty();
    }

    @Override
    public Reactor reactor() {
        return reactor;
    }

    @Override
    public <T> T option(SocketOption<T> option) throws IOException {
        throw new IOException("no socket");
    }

    @Override
    public <T> void option(SocketOption<T> option, T value) throws IOException {
        throw new IOException("no socket");
    }

    @Override
    public Pending<CloseReason> closed() {
        return closed;
    }
}
