package org.hextet.api;

import java.net.InetSocketAddress;
import java.util.function.Supplier;

/**
 * TLS over TCP on resolved addresses of both families. What holds for {@link TcpReactor} holds here; protocols hear
 * {@code connected} when the handshake is over, and the {@link Connection} they get is the secured one. For names see
 * {@link ClientEndpoint}, for TLS in the middle of a connection {@link Connection#startTls}.
 *
 * <p>Handshakes are bounded by {@link TlsSettings#handshakeDeadline()}; their slow parts never run on the reactor's
 * thread. TLS 1.3 and 1.2, whatever the context allows; a peer that wants to renegotiate is refused. A stream that ends
 * without close_notify ends with {@link CloseReason.Truncated}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8446">RFC 8446, TLS 1.3</a>
 */
public interface TlsReactor {

    /**
     * Listens on one address.
     *
     * <p>A handshake that fails is the affair of its peer and of {@link ReactorOptions#uncaught()}, which hears an
     * {@link Incident.HandshakeFailed}: no protocol is made for it.
     *
     * @param local as of {@link TcpReactor#listenTcp}
     * @param options as of {@link TcpReactor#listenTcp}
     * @param tls the server's certificate, and all else
     * @param factory makes one protocol for each connection whose handshake succeeded; if it returns null or throws,
     *     that connection is aborted
     * @return as of {@link TcpReactor#listenTcp}
     * @throws IllegalArgumentException as of {@link TcpReactor#listenTcp}, or if the settings are a client's, their
     *     context is not initialized, or refuses their parameters; nothing is bound
     * @throws UnsupportedOperationException as of {@link TcpReactor#listenTcp}, or if this provider lacks
     *     {@link Capability#TLS}
     */
    Pending<ListeningPort> listenTls(
            InetSocketAddress local, StreamOptions options, TlsSettings tls, Supplier<? extends Protocol> factory);

    /**
     * Connects to one address, and shakes hands as a client.
     *
     * <p>The server's certificate must be of {@link TlsSettings#serverName()}, or where there is none of the address
     * that is connected to: one of the IP addresses in the certificate, compared without the zone (RFC 9525).
     *
     * @param remote as of {@link TcpReactor#connectTcp}
     * @param options as of {@link TcpReactor#connectTcp}; the deadline is that of connection and handshake together
     * @param tls trust, server name, and all else
     * @param factory makes the protocol, which hears {@code connected} before the result completes; not called if the
     *     attempt or the handshake fails
     * @return the secured connection; fails as of {@link TcpReactor#connectTcp}, or with a
     *     {@link javax.net.ssl.SSLException} of kind tls that says what was wrong, with a
     *     {@link java.net.SocketTimeoutException} where the handshake took too long, with a
     *     {@link java.net.SocketException} of kind reset where the peer went away. Cancelling closes the socket, and no
     *     callback follows
     * @throws IllegalArgumentException as of {@link TcpReactor#connectTcp}, or if the settings are a server's, their
     *     context is not initialized, or refuses their parameters, or the server name is none; before any packet
     * @throws UnsupportedOperationException as of {@link TcpReactor#connectTcp}, or if this provider lacks
     *     {@link Capability#TLS}
     */
    Pending<Connection> connectTls(
            InetSocketAddress remote, StreamOptions options, TlsSettings tls, Supplier<? extends Protocol> factory);
}
