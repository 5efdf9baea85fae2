package org.hextet.tls.stream;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Protocol;
import org.jspecify.annotations.Nullable;

/** An engine of the JDK without more: a peer that can do what ours never does. */
final class RawPeer implements Protocol {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private final ByteArrayOutputStream plain = new ByteArrayOutputStream();
    private final ByteBuffer incoming = ByteBuffer.allocate(1 << 20);
    private @Nullable Connection connection;
    private @Nullable SSLException failure;
    private @Nullable CloseReason reason;

    RawPeer(SSLEngine engine) {
        this.engine = engine;
    }

    String text() {
        return plain.toString(StandardCharsets.ISO_8859_1);
    }

    @Nullable
    SSLException failure() {
        return failure;
    }

    @Nullable
    CloseReason reason() {
        return reason;
    }

    boolean hasHeardCloseNotify() {
        return engine.isInboundDone();
    }

    Connection connection() {
        if (connection == null) {
            throw new AssertionError("not connected");
        }
        return connection;
    }

    @Override
    public void connected(Connection told) throws Exception {
        connection = told;
        engine.beginHandshake();
        go();
    }

    @Override
    public void received(Connection told, ByteBuffer lent) {
        incoming.put(lent);
        go();
    }

    @Override
    public void inputEnded(Connection told) {
        told.close();
    }

    @Override
    public void closed(Connection told, CloseReason why) {
        reason = why;
    }

    /** Asks for a new handshake in the middle of the connection. */
    void renegotiate() throws SSLException {
        engine.beginHandshake();
        go();
    }

    void write(String text) throws SSLException {
        ByteBuffer data = TlsPair.encoded(text);
        for (int before = data.remaining(); before > 0; before = data.remaining()) {
            wrap(data);
            if (data.remaining() == before) {
                throw new AssertionError("the engine takes nothing: " + engine.getHandshakeStatus());
            }
        }
    }

    /** A record of it, which is not sent. */
    byte[] record(String text) throws SSLException {
        ByteBuffer record = ByteBuffer.allocate(1 << 15);
        engine.wrap(TlsPair.encoded(text), record);
        byte[] bytes = new byte[record.flip().remaining()];
        record.get(bytes);
        return bytes;
    }

    void closeNotify() throws SSLException {
        engine.closeOutbound();
        wrap(NOTHING);
    }

    private void wrap(ByteBuffer data) throws SSLException {
        ByteBuffer record = ByteBuffer.allocate(1 << 15);
        engine.wrap(data, record);
        connection().write(record.flip());
    }

    private void go() {
        try {
            step();
        } catch (SSLException broken) {
            failure = broken;
        }
    }

    private void step() throws SSLException {
        while (failure == null) {
            HandshakeStatus status = engine.getHandshakeStatus();
            if (status == HandshakeStatus.NEED_TASK) {
                for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                    task.run();
                }
            } else if (status == HandshakeStatus.NEED_WRAP && !engine.isOutboundDone()) {
                wrap(NOTHING);
            } else if (!unwrap()) {
                return;
            }
        }
    }

    private boolean unwrap() throws SSLException {
        ByteBuffer target = ByteBuffer.allocate(1 << 15);
        incoming.flip();
        int before = incoming.remaining();
        try {
            if (before > 0 && !engine.isInboundDone()) {
                engine.unwrap(incoming, target);
            }
        } finally {
            incoming.compact();
        }
        plain.write(target.array(), 0, target.position());
        return incoming.position() != before;
    }
}
