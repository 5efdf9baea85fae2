package org.hextet.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.hextet.api.TlsSettings;

/** A handshake of two engines in memory: what settings do, without a network. */
final class Handshake {

    private final SSLEngine client;
    private final SSLEngine server;
    private final ByteBuffer toServer;
    private final ByteBuffer toClient;

    private Handshake(TlsSettings clientSettings, TlsSettings serverSettings, String host) {
        client = clientSettings.context().createSSLEngine(host, 443);
        client.setUseClientMode(true);
        client.setSSLParameters(clientSettings.parameters());
        server = serverSettings.context().createSSLEngine();
        server.setUseClientMode(false);
        server.setSSLParameters(serverSettings.parameters());
        toServer = ByteBuffer.allocate(1 << 20);
        toClient = ByteBuffer.allocate(1 << 20);
    }

    /**
     * Shakes hands.
     *
     * @param host whom the client believes to have connected to
     * @return both engines done
     * @throws SSLException what either side has against it
     */
    static Handshake between(TlsSettings client, TlsSettings server, String host) throws SSLException {
        Handshake handshake = of(client, server, host);
        handshake.run();
        return handshake;
    }

    /** As {@link #between}, before it has begun. */
    static Handshake of(TlsSettings client, TlsSettings server, String host) {
        return new Handshake(client, server, host);
    }

    void run() throws SSLException {
        boolean moved = true;
        while (moved) {
            moved = step(client, toClient, toServer);
            moved |= step(server, toServer, toClient);
        }
    }

    /** What the client has to say after a failure, and what the server makes of it. */
    void toldToServer() throws SSLException {
        client.wrap(ByteBuffer.allocate(0), toServer);
        step(server, toServer, toClient);
    }

    SSLEngine client() {
        return client;
    }

    SSLEngine server() {
        return server;
    }

    private static boolean step(SSLEngine engine, ByteBuffer incoming, ByteBuffer outgoing) throws SSLException {
        boolean moved = false;
        while (true) {
            HandshakeStatus status = engine.getHandshakeStatus();
            if (status == HandshakeStatus.NEED_TASK) {
                for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                    task.run();
                }
            } else if (status == HandshakeStatus.NEED_WRAP || isAboutToStart(engine)) {
                engine.wrap(ByteBuffer.allocate(0), outgoing);
            } else {
                incoming.flip();
                int before = incoming.remaining();
                try {
                    if (before > 0) {
                        engine.unwrap(incoming, ByteBuffer.allocate(1 << 16));
                    }
                } finally {
                    incoming.compact();
                }
                if (incoming.position() == before) {
                    return moved;
                }
            }
            moved = true;
        }
    }

    private static boolean isAboutToStart(SSLEngine engine) {
        return engine.getUseClientMode()
                && engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING
                && engine.getSession().getCipherSuite().equals("SSL_NULL_WITH_NULL_NULL")
                && !engine.isOutboundDone();
    }
}
