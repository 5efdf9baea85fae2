package org.hextet.reactor;

import static org.hextet.addresses.AddressText.formatSocket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.hextet.api.Capability;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.FlowLabel;
import org.hextet.api.FlowLabelRequest;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsRole;
import org.hextet.api.TlsSession;
import org.hextet.api.TlsSettings;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.reactor.driver.Driver;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.Errno;
import org.hextet.tls.ForwardingConnection;
import org.hextet.tls.Tls;
import org.hextet.tls.TlsUpgrade;
import org.jspecify.annotations.Nullable;

/**
 * One established stream over a driver: order, queue, watermarks, and the two ends of its life. Fields are of the loop
 * only, unless they are volatile. A callback or a task changes state; {@link #settle()} then carries it out: flush,
 * tell, end.
 */
final class StreamConnection extends Settling implements Connection, SocketHandle {

    /** A connection that received within this time may have a peer that goes on sending: its close lingers. */
    private static final long LINGER_WINDOW_NANOS = 1_000_000_000L;

    private final LoopSockets sockets;
    private final EventLoop loop;
    private final Driver driver;
    private final int handle;
    private final StreamOptions options;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private final WriteQueue queue;

    private Protocol protocol;
    private boolean connectedToTell = true;

    // Output.
    private @Nullable ByteBuffer range;
    private int rangeStart;
    private int rangeEnd;
    private boolean sendInFlight;
    private boolean pauseTold;
    private volatile boolean writingPaused;
    private volatile boolean pauseOwed;
    private volatile long queuedSnapshot;
    private volatile boolean outputShutAsked;
    private boolean outputShutWanted;
    private boolean outputShut;

    // Input.
    private boolean readingWanted = true;
    private boolean driverReceives = true;
    private boolean inputEnded;
    private boolean inputEndTold;
    private boolean deliveryPlanned;
    private @Nullable HeldInput held;
    private @Nullable CloseReason heldFailure;

    // The end.
    private boolean closing;
    private boolean lingering;
    private boolean lastLookPlanned;
    private boolean lastLookDone;
    private boolean handleClosed;
    private volatile boolean ending;
    private @Nullable CloseReason reason;
    private @Nullable ReactorTimer closeTimer;
    private long unsentAtLastLook;

    /** A user who set SO_LINGER to 0 wants his close to be a reset: a FIN before it would tell the peer otherwise. */
    private boolean lingerZero;

    private @Nullable LeasedFlowLabel flowLabel;

    /** Null unless a recording wants to know. */
    private final @Nullable RecordedConnection recorded;

    /** Which side of a TLS handshake it is, if nobody says otherwise. */
    private final TlsRole role;

    /** The TLS that goes on in place of this connection. */
    private volatile @Nullable TlsUpgrade upgrade;

    private boolean upgradeFresh;

    // Made when first asked for, by any thread, under the monitor of this.
    private volatile @Nullable ReactorPromise<CloseReason> closedPromise;
    private volatile @Nullable AtomicLong bytesFromElsewhere;
    private boolean closedTold;

    // Idleness.
    private final long idleNanos;
    private @Nullable ReactorTimer idleTimer;
    private long movedNanos;
    private long receivedNanos;
    private long closingNanos;

    StreamConnection(LoopSockets sockets, int handle, StreamOptions options, Protocol protocol, TlsRole role) {
        this.sockets = sockets;
        this.loop = sockets.loop();
        this.driver = sockets.driver();
        this.handle = handle;
        this.options = options;
        this.protocol = CallbackWatch.watched(sockets.callbacks(), protocol);
        this.role = role;
        this.local = driver.localAddress(handle);
        this.remote = driver.remoteAddress(handle);
        this.queue = new WriteQueue(sockets.chunks());
        this.recorded =
                RecordedConnection.begun(sockets.reactor().capabilities().provider(), role, local, remote);
        this.movedNanos = loop.now();
        this.receivedNanos = movedNanos - LINGER_WINDOW_NANOS;
        this.lingerZero = Integer.valueOf(0).equals(options.socketOptions().get(StandardSocketOptions.SO_LINGER));
        this.idleNanos = options.idleTimeout().isPresent()
                ? EventLoop.nanos(options.idleTimeout().get())
                : 0;
    }

    // ---- events of the driver

    /** Tells the protocol that it is connected, after which the connection lives by itself. */
    void begin() {
        if (idleNanos > 0) {
            idleTimer = loop.schedule(idleNanos, this::idleTimerFired);
        }
        loop.markDirty(this);
        loop.settle();
    }

    void received(ByteBuffer lent) {
        if (handleClosed) {
            return;
        }
        movedNanos = loop.now();
        receivedNanos = movedNanos;
        if (recorded != null) {
            recorded.received(lent.remaining());
        }
        if (closing) {
            return;
        }
        if (!readingWanted || held != null) {
            hold().add(lent);
            return;
        }
        deliver(lent, true);
    }

    void inputEnded() {
        if (handleClosed) {
            return;
        }
        inputEnded = true;
        driverReceives = false;
        movedNanos = loop.now();
        loop.markDirty(this);
        loop.settle();
    }

    void sent() {
        queue.release();
        sendInFlight = false;
        movedNanos = loop.now();
        if (!handleClosed) {
            loop.markDirty(this);
            loop.settle();
        }
    }

    void failed(Errno errno, @Nullable Throwable platform) {
        if (handleClosed) {
            return;
        }
        if (lingering) {
            closeHandle();
            return;
        }
        CloseReason broken = new CloseReason.Failed(() -> ErrnoFailures.stream(errno, local, remote, platform));
        if (closing || (held == null && readingWanted)) {
            end(broken, false);
        } else {
            // What came before it is told first.
            heldFailure = broken;
        }
    }

    @Override
    public void descriptorGone() {
        queue.release();
        CloseReason why = Objects.requireNonNull(reason, "closed without a reason");
        if (recorded != null) {
            recorded.ended(why, ProtocolNames.of(protocol, protocol::protocolName));
        }
        if (connectedToTell) {
            // A protocol that took over hears of its connection before it hears of its end.
            tellConnected();
        }
        try {
            protocol.closed(this, why);
        } catch (Throwable thrown) {
            sockets.incidents().threw("closed of " + ProtocolNames.of(protocol, protocol::protocolName), thrown);
        }
        ReactorPromise<CloseReason> watched;
        synchronized (this) {
            closedTold = true;
            watched = closedPromise;
        }
        if (watched != null && watched.claim()) {
            watched.finish(why);
        }
        loop.settle();
    }

    @Override
    public void reactorCloses() {
        end(new CloseReason.Aborted(ErrnoFailures.reactorClosed("connection", local, remote)), true);
    }

    // ---- input

    private void deliver(ByteBuffer lent, boolean fromDriver) {
        // The buffer is the same for all: the order that one protocol sets is not the next one's.
        lent.order(ByteOrder.BIG_ENDIAN);
        if (connectedToTell) {
            tellConnected();
            if (closing || handleClosed || !readingWanted) {
                if (!closing && !handleClosed) {
                    hold().add(lent);
                }
                loop.settle();
                return;
            }
        }
        loop.lent = fromDriver ? lent : null;
        loop.lentFrom = lent.position();
        loop.lentTo = lent.limit();
        try {
            protocol.received(this, lent);
        } catch (Throwable thrown) {
            threw("received", thrown);
        }
        loop.lent = null;
        if (upgradeFresh) {
            refuseEarlyBytes(lent.remaining());
        }
        loop.settle();
    }

    /** The callback is over that asked for TLS. */
    private void refuseEarlyBytes(int left) {
        upgradeFresh = false;
        TlsUpgrade begun = upgrade;
        if (begun != null && left > 0) {
            begun.refuse(left);
        }
    }

    private HeldInput hold() {
        HeldInput pieces = held;
        if (pieces == null) {
            pieces = new HeldInput();
            held = pieces;
        }
        return pieces;
    }

    /** Delivers what was held back, as a task of its own: never inside the call that resumed. */
    private void deliverHeld() {
        deliveryPlanned = false;
        while (readingWanted && !closing && !handleClosed) {
            ByteBuffer piece = held == null ? null : held.next();
            if (piece == null) {
                break;
            }
            deliver(piece, false);
        }
        if (held != null && held.isEmpty()) {
            held = null;
        }
        if (held == null && heldFailure != null && readingWanted && !closing && !handleClosed) {
            end(heldFailure, false);
        }
        loop.markDirty(this);
    }

    private boolean isInputPending() {
        return held != null || heldFailure != null;
    }

    // ---- after each callback

    @Override
    void abortUnsettled() {
        abort();
    }

    /** Carries out what callbacks and tasks have left: tell, flush, tell, end. */
    @Override
    void settle() {
        if (handleClosed) {
            return;
        }
        if (connectedToTell) {
            tellConnected();
            if (handleClosed) {
                return;
            }
        }
        if (inputEnded && !inputEndTold && !closing && readingWanted && !isInputPending()) {
            inputEndTold = true;
            try {
                protocol.inputEnded(this);
            } catch (Throwable thrown) {
                threw("inputEnded", thrown);
            }
            if (handleClosed) {
                return;
            }
        }
        flush();
        if (handleClosed) {
            return;
        }
        judgeWatermarks();
        if (handleClosed || isDirty) {
            return;
        }
        progressToEnd();
        setReceiving();
    }

    private void tellConnected() {
        connectedToTell = false;
        try {
            protocol.connected(this);
        } catch (Throwable thrown) {
            threw("connected", thrown);
        }
    }

    private void judgeWatermarks() {
        long queued = unsent();
        if (queued != queuedSnapshot) {
            queuedSnapshot = queued;
        }
        if (queued > options.writeLimit()) {
            endTooSlow(queued);
            return;
        }
        if (queued > options.highWatermark() || pauseOwed) {
            pauseOwed = false;
            writingPaused = true;
        } else if (writingPaused && queued + onTheWay() <= options.lowWatermark()) {
            writingPaused = false;
        }
        if (writingPaused != pauseTold && !closing) {
            pauseTold = writingPaused;
            try {
                if (pauseTold) {
                    protocol.writingPaused(this);
                } else {
                    protocol.writingResumed(this);
                }
            } catch (Throwable thrown) {
                threw(pauseTold ? "writingPaused" : "writingResumed", thrown);
            }
            if (pauseTold && queued + onTheWay() <= options.lowWatermark()) {
                loop.markDirty(this);
            }
        }
    }

    private void setReceiving() {
        if (handleClosed || inputEnded) {
            return;
        }
        // While it closes, what the peer still sends is taken and dropped: unread, it would turn the end into a reset.
        boolean wanted = closing || (readingWanted && !isInputPending());
        if (wanted != driverReceives) {
            driverReceives = wanted;
            if (wanted) {
                driver.resumeReceiving(handle);
            } else {
                driver.pauseReceiving(handle);
            }
        }
    }

    private void threw(String callback, Throwable thrown) {
        sockets.incidents().threw(callback + " of " + ProtocolNames.of(protocol, protocol::protocolName), thrown);
        end(new CloseReason.Aborted(thrown), true);
    }

    // ---- output

    @Override
    public boolean write(ByteBuffer data) {
        if (outputShutAsked) {
            throw outputWasShut();
        }
        return send(data);
    }

    @SuppressWarnings("ReferenceEquality") // a slice or a copy of the lent buffer is not the lent buffer
    private boolean send(ByteBuffer data) {
        if (!loop.inLoop()) {
            return writeFromElsewhere(data);
        }
        if (data == loop.lent) {
            return writeLent(data);
        }
        if (ending) {
            data.position(data.limit());
            return false;
        }
        if (data.hasRemaining()) {
            append(data);
            loop.markDirty(this);
        }
        return !writingPaused && !ending;
    }

    @Override
    public boolean write(ByteBuffer[] data, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, data.length);
        if (outputShutAsked) {
            throw outputWasShut();
        }
        return send(data, offset, length);
    }

    private boolean send(ByteBuffer[] data, int offset, int length) {
        if (!loop.inLoop()) {
            return writeFromElsewhere(joined(data, offset, length));
        }
        for (int i = offset; i < offset + length; i++) {
            send(data[i]);
        }
        return !writingPaused && !ending;
    }

    /** The very buffer that was lent: it is sent from where it lies, if nothing stands before it. */
    private boolean writeLent(ByteBuffer lent) {
        if (lent.position() < loop.lentFrom || lent.limit() > loop.lentTo) {
            throw new IllegalArgumentException("write of the lent buffer from " + lent.position() + " to "
                    + lent.limit() + ": only " + loop.lentFrom + " to " + loop.lentTo + " was received");
        }
        if (ending) {
            lent.position(lent.limit());
            return false;
        }
        if (!lent.hasRemaining()) {
            return !writingPaused;
        }
        if (recorded != null) {
            recorded.written(lent.remaining());
        }
        if (range != null && queue.isEmpty() && lent.position() == rangeEnd) {
            rangeEnd = lent.limit();
            lent.position(rangeEnd);
        } else if (range == null && queue.isEmpty() && !sendInFlight) {
            range = lent;
            rangeStart = lent.position();
            rangeEnd = lent.limit();
            lent.position(rangeEnd);
        } else {
            addToQueue(lent);
        }
        loop.markDirty(this);
        return !writingPaused && !ending;
    }

    private void append(ByteBuffer data) {
        if (recorded != null) {
            recorded.written(data.remaining());
        }
        addToQueue(data);
    }

    private void addToQueue(ByteBuffer data) {
        queue.append(data);
        if (queue.waitingBytes() > options.highWatermark() && !sendInFlight) {
            flush();
        }
        if (ending) {
            return;
        }
        long queued = unsent();
        if (queued > options.writeLimit()) {
            endTooSlow(queued);
        } else if (queued > options.highWatermark() && sendInFlight) {
            // The kernel has had its chance: the protocol is told when its callback is over.
            writingPaused = true;
            queuedSnapshot = queued;
        }
    }

    private boolean writeFromElsewhere(ByteBuffer data) {
        int length = data.remaining();
        if (ending || length == 0) {
            data.position(data.limit());
            return !ending && !writingPaused;
        }
        AtomicLong onTheWay = bytesFromElsewhere();
        if (onTheWay.addAndGet(length) + queuedSnapshot > options.writeLimit()) {
            data.position(data.limit());
            onTheWay.addAndGet(-length);
            loop.submit(() -> endTooSlow(options.writeLimit() + 1));
            return false;
        }
        if (onTheWay.get() + queuedSnapshot > options.highWatermark()) {
            // Whoever is told no is told, by the callbacks, when to go on.
            pauseOwed = true;
            writingPaused = true;
        }
        ByteBuffer copy = ByteBuffer.allocate(length);
        copy.put(data).flip();
        boolean accepted = loop.submit(() -> {
            onTheWay.addAndGet(-length);
            if (!ending && !outputShutWanted) {
                append(copy);
                loop.markDirty(this);
            }
        });
        return accepted && !writingPaused;
    }

    /**
     * Bytes that other threads have written, and whose tasks are still to come: a writer told no is not yet to go on.
     */
    private long onTheWay() {
        AtomicLong bytes = bytesFromElsewhere;
        return bytes == null ? 0 : bytes.get();
    }

    private AtomicLong bytesFromElsewhere() {
        AtomicLong bytes = bytesFromElsewhere;
        if (bytes == null) {
            synchronized (this) {
                bytes = bytesFromElsewhere;
                if (bytes == null) {
                    bytes = new AtomicLong();
                    bytesFromElsewhere = bytes;
                }
            }
        }
        return bytes;
    }

    private static ByteBuffer joined(ByteBuffer[] data, int offset, int length) {
        int total = 0;
        for (int i = offset; i < offset + length; i++) {
            total = Math.addExact(total, data[i].remaining());
        }
        ByteBuffer joined = ByteBuffer.allocate(total);
        for (int i = offset; i < offset + length; i++) {
            joined.put(data[i]);
        }
        return joined.flip();
    }

    private IllegalStateException outputWasShut() {
        return new IllegalStateException("write to " + formatSocket(remote) + ": " + whyOutputIsShut());
    }

    private String whyOutputIsShut() {
        return upgrade == null
                ? "the output was shut down here before"
                : "startTls was called here before; write to the connection that it gave";
    }

    private void flush() {
        if (handleClosed || sendInFlight) {
            return;
        }
        ByteBuffer lent = range;
        if (lent != null) {
            range = null;
            // Its owner may be reading on: he gets it back as it was.
            int position = lent.position();
            int limit = lent.limit();
            lent.limit(rangeEnd).position(rangeStart);
            sendInFlight = driver.sendLent(handle, lent) > 0;
            lent.limit(limit).position(position);
            movedNanos = loop.now();
        }
        while (!sendInFlight && !queue.isEmpty()) {
            sendInFlight = queue.send(driver, handle) > 0;
            movedNanos = loop.now();
        }
    }

    /** Bytes that the kernel has not taken. */
    private long unsent() {
        return queue.waitingBytes()
                + (range == null ? 0 : rangeEnd - rangeStart)
                + (sendInFlight ? driver.unsent(handle) : 0);
    }

    @Override
    public boolean isWritable() {
        return !writingPaused && !ending;
    }

    @Override
    public long queuedBytes() {
        return onTheWay() + (loop.inLoop() && !handleClosed ? unsent() : queuedSnapshot);
    }

    // ---- what users ask for

    @Override
    public void pauseReading() {
        if (upgrade == null) {
            stopReading();
        }
    }

    private void stopReading() {
        onLoop(() -> {
            readingWanted = false;
            loop.markDirty(this);
        });
    }

    @Override
    public void resumeReading() {
        if (upgrade == null) {
            goOnReading();
        }
    }

    private void goOnReading() {
        onLoop(() -> {
            readingWanted = true;
            if (isInputPending() && !deliveryPlanned && !closing) {
                deliveryPlanned = true;
                loop.submit(this::deliverHeld);
            }
            loop.markDirty(this);
        });
    }

    @Override
    public void shutdownOutput() {
        if (upgrade == null) {
            outputShutAsked = true;
            endOutput();
        }
    }

    private void endOutput() {
        onLoop(() -> {
            outputShutWanted = true;
            loop.markDirty(this);
        });
    }

    @Override
    public void close() {
        TlsUpgrade begun = upgrade;
        if (begun == null) {
            end();
        } else {
            begun.close();
        }
    }

    private void end() {
        onLoop(this::closeInOrder);
    }

    @Override
    public void abort() {
        onLoop(() -> end(new CloseReason.Aborted(null), true));
    }

    @Override
    public void switchProtocol(Protocol next) {
        Objects.requireNonNull(next, "next");
        if (upgrade == null) {
            handTo(next);
        }
    }

    private void handTo(Protocol next) {
        onLoop(() -> {
            if (handleClosed) {
                return;
            }
            protocol = CallbackWatch.watched(sockets.callbacks(), next);
            connectedToTell = true;
            pauseTold = false;
            loop.markDirty(this);
        });
    }

    // ---- TLS

    @Override
    public Pending<Connection> startTls(TlsSettings tls, Supplier<? extends Protocol> factory) {
        sockets.reactor().capabilities().require(Capability.STARTTLS);
        if (outputShutAsked) {
            throw new IllegalStateException("startTls with " + formatSocket(remote) + ": " + whyOutputIsShut());
        }
        TlsUpgrade begun = Tls.upgrade(this, new Carrier(), role, options, tls, factory);
        upgrade = begun;
        outputShutAsked = true;
        onLoop(() -> {
            if (ending) {
                begun.tooLate();
                return;
            }
            upgradeFresh = true;
            handTo(begun.after(protocol));
        });
        return begun.secured();
    }

    @Override
    public Optional<TlsSession> tlsSession() {
        return Optional.empty();
    }

    /** This connection for the TLS on top of it, while it is dead to its user. */
    private final class Carrier extends ForwardingConnection {

        Carrier() {
            super(StreamConnection.this);
        }

        @Override
        public boolean write(ByteBuffer data) {
            return send(data);
        }

        @Override
        public boolean write(ByteBuffer[] data, int offset, int length) {
            Objects.checkFromIndexSize(offset, length, data.length);
            return send(data, offset, length);
        }

        @Override
        public void pauseReading() {
            stopReading();
        }

        @Override
        public void resumeReading() {
            goOnReading();
        }

        @Override
        public void shutdownOutput() {
            endOutput();
        }

        @Override
        public void close() {
            end();
        }

        @Override
        public void switchProtocol(Protocol next) {
            Objects.requireNonNull(next, "next");
            handTo(next);
        }
    }

    private void onLoop(Runnable change) {
        if (loop.inLoop()) {
            change.run();
        } else {
            loop.submit(change);
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

    /** It was connected with a flow label. */
    void leases(FlowLabelRequest request) {
        flowLabel = new LeasedFlowLabel(
                sockets,
                remote.getAddress(),
                formatSocket(remote),
                request.sharing(),
                driver.flowLabel(handle),
                new Lease());
    }

    /** The lease that the socket of this connection holds. */
    private final class Lease implements LeasedFlowLabel.Lease {

        @Override
        public Object holder() {
            return StreamConnection.this;
        }

        @Override
        public void renew(Duration linger, Duration expires) throws DriverException {
            driver.renewFlowLabel(handle, linger, expires);
        }

        @Override
        public void release() {
            driver.releaseFlowLabel(handle);
        }
    }

    @Override
    public Optional<FlowLabel> flowLabel() {
        return Optional.ofNullable(flowLabel);
    }

    @Override
    public Reactor reactor() {
        return sockets.reactor();
    }

    @Override
    public Pending<CloseReason> closed() {
        ReactorPromise<CloseReason> watched = closedPromise;
        if (watched != null) {
            return watched;
        }
        synchronized (this) {
            watched = closedPromise;
            if (watched == null) {
                watched = ReactorPromise.watching(loop, "closed");
                closedPromise = watched;
                if (closedTold) {
                    watched.succeed(Objects.requireNonNull(reason, "closed without a reason"));
                }
            }
            return watched;
        }
    }

    @Override
    public <T> T option(SocketOption<T> option) throws IOException {
        sockets.optionRules().requireConnectionOption(option);
        return sockets.askOnLoop("read option " + option.name(), () -> {
            requireOpen(option);
            return driver.option(handle, option);
        });
    }

    @Override
    public <T> void option(SocketOption<T> option, T value) throws IOException {
        sockets.optionRules().requireConnectionOption(option);
        Objects.requireNonNull(value, "value");
        OptionRules.requireRange(option, value);
        sockets.askOnLoop("set option " + option.name(), () -> {
            requireOpen(option);
            driver.option(handle, option, value);
            if (option == StandardSocketOptions.SO_LINGER) {
                lingerZero = value.equals(0);
            }
            return true;
        });
    }

    private void requireOpen(SocketOption<?> option) throws IOException {
        if (handleClosed) {
            throw Failures.of(
                    new Facts(FailureKind.ABORTED, "option", local, remote, null),
                    "option " + option.name() + " of connection " + formatSocket(local) + " to " + formatSocket(remote)
                            + ": the connection is closed",
                    null);
        }
    }

    // ---- the end

    private void closeInOrder() {
        if (ending) {
            return;
        }
        ending = true;
        closing = true;
        reason = inputEnded ? new CloseReason.ClosedByPeer() : new CloseReason.ClosedHere();
        closingNanos = loop.now();
        held = null;
        heldFailure = null;
        unsentAtLastLook = unsent();
        closeTimer = loop.schedule(EventLoop.nanos(options.closeTimeout()), this::closeTimerFired);
        loop.markDirty(this);
    }

    /** What a drain does with a connection on which nothing moves: its protocol is asked to end it. */
    void drainIfQuiet(long quietNanos) {
        long now = loop.now();
        if (ending || unsent() > 0 || sendInFlight || isInputPending() || now - movedNanos < quietNanos) {
            return;
        }
        movedNanos = now;
        // It has no peer that may still be sending.
        receivedNanos = now - LINGER_WINDOW_NANOS;
        if (connectedToTell) {
            tellConnected();
        }
        try {
            protocol.draining(this);
        } catch (Throwable thrown) {
            threw("draining", thrown);
        }
        loop.markDirty(this);
        loop.settle();
    }

    private void progressToEnd() {
        if (sendInFlight || !queue.isEmpty() || range != null) {
            return;
        }
        if (closing && !lingering) {
            if (inputEnded || lingerZero) {
                closeHandle();
            } else if (closingNanos - receivedNanos < LINGER_WINDOW_NANOS) {
                // It received a moment ago, or since: the peer may go on sending.
                lingering = true;
                shutOutput();
            } else if (!lastLookPlanned) {
                // It looks idle; what may wait unread in the kernel is seen by one more poll.
                lastLookPlanned = true;
                loop.afterPoll(this::lastLook);
            } else if (lastLookDone) {
                closeHandle();
            }
        } else if (lingering) {
            if (inputEnded) {
                closeHandle();
            }
        } else if (outputShutWanted && !outputShut) {
            shutOutput();
            loop.markDirty(this);
        } else if (outputShut && inputEndTold) {
            // Both ways are over.
            ending = true;
            closing = true;
            reason = new CloseReason.ClosedByPeer();
            closeHandle();
        }
    }

    private void lastLook() {
        if (handleClosed) {
            return;
        }
        if (driver.hasUnreported(handle)) {
            loop.afterPoll(this::lastLook);
            return;
        }
        lastLookDone = true;
        loop.markDirty(this);
    }

    private void shutOutput() {
        if (!outputShut) {
            outputShut = true;
            driver.shutdownOutput(handle);
        }
    }

    private void closeTimerFired() {
        closeTimer = null;
        if (handleClosed) {
            return;
        }
        if (lingering) {
            closeHandle();
            return;
        }
        long unsent = unsent();
        if (unsent < unsentAtLastLook) {
            unsentAtLastLook = unsent;
            closeTimer = loop.schedule(EventLoop.nanos(options.closeTimeout()), this::closeTimerFired);
            return;
        }
        String text = "close of connection " + formatSocket(local) + " to " + formatSocket(remote)
                + ": the peer took nothing for " + ErrnoFailures.seconds(options.closeTimeout()) + ", " + unsent
                + " bytes are lost";
        forceEnd(
                new CloseReason.Failed(
                        Failures.of(new Facts(FailureKind.TIMEOUT, "close", local, remote, null), text, null)),
                true);
    }

    private void idleTimerFired() {
        idleTimer = null;
        if (ending) {
            return;
        }
        long left = idleNanos - (loop.now() - movedNanos);
        if (left > 0) {
            idleTimer = loop.schedule(left, this::idleTimerFired);
            return;
        }
        String text =
                "connection " + formatSocket(local) + " to " + formatSocket(remote) + ": no byte moved either way for "
                        + ErrnoFailures.seconds(options.idleTimeout().orElseThrow()) + " (idle timeout)";
        end(
                new CloseReason.Failed(
                        Failures.of(new Facts(FailureKind.TIMEOUT, "connection", local, remote, null), text, null)),
                true);
    }

    private void endTooSlow(long queued) {
        String text = "connection " + formatSocket(local) + " to " + formatSocket(remote) + ": the peer is too slow, "
                + queued
                + " bytes wait for it and the write limit is " + options.writeLimit()
                + "; stop writing at writingPaused, or raise the limit";
        end(
                new CloseReason.Failed(
                        Failures.of(new Facts(FailureKind.TOO_SLOW, "write", local, remote, null), text, null)),
                true);
    }

    /** Ends at once, unless it has ended; a close in order is overtaken, and its reason with it. */
    private void end(CloseReason why, boolean reset) {
        if (!handleClosed) {
            forceEnd(why, reset);
        }
    }

    private void forceEnd(CloseReason why, boolean reset) {
        if (recorded != null) {
            recorded.lost(unsent());
        }
        ending = true;
        closing = true;
        reason = why;
        range = null;
        queue.drop();
        if (reset) {
            handleClosed = true;
            stopTimers();
            driver.abort(handle);
        } else {
            closeHandle();
        }
    }

    private void closeHandle() {
        handleClosed = true;
        stopTimers();
        driver.close(handle);
    }

    private void stopTimers() {
        held = null;
        heldFailure = null;
        queuedSnapshot = 0;
        ReactorTimer timer = closeTimer;
        if (timer != null) {
            timer.cancel();
        }
        timer = idleTimer;
        if (timer != null) {
            timer.cancel();
        }
        LeasedFlowLabel label = flowLabel;
        if (label != null) {
            label.socketCloses();
        }
    }
}
