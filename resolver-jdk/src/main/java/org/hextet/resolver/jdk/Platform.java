package org.hextet.resolver.jdk;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The system's resolver: {@link InetAddress#getAllByName}. May block for long, and cannot be interrupted. */
@FunctionalInterface
interface Platform {

    /**
     * Asks for all addresses of a name.
     *
     * @param asciiName a checked host name, never a literal and nothing that could be read as one
     * @return of both families, in the system's order
     * @throws UnknownHostException why there is none, in the system's words
     */
    InetAddress[] ask(String asciiName) throws UnknownHostException;
}
