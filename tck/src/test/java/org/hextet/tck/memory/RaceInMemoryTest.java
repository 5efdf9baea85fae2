package org.hextet.tck.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.hextet.addresses.AddressText;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.endpoints.Connected;
import org.hextet.endpoints.HostnameClientEndpoint;
import org.hextet.tck.doubles.StaticResolver;
import org.junit.jupiter.api.Test;

/** Connecting by name, in memory: what a check asserts that says "at exactly". */
class RaceInMemoryTest {

    private final MemoryNetwork network = new MemoryNetwork();
    private final Reactor reactor = network.openReactor();
    private final StaticResolver resolver = new StaticResolver().answering("example.test", "2001:db8::1", "192.0.2.1");
    private final HostnameClientEndpoint endpoint =
            HostnameClientEndpoint.of("example.test", 443).withResolver(resolver);

    private static Protocol silent() {
        return Protocol.receiving((connection, lent) -> {});
    }

    @Test
    void a_black_holed_first_address_costs_one_attempt_delay() throws Exception {
        network.blackHole("2001:db8::1").answerAfter("192.0.2.1", Duration.ofMillis(20));
        reactor.listenTcp(
                        new InetSocketAddress(AddressText.parse("192.0.2.1").toInetAddress(), 443),
                        StreamOptions.DEFAULT,
                        RaceInMemoryTest::silent)
                .await();
        Pending<Connected> race = endpoint.race(reactor, RaceInMemoryTest::silent);

        network.clock().advance(Duration.ofMillis(269));
        assertFalse(race.isDone());
        network.clock().advance(Duration.ofMillis(1));

        assertTrue(race.isDone());
        assertEquals(
                List.of("0 ms [2001:db8::1]:443", "250 ms 192.0.2.1:443"),
                network.attempts().stream().map(MemoryNetwork.Attempt::toString).toList());
        assertEquals(2, network.openSockets(), "both ends of the winner, nothing of the loser");
    }

    @Test
    void a_refused_first_address_costs_the_least_gap_between_two_starts() {
        Pending<Connected> race = endpoint.race(reactor, RaceInMemoryTest::silent);

        network.clock().advance(Duration.ofMillis(10));

        assertThrows(IOException.class, race::await);
        assertEquals(
                "[0 ms [2001:db8::1]:443, 10 ms 192.0.2.1:443]",
                network.attempts().toString());
        assertEquals(0, network.openSockets());
    }
}
