package org.hextet.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.hextet.api.Datagram;
import org.hextet.api.DatagramEndpoint;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends each datagram back from the very address that it was sent to, on every address of this host and over both
 * families: a client that asked one address throws away what another one answers.
 */
public final class DatagramEcho {

    private static final Logger log = LoggerFactory.getLogger(DatagramEcho.class);

    private DatagramEcho() {}

    /**
     * Serves until it is stopped.
     *
     * @param args an endpoint; {@code udp://*:9000} if there is none
     * @throws IOException if the port cannot be bound
     * @throws InterruptedException if it is interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        String endpoint = args.length > 0 ? args[0] : "udp://*:9000";
        try (Reactor reactor = Reactor.open()) {
            DatagramPort port = serve(reactor, endpoint).await();
            log.info("echo on {}", port.localAddresses());
            reactor.terminated().await();
        }
    }

    static Pending<DatagramPort> serve(Reactor reactor, String endpoint) {
        return DatagramEndpoint.of(endpoint).listen(reactor, () -> (port, datagram) -> datagram.reply(datagram.data()));
    }

    /** Asks once a second until somebody answers: datagrams may be lost, both ways. */
    static final class Question implements DatagramProtocol {

        private static final Duration PATIENCE = Duration.ofSeconds(1);

        private final String question;
        private final CompletableFuture<String> answer = new CompletableFuture<>();

        Question(String question) {
            this.question = question;
        }

        CompletableFuture<String> answer() {
            return answer;
        }

        @Override
        public void opened(DatagramPort port) {
            if (!answer.isDone()) {
                port.write(ByteBuffer.wrap(question.getBytes(UTF_8)));
                port.reactor().schedule(PATIENCE, () -> opened(port));
            }
        }

        @Override
        public void received(DatagramPort port, Datagram datagram) {
            answer.complete(UTF_8.decode(datagram.data()).toString());
            port.close();
        }
    }
}
