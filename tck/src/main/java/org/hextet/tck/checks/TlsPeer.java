package org.hextet.tck.checks;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.hextet.api.Connection;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Rig;

/**
 * A peer that speaks TLS by the JDK's engine over a plain connection, every byte of it in the check's hands: cut, held
 * back, left out, or wrong. Its methods are of the check's thread; those that read wait for the other side.
 */
final class TlsPeer {

    private static final byte[] END = new byte[0];
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Rig rig;
    private final SSLEngine engine;
    private final BlockingQueue<byte[]> arrived = new LinkedBlockingQueue<>();
    private final CompletableFuture<Connection> connected = new CompletableFuture<>();
    private final ByteArrayOutputStream plain = new ByteArrayOutputStream();

    /** Came, and was not looked at yet; from position to limit. */
    private ByteBuffer input = NOTHING;

    private boolean inSingleBytes;
    private byte[] rightBehind = END;
    private boolean inputEnded;
    private boolean closeNotified;
    private boolean handshaken;
    private boolean spoken;

    private TlsPeer(Rig rig, SSLEngine engine) {
        this.rig = rig;
        this.engine = engine;
    }

    /** Begins the handshake. It verifies no name. */
    static TlsPeer client(Rig rig, SSLContext context, String protocol) {
        return of(rig, context, protocol, true);
    }

    /** Waits for a handshake. */
    static TlsPeer server(Rig rig, SSLContext context, String protocol) {
        return of(rig, context, protocol, false);
    }

    private static TlsPeer of(Rig rig, SSLContext context, String protocol, boolean isClient) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(isClient);
        engine.setEnabledProtocols(new String[] {protocol});
        return new TlsPeer(rig, engine);
    }

    /** Has it speak on a plain connection: that of the recorder. What comes is kept by the recorder too. */
    Recorder on(Recorder recorder) {
        return recorder.onConnected(connected::complete)
                .onReceived((from, lent) -> {
                    byte[] bytes = new byte[lent.remaining()];
                    lent.get(bytes);
                    arrived.add(bytes);
                })
                .onInputEnded(open -> {
                    arrived.add(END);
                    // Else the other side waits for the end of this one for as long as its close may take.
                    open.close();
                })
                .onClosed(gone -> arrived.add(END));
    }

    /** Sends each byte in a turn of its own. */
    TlsPeer inSingleBytes() {
        inSingleBytes = true;
        return this;
    }

    /** The plain connection. */
    Connection connection() {
        return rig.await((Future<Connection>) connected, "the plain connection of a TLS peer");
    }

    SSLEngine engine() {
        return engine;
    }

    /** Shakes hands to the end. */
    TlsPeer handshake() throws SSLException {
        if (engine.getUseClientMode()) {
            connection();
        }
        engine.beginHandshake();
        goOn("the end of a handshake", () -> handshaken);
        return this;
    }

    /** Shakes hands, and sends this in one write with its own last message of the handshake. */
    TlsPeer handshakeWith(byte[] data) throws SSLException {
        rightBehind = data;
        return handshake();
    }

    /**
     * Shakes hands as far as the other side goes along.
     *
     * @return whether to the end
     */
    boolean tryHandshake() {
        if (engine.getUseClientMode()) {
            connection();
        }
        try {
            engine.beginHandshake();
            goOn("the end of a handshake, or of the connection", () -> handshaken || inputEnded);
            return handshaken;
        } catch (SSLException refused) {
            return false;
        }
    }

    /** Goes on until it has said its first words, and no further: a server's, up to Finished in TLS 1.3. */
    void beginHandshake() throws SSLException {
        engine.beginHandshake();
        goOn("the first words of a handshake", () -> spoken);
    }

    /** Encrypts it, in as many records as it takes. */
    byte[] sealed(byte[] data) throws SSLException {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        ByteBuffer from = ByteBuffer.wrap(data);
        while (from.hasRemaining()) {
            wrap(from, records);
        }
        return records.toByteArray();
    }

    void write(byte[] data) throws SSLException {
        send(sealed(data));
    }

    /** Sends bytes as they are. */
    void send(byte[] raw) {
        Connection connection = connection();
        if (!inSingleBytes) {
            connection.write(ByteBuffer.wrap(raw));
            return;
        }
        for (int i = 0; i < raw.length; i++) {
            ByteBuffer one = ByteBuffer.wrap(raw, i, 1);
            rig.runOnLoop(connection.reactor(), () -> connection.write(one));
        }
    }

    /** Ends the stream of TLS, and not the connection below. */
    void closeNotify() throws SSLException {
        engine.closeOutbound();
        sendPending();
    }

    /** Waits for decrypted bytes, and takes them. */
    byte[] read(int count) throws SSLException {
        goOn(count + " decrypted bytes", () -> plain.size() >= count);
        byte[] all = plain.toByteArray();
        plain.reset();
        return all;
    }

    /** Waits for bytes in the clear, which are none of TLS, and takes them. */
    byte[] clear(int count) {
        while (input.remaining() < count) {
            rig.expect(!inputEnded, "the connection ended, expected " + count + " bytes in the clear");
            take(count + " bytes in the clear");
        }
        byte[] taken = new byte[count];
        input.get(taken);
        return taken;
    }

    /** Waits until what comes in the clear is whole, and takes it, one character a byte. */
    String clear(Predicate<String> isWhole, String what) {
        StringBuilder text = new StringBuilder();
        while (!isWhole.test(text.toString())) {
            while (!input.hasRemaining()) {
                rig.expect(!inputEnded, "the connection ended after \"" + text + "\", expected " + what);
                take(what);
            }
            text.append((char) (input.get() & 0xff));
        }
        return text.toString();
    }

    /** Waits for the other side's close_notify; what came before it is taken. */
    byte[] awaitCloseNotify() throws SSLException {
        goOn("a close_notify", () -> closeNotified);
        byte[] all = plain.toByteArray();
        plain.reset();
        return all;
    }

    /** Waits for the end of the connection below, and takes all that came before. */
    void awaitEnd() {
        while (!inputEnded) {
            take("the end of the connection");
        }
    }

    /** Gives the engine something wrong, and sends the alert that it answers with. */
    void sendAlert() throws SSLException {
        // A record whose code of authentication cannot be right.
        ByteBuffer wrong = ByteBuffer.allocate(5 + 64);
        wrong.put(0, (byte) 23).putShort(1, (short) 0x0303).putShort(3, (short) 64);
        try {
            engine.unwrap(wrong, ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()));
        } catch (SSLException expected) {
            sendPending();
            return;
        }
        throw new IllegalStateException("the JDK's engine takes what no key has made");
    }

    /** The type of the next record that comes, which is not taken: 20 to 24; negative if the connection ends first. */
    int nextRecordType() {
        while (!input.hasRemaining() && !inputEnded) {
            take("a record");
        }
        return input.hasRemaining() ? input.get(input.position()) : -1;
    }

    /** Waits for a ClientHello, which is not taken. */
    ClientHello clientHello() {
        while (true) {
            byte[] there = new byte[input.remaining()];
            input.duplicate().get(there);
            Optional<ClientHello> hello = ClientHello.of(there);
            if (hello.isPresent()) {
                return hello.get();
            }
            rig.expect(!inputEnded, "the connection ended, expected a ClientHello");
            take("a ClientHello");
        }
    }

    /** What the engine has to say of itself. */
    byte[] pending() throws SSLException {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            SSLEngineResult result = wrap(NOTHING, records);
            if (result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
                finished(records);
            }
            if (result.getStatus() == Status.CLOSED && result.bytesProduced() == 0) {
                break;
            }
        }
        return records.toByteArray();
    }

    private void sendPending() throws SSLException {
        byte[] records = pending();
        if (records.length > 0) {
            spoken = true;
            send(records);
        }
    }

    private void finished(ByteArrayOutputStream records) throws SSLException {
        handshaken = true;
        byte[] behind = rightBehind;
        rightBehind = END;
        records.writeBytes(sealed(behind));
    }

    private SSLEngineResult wrap(ByteBuffer from, ByteArrayOutputStream to) throws SSLException {
        ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        SSLEngineResult result = engine.wrap(from, record);
        to.write(record.array(), 0, record.position());
        return result;
    }

    private void goOn(String what, BooleanSupplier isThere) throws SSLException {
        while (!isThere.getAsBoolean()) {
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                Runnable task;
                while ((task = engine.getDelegatedTask()) != null) {
                    task.run();
                }
            } else if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && !engine.isOutboundDone()) {
                sendPending();
            } else {
                unwrap(what);
            }
        }
    }

    private void unwrap(String what) throws SSLException {
        ByteBuffer decrypted = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        SSLEngineResult result = engine.unwrap(input, decrypted);
        plain.write(decrypted.array(), 0, decrypted.position());
        if (result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
            handshaken = true;
        }
        if (result.getStatus() == Status.CLOSED) {
            rig.expect(!closeNotified, "the stream of TLS ended, expected " + what);
            closeNotified = true;
        }
        if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
            rig.expect(!inputEnded, "the connection ended without a word of TLS, expected " + what);
            take(what);
        }
    }

    private void take(String what) {
        byte[] next;
        try {
            next = arrived.poll(Patience.guard().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw rig.fail("interrupted while a TLS peer waited for " + what);
        }
        if (next == null) {
            throw rig.fail(
                    "a TLS peer waited " + Patience.guard().toSeconds() + " s for " + what + ", and nothing came");
        }
        if (next.length == 0) {
            inputEnded = true;
            return;
        }
        ByteBuffer more = ByteBuffer.allocate(input.remaining() + next.length);
        input = more.put(input).put(next).flip();
    }
}
