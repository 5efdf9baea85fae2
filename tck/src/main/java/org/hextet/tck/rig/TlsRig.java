package org.hextet.tck.rig;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Incident;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsSettings;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.tls.TlsSettingsBuilder;

/** What a check of TLS works with: certificates, settings, and peers. */
public final class TlsRig {

    /** The newest version of TLS. */
    public static final String TLS_1_3 = "TLSv1.3";

    /** The one before. */
    public static final String TLS_1_2 = "TLSv1.2";

    private final Rig rig;

    TlsRig(Rig rig) {
        this.rig = rig;
    }

    // Settings.

    /**
     * A context that trusts the TCK's authority.
     *
     * @param identities whose certificates it shows; of several the one that fits the name asked for
     * @return of the JDK's provider
     * @throws IOException if this Java lacks what it takes
     */
    public SSLContext context(TlsIdentity... identities) throws IOException {
        return context(trust(), identities);
    }

    /**
     * A context with trust of its own.
     *
     * @param trust decides on the peer's certificate
     * @param identities as of {@link #context(TlsIdentity...)}
     * @return of the JDK's provider
     * @throws IOException if this Java lacks what it takes
     */
    public SSLContext context(TrustManager[] trust, TlsIdentity... identities) throws IOException {
        try {
            KeyManager[] keys = identities.length == 0 ? new KeyManager[0] : Certificates.keysOf(identities);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust, null);
            return context;
        } catch (GeneralSecurityException lacking) {
            throw lacking(lacking);
        }
    }

    /**
     * Trust in the TCK's authority alone.
     *
     * @return for {@link #context(TrustManager[], TlsIdentity...)}
     * @throws IOException if this Java lacks what it takes
     */
    public TrustManager[] trust() throws IOException {
        try {
            return Certificates.trust();
        } catch (GeneralSecurityException lacking) {
            throw lacking(lacking);
        }
    }

    /**
     * Settings of a server.
     *
     * @param identities as of {@link #context(TlsIdentity...)}
     * @return trusting the TCK's authority, if clients are asked for certificates
     * @throws IOException if this Java lacks what it takes
     */
    public TlsSettings server(TlsIdentity... identities) throws IOException {
        return TlsSettings.of(context(identities));
    }

    /**
     * Settings of a client without certificate.
     *
     * @return trusting the TCK's authority, with trust managers that explain what they refuse
     * @throws IOException if this Java lacks what it takes
     */
    public TlsSettings client() throws IOException {
        try {
            return TlsSettings.of(TlsSettingsBuilder.client()
                    .withTrust(Certificates.authority())
                    .build()
                    .context());
        } catch (GeneralSecurityException lacking) {
            throw lacking(lacking);
        }
    }

    private static IOException lacking(GeneralSecurityException what) {
        return new IOException("this Java lacks what the TCK needs for TLS: " + what.getMessage(), what);
    }

    /**
     * Settings of a client without certificate that knows its server by name.
     *
     * @param serverName a name or a literal address
     * @return trusting the TCK's authority
     * @throws IOException if this Java lacks what it takes
     */
    public TlsSettings client(String serverName) throws IOException {
        return client().withServerName(serverName);
    }

    /**
     * The same settings with other parameters.
     *
     * @param settings left as they are
     * @param change changes parameters that say nothing yet
     * @return a changed copy
     */
    public static TlsSettings changed(TlsSettings settings, Consumer<SSLParameters> change) {
        SSLParameters parameters = new SSLParameters();
        change.accept(parameters);
        return new TlsSettings(
                settings.context(),
                parameters,
                settings.role(),
                settings.serverName(),
                settings.verifiesName(),
                settings.handshakeDeadline(),
                settings.tasks());
    }

    /**
     * The same settings for one version of TLS.
     *
     * @param settings left as they are
     * @param protocol {@link #TLS_1_2} or {@link #TLS_1_3}
     * @return a changed copy
     */
    public static TlsSettings only(TlsSettings settings, String protocol) {
        return changed(settings, parameters -> parameters.setProtocols(new String[] {protocol}));
    }

    // Peers, both of the transport under test.

    /**
     * Listens on a port that the kernel chooses, on the check's reactor.
     *
     * @param address of this host
     * @param tls as a server
     * @return bound; with a recorder for each connection whose handshake succeeded
     * @throws IOException what opening the reactor said
     */
    public Server listen(InetAddress address, TlsSettings tls) throws IOException {
        return listen(address, StreamOptions.DEFAULT, tls, UnaryOperator.identity());
    }

    /**
     * Listens on a port that the kernel chooses, on the check's reactor.
     *
     * @param address of this host
     * @param options of the port and its connections
     * @param tls as a server
     * @param behaviour sets each recorder up
     * @return bound
     * @throws IOException what opening the reactor said
     */
    public Server listen(InetAddress address, StreamOptions options, TlsSettings tls, UnaryOperator<Recorder> behaviour)
            throws IOException {
        return listen(rig.reactor(), new InetSocketAddress(address, 0), options, tls, behaviour);
    }

    /**
     * Listens.
     *
     * @param reactor whose
     * @param local where
     * @param options of the port and its connections
     * @param tls as a server
     * @param behaviour sets each recorder up
     * @return bound
     */
    public Server listen(
            Reactor reactor,
            InetSocketAddress local,
            StreamOptions options,
            TlsSettings tls,
            UnaryOperator<Recorder> behaviour) {
        Server server = new Server(behaviour);
        server.bound(rig.await(reactor.listenTls(local, options, tls, server)));
        return server;
    }

    /**
     * Begins to connect, on the check's reactor.
     *
     * @param remote where to
     * @param tls as a client
     * @param protocol what the connection hears
     * @return under way
     * @throws IOException what opening the reactor said
     */
    public Pending<Connection> connecting(InetSocketAddress remote, TlsSettings tls, Recorder protocol)
            throws IOException {
        return rig.reactor().connectTls(remote, StreamOptions.DEFAULT, tls, () -> protocol);
    }

    /**
     * Connects, on the check's reactor.
     *
     * @param remote where to
     * @param tls as a client
     * @param protocol what the connection hears
     * @return secured
     * @throws IOException what opening the reactor said
     */
    public Connection connect(InetSocketAddress remote, TlsSettings tls, Recorder protocol) throws IOException {
        return rig.await(connecting(remote, tls, protocol));
    }

    /**
     * Two ends of one connection, both on the check's reactor; the server is {@link TlsIdentity#A}.
     *
     * @param loopback an address of this host
     * @return secured, both ends told
     * @throws IOException what opening the reactor said
     */
    public Pair pair(InetAddress loopback) throws IOException {
        return pair(
                loopback,
                StreamOptions.DEFAULT,
                server(TlsIdentity.A),
                client(),
                rig.recorder(),
                UnaryOperator.identity());
    }

    /**
     * Two ends of one connection, both on the check's reactor.
     *
     * @param loopback an address of this host
     * @param options of both ends
     * @param server of the accepting end
     * @param client of the connecting end
     * @param protocol what the connecting end does
     * @param behaviour sets the accepting end up
     * @return secured, both ends told
     * @throws IOException what opening the reactor said
     */
    public Pair pair(
            InetAddress loopback,
            StreamOptions options,
            TlsSettings server,
            TlsSettings client,
            Recorder protocol,
            UnaryOperator<Recorder> behaviour)
            throws IOException {
        Server listening = listen(loopback, options, server, behaviour);
        rig.await(rig.reactor().connectTls(listening.address(), options, client, () -> protocol));
        return new Pair(protocol, listening.awaitAccepted());
    }

    // Peers of another maker, where the row has HOST_NET.

    /**
     * Makes a plain connection a client of TLS, by the JDK's own blocking socket. It asks for no name.
     *
     * @param plain connected to a server of TLS
     * @param context what it trusts
     * @return the handshake is over; closing it closes both
     * @throws IOException what became of the handshake
     */
    public SSLSocket jdkClient(Socket plain, SSLContext context) throws IOException {
        SSLSocket secured = (SSLSocket) context.getSocketFactory()
                .createSocket(plain, plain.getInetAddress().getHostAddress(), plain.getPort(), true);
        secured.startHandshake();
        return secured;
    }

    // What was seen.

    /**
     * Fails unless it is a failure of TLS.
     *
     * @param what the thing looked at
     * @param seen what it is
     * @param facts texts that its message must contain, ignoring case
     * @return the same
     */
    public NetworkFailure expectFailure(String what, Throwable seen, String... facts) {
        NetworkFailure failure = rig.expectFailure(what, FailureKind.TLS, SSLException.class, seen);
        rig.expectWords(what, seen, facts);
        return failure;
    }

    /**
     * Fails unless it is the end of a connection by a failure of TLS.
     *
     * @param what the reason looked at
     * @param seen what it is
     * @param facts texts that the failure's message must contain, ignoring case
     * @return the failure
     */
    public NetworkFailure expectFailed(String what, CloseReason seen, String... facts) {
        if (!(seen instanceof CloseReason.Failed failed)) {
            throw rig.fail(what, "Failed, of kind tls", seen);
        }
        return expectFailure(what, failed.cause(), facts);
    }

    /**
     * The handshakes that failed on listening ports, as the check's reactors told of them so far.
     *
     * @return why each failed, in order
     */
    public List<Throwable> handshakeFailures() {
        return rig.incidents().all().stream()
                .filter(Incident.HandshakeFailed.class::isInstance)
                .map(one -> (Throwable) ((Incident.HandshakeFailed) one).why())
                .toList();
    }

    /**
     * Waits for the next handshake that fails on a listening port.
     *
     * @param before how many were told before
     * @return why it failed
     */
    public Throwable awaitHandshakeFailure(int before) {
        rig.incidents()
                .await(
                        "a handshake that failed, told as an incident",
                        any -> handshakeFailures().size() > before);
        return handshakeFailures().get(before);
    }
}
