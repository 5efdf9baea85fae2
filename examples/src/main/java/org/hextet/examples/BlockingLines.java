package org.hextet.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.hextet.api.ClientEndpoint;
import org.hextet.api.ListeningPort;
import org.hextet.api.Reactor;
import org.hextet.api.ServerEndpoint;
import org.hextet.endpoints.blocking.BlockingConnection;

/** The same two programs for people who think in streams: a server that shouts back each line, and a client of it. */
public final class BlockingLines {

    private BlockingLines() {}

    /**
     * Serves on a thread for each connection: virtual ones where the JDK has them.
     *
     * @param reactor carries the port and the connections
     * @param endpoint where
     * @return the bound port
     * @throws IOException if it cannot be bound
     * @throws InterruptedException if it is interrupted
     */
    static ListeningPort serve(Reactor reactor, String endpoint) throws IOException, InterruptedException {
        return BlockingConnection.serve(
                ServerEndpoint.of(endpoint), reactor, BlockingConnection.threads(), BlockingLines::shout);
    }

    private static void shout(BlockingConnection connection) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(connection.input(), UTF_8));
        OutputStream output = connection.output();
        String line;
        while ((line = lines.readLine()) != null) {
            output.write((line.toUpperCase(Locale.ROOT) + "\n").getBytes(UTF_8));
            output.flush();
        }
    }

    /**
     * Says one line and reads one.
     *
     * @param reactor carries the connection
     * @param endpoint whom to
     * @param line without its end
     * @return what came back, without its end
     * @throws IOException if the connection fails, or says nothing for ten seconds
     */
    static String ask(Reactor reactor, String endpoint, String line) throws IOException {
        try (BlockingConnection connection = BlockingConnection.connect(ClientEndpoint.of(endpoint), reactor)) {
            connection.setReadTimeout(Optional.of(Duration.ofSeconds(10)));
            connection.output().write((line + "\n").getBytes(UTF_8));
            String answer = new BufferedReader(new InputStreamReader(connection.input(), UTF_8)).readLine();
            if (answer == null) {
                throw new IOException(endpoint + " hung up without an answer");
            }
            return answer;
        }
    }

    /**
     * Asks its own server.
     *
     * @param args what to shout; {@code hello} if there is nothing
     * @throws IOException if it fails
     * @throws InterruptedException if it is interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        try (Reactor reactor = Reactor.open()) {
            ListeningPort port = serve(reactor, "tcp://[::1]:0");
            String endpoint = "tcp://[::1]:" + port.localAddresses().get(0).getPort();
            System.out.println(ask(reactor, endpoint, args.length > 0 ? args[0] : "hello"));
        }
    }
}
