package org.hextet.tls.stream;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hextet.api.Connection;
import org.hextet.api.Promise;
import org.hextet.api.Protocol;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsSettings;
import org.hextet.api.failure.NetworkFailure;
import org.jspecify.annotations.Nullable;

/** A client and a server of TLS, or one of them and a stranger, on the two ends of one connection in memory. */
final class TlsPair {

    final HandTurnedReactor reactor = new HandTurnedReactor();

    /** Of the server: what its port would hear. */
    final List<NetworkFailure> failures = new ArrayList<>();

    private final Promise<Connection> secured = reactor.promise(this::abort);
    private @Nullable MemoryConnection client;

    private TlsPair() {}

    static TlsPair of(TlsSettings client, Protocol clientUser, TlsSettings server, Protocol serverUser) {
        TlsPair pair = new TlsPair();
        return pair.join(pair.client(client, clientUser), pair.server(server, serverUser));
    }

    static TlsPair ofStrangeServer(TlsSettings client, Protocol clientUser, Protocol stranger) {
        TlsPair pair = new TlsPair();
        return pair.join(pair.client(client, clientUser), stranger);
    }

    static TlsPair ofStrangeClient(Protocol stranger, TlsSettings server, Protocol serverUser) {
        TlsPair pair = new TlsPair();
        return pair.join(stranger, pair.server(server, serverUser));
    }

    private TlsPair join(Protocol clientBelow, Protocol serverBelow) {
        client = MemoryConnection.pair(reactor, clientBelow, serverBelow);
        return this;
    }

    private Protocol client(TlsSettings settings, Protocol user) {
        Handshakes handshakes =
                Handshakes.client(StreamOptions.DEFAULT, settings, () -> user, InetAddress.getLoopbackAddress(), 443);
        return new TlsStream(handshakes.next(), new UpgradeListener.OfPending(secured), null, null);
    }

    private Protocol server(TlsSettings settings, Protocol user) {
        Handshakes handshakes = Handshakes.server(StreamOptions.DEFAULT, settings, () -> user);
        return new TlsStream(handshakes.next(), new UpgradeListener.OfPort(failures::add), null, null);
    }

    private void abort() {
        below().abort();
    }

    /** What the client waits for. */
    Promise<Connection> secured() {
        return secured;
    }

    /** The client's end below TLS; its peer is the server's. */
    MemoryConnection below() {
        if (client == null) {
            throw new IllegalStateException("no pair");
        }
        return client;
    }

    TlsPair inPiecesOf(int bytes) {
        below().inPiecesOf(bytes).peer().inPiecesOf(bytes);
        return this;
    }

    TlsPair turn() {
        reactor.turn();
        return this;
    }

    static ByteBuffer encoded(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
