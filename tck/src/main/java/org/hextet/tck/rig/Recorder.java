package org.hextet.tck.rig;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Protocol;
import org.hextet.api.ReceivedHandler;
import org.hextet.tck.expect.CheckFailure;
import org.jspecify.annotations.Nullable;

/**
 * A protocol that writes down what it hears, and does what it was told to do. Set it up before its connection is there;
 * any thread may look and wait, but the reactor's may not wait.
 *
 * <p>Received bytes are copied and joined: how they were cut means nothing. What a step throws leaves the callback, as
 * in any protocol.
 */
public final class Recorder extends CallbackRecorder<Recorder.Event, Recorder> implements Protocol {

    /** What a protocol heard. */
    public enum Event {
        /** {@link Protocol#connected}. */
        CONNECTED,
        /** One or more {@link Protocol#received} with nothing else between. */
        RECEIVED,
        /** {@link Protocol#inputEnded}. */
        INPUT_ENDED,
        /** {@link Protocol#writingPaused}. */
        PAUSED,
        /** {@link Protocol#writingResumed}. */
        RESUMED,
        /** {@link Protocol#closed}. */
        CLOSED
    }

    /** Something to do in a callback. */
    @FunctionalInterface
    public interface Step {
        /**
         * Does it.
         *
         * @param connection the recorder's connection
         * @throws Exception leaves the callback
         */
        void run(Connection connection) throws Exception;
    }

    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final MessageDigest digest = sha256();
    private boolean keepsContent = true;
    private long receivedBytes;
    private @Nullable Connection connection;
    private Step whenConnected = connected -> {};
    private ReceivedHandler whenReceived = (from, lent) -> {};
    private Step whenInputEnded = Connection::close;
    private Step whenPaused = paused -> {};
    private Step whenResumed = resumed -> {};
    private Step whenClosed = closed -> {};

    Recorder() {}

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    // What it does.

    /**
     * What to do when connected.
     *
     * @param step runs in {@code connected}
     * @return this
     */
    public Recorder onConnected(Step step) {
        whenConnected = step;
        return this;
    }

    /**
     * What to do with received bytes, after they were written down.
     *
     * @param handler runs in {@code received}, with the very buffer that was lent
     * @return this
     */
    public Recorder onReceived(ReceivedHandler handler) {
        whenReceived = handler;
        return this;
    }

    /**
     * What to do at the peer's half-close, in place of closing.
     *
     * @param step runs in {@code inputEnded}
     * @return this
     */
    public Recorder onInputEnded(Step step) {
        whenInputEnded = step;
        return this;
    }

    /**
     * What to do above the high watermark.
     *
     * @param step runs in {@code writingPaused}
     * @return this
     */
    public Recorder onPaused(Step step) {
        whenPaused = step;
        return this;
    }

    /**
     * What to do below the low watermark.
     *
     * @param step runs in {@code writingResumed}
     * @return this
     */
    public Recorder onResumed(Step step) {
        whenResumed = step;
        return this;
    }

    /**
     * What to do at the end.
     *
     * @param step runs in {@code closed}
     * @return this
     */
    public Recorder onClosed(Step step) {
        whenClosed = step;
        return this;
    }

    /**
     * Writes back what comes.
     *
     * @return this
     */
    public Recorder echoing() {
        return onReceived((from, lent) -> from.write(lent));
    }

    /**
     * Does not close when the peer half-closes.
     *
     * @return this
     */
    public Recorder keepingOutputOpen() {
        return onInputEnded(open -> {});
    }

    /**
     * Counts and digests what comes, and does not keep it: for many megabytes.
     *
     * @return this
     */
    public Recorder withoutContent() {
        keepsContent = false;
        return this;
    }

    // What it hears.

    @Override
    public void connected(Connection connected) throws Exception {
        log.hear(Event.CONNECTED, () -> connection = connected, () -> whenConnected.run(connected));
    }

    @Override
    public void received(Connection from, ByteBuffer lent) throws Exception {
        log.hearJoined(Event.RECEIVED, () -> keep(lent.duplicate()), () -> whenReceived.received(from, lent));
    }

    @Override
    public void inputEnded(Connection ended) throws Exception {
        log.hear(Event.INPUT_ENDED, () -> {}, () -> whenInputEnded.run(ended));
    }

    @Override
    public void writingPaused(Connection paused) throws Exception {
        log.hear(Event.PAUSED, () -> {}, () -> whenPaused.run(paused));
    }

    @Override
    public void writingResumed(Connection resumed) throws Exception {
        log.hear(Event.RESUMED, () -> {}, () -> whenResumed.run(resumed));
    }

    @Override
    public void closed(Connection gone, CloseReason why) throws Exception {
        log.hear(Event.CLOSED, () -> ends(why), () -> whenClosed.run(gone));
    }

    private void keep(ByteBuffer data) {
        receivedBytes += data.remaining();
        digest.update(data.duplicate());
        if (keepsContent) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            content.writeBytes(bytes);
        }
    }

    // What there is to see.

    /**
     * What was received so far.
     *
     * @return a copy; empty for one {@link #withoutContent()}
     */
    public byte[] received() {
        return signal.look(content::toByteArray);
    }

    /**
     * What was received so far, as ASCII text.
     *
     * @return a copy
     */
    public String receivedText() {
        return signal.look(() -> content.toString(StandardCharsets.US_ASCII));
    }

    /**
     * How many bytes were received so far.
     *
     * @return bytes
     */
    public long receivedBytes() {
        return signal.look(() -> receivedBytes);
    }

    /**
     * The SHA-256 of what was received so far.
     *
     * @return in lower-case hexadecimal
     */
    public String digest() {
        return signal.look(() -> {
            try {
                return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
            } catch (CloneNotSupportedException ofTheJdksOwn) {
                throw new IllegalStateException(ofTheJdksOwn);
            }
        });
    }

    // What to wait for.

    /**
     * Waits for {@code connected}.
     *
     * @return the connection
     */
    public Connection awaitConnected() {
        await("connected", Event.CONNECTED);
        return connection();
    }

    /**
     * The connection, which is there already.
     *
     * @return the last one that it was connected to
     */
    public Connection connection() {
        return signal.look(() -> {
            if (connection == null) {
                throw new CheckFailure("no connected was heard");
            }
            return connection;
        });
    }

    /**
     * Waits for bytes.
     *
     * @param atLeast how many in all
     * @return all that came so far; empty for one {@link #withoutContent()}
     */
    public byte[] awaitBytes(long atLeast) {
        signal.await(atLeast + " bytes", () -> receivedBytes >= atLeast, this::whole);
        return received();
    }

    @Override
    Recorder self() {
        return this;
    }

    @Override
    String seen() {
        return ", " + receivedBytes + " bytes received";
    }
}
