package org.hextet.tck.memory;

import java.net.InetSocketAddress;

/**
 * A connection between two ends that may not be there yet.
 *
 * @param client the address of the end that connected
 * @param server the address that it connected to
 * @param toServer what the client writes
 * @param toClient what the server writes
 */
record Link(InetSocketAddress client, InetSocketAddress server, Pipe toServer, Pipe toClient) {

    Link(InetSocketAddress client, InetSocketAddress server, int capacity) {
        this(client, server, new Pipe(capacity), new Pipe(capacity));
    }

    /** Nobody will serve it. */
    void reset() {
        toServer.readerGone();
        toClient.reset();
    }
}
