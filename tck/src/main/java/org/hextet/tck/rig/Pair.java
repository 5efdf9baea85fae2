package org.hextet.tck.rig;

import org.hextet.api.Connection;

/**
 * Two ends of one connection, both of the transport under test.
 *
 * @param client what the connecting end hears; connected
 * @param server what the accepting end hears; connected
 */
public record Pair(Recorder client, Recorder server) {

    /**
     * The connecting end.
     *
     * @return its connection
     */
    public Connection clientConnection() {
        return client.connection();
    }

    /**
     * The accepting end.
     *
     * @return its connection
     */
    public Connection serverConnection() {
        return server.connection();
    }
}
