package org.hextet.endpoints;

import static org.hextet.endpoints.scripted.Words.words;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.BindException;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.hextet.addresses.AddressText;
import org.hextet.api.Capability;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.endpoints.AllLocalInterfacesServerEndpoint.Mode;
import org.hextet.endpoints.scripted.ScriptedPort;
import org.hextet.endpoints.scripted.ScriptedReactor;
import org.junit.jupiter.api.Test;

final class AllLocalInterfacesServerEndpointTest {

    private final Supplier<Protocol> factory = AllLocalInterfacesServerEndpointTest::silent;

    private final ScriptedReactor reactor = new ScriptedReactor();

    private static Protocol silent() {
        return Protocol.receiving((connection, lent) -> {});
    }

    private ListeningPort listen(AllLocalInterfacesServerEndpoint endpoint) throws Exception {
        Pending<ListeningPort> listening = endpoint.listen(reactor, factory);
        reactor.turn();
        return listening.await();
    }

    private static List<String> addresses(ListeningPort port) {
        return port.localAddresses().stream().map(AddressText::formatSocket).toList();
    }

    @Test
    void the_default_is_one_dual_stack_socket() throws Exception {
        ListeningPort port = listen(AllLocalInterfacesServerEndpoint.on(9000));

        assertEquals(List.of("[::]:9000"), addresses(port));
        assertEquals(1, port.parts().size());
        assertEquals(List.of(), port.missing());
    }

    @Test
    void two_sockets_have_one_number_and_one_factory() throws Exception {
        reactor.freePorts(40123);

        ListeningPort port = listen(AllLocalInterfacesServerEndpoint.on(0).withMode(Mode.TWO_SOCKETS));

        assertEquals(List.of("[::]:40123", "0.0.0.0:40123"), addresses(port));
        assertEquals(List.of("listen [::]:40123 v6only", "listen 0.0.0.0:40123"), reactor.log());
        assertEquals(2, port.parts().size());
        for (ScriptedPort part : reactor.listening()) {
            assertSame(factory, part.factory());
        }
    }

    @Test
    void two_sockets_without_the_capability_are_refused_at_the_call_and_the_default_works() throws Exception {
        reactor.withCapabilities(Capability.TCP, Capability.DUAL_STACK);
        AllLocalInterfacesServerEndpoint two =
                AllLocalInterfacesServerEndpoint.on(0).withMode(Mode.TWO_SOCKETS);

        UnsupportedOperationException refused =
                assertThrows(UnsupportedOperationException.class, () -> two.listen(reactor, factory));

        assertTrue(words(refused).contains("v6only"), words(refused));
        assertEquals(List.of("[::]:9000"), addresses(listen(AllLocalInterfacesServerEndpoint.on(9000))));
    }

    @Test
    void a_transport_without_dual_stack_gets_two_sockets() throws Exception {
        reactor.withCapabilities(Capability.TCP, Capability.V6ONLY);

        assertEquals(
                List.of("[::]:9000", "0.0.0.0:9000"), addresses(listen(AllLocalInterfacesServerEndpoint.on(9000))));
    }

    @Test
    void another_number_is_tried_where_the_first_is_taken_in_the_other_family() throws Exception {
        reactor.freePorts(40001, 40002, 40003).taken("0.0.0.0:40001").taken("0.0.0.0:40002");

        ListeningPort port = listen(AllLocalInterfacesServerEndpoint.on(0).withMode(Mode.TWO_SOCKETS));

        assertEquals(List.of("[::]:40003", "0.0.0.0:40003"), addresses(port));
        assertEquals(2, reactor.openSockets());
    }

    @Test
    void numbers_are_tried_a_bounded_number_of_times() {
        // Without free ports in the script it is 40000 each time.
        reactor.taken("0.0.0.0:40000");

        Pending<ListeningPort> listening = AllLocalInterfacesServerEndpoint.on(0)
                .withMode(Mode.TWO_SOCKETS)
                .listen(reactor, factory);
        reactor.turn();

        assertThrows(BindException.class, listening::await);
        assertEquals(
                16,
                reactor.log().stream().filter(line -> line.endsWith("v6only")).count());
        assertEquals(0, reactor.openSockets());
    }

    @Test
    void all_or_nothing_lists_the_parts_that_failed_and_leaves_nothing_bound() {
        reactor.taken("0.0.0.0:9000");

        Pending<ListeningPort> listening = AllLocalInterfacesServerEndpoint.on(9000)
                .withMode(Mode.TWO_SOCKETS)
                .listen(reactor, factory);
        reactor.turn();

        BindException failure = assertThrows(BindException.class, listening::await);
        assertEquals(FailureKind.IN_USE, ((NetworkFailure) failure).kind());
        assertTrue(words(failure).contains("0.0.0.0:9000: in-use"), words(failure));
        assertEquals(1, failure.getSuppressed().length);
        assertEquals(0, reactor.openSockets());
    }

    @Test
    void best_effort_serves_the_rest_and_lists_what_is_missing() throws Exception {
        reactor.taken("0.0.0.0:9000");

        ListeningPort port = listen(AllLocalInterfacesServerEndpoint.on(9000)
                .withMode(Mode.TWO_SOCKETS)
                .withBestEffort(true));

        assertEquals(List.of("[::]:9000"), addresses(port));
        assertEquals(1, port.missing().size());
        assertEquals(FailureKind.IN_USE, port.missing().get(0).kind());
    }

    @Test
    void best_effort_without_v6only_goes_from_one_socket_to_one_per_address() throws Exception {
        reactor.withCapabilities(Capability.TCP, Capability.DUAL_STACK).taken("127.0.0.1:9000");

        ListeningPort port = listen(AllLocalInterfacesServerEndpoint.on(9000).withBestEffort(true));

        assertTrue(addresses(port).contains("[::1]:9000"), addresses(port).toString());
        assertFalse(addresses(port).contains("127.0.0.1:9000"), addresses(port).toString());
        assertTrue(
                port.missing().stream().anyMatch(one -> one.getMessage().contains("127.0.0.1:9000")),
                port.missing().toString());
    }

    @Test
    void one_socket_per_address_lists_every_address_of_this_host() throws Exception {
        List<String> expected = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .map(address -> address.isLinkLocalAddress()
                        ? AddressText.format(address)
                        : AddressText.format(address).replaceAll("%.*", ""))
                .sorted()
                .toList();

        ListeningPort port = listen(AllLocalInterfacesServerEndpoint.on(9000).withMode(Mode.PER_ADDRESS));

        assertEquals(
                expected,
                port.localAddresses().stream()
                        .map(address -> AddressText.format(address.getAddress()))
                        .sorted()
                        .toList());
        assertEquals(port.localAddresses().size(), port.parts().size());
    }

    @Test
    void a_host_without_ipv6_serves_ipv4_and_says_so() throws Exception {
        reactor.without(StandardProtocolFamily.INET6);

        ListeningPort port = listen(AllLocalInterfacesServerEndpoint.on(9000));

        assertEquals(List.of("0.0.0.0:9000"), addresses(port));
        assertEquals(FailureKind.NO_IPV6, port.missing().get(0).kind());
        assertTrue(
                port.missing().get(0).getMessage().contains("no IPv6"),
                port.missing().toString());
    }

    @Test
    void a_host_without_ipv4_serves_ipv6_and_says_so() throws Exception {
        reactor.without(StandardProtocolFamily.INET);

        ListeningPort port = listen(AllLocalInterfacesServerEndpoint.on(9000));

        assertEquals(List.of("[::]:9000"), addresses(port));
        assertEquals(1, port.parts().size());
        assertTrue(
                port.missing().get(0).getMessage().contains("no IPv4"),
                port.missing().toString());
    }

    @Test
    void an_aggregate_stops_all_parts_and_completes_when_they_have() throws Exception {
        ListeningPort port = listen(AllLocalInterfacesServerEndpoint.on(9000).withMode(Mode.TWO_SOCKETS));

        Pending<Void> stopped = port.stopListening();
        boolean before = stopped.isDone();
        reactor.turn();

        assertFalse(before);
        assertTrue(stopped.isDone());
        assertSame(stopped, port.stopListening());
        assertEquals(0, reactor.openSockets());
    }

    @Test
    void the_end_of_an_aggregate_cannot_be_cancelled() throws Exception {
        ListeningPort port = listen(AllLocalInterfacesServerEndpoint.on(9000).withMode(Mode.TWO_SOCKETS));

        assertFalse(port.stopListening().cancel());
        reactor.turn();

        assertTrue(port.stopListening().isDone());
    }

    @Test
    void an_aggregate_pauses_all_parts() throws Exception {
        ListeningPort port = listen(AllLocalInterfacesServerEndpoint.on(9000).withMode(Mode.TWO_SOCKETS));

        port.pauseAccepting();
        assertTrue(reactor.listening().stream().allMatch(ScriptedPort::isPaused));

        port.resumeAccepting();
        assertTrue(reactor.listening().stream().noneMatch(ScriptedPort::isPaused));
    }

    @Test
    void a_cancelled_listen_leaves_nothing_bound() {
        Pending<ListeningPort> listening = AllLocalInterfacesServerEndpoint.on(9000)
                .withMode(Mode.TWO_SOCKETS)
                .listen(reactor, factory);

        assertTrue(listening.cancel());
        reactor.turn();

        assertThrows(CancellationException.class, listening::await);
        assertEquals(0, reactor.openSockets());
    }
}
