package org.hextet.tls.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.hextet.addresses.AddressText;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Protocol;
import org.hextet.api.Timer;
import org.hextet.api.TlsSession;
import org.hextet.tls.CertificateRefusedException;
import org.hextet.tls.TlsUpgrade;
import org.jspecify.annotations.Nullable;

/**
 * TLS as the protocol of a plain connection: shakes hands, then carries the secured one. It asks nothing of what lies
 * below but {@link Connection}, so it runs on any.
 *
 * <p>Whatever is to be done outside of a callback of the connection below is done in one: {@link #wake()} switches the
 * connection to this very protocol, which so hears {@code connected} soon, on the reactor's thread, in order with other
 * calls. What a user's callback throws is then the affair of the reactor, as everywhere.
 *
 * <p>All of it is of the loop, but for {@link #wake()} and {@link #post}.
 */
public final class TlsStream implements Protocol {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** While a certificate is checked, more than this many bytes that came stop the peer. */
    private static final int MOST_KEPT = 64 << 10;

    private enum Phase {
        FRESH,
        HANDSHAKING,
        OPEN,
        /** What still comes is dropped. */
        ENDING,
        CLOSED
    }

    private final Handshake handshake;
    private final UpgradeListener listener;
    private final SSLEngine engine;
    private final SlowParts slow;
    private final ConcurrentLinkedQueue<Runnable> posted = new ConcurrentLinkedQueue<>();

    /** Null for a connection that was never plain. */
    private final @Nullable Before before;

    /** Who hears of the end of a handshake that fails, and of which connection. */
    public record Before(Connection connection, Protocol protocol) {}

    private Phase phase = Phase.FRESH;

    // Since the connection below is there.
    private @Nullable Connection below;
    private @Nullable Records records;

    private @Nullable Timer deadline;
    private boolean heard;
    private boolean hasDecrypted;
    private boolean failureTold;
    private boolean stoppedForTasks;

    // Of the secured connection.
    private volatile @Nullable SecuredConnection secured;
    private @Nullable SecuredProtocol user;
    private boolean running;
    private boolean paused;
    private boolean pauseOwed;
    /** TLS 1.2: it renegotiates, and has no half-close. */
    private boolean isOldVersion;

    private boolean shutWanted;
    private boolean outputShut;
    private boolean closeWanted;
    private boolean closeNotified;
    private boolean belowEnded;
    private long receivedBytes;
    private @Nullable CloseReason decided;

    /**
     * A protocol for a plain connection.
     *
     * @param handshake what to do
     * @param listener hears of its end
     * @param carrier the connection, where its user's own is dead by now; null: the one that it is told of
     * @param before who had the connection before, and hears of its end if the handshake fails; null: nobody
     */
    public TlsStream(
            Handshake handshake, UpgradeListener listener, @Nullable Connection carrier, @Nullable Before before) {
        this.handshake = handshake;
        this.listener = listener;
        this.engine = handshake.engine();
        this.slow = new SlowParts(handshake, () -> post(this::slowPartsDone));
        this.below = carrier;
        this.before = before;
    }

    // ---- events of the connection below

    @Override
    public void connected(Connection connection) throws Exception {
        running = true;
        if (phase == Phase.FRESH) {
            start(connection);
        }
        if (records == null) {
            return; // It was ended before it began.
        }
        Runnable next;
        while ((next = posted.poll()) != null) {
            next.run();
        }
        work(NOTHING);
        settle();
    }

    @Override
    public void received(Connection connection, ByteBuffer lent) throws Exception {
        running = true;
        heard = true;
        work(lent);
        settle();
    }

    @Override
    public void inputEnded(Connection connection) throws Exception {
        running = true;
        belowEnded = true;
        work(NOTHING);
        settle();
    }

    @Override
    public void writingPaused(Connection connection) throws Exception {
        running = true;
        tellPause(true);
        settle();
    }

    @Override
    public void writingResumed(Connection connection) throws Exception {
        running = true;
        tellPause(false);
        settle();
    }

    @Override
    public void draining(Connection connection) throws Exception {
        running = true;
        tellConnected();
        if (isOpen()) {
            user().draining();
        } else if (phase == Phase.HANDSHAKING) {
            below().close();
        }
        settle();
    }

    @Override
    public void closed(Connection connection, CloseReason reason) throws Exception {
        running = true;
        phase = Phase.CLOSED;
        stopTimer();
        posted.clear();
        Records open = records;
        if (open != null) {
            open.input.drop();
            open.output.drop();
        }
        CloseReason why = reasonOf(reason);
        SecuredConnection opened = secured;
        if (opened == null) {
            tellFailure(new TlsFailures(connection, handshake).ended(why));
            if (before != null) {
                before.protocol().closed(before.connection(), why);
            }
            return;
        }
        try {
            user().closed(why);
        } finally {
            opened.ended(why);
        }
    }

    /** A reason of TLS stands above what it did to the connection below. */
    private CloseReason reasonOf(CloseReason ofBelow) {
        CloseReason own = decided;
        if (own != null) {
            return own;
        }
        if (ofBelow instanceof CloseReason.ClosedHere || ofBelow instanceof CloseReason.ClosedByPeer) {
            return closeNotified ? new CloseReason.ClosedByPeer() : new CloseReason.ClosedHere();
        }
        return ofBelow;
    }

    /** Has a callback of the connection below come soon, {@link #connected}. Any thread. */
    private void wake() {
        below().switchProtocol(this);
    }

    /** Does it in a callback of the connection below, in order with other calls of that thread. Any thread. */
    void post(Runnable action) {
        posted.add(action);
        wake();
    }

    private void start(Connection told) {
        phase = Phase.HANDSHAKING;
        Connection connection = below == null ? told : below;
        below = connection;
        records = new Records(LoopBuffers.ofThread(), connection, engine, new TlsFailures(connection, handshake));
        try {
            deadline = connection.reactor().schedule(handshake.deadline(), this::deadlinePassed);
        } catch (RejectedExecutionException reactorCloses) {
            // And with it, in a moment, this connection.
            phase = Phase.ENDING;
            return;
        }
        connection.resumeReading();
        try {
            engine.beginHandshake();
        } catch (SSLException broken) {
            broken(broken);
            return;
        }
        progress();
    }

    // ---- the handshake

    private void deadlinePassed() {
        if (phase == Phase.HANDSHAKING) {
            phase = Phase.ENDING;
            decided = new CloseReason.Failed(records().failures.tooLate(heard));
            below().abort();
        }
    }

    /** Says what the engine has to say, and has done what it has to do. */
    private void progress() {
        while (!slow.isRunning() && isAlive()) {
            HandshakeStatus status = engine.getHandshakeStatus();
            if (status == HandshakeStatus.NEED_TASK) {
                slow.begin();
                Throwable refused = slow.failure();
                if (refused != null) {
                    broken(refused);
                }
            } else if (status == HandshakeStatus.NEED_WRAP && !engine.isOutboundDone()) {
                try {
                    records().output.handshake();
                } catch (SSLException | RuntimeException broken) {
                    broken(broken);
                    return;
                }
            } else {
                if (phase == Phase.HANDSHAKING && status == HandshakeStatus.NOT_HANDSHAKING) {
                    open();
                }
                return;
            }
        }
    }

    private void slowPartsDone() {
        slow.done();
        if (stoppedForTasks) {
            stoppedForTasks = false;
            if (!paused) {
                below().resumeReading();
            }
        }
        Throwable thrown = slow.failure();
        if (thrown != null && isAlive()) {
            broken(thrown);
        }
        progress();
    }

    private void open() {
        Agreement agreement = new Agreement(engine, handshake);
        try {
            agreement.verify();
        } catch (CertificateRefusedException refused) {
            broken(refused);
            return;
        }
        stopTimer();
        Protocol made = handshake.factory().get();
        if (made == null) {
            throw new NullPointerException("the factory gave no protocol for the connection with "
                    + AddressText.formatSocket(below().remoteAddress()));
        }
        TlsSession session = agreement.session();
        isOldVersion = !"TLSv1.3".equals(session.session().getProtocol());
        SecuredConnection connection = new SecuredConnection(this, below(), session, handshake.options());
        secured = connection;
        user = new SecuredProtocol(connection, made, listener);
        phase = Phase.OPEN;
    }

    // ---- what comes

    private void work(ByteBuffer lent) throws Exception {
        while (true) {
            tellConnected();
            if (!isReading()) {
                break;
            }
            ByteBuffer source;
            try {
                source = records().input.next(lent);
            } catch (SSLException broken) {
                answerNoRecord(broken, lent);
                broken(broken);
                break;
            }
            if (source == null) {
                records().input.rest();
                return;
            }
            if (isOldVersion && RecordHeader.isAlert(source)) {
                // It may be a close_notify, after which engines send nothing more.
                flush();
            }
            decrypt(source);
            records().input.taken();
        }
        if (!isAlive() || closeNotified) {
            records().input.drop();
            return;
        }
        records().input.keep(lent);
        records().input.rest();
        if (slow.isRunning() && !stoppedForTasks && records().input.keptBytes() > MOST_KEPT) {
            stoppedForTasks = true;
            below().pauseReading();
        }
    }

    /** Whether the next record may be looked at. */
    private boolean isReading() {
        return isAlive() && !paused && !slow.isRunning() && !closeNotified && !closeWanted;
    }

    private boolean isAlive() {
        return phase == Phase.HANDSHAKING || phase == Phase.OPEN;
    }

    private void decrypt(ByteBuffer source) throws Exception {
        hasDecrypted = true;
        int limit = source.limit();
        source.limit(source.position() + records().input.length());
        PlainText plain = records().buffers.takePlainText();
        try {
            do {
                SSLEngineResult result;
                try {
                    result = engine.unwrap(source, plain.empty());
                } catch (SSLException | RuntimeException broken) {
                    // What a task threw, a user's trust manager for example, engines throw here.
                    broken(broken);
                    return;
                }
                if (result.getStatus() == Status.BUFFER_OVERFLOW) {
                    plain = new PlainText(
                            Math.max(2 * plain.size(), engine.getSession().getApplicationBufferSize()));
                    continue;
                }
                if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
                    broken(new SSLException("the provider of TLS wants more than a record"));
                    return;
                }
                if (plain.length() > 0) {
                    deliver(plain);
                }
                if (result.getStatus() == Status.CLOSED) {
                    closeNotified();
                    return;
                }
                afterRecord(result.getHandshakeStatus());
            } while (source.hasRemaining() && isReading());
        } finally {
            source.limit(limit);
            records().buffers.give(plain);
        }
    }

    /** The peer has ended its output; before TLS 1.3 that was the end of both ways (RFC 5246, section 7.2.1). */
    private void closeNotified() {
        closeNotified = true;
        if (phase == Phase.HANDSHAKING) {
            fail(records().failures.endedEarly());
        } else if (phase == Phase.OPEN && isOldVersion && !outputShut) {
            phase = Phase.ENDING;
            records().output.alert();
            below().close();
        }
    }

    private void afterRecord(HandshakeStatus status) {
        if (phase == Phase.OPEN) {
            if (status == HandshakeStatus.NOT_HANDSHAKING) {
                return;
            }
            if (isOldVersion
                    && !outputShut
                    && (status == HandshakeStatus.NEED_TASK || status == HandshakeStatus.NEED_WRAP)) {
                fail(records().failures.renegotiation());
                return;
            }
        }
        progress();
    }

    private void deliver(PlainText plain) throws Exception {
        if (phase != Phase.OPEN) {
            return;
        }
        receivedBytes += plain.length();
        ByteBuffer lent = plain.lend();
        user().received(lent);
        if (!secured().endedByEarlyBytes(lent.remaining())
                && below().reactor().options().overwriteLentBuffers()) {
            plain.overwrite();
        }
    }

    // ---- after each callback

    /** Carries out what callbacks and calls have left: tell, send, end. */
    private void settle() throws Exception {
        tellConnected();
        if (phase == Phase.OPEN && pauseOwed) {
            pauseOwed = false;
            tellPause(true);
            if (below().isWritable()) {
                tellPause(false);
            }
        }
        if (isOpen() && closeNotified && !paused) {
            user().inputEnded();
        }
        tellConnected();
        if (belowEnded && !closeNotified && !paused && !slow.isRunning() && !closeWanted && isAlive()) {
            endedBelow();
        }
        send();
        running = false;
    }

    private void endedBelow() {
        if (phase == Phase.HANDSHAKING) {
            fail(records().failures.endedEarly());
        } else {
            phase = Phase.ENDING;
            decided = new CloseReason.Truncated(receivedBytes);
            records().output.drop();
            below().close();
        }
    }

    private void send() {
        if (phase != Phase.OPEN) {
            return;
        }
        flush();
        if (phase == Phase.OPEN && (shutWanted || closeWanted) && !outputShut) {
            outputShut = true;
            try {
                records().output.end();
            } catch (SSLException broken) {
                broken(broken);
            }
        }
        if (phase == Phase.OPEN && (closeWanted || (outputShut && user().hasHeardOfInputEnd()))) {
            phase = Phase.ENDING;
            records().input.drop();
            below().close();
        }
    }

    private void flush() {
        try {
            records().output.flush();
        } catch (SSLException broken) {
            broken(broken);
        }
    }

    private void tellConnected() throws Exception {
        SecuredProtocol told = user;
        if (told == null) {
            return;
        }
        boolean wasTold = false;
        while (told.connected()) {
            wasTold = true; // One that hears of it may hand over to another one, which hears of it too before all else.
        }
        if (wasTold && isOpen() && !below().isWritable()) {
            told.pause(true);
        }
    }

    private void tellPause(boolean pause) throws Exception {
        tellConnected();
        if (isOpen()) {
            user().pause(pause);
        }
    }

    /** Whether the user has a connection that he has not closed. */
    private boolean isOpen() {
        return phase == Phase.OPEN && !closeWanted;
    }

    private void tellFailure(Throwable why) {
        if (!failureTold) {
            failureTold = true;
            listener.failed(why);
        }
    }

    // ---- what goes wrong

    private void broken(Throwable cause) {
        fail(records().failures.broken(phase == Phase.HANDSHAKING, cause));
    }

    /** Sends the alert, if there is one, and ends. */
    private void fail(IOException why) {
        boolean inHandshake = phase == Phase.HANDSHAKING;
        phase = Phase.ENDING;
        decided = new CloseReason.Failed(why);
        stopTimer();
        records().output.alert();
        below().close();
        if (inHandshake) {
            tellFailure(why);
        }
    }

    /**
     * An alert for what is no record, as far as it can be sent. The engine has one for garbage, if it sees it; for what
     * is too long it has the wrong one, and before any keys there are the right one is five bytes and two.
     */
    @SuppressWarnings("EmptyCatch") // what the engine says of it is less than what is known here
    private void answerNoRecord(SSLException what, ByteBuffer lent) {
        if (phase != Phase.HANDSHAKING || hasDecrypted) {
            return;
        }
        if (what instanceof RecordOverflowException) {
            below().write(RecordOverflowException.alert());
        } else if (lent.remaining() >= RecordHeader.LENGTH) {
            PlainText nowhere = records().buffers.takePlainText();
            try {
                engine.unwrap(lent, nowhere.empty());
            } catch (SSLException expected) {
                // The alert waits in the engine now.
            } finally {
                records().buffers.give(nowhere);
            }
        }
    }

    private void stopTimer() {
        Timer timer = deadline;
        if (timer != null) {
            deadline = null;
            timer.cancel();
        }
    }

    // ---- what the user of the secured connection asks for, on the loop

    boolean canWrite() {
        return phase == Phase.OPEN && !closeWanted && !shutWanted;
    }

    boolean isEnding() {
        return phase != Phase.OPEN || closeWanted;
    }

    void write(ByteBuffer data) {
        if (!canWrite()) {
            data.position(data.limit());
            return;
        }
        try {
            records().output.stage(data);
        } catch (SSLException broken) {
            data.position(data.limit());
            broken(broken);
        }
        soon();
    }

    int stagedBytes() {
        return records().output.stagedBytes();
    }

    void pauseReading() {
        paused = true;
        below().pauseReading();
    }

    void resumeReading() {
        if (paused) {
            paused = false;
            if (!stoppedForTasks) {
                below().resumeReading();
            }
            wake();
        }
    }

    void shutdownOutput() {
        shutWanted = true;
        soon();
    }

    void close() {
        if (phase == Phase.OPEN) {
            closeWanted = true;
            soon();
        }
    }

    void abort() {
        if (phase != Phase.CLOSED) {
            phase = Phase.ENDING;
            below().abort();
        }
    }

    void tooSlow(long queued) {
        if (isAlive()) {
            endAtOnce(new CloseReason.Failed(records().failures.tooSlow(queued)));
        }
    }

    /** Something came behind the message that asked for TLS: nothing has begun yet. */
    public void plainTextBehind(int bytes) {
        endAtOnce(new CloseReason.Failed(new TlsFailures(below(), handshake).early(bytes)));
    }

    /** Closes the secured connection, if it is there. Any thread. */
    public boolean closeSecured() {
        SecuredConnection opened = secured;
        if (opened != null) {
            opened.close();
        }
        return opened != null;
    }

    /** Another TLS on top of this one takes over. */
    void upgrade(TlsUpgrade begun) {
        if (phase != Phase.OPEN || closeWanted) {
            begun.tooLate();
        } else {
            switchProtocol(begun.after(user().protocol()));
        }
    }

    private void endAtOnce(CloseReason why) {
        phase = Phase.ENDING;
        decided = why;
        below().abort();
    }

    void switchProtocol(Protocol next) {
        if (phase == Phase.OPEN) {
            user().switchTo(next);
            soon();
        }
    }

    /** Who was told no by a write from another thread is told, by the callbacks, when to go on. */
    void owesPause() {
        pauseOwed = true;
    }

    /** What a call has left to do is done when the running callback is over, or in one of its own. */
    private void soon() {
        if (!running) {
            wake();
        }
    }

    private Connection below() {
        return Objects.requireNonNull(below, "not begun");
    }

    private Records records() {
        return Objects.requireNonNull(records, "not begun");
    }

    /** The name of the user's, once there is one. */
    @Override
    public String protocolName() {
        SecuredProtocol told = user;
        return told == null ? getClass().getName() : told.protocol().protocolName();
    }

    private SecuredProtocol user() {
        return Objects.requireNonNull(user, "not opened");
    }

    private SecuredConnection secured() {
        return Objects.requireNonNull(secured, "not opened");
    }
}
