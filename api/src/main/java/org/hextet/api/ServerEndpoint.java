package org.hextet.api;

import java.util.function.Supplier;
import org.hextet.api.spi.Discovery;

/** Somewhere to listen: one address, every interface, or whatever a scheme means. Immutable; shared by any threads. */
public interface ServerEndpoint extends StreamEndpoint {

    /**
     * The endpoint that a URI names, for example {@code tcp://*:9000} (all local interfaces, both families).
     *
     * @param uri scheme, host, port and options; IPv6 literals stand in brackets, zones as {@code %eth0} or
     *     {@code %25eth0}
     * @return an endpoint; nothing is bound yet
     * @throws IllegalArgumentException if the text is wrong or the scheme unknown: says what, where, and gives an
     *     example
     */
    static ServerEndpoint of(String uri) {
        return Discovery.endpointScheme(uri).server(uri);
    }

    /**
     * Listens.
     *
     * @param reactor carries the port and the connections that it accepts
     * @param factory makes one protocol for each accepted connection
     * @return the bound port
     * @throws IllegalArgumentException as of {@link TcpReactor#listenTcp}
     */
    Pending<ListeningPort> listen(Reactor reactor, Supplier<? extends Protocol> factory);
}
