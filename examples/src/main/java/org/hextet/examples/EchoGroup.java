package org.hextet.examples;

import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.endpoints.ReactorGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link EchoServer} with a reactor for each processor: one port is spread over all of them. A protocol needs no lock,
 * for one thread alone runs it; what all connections share does, as the count of bytes here.
 */
public final class EchoGroup {

    private static final Logger log = LoggerFactory.getLogger(EchoGroup.class);

    private EchoGroup() {}

    /**
     * Serves until it is stopped.
     *
     * @param args an endpoint; {@code tcp://*:9000} if there is none
     * @throws IOException if the port cannot be bound
     * @throws InterruptedException if it is interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        String endpoint = args.length > 0 ? args[0] : "tcp://*:9000";
        LongAdder bytes = new LongAdder();
        try (ReactorGroup group = ReactorGroup.open()) {
            ListeningPort port = serve(group, endpoint, bytes).await();
            log.info("echo on {} with {}", port.localAddresses(), group);
            group.terminated().await();
        }
    }

    static Pending<ListeningPort> serve(ReactorGroup group, String endpoint, LongAdder bytes) {
        return group.listen(
                endpoint,
                () -> Protocol.receiving((connection, data) -> {
                    bytes.add(data.remaining());
                    connection.write(data);
                }));
    }
}
