package org.hextet.endpoints;

import java.util.Optional;
import java.util.function.Supplier;
import org.hextet.api.Capability;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ServerEndpoint;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsSettings;
import org.hextet.endpoints.secured.HandshakeIncidents;
import org.hextet.endpoints.secured.SettingsFirst;
import org.hextet.endpoints.secured.SettingsSource;
import org.hextet.tls.Tls;
import org.jspecify.annotations.Nullable;

/**
 * Any server endpoint, secured: listens as that one does, and shakes hands on every connection. A handshake that fails
 * is told to {@link org.hextet.api.ReactorOptions#uncaught()} as an {@link org.hextet.api.Incident.HandshakeFailed}.
 * Immutable; shared by any threads.
 */
public final class TlsServerEndpoint implements SharedServerEndpoint {

    private final ServerEndpoint plain;
    private final SettingsSource source;

    TlsServerEndpoint(ServerEndpoint plain, SettingsSource source) {
        this.plain = plain;
        this.source = source;
    }

    /**
     * Secures an endpoint.
     *
     * @param plain listens
     * @param tls of a server
     * @return nothing is bound
     */
    public static TlsServerEndpoint over(ServerEndpoint plain, TlsSettings tls) {
        return new TlsServerEndpoint(plain, new SettingsSource.Given(tls));
    }

    /**
     * The endpoint of a URI: what {@link ServerEndpoint#of} gives for the scheme {@code tls}, with its own type. The
     * options are listed at {@link TlsScheme}.
     *
     * @param uri for example {@code tls://*:9443?cert=chain.pem&key=key.pem}
     * @return the endpoint; files are read when it listens first
     * @throws IllegalArgumentException if the text is wrong, or names no certificate: says what, where, and gives an
     *     example
     */
    public static TlsServerEndpoint parse(String uri) {
        return TlsUri.server(uri);
    }

    /**
     * The same TLS over another endpoint.
     *
     * @param plain listens
     * @return a changed copy
     */
    public TlsServerEndpoint withPlain(ServerEndpoint plain) {
        return new TlsServerEndpoint(plain, source);
    }

    /**
     * What is secured.
     *
     * @return as it was given
     */
    public ServerEndpoint plain() {
        return plain;
    }

    /**
     * The port of the endpoint below.
     *
     * @return 0 (the kernel chooses) to 65535
     * @throws IllegalArgumentException if that one cannot be shared
     */
    @Override
    public int port() {
        return SharedServerEndpoint.required(plain).port();
    }

    /**
     * The endpoint below shared, and secured.
     *
     * @throws IllegalArgumentException also if that one cannot be shared
     */
    @Override
    public TlsServerEndpoint shared(int port) {
        return withPlain(SharedServerEndpoint.required(plain).shared(port));
    }

    @Override
    public StreamOptions options() {
        return plain.options();
    }

    /**
     * Listens.
     *
     * @param reactor carries the port and the connections that it accepts
     * @param factory makes one protocol for each connection whose handshake has succeeded
     * @return the bound port; fails as of the endpoint below, or with {@link org.hextet.tls.TlsFileException} where a
     *     file of a URI cannot be used
     * @throws IllegalArgumentException as of the endpoint below, or the settings are of no use to a server; where files
     *     had to be read first, and this is the reactor's thread, the result fails with it instead
     * @throws UnsupportedOperationException as of the endpoint below, or this reactor lacks {@link Capability#TLS};
     *     likewise
     */
    @Override
    public Pending<ListeningPort> listen(Reactor reactor, Supplier<? extends Protocol> factory) {
        return SettingsFirst.then(reactor, source, tls -> listen(reactor, tls, factory), ListeningPort::stopListening);
    }

    private Pending<ListeningPort> listen(Reactor reactor, TlsSettings tls, Supplier<? extends Protocol> factory) {
        reactor.capabilities().require(Capability.TLS);
        return plain.listen(reactor, Tls.server(plain.options(), tls, factory, HandshakeIncidents.of(reactor)));
    }

    @Override
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public boolean equals(@Nullable Object other) {
        return other instanceof TlsServerEndpoint that && plain.equals(that.plain) && source.equals(that.source);
    }

    @Override
    public int hashCode() {
        return 31 * plain.hashCode() + source.hashCode();
    }

    /**
     * A URI, which {@link #parse} reads back as an equal endpoint, if this was made of one; else words for people.
     *
     * @return for example {@code tls://*:9443?cert=chain.pem}, {@code TLS over tcp://*:9443}
     */
    @Override
    public String toString() {
        return TlsUri.text(plain, source, false, Optional.empty());
    }
}
