package org.hextet.bench.servers;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** What all servers have in common: where they listen, and what they say. */
final class Port {

    /** As of the C servers: 1,000 connections come at once. */
    static final int BACKLOG = 4096;

    private Port() {}

    /** Both families, on the port that the last argument names. */
    static InetSocketAddress of(String[] args) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName("::"), Integer.parseInt(args[args.length - 1]));
    }

    /** The harness waits for this line. */
    static void ready() {
        System.out.println("ready");
    }
}
