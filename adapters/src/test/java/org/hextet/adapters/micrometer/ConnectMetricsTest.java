package org.hextet.adapters.micrometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import org.hextet.adapters.RacingSocketFactory;
import org.hextet.adapters.TwoFamilies;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Micrometer's global registry has counted, with nothing configured. */
@Timeout(60)
class ConnectMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @BeforeEach
    void add() {
        Metrics.addRegistry(registry);
    }

    @AfterEach
    void remove() {
        Metrics.removeRegistry(registry);
        registry.close();
    }

    @Test
    void a_race_is_a_connect_two_lookups_and_its_attempts() throws Exception {
        try (TwoFamilies both = TwoFamilies.open()) {
            new RacingSocketFactory("attempt-delay=20ms")
                    .createSocket("both.test", both.port())
                    .close();
        }

        assertEquals(1, count("hextet.connect", "outcome", "connected", "family", "ipv4"));
        assertEquals(1, count("hextet.connect.lookup", "family", "ipv6", "outcome", "answered", "kind", "none"));
        assertEquals(1, count("hextet.connect.lookup", "family", "ipv4", "outcome", "answered", "kind", "none"));
        assertEquals(1, count("hextet.connect.attempt", "family", "ipv4", "outcome", "connected", "kind", "none"));
        assertEquals(1, count("hextet.connect.attempt", "family", "ipv6", "outcome", "cancelled", "kind", "none"));
        double elapsedMillis = registry.get("hextet.connect")
                .tags("outcome", "connected", "family", "ipv4")
                .timer()
                .totalTime(TimeUnit.MILLISECONDS);
        assertTrue(elapsedMillis >= 20, () -> "faster than the attempt delay: " + elapsedMillis);
    }

    @Test
    void failures_have_their_kind() throws Exception {
        int nobody;
        try (ServerSocket free = new ServerSocket(0, 1, TwoFamilies.ipv4())) {
            nobody = free.getLocalPort();
        }

        assertThrows(ConnectException.class, () -> new RacingSocketFactory("").createSocket("four.test", nobody));

        assertEquals(1, count("hextet.connect", "outcome", "failed", "family", "none"));
        assertEquals(1, count("hextet.connect.attempt", "family", "ipv4", "outcome", "failed", "kind", "refused"));
    }

    private long count(String name, String... tags) {
        return registry.get(name).tags(tags).timer().count();
    }
}
