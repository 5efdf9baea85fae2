package org.hextet.bench.families;

import org.hextet.api.Connection;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.endpoints.HostnameClientEndpoint;

/** Hextet: an endpoint by name with its default policy, on the default transport. */
public final class HextetClient {

    private HextetClient() {}

    /**
     * Prints how long each connect took.
     *
     * @param args as of {@link Tries#run}
     * @throws Exception if even the first connect fails
     */
    public static void main(String[] args) throws Exception {
        try (Reactor reactor = Reactor.open()) {
            Tries.run(args, (host, port) -> {
                Connection connection = HostnameClientEndpoint.of(host, port)
                        .connect(reactor, () -> Protocol.receiving((peer, data) -> {}))
                        .await();
                connection.abort();
            });
        }
    }
}
