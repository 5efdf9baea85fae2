package org.hextet.examples;

import java.io.IOException;
import org.hextet.api.ListeningPort;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ServerEndpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends back what it receives, on every interface and over both families. */
public final class EchoServer {

    private static final Logger log = LoggerFactory.getLogger(EchoServer.class);

    private EchoServer() {}

    /**
     * Serves until it is stopped.
     *
     * @param args an endpoint; {@code tcp://*:9000} if there is none
     * @throws IOException if the port cannot be bound
     * @throws InterruptedException if it is interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        String endpoint = args.length > 0 ? args[0] : "tcp://*:9000";
        try (Reactor reactor = Reactor.open()) {
            ListeningPort port = ServerEndpoint.of(endpoint)
                    .listen(reactor, () -> Protocol.receiving((connection, data) -> connection.write(data)))
                    .await();
            log.info("echo on {}", port.localAddresses());
            reactor.terminated().await();
        }
    }
}
