package org.hextet.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.hextet.api.ListeningPort;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ServerEndpoint;
import org.junit.jupiter.api.Test;

class ExamplesTest {

    @Test
    void the_blocking_server_shouts_back_over_each_family() throws IOException, InterruptedException {
        try (Reactor reactor = Reactor.open()) {
            ListeningPort port = BlockingLines.serve(reactor, "tcp://*:0");
            int number = port.localAddresses().get(0).getPort();

            assertEquals("HELLO", BlockingLines.ask(reactor, "tcp://127.0.0.1:" + number, "hello"));
            assertEquals("HELLO", BlockingLines.ask(reactor, "tcp://[::1]:" + number, "hello"));
        }
    }

    @Test
    void the_client_by_name_says_its_word_and_hangs_up() throws IOException, InterruptedException {
        try (Reactor reactor = Reactor.open()) {
            ListeningPort port = ServerEndpoint.of("tcp://*:0")
                    .listen(reactor, () -> Protocol.receiving((connection, data) -> connection.write(data)))
                    .await();

            NameClient.main(new String[] {
                "localhost", String.valueOf(port.localAddresses().get(0).getPort())
            });
        }
    }
}
