package org.hextet.tls;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hextet.api.Connection;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsRole;
import org.hextet.api.TlsSettings;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.tls.stream.HandshakeTasks;
import org.hextet.tls.stream.Handshakes;
import org.hextet.tls.stream.TlsConnect;
import org.hextet.tls.stream.TlsStream;
import org.hextet.tls.stream.UpgradeListener;

/**
 * TLS over whatever carries a {@link Connection}: what a reactor's {@link org.hextet.api.TlsReactor} and its
 * connections' {@link Connection#startTls} are made of, a call each. Nothing here asks what lies below.
 */
public final class Tls {

    private Tls() {}

    /**
     * Implements {@link org.hextet.api.TlsReactor#listenTls} by {@link org.hextet.api.TcpReactor#listenTcp}.
     *
     * @param reactor carries the port
     * @param local as there
     * @param options as there
     * @param tls as there
     * @param factory as there
     * @param failed hears of each handshake that fails, on the reactor's thread
     * @return as there
     * @throws IllegalArgumentException as there
     */
    public static Pending<ListeningPort> listen(
            Reactor reactor,
            InetSocketAddress local,
            StreamOptions options,
            TlsSettings tls,
            Supplier<? extends Protocol> factory,
            Consumer<NetworkFailure> failed) {
        return reactor.listenTcp(local, options, server(options, tls, factory, failed));
    }

    /**
     * Protocols for connections that somebody accepts, which shake hands as a server: for ports that are opened in
     * another way than {@link #listen} does, and for protocols that read something before TLS begins (a PROXY header).
     *
     * @param options of the connections
     * @param tls the server's certificate, and all else
     * @param factory makes the protocol of each secured connection
     * @param failed hears of each handshake that fails, on the reactor's thread
     * @return makes a protocol for each plain connection
     * @throws IllegalArgumentException as of {@link org.hextet.api.TlsReactor#listenTls}
     */
    public static Supplier<Protocol> server(
            StreamOptions options,
            TlsSettings tls,
            Supplier<? extends Protocol> factory,
            Consumer<NetworkFailure> failed) {
        Handshakes handshakes = Handshakes.server(options, tls, factory);
        UpgradeListener.OfPort listener = new UpgradeListener.OfPort(failed);
        return () -> new TlsStream(handshakes.next(), listener, null, null);
    }

    /**
     * Implements {@link org.hextet.api.TlsReactor#connectTls} by {@link org.hextet.api.TcpReactor#connectTcp}.
     *
     * @param reactor carries the connection
     * @param remote as there
     * @param options as there
     * @param tls as there
     * @param factory as there
     * @return as there
     * @throws IllegalArgumentException as there
     */
    public static Pending<Connection> connect(
            Reactor reactor,
            InetSocketAddress remote,
            StreamOptions options,
            TlsSettings tls,
            Supplier<? extends Protocol> factory) {
        Handshakes handshakes = Handshakes.client(options, tls, factory, addressOf(remote), remote.getPort());
        return TlsConnect.begin(reactor, remote, options, handshakes);
    }

    private static InetAddress addressOf(InetSocketAddress remote) {
        if (remote.isUnresolved()) {
            throw new IllegalArgumentException("connect to " + remote + ": not resolved; a reactor takes addresses, an"
                    + " endpoint takes names: ClientEndpoint.of(\"tls://" + remote.getHostString() + ":"
                    + remote.getPort() + "\")");
        }
        return remote.getAddress();
    }

    /**
     * Implements {@link Connection#startTls}.
     *
     * @param user the connection as its user has it: what its protocol is told of, and what cancelling aborts
     * @param carrier the same connection for the TLS on top of it: its calls work when the user's no longer do
     * @param role which side this one is, if the settings do not say so: the side that connected is the client
     * @param options of the connection
     * @param tls as there
     * @param factory as there
     * @return nothing has begun
     * @throws IllegalArgumentException as there
     */
    public static TlsUpgrade upgrade(
            Connection user,
            Connection carrier,
            TlsRole role,
            StreamOptions options,
            TlsSettings tls,
            Supplier<? extends Protocol> factory) {
        InetSocketAddress remote = user.remoteAddress();
        Handshakes handshakes = tls.role().orElse(role) == TlsRole.CLIENT
                ? Handshakes.client(options, tls, factory, remote.getAddress(), remote.getPort())
                : Handshakes.server(options, tls, factory);
        UpgradeListener.OfPending listener = UpgradeListener.OfPending.of(user.reactor(), user::abort);
        return new TlsUpgrade(
                carrier,
                before -> new TlsStream(handshakes.next(), listener, carrier, new TlsStream.Before(user, before)),
                listener.promise());
    }

    /**
     * Insists that clients can shake hands by settings: for layers that connect first, and begin TLS later.
     *
     * @param tls as of {@link org.hextet.api.TlsReactor#connectTls}
     * @throws IllegalArgumentException as there
     */
    public static void requireClient(TlsSettings tls) {
        Handshakes.client(StreamOptions.DEFAULT, tls, Tls::nobody, InetAddress.getLoopbackAddress(), 0);
    }

    /**
     * Insists that servers can shake hands by settings: for layers that accept first, and begin TLS later.
     *
     * @param tls as of {@link org.hextet.api.TlsReactor#listenTls}
     * @throws IllegalArgumentException as there
     */
    public static void requireServer(TlsSettings tls) {
        Handshakes.server(StreamOptions.DEFAULT, tls, Tls::nobody);
    }

    private static Protocol nobody() {
        throw new IllegalStateException("no handshake was begun");
    }

    /**
     * Where the slow parts of handshakes run if the settings do not say so; for other short work of TLS that waits for
     * files.
     *
     * @return a pool of daemon threads, as many as processors, that end when idle
     */
    public static Executor tasks() {
        return HandshakeTasks.shared();
    }

    /**
     * How long a handshake may take where the settings do not say so.
     *
     * @return 30 s
     */
    public static Duration defaultHandshakeDeadline() {
        return Handshakes.DEADLINE;
    }

    /**
     * Whether text can be a server name: a host name or a literal address.
     *
     * @param name as of {@link TlsSettings#serverName()}
     * @return what is wrong with it; empty if nothing is
     */
    public static Optional<String> wrongServerName(String name) {
        return Handshakes.wrongName(name);
    }
}
