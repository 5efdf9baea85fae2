package org.hextet.bench.parts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.reactor.DriverReactor;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class DatagramPathPartsTest {

    @ParameterizedTest
    @ValueSource(strings = {"reply", "write"})
    void every_datagram_is_answered_to_its_sender(String answered) throws IOException, InterruptedException {
        MemoryDriver driver = MemoryDriver.ofDatagrams(50, 64);
        try (Reactor reactor = DriverReactor.open(driver, DatagramPathParts.CAPABILITIES, ReactorOptions.DEFAULT)) {
            DatagramPathParts.listen(reactor, answered);

            driver.deliver(7);

            assertEquals(50 * 64 * 7, driver.sentBytes());
        }
    }
}
