package org.hextet.endpoints;

import com.google.auto.service.AutoService;
import org.hextet.addresses.AddressSyntaxException;
import org.hextet.api.ClientEndpoint;
import org.hextet.api.spi.EndpointScheme;

/**
 * The scheme {@code systemd}: {@code systemd:NAME?option=value&option=value}, sockets that the service manager has
 * handed to this process. Found by {@link java.util.ServiceLoader}; what {@link org.hextet.api.ServerEndpoint#of} asks.
 * Thread-safe.
 *
 * <p>NAME is as of {@link InheritedServerEndpoint#named}, with {@code %20} for a space, {@code %3F} for {@code ?} and
 * {@code %25} for {@code %}. The options are those of servers in {@link TcpScheme}, without those that decide how a
 * socket is bound: {@code backlog}, {@code device}, {@code freebind}, {@code reuse-port}, {@code v6only}.
 */
@AutoService(EndpointScheme.class)
@SuppressWarnings("exports") // The annotation is wanted at compile time only
public final class SystemdScheme implements EndpointScheme {

    /** Made by {@link java.util.ServiceLoader}. */
    public SystemdScheme() {}

    @Override
    public String scheme() {
        return InheritedServerEndpoint.SCHEME;
    }

    /**
     * Nobody connects to an inherited socket.
     *
     * @param uri whole, with the scheme
     * @return never
     * @throws AddressSyntaxException always
     */
    @Override
    public ClientEndpoint client(String uri) {
        throw new AddressSyntaxException(
                uri,
                0,
                "an inherited socket to connect to",
                "only a server listens on it; connect to its address, as in tcp://[::1]:9000");
    }

    /**
     * The endpoint to listen on.
     *
     * @param uri whole, with the scheme
     * @return nothing is adopted
     * @throws AddressSyntaxException if the text is wrong: points at the character
     */
    @Override
    public InheritedServerEndpoint server(String uri) {
        return InheritedServerEndpoint.parse(uri);
    }
}
