package org.hextet.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.hextet.api.Connection;
import org.hextet.api.NameResolver;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.endpoints.Connected;
import org.hextet.endpoints.HostnameClientEndpoint;
import org.hextet.policies.ConnectPolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects by name over whichever family answers first, and tells how that went. */
public final class NameClient {

    private static final Logger log = LoggerFactory.getLogger(NameClient.class);

    private NameClient() {}

    /** Says one thing, and hangs up when it has come back. */
    static final class Client implements Protocol {

        private static final byte[] GREETING = "hello\n".getBytes(UTF_8);

        private int received;

        @Override
        public void connected(Connection connection) {
            connection.write(ByteBuffer.wrap(GREETING));
        }

        @Override
        public void received(Connection connection, ByteBuffer data) {
            received += data.remaining();
            if (received >= GREETING.length) {
                connection.close();
            }
        }
    }

    /**
     * Connects once.
     *
     * @param args a name and a port; {@code localhost 9000} if there are none
     * @throws IOException if no attempt succeeded: it carries the timeline
     * @throws InterruptedException if it is interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        String name = args.length > 1 ? args[0] : "localhost";
        int port = args.length > 1 ? Integer.parseInt(args[1]) : 9000;
        try (Reactor reactor = Reactor.open();
                NameResolver resolver = NameResolver.open("jdk")) {
            Connected connected = HostnameClientEndpoint.of(name, port) // A and AAAA, RFC 6724 order, RFC 8305 race
                    .withPolicy(ConnectPolicy.staggered().attemptDelay(ofMillis(200)))
                    .withResolver(resolver) // who opens it closes it
                    .race(reactor, Client::new)
                    .await(); // throws the failure itself: it carries the timeline
            log.info("\n{}", connected.timeline());
            connected.connection().closed().await();
        }
    }
}
