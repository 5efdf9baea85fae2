package consumer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.hextet.api.ClientEndpoint;
import org.hextet.api.ListeningPort;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ServerEndpoint;
import org.hextet.endpoints.blocking.BlockingConnection;
import org.hextet.tck.Tck;
import org.junit.jupiter.api.DynamicNode;

/** Echoes one line on each transport, and lists the TCK's tests of it. */
final class Consumer {

    private Consumer() {}

    public static void main(String[] transports) throws IOException, InterruptedException {
        for (String transport : transports) {
            try (Reactor reactor = Reactor.open(transport)) {
                ListeningPort port = ServerEndpoint.of("tcp://[::1]:0")
                        .listen(reactor, () -> Protocol.receiving((connection, data) -> connection.write(data)))
                        .await();
                ClientEndpoint echo =
                        ClientEndpoint.of("tcp://[::1]:" + port.localAddresses().get(0).getPort());
                try (BlockingConnection connection = BlockingConnection.connect(echo, reactor)) {
                    connection.output().write("hello\n".getBytes(StandardCharsets.UTF_8));
                    BufferedReader lines =
                            new BufferedReader(new InputStreamReader(connection.input(), StandardCharsets.UTF_8));
                    System.out.println(transport + " " + lines.readLine());
                }
            }
            try (Stream<DynamicNode> tests = Tck.forTransport(transport).tests()) {
                System.out.println(transport + (tests.findAny().isPresent() ? " has tests" : " has no tests"));
            }
        }
    }
}
