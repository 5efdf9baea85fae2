package org.hextet.endpoints;

import com.google.auto.service.AutoService;
import org.hextet.api.spi.EndpointScheme;

/**
 * The scheme {@code tls}: {@code tls://HOST:PORT?option=value&option=value}. Found by {@link java.util.ServiceLoader};
 * what {@link org.hextet.api.ClientEndpoint#of} and {@link org.hextet.api.ServerEndpoint#of} ask. Thread-safe.
 *
 * <p>Host, port and options are those of {@link TcpScheme}; {@code timeout} bounds the handshake too. These are added:
 *
 * <table>
 * <caption>Options</caption>
 * <tr><th>option</th><th>value</th><th>of</th></tr>
 * <tr><td>{@code cert}</td><td>PEM file: the certificate of this side, then who issued each one before. A server must
 * have it</td><td>both</td></tr>
 * <tr><td>{@code key}</td><td>PEM file: the key of the certificate; left out: in the same file</td><td>both</td></tr>
 * <tr><td>{@code trust}</td><td>PEM file: whose certificates are trusted, in place of the system's authorities; of a
 * server: whose clients, with {@code client-auth}</td><td>both</td></tr>
 * <tr><td>{@code alpn}</td><td>application protocols in order of preference: {@code h2,http/1.1}</td><td>both</td></tr>
 * <tr><td>{@code handshake-timeout}</td><td>duration (30 s)</td><td>both</td></tr>
 * <tr><td>{@code reload}</td><td>duration: at a handshake the files are read again if the last time is this long ago; what
 * cannot be used then is logged, and what was there goes on</td><td>both</td></tr>
 * <tr><td>{@code server-name}</td><td>name or address that is sent and verified in place of HOST</td><td>clients</td></tr>
 * <tr><td>{@code insecure}</td><td>true: nothing of the server is verified, and <strong>anybody on the way can read and
 * change everything</strong></td><td>clients</td></tr>
 * <tr><td>{@code handshake-decides}</td><td>true: the first address wins whose handshake succeeds, as of
 * {@link HostnameClientEndpoint#withHandshakeDeciding}; false, the default: the first that connects</td><td>clients</td></tr>
 * <tr><td>{@code client-auth}</td><td>{@code none}, {@code optional}, {@code required}: whether clients are asked for a
 * certificate; needs {@code trust}</td><td>servers</td></tr>
 * </table>
 *
 * <p>In the name of a file {@code &}, {@code #} and a space stand as {@code %26}, {@code %23} and {@code %20}. Files
 * are read when the endpoint is used first, never on a reactor's thread, and what was read is kept by the endpoint: a
 * later connect resumes the session of an earlier one.
 */
@AutoService(EndpointScheme.class)
@SuppressWarnings("exports") // The annotation is wanted at compile time only
public final class TlsScheme implements EndpointScheme {

    /** Made by {@link java.util.ServiceLoader}. */
    public TlsScheme() {}

    @Override
    public String scheme() {
        return TlsUri.SCHEME;
    }

    /**
     * The endpoint to connect to: over a {@link HostnameClientEndpoint}.
     *
     * @param uri whole, with the scheme
     * @return nothing is looked up or read
     * @throws org.hextet.addresses.AddressSyntaxException if the text is wrong, or the host {@code *}: points at the
     *     character
     * @throws org.hextet.addresses.UnknownZoneException if this host lacks the zone of {@code bind}
     */
    @Override
    public TlsClientEndpoint client(String uri) {
        return TlsUri.client(uri);
    }

    /**
     * The endpoint to listen on: over an {@link AllLocalInterfacesServerEndpoint} for {@code *}, else over a
     * {@link TcpServerEndpoint}.
     *
     * @param uri whole, with the scheme
     * @return nothing is bound or read
     * @throws org.hextet.addresses.AddressSyntaxException if the text is wrong, the host a name, or no certificate is
     *     named: points at the character
     */
    @Override
    public TlsServerEndpoint server(String uri) {
        return TlsUri.server(uri);
    }
}
