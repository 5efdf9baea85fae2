package org.hextet.endpoints.starttls;

/**
 * A protocol that begins in plain text and goes on in TLS. Found by {@link java.util.ServiceLoader}; needs a public
 * constructor without parameters, and is thread-safe.
 */
public interface StartTlsProtocol {

    /**
     * Its name.
     *
     * @return lower case, digits and hyphens: {@code smtp}
     */
    String name();

    /**
     * What a client says until TLS begins.
     *
     * @param ends who speaks with whom
     * @return for one connection
     */
    StartTlsDialogue client(StartTlsEnds ends);

    /**
     * What a server says until TLS begins.
     *
     * @param ends who speaks with whom
     * @return for one connection
     * @throws UnsupportedOperationException if there is no server side; the default
     */
    default StartTlsDialogue server(StartTlsEnds ends) {
        throw new UnsupportedOperationException("StartTLS " + name() + ": there is no server side of it");
    }
}
