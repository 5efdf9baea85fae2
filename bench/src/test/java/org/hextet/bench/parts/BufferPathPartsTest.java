package org.hextet.bench.parts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.StreamOptions;
import org.hextet.reactor.DriverReactor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BufferPathPartsTest {

    @Test
    void every_connection_sends_back_all_that_it_receives() throws IOException, InterruptedException {
        MemoryDriver driver = MemoryDriver.ofConnections(50, 64);
        Capabilities capabilities = new Capabilities("memory", Set.of(Capability.TCP), Map.of());
        try (Reactor reactor = DriverReactor.open(driver, capabilities, ReactorOptions.DEFAULT)) {
            reactor.listenTcp(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
                            StreamOptions.DEFAULT,
                            () -> Protocol.receiving((connection, lent) -> connection.write(lent)))
                    .await();

            driver.deliver(7);

            assertEquals(50 * 64 * 7, driver.sentBytes());
        }
    }
}
