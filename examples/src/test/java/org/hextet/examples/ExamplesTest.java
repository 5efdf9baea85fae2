package org.hextet.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.hextet.api.DatagramEndpoint;
import org.hextet.api.DatagramPort;
import org.hextet.api.ListeningPort;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ServerEndpoint;
import org.hextet.endpoints.ReactorGroup;
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
    void the_group_echoes_on_one_port_and_counts_for_all() throws IOException, InterruptedException {
        LongAdder bytes = new LongAdder();
        try (ReactorGroup group = ReactorGroup.open(2)) {
            ListeningPort port = EchoGroup.serve(group, "tcp://*:0", bytes).await();
            int number = port.localAddresses().get(0).getPort();

            for (int i = 0; i < 10; i++) {
                assertEquals("hello", BlockingLines.ask(group.next(), "tcp://[::1]:" + number, "hello"));
            }
        }
        assertEquals(10L * "hello\n".length(), bytes.sum());
    }

    @Test
    void a_datagram_comes_back_from_the_address_that_was_asked() throws Exception {
        try (Reactor reactor = Reactor.open()) {
            DatagramPort port = DatagramEcho.serve(reactor, "udp://*:0").await();
            int number = port.localAddresses().get(0).getPort();

            for (String host : List.of("127.0.0.1", "[::1]")) {
                DatagramEcho.Question question = new DatagramEcho.Question("hello " + host);
                // Connected: an answer from another address would not be heard.
                DatagramEndpoint.of("udp://" + host + ":" + number)
                        .connect(reactor, () -> question)
                        .await();
                assertEquals("hello " + host, question.answer().get(30, TimeUnit.SECONDS));
            }
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
