package org.hextet.bench.families;

import java.net.Socket;

/** {@code new Socket(host, port)}: what most programs of the JDK stand on. */
public final class SocketClient {

    private SocketClient() {}

    /**
     * Prints how long each connect took.
     *
     * @param args as of {@link Tries#run}
     * @throws Exception if even the first connect fails
     */
    public static void main(String[] args) throws Exception {
        Tries.run(args, (host, port) -> new Socket(host, port).close());
    }
}
