package org.hextet.api.spi;

import org.hextet.api.ClientEndpoint;
import org.hextet.api.DatagramEndpoint;
import org.hextet.api.ServerEndpoint;

/** What a URI scheme means as an endpoint. Found by {@link java.util.ServiceLoader}; thread-safe. */
public interface EndpointScheme {

    /**
     * The scheme.
     *
     * @return lower case, without the colon: {@code tcp}
     */
    String scheme();

    /**
     * The endpoint to connect to.
     *
     * @param uri whole, with the scheme
     * @return an endpoint; nothing is looked up
     * @throws IllegalArgumentException if the text is wrong, or nobody can connect to it: says what, where, and gives
     *     an example
     */
    ClientEndpoint client(String uri);

    /**
     * The endpoint to listen on.
     *
     * @param uri whole, with the scheme
     * @return an endpoint; nothing is bound
     * @throws IllegalArgumentException if the text is wrong, or nobody can listen on it: says what, where, and gives an
     *     example
     */
    ServerEndpoint server(String uri);

    /**
     * The endpoint to send datagrams to, or to receive them on.
     *
     * @param uri whole, with the scheme
     * @return an endpoint; nothing is looked up or bound
     * @throws IllegalArgumentException if the text is wrong, or this is no scheme of datagrams: says what, where, and
     *     gives an example
     */
    default DatagramEndpoint datagrams(String uri) {
        throw new IllegalArgumentException("endpoint \"" + uri + "\": " + scheme()
                + " carries streams; datagrams are udp, for example udp://[::1]:9000");
    }
}
