package org.hextet.endpoints.scripted;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.FlowLabel;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.TlsSession;
import org.hextet.api.TlsSettings;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose peer is the test. It keeps the contract: callbacks never inside one another, lent buffers
 * read-only and overwritten afterwards, a new protocol hears connected first, a callback that throws loses the
 * connection.
 */
public final class ScriptedConnection implements Connection {

    private final ScriptedReactor reactor;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private final StringBuilder written = new StringBuilder();
    private final ArrayDeque<byte[]> arriving = new ArrayDeque<>();
    private final ScriptedPromise<CloseReason> closed = new ScriptedPromise<>(() -> {});
    private final List<String> log = new ArrayList<>();
    private @Nullable Protocol protocol;
    private @Nullable Protocol next;
    private @Nullable ByteBuffer lastWritten;
    private @Nullable ScriptedPromise<Connection> upgrade;
    private @Nullable Supplier<? extends Protocol> upgradeFactory;
    private boolean upgradeFresh;
    private boolean calling;
    private boolean paused;
    private boolean inputEnds;
    private boolean open = true;

    ScriptedConnection(ScriptedReactor reactor, InetSocketAddress local, InetSocketAddress remote) {
        this.reactor = reactor;
        this.local = local;
        this.remote = remote;
    }

    private interface Callback {
        void run(Protocol protocol) throws Exception;
    }

    // ---- the test's side

    /** The first protocol: hears connected. */
    public void start(Protocol first) {
        protocol = first;
        call(mine -> mine.connected(this));
    }

    /** The peer sends. */
    public void peerSends(byte[] bytes) {
        arriving.add(bytes);
        deliver();
    }

    /** The peer sends ASCII. */
    public void peerSends(String text) {
        peerSends(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The peer ends its output. */
    public void peerEnds() {
        inputEnds = true;
        deliver();
    }

    /** The connection ends. */
    public void end(CloseReason reason) {
        if (open) {
            open = false;
            reactor.released(this);
            ScriptedPromise<Connection> promise = upgrade;
            if (promise != null) {
                promise.fail(Failures.of(new Facts(FailureKind.ABORTED, "TLS handshake"), "ended: " + reason, null));
            }
            call(mine -> mine.closed(this, reason));
            closed.succeed(reason);
        }
    }

    /** The handshake that was begun by startTls succeeds. */
    public ScriptedConnection handshakeSucceeds() {
        ScriptedPromise<Connection> promise = Objects.requireNonNull(upgrade, "no startTls");
        Supplier<? extends Protocol> factory = Objects.requireNonNull(upgradeFactory, "no startTls");
        ScriptedConnection secured = reactor.secured(this);
        open = false;
        secured.start(factory.get());
        reactor.inLoop(() -> promise.succeed(secured));
        return secured;
    }

    /** The handshake that was begun by startTls fails. */
    public void handshakeFails(IOException why) {
        ScriptedPromise<Connection> promise = Objects.requireNonNull(upgrade, "no startTls");
        reactor.inLoop(() -> promise.fail(why));
        end(new CloseReason.Failed(why));
    }

    /** Whether startTls was called, and nothing refused it since. */
    public boolean isHandshaking() {
        return upgrade != null && open;
    }

    /** What was written, as ISO 8859-1. */
    public String written() {
        return written.toString();
    }

    /** The buffer object of the last write. */
    public Optional<ByteBuffer> lastWritten() {
        return Optional.ofNullable(lastWritten);
    }

    /** Calls of close, abort, pause, resume. */
    public List<String> log() {
        return log;
    }

    public boolean isOpen() {
        return open;
    }

    public boolean isReadingPaused() {
        return paused;
    }

    private void deliver() {
        while (open && !paused && !calling && upgrade == null && !arriving.isEmpty()) {
            ByteBuffer chunk = ByteBuffer.wrap(arriving.remove());
            ByteBuffer lent = chunk.asReadOnlyBuffer();
            call(mine -> {
                mine.received(this, lent);
                int early = upgradeFresh ? lent.remaining() : 0;
                if (early > 0) {
                    reactor.execute(() -> handshakeFails(
                            Failures.of(new Facts(FailureKind.TLS, "TLS handshake"), early + " early bytes", null)));
                }
            });
            // Whoever kept it has nothing.
            for (int at = 0; at < chunk.capacity(); at++) {
                chunk.put(at, (byte) '#');
            }
        }
        if (open && !paused && !calling && arriving.isEmpty() && inputEnds) {
            inputEnds = false;
            call(mine -> mine.inputEnded(this));
        }
    }

    private void call(Callback callback) {
        Protocol mine = protocol;
        if (mine == null) {
            return;
        }
        reactor.inLoop(() -> {
            calling = true;
            upgradeFresh = false;
            try {
                callback.run(mine);
            } catch (Exception | Error thrown) {
                calling = false;
                next = null;
                log.add("threw " + thrown);
                end(new CloseReason.Aborted(thrown));
            }
            calling = false;
        });
        switchNow();
    }

    private void switchNow() {
        Protocol other = next;
        if (other != null && open && !calling) {
            next = null;
            protocol = other;
            call(mine -> mine.connected(this));
            deliver();
        }
    }

    // ---- the protocol's side

    @Override
    public boolean write(ByteBuffer data) {
        lastWritten = data;
        while (data.hasRemaining()) {
            written.append((char) (data.get() & 0xff));
        }
        return true;
    }

    @Override
    public boolean write(ByteBuffer[] data, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            write(data[i]);
        }
        return true;
    }

    @Override
    public boolean isWritable() {
        return open;
    }

    @Override
    public long queuedBytes() {
        return 0;
    }

    @Override
    public void pauseReading() {
        log.add("pause");
        paused = true;
    }

    @Override
    public void resumeReading() {
        log.add("resume");
        paused = false;
        reactor.execute(this::deliver);
    }

    @Override
    public void shutdownOutput() {
        log.add("shutdownOutput");
    }

    @Override
    public void close() {
        log.add("close");
        reactor.execute(() -> end(new CloseReason.ClosedHere()));
    }

    @Override
    public void abort() {
        log.add("abort");
        reactor.execute(() -> end(new CloseReason.Aborted(null)));
    }

    @Override
    public void switchProtocol(Protocol other) {
        next = other;
        if (!calling) {
            reactor.execute(this::switchNow);
        }
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
        if (upgrade != null) {
            throw new IllegalStateException("startTls a second time");
        }
        log.add("startTls" + tls.serverName().map(name -> " " + name).orElse(""));
        ScriptedPromise<Connection> promise = new ScriptedPromise<>(() -> {
            log.add("cancel TLS");
            abort();
        });
        upgrade = promise;
        upgradeFactory = factory;
        upgradeFresh = calling;
        return promise;
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
    public <T> T option(SocketOption<T> option) {
        throw new UnsupportedOperationException(option.name());
    }

    @Override
    public <T> void option(SocketOption<T> option, T value) {
        throw new UnsupportedOperationException(option.name());
    }

    @Override
    public Pending<CloseReason> closed() {
        return closed;
    }
}
