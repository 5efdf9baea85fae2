package org.hextet.tls.stream;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.hextet.addresses.AddressText;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Protocol;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsSession;
import org.hextet.api.TlsSettings;
import org.hextet.tls.ForwardingConnection;
import org.hextet.tls.Tls;
import org.hextet.tls.TlsUpgrade;
import org.jspecify.annotations.Nullable;

/** The secured connection, as its user sees it. Calls on the loop are carried out at once, others in order there. */
final class SecuredConnection extends ForwardingConnection {

    private final TlsStream stream;
    private final TlsSession session;
    private final StreamOptions options;
    private final AtomicLong bytesFromElsewhere = new AtomicLong();

    private volatile boolean ending;
    private volatile boolean outputShutAsked;
    private volatile @Nullable TlsUpgrade upgrade;
    private boolean upgradeFresh;

    // Made when first asked for, by any thread, under the monitor of this.
    private @Nullable Promise<CloseReason> closedPromise;
    private @Nullable CloseReason reason;

    SecuredConnection(TlsStream stream, Connection below, TlsSession session, StreamOptions options) {
        super(below);
        this.stream = stream;
        this.session = session;
        this.options = options;
    }

    private boolean inLoop() {
        return below.reactor().inReactor();
    }

    private void onLoop(Runnable call) {
        if (inLoop()) {
            call.run();
        } else {
            stream.post(call);
        }
    }

    // ---- output

    @Override
    public boolean write(ByteBuffer data) {
        requireOutput();
        return writeUnchecked(data);
    }

    private boolean writeUnchecked(ByteBuffer data) {
        if (!inLoop()) {
            return writeFromElsewhere(data);
        }
        stream.write(data);
        return isWritable();
    }

    @Override
    public boolean write(ByteBuffer[] data, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, data.length);
        requireOutput();
        return writeUnchecked(data, offset, length);
    }

    private boolean writeUnchecked(ByteBuffer[] data, int offset, int length) {
        boolean writable = isWritable();
        for (int i = offset; i < offset + length; i++) {
            writable = writeUnchecked(data[i]);
        }
        return writable;
    }

    private void requireOutput() {
        if (outputShutAsked || upgrade != null) {
            throw new IllegalStateException("write to " + AddressText.formatSocket(remoteAddress()) + ": "
                    + (upgrade == null
                            ? "the output was shut down here before"
                            : "startTls was called here before; write to the connection that it gave"));
        }
    }

    private boolean writeFromElsewhere(ByteBuffer data) {
        int length = data.remaining();
        if (ending || length == 0) {
            data.position(data.limit());
            return isWritable();
        }
        long queued = bytesFromElsewhere.addAndGet(length) + below.queuedBytes();
        if (queued > options.writeLimit()) {
            data.position(data.limit());
            bytesFromElsewhere.addAndGet(-length);
            ending = true;
            stream.post(() -> stream.tooSlow(queued));
            return false;
        }
        boolean crowded = queued > options.highWatermark();
        ByteBuffer copy = ByteBuffer.allocate(length);
        copy.put(data).flip();
        stream.post(() -> {
            bytesFromElsewhere.addAndGet(-length);
            stream.write(copy);
            if (crowded) {
                stream.owesPause();
            }
        });
        return !crowded && isWritable();
    }

    @Override
    public boolean isWritable() {
        return !ending && below.isWritable() && !(inLoop() && stream.isEnding());
    }

    @Override
    public long queuedBytes() {
        return bytesFromElsewhere.get() + below.queuedBytes() + (inLoop() ? stream.stagedBytes() : 0);
    }

    @Override
    public void shutdownOutput() {
        if (upgrade == null) {
            outputShutAsked = true;
            onLoop(stream::shutdownOutput);
        }
    }

    // ---- input

    @Override
    public void pauseReading() {
        if (upgrade == null) {
            onLoop(stream::pauseReading);
        }
    }

    @Override
    public void resumeReading() {
        if (upgrade == null) {
            onLoop(stream::resumeReading);
        }
    }

    @Override
    public void switchProtocol(Protocol next) {
        Objects.requireNonNull(next, "next");
        if (upgrade == null) {
            onLoop(() -> stream.switchProtocol(next));
        }
    }

    // ---- the end

    @Override
    public void close() {
        TlsUpgrade above = upgrade;
        if (above != null) {
            above.close();
        } else {
            closeUnchecked();
        }
    }

    @Override
    public void abort() {
        onLoop(stream::abort);
    }

    private void closeUnchecked() {
        onLoop(stream::close);
    }

    @Override
    public Pending<CloseReason> closed() {
        synchronized (this) {
            Promise<CloseReason> watched = closedPromise;
            if (watched == null) {
                watched = reactor().watched();
                closedPromise = watched;
                CloseReason why = reason;
                if (why != null) {
                    watched.succeed(why);
                }
            }
            return watched;
        }
    }

    /** The protocol has heard of it. */
    void ended(CloseReason why) {
        ending = true;
        Promise<CloseReason> watched;
        synchronized (this) {
            reason = why;
            watched = closedPromise;
        }
        if (watched != null) {
            watched.succeed(why);
        }
    }

    // ---- TLS

    @Override
    public Optional<TlsSession> tlsSession() {
        return Optional.of(session);
    }

    @Override
    public Pending<Connection> startTls(TlsSettings tls, Supplier<? extends Protocol> factory) {
        if (outputShutAsked || upgrade != null) {
            throw new IllegalStateException("startTls with " + AddressText.formatSocket(remoteAddress()) + ": "
                    + (upgrade == null ? "the output was shut down here before" : "it was called here before"));
        }
        TlsUpgrade begun = Tls.upgrade(this, new Carrier(), session.role(), options, tls, factory);
        upgrade = begun;
        onLoop(() -> {
            upgradeFresh = true;
            stream.upgrade(begun);
        });
        return begun.secured();
    }

    /**
     * A callback is over that may have started TLS.
     *
     * @param left how many bytes it has not looked at
     * @return whether the connection was ended for it
     */
    boolean endedByEarlyBytes(int left) {
        TlsUpgrade begun = upgrade;
        if (begun == null || !upgradeFresh) {
            return false;
        }
        upgradeFresh = false;
        if (left > 0) {
            begun.refuse(left);
            return true;
        }
        return false;
    }

    /** This connection for the TLS on top of it, while it is dead to its user. */
    private final class Carrier extends ForwardingConnection {

        Carrier() {
            super(SecuredConnection.this);
        }

        @Override
        public boolean write(ByteBuffer data) {
            return writeUnchecked(data);
        }

        @Override
        public boolean write(ByteBuffer[] data, int offset, int length) {
            return writeUnchecked(data, offset, length);
        }

        @Override
        public void shutdownOutput() {
            onLoop(stream::shutdownOutput);
        }

        @Override
        public void pauseReading() {
            onLoop(stream::pauseReading);
        }

        @Override
        public void resumeReading() {
            onLoop(stream::resumeReading);
        }

        @Override
        public void switchProtocol(Protocol next) {
            onLoop(() -> stream.switchProtocol(next));
        }

        @Override
        public void close() {
            closeUnchecked();
        }
    }
}
