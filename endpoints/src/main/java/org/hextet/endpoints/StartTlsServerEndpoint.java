package org.hextet.endpoints;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hextet.api.Capability;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ServerEndpoint;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsSettings;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.endpoints.secured.HandshakeIncidents;
import org.hextet.endpoints.secured.ServerUpgrade;
import org.hextet.endpoints.starttls.StartTlsProtocol;
import org.hextet.endpoints.starttls.StartTlsProtocols;
import org.hextet.tls.Tls;
import org.jspecify.annotations.Nullable;

/**
 * Any server endpoint, whose connections begin in plain text and go on in TLS: greets, offers TLS and nothing else,
 * answers every other command with the protocol's own word for "TLS first", and hands over the secured connection. The
 * user's protocol begins where the real one begins behind the handshake (SMTP: the client's second EHLO).
 *
 * <p>A client that sends bytes of plain text behind its request for TLS is dropped (RFC 3207, section 4.2). Until TLS
 * begins a client has {@link TlsSettings#handshakeDeadline()}, and as much again for the handshake. What fails is told
 * to {@link org.hextet.api.ReactorOptions#uncaught()} as an {@link org.hextet.api.Incident.HandshakeFailed}; a client
 * that goes before it has asked for TLS is nobody's failure. Immutable; shared by any threads.
 */
public final class StartTlsServerEndpoint implements SharedServerEndpoint {

    private final ServerEndpoint plain;
    private final StartTlsProtocol protocol;
    private final TlsSettings tls;

    private StartTlsServerEndpoint(ServerEndpoint plain, StartTlsProtocol protocol, TlsSettings tls) {
        this.plain = plain;
        this.protocol = protocol;
        this.tls = tls;
    }

    /**
     * Puts StartTLS around an endpoint.
     *
     * @param plain listens
     * @param protocol {@code smtp}, {@code imap}, {@code pop3}, {@code xmpp}, {@code postgres}, or the name of another
     *     one that is there
     * @param tls of a server
     * @return nothing is bound
     * @throws IllegalArgumentException if there is no such protocol: lists those that there are
     */
    public static StartTlsServerEndpoint around(ServerEndpoint plain, String protocol, TlsSettings tls) {
        return around(plain, StartTlsProtocols.of(protocol), tls);
    }

    /**
     * Puts StartTLS around an endpoint.
     *
     * @param plain listens
     * @param protocol what is spoken before TLS; has a server side
     * @param tls of a server
     * @return nothing is bound
     */
    public static StartTlsServerEndpoint around(ServerEndpoint plain, StartTlsProtocol protocol, TlsSettings tls) {
        return new StartTlsServerEndpoint(plain, protocol, tls);
    }

    /**
     * What StartTLS is put around.
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
     * The endpoint below shared, with StartTLS around it.
     *
     * @throws IllegalArgumentException also if that one cannot be shared
     */
    @Override
    public StartTlsServerEndpoint shared(int port) {
        return new StartTlsServerEndpoint(SharedServerEndpoint.required(plain).shared(port), protocol, tls);
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
     * @return the bound port; fails as of the endpoint below
     * @throws IllegalArgumentException as of the endpoint below, or the settings are of no use to a server
     * @throws UnsupportedOperationException as of the endpoint below, or this reactor lacks {@link Capability#STARTTLS}
     */
    @Override
    public Pending<ListeningPort> listen(Reactor reactor, Supplier<? extends Protocol> factory) {
        reactor.capabilities().require(Capability.STARTTLS);
        Tls.requireServer(tls);
        Consumer<NetworkFailure> incidents = HandshakeIncidents.of(reactor);
        return plain.listen(reactor, () -> ServerUpgrade.protocol(protocol, tls, factory, incidents));
    }

    @Override
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public boolean equals(@Nullable Object other) {
        return other instanceof StartTlsServerEndpoint that && identity().equals(that.identity());
    }

    @Override
    public int hashCode() {
        return identity().hashCode();
    }

    private List<Object> identity() {
        return List.of(plain, protocol.name(), tls);
    }

    /**
     * What it listens on, for people: it has no URI.
     *
     * @return for example {@code StartTLS (smtp) over tcp://*:25}
     */
    @Override
    public String toString() {
        return "StartTLS (" + protocol.name() + ") over " + plain;
    }
}
