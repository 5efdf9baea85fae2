package org.hextet.api;

import java.util.Optional;
import java.util.function.Supplier;
import org.hextet.api.spi.Discovery;

/**
 * Somewhere to connect to: an address, a name with a policy, or whatever a scheme means. Immutable; shared by any
 * threads.
 */
public interface ClientEndpoint extends StreamEndpoint {

    /**
     * The endpoint that a URI names, for example {@code tcp://[::1]:9000} or {@code tcp://example.org:80?timeout=2s}.
     *
     * @param uri scheme, host, port and options; IPv6 literals stand in brackets, zones as {@code %eth0} or
     *     {@code %25eth0}
     * @return an endpoint; nothing is looked up yet
     * @throws IllegalArgumentException if the text is wrong or the scheme unknown: says what, where, and gives an
     *     example
     */
    static ClientEndpoint of(String uri) {
        return Discovery.endpointScheme(uri).client(uri);
    }

    /**
     * Connects.
     *
     * @param reactor carries the connection, and the lookup if there is one
     * @param factory makes the protocol; called once, for the connection that is won
     * @return the connection; cancelling aborts whatever is under way
     * @throws IllegalArgumentException as of {@link TcpReactor#connectTcp}
     */
    Pending<Connection> connect(Reactor reactor, Supplier<? extends Protocol> factory);

    /**
     * The host by which its user knows the peer: what TLS on top of this endpoint verifies where the settings name no
     * server themselves.
     *
     * @return a host name or a literal address as it was given; empty, the default: only addresses are known, and TLS
     *     verifies the one that is connected to
     */
    default Optional<String> serverName() {
        return Optional.empty();
    }
}
