package org.hextet.endpoints.order;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.DestinationOrder;
import org.hextet.addresses.Placement;
import org.hextet.api.Reactor;
import org.junit.jupiter.api.Test;

class HostOrderTest {

    private static InetAddress address(String text) {
        return AddressText.parse(text).toInetAddress();
    }

    @Test
    void what_the_host_has_a_source_for_comes_first_and_each_stands_there_once() throws Exception {
        try (Reactor reactor = Reactor.open()) {
            List<InetAddress> answered =
                    List.of(address("fe80::1"), address("127.0.0.1"), address("127.0.0.2"), address("127.0.0.1"));

            List<Placement> placed =
                    HostOrder.of(reactor, DestinationOrder.standard(), answered).await();

            // A link-local address without a zone is nothing to ask the host about.
            assertEquals(
                    List.of("127.0.0.1", "127.0.0.2", "fe80::1"),
                    placed.stream()
                            .map(placement -> AddressText.format(placement.destination()))
                            .toList());
            assertEquals(
                    List.of(true, true, false),
                    placed.stream()
                            .map(placement -> placement.source().isPresent())
                            .toList());
        }
    }

    @Test
    void nothing_is_nothing() throws Exception {
        try (Reactor reactor = Reactor.open()) {
            assertEquals(
                    List.of(),
                    HostOrder.of(reactor, DestinationOrder.standard(), List.of())
                            .await());
        }
    }

    @Test
    void a_closed_reactor_refuses() throws IOException {
        Reactor reactor = Reactor.open();
        reactor.close();

        assertThrows(
                RejectedExecutionException.class,
                () -> HostOrder.of(reactor, DestinationOrder.standard(), List.of(address("127.0.0.1"))));
    }
}
