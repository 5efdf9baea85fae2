package org.hextet.bench.families;

import java.time.Duration;
import reactor.netty.tcp.TcpClient;

/** Reactor Netty's TCP client, with its default resolver. */
public final class ReactorNettyClient {

    /** Not its default of 45 s, which bounds only how long the caller waits. */
    private static final Duration LONG = Duration.ofMinutes(5);

    private ReactorNettyClient() {}

    /**
     * Prints how long each connect took.
     *
     * @param args as of {@link Tries#run}
     * @throws Exception if even the first connect fails
     */
    public static void main(String[] args) throws Exception {
        Tries.run(
                args,
                (host, port) -> TcpClient.newConnection()
                        .host(host)
                        .port(port)
                        .connectNow(LONG)
                        .disposeNow());
    }
}
