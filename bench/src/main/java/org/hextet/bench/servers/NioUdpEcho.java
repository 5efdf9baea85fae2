package org.hextet.bench.servers;

import java.io.IOException;

/** The JDK alone: every datagram goes back to its sender. */
public final class NioUdpEcho {

    private NioUdpEcho() {}

    /**
     * Serves until it is killed.
     *
     * @param args the port
     * @throws IOException if the port cannot be bound
     */
    public static void main(String[] args) throws IOException {
        NioDatagrams.serve(args, (channel, data, sender) -> channel.send(data, sender));
    }
}
