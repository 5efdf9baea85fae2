package org.hextet.endpoints;

import static org.hextet.endpoints.scripted.Words.words;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.hextet.addresses.AddressText;
import org.hextet.api.Capability;
import org.hextet.api.ListeningPort;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.ServerEndpoint;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.endpoints.inherited.ActivationVariables;
import org.hextet.endpoints.inherited.InheritedSockets;
import org.hextet.endpoints.scripted.ScriptedReactor;
import org.junit.jupiter.api.Test;

final class InheritedServerEndpointTest {

    private final ScriptedReactor reactor = new ScriptedReactor()
            .withCapabilities(Capability.TCP, Capability.INHERITED)
            .inherits(3, 8001)
            .inherits(5, 8002);

    private static InheritedServerEndpoint endpoint(String name) {
        return InheritedServerEndpoint.named(name)
                .from(new InheritedSockets(new ActivationVariables(
                        Optional.of("7"), Optional.of("4"), Optional.of("web:broken:web:broken"), 7)));
    }

    private static Protocol silent() {
        return Protocol.receiving((connection, lent) -> {});
    }

    private Pending<ListeningPort> listen(ServerEndpoint endpoint) {
        Pending<ListeningPort> listening = endpoint.listen(reactor, InheritedServerEndpointTest::silent);
        reactor.turn();
        return listening;
    }

    @Test
    void every_socket_of_the_name_is_adopted_and_they_are_one_port() throws Exception {
        ListeningPort port = listen(endpoint("web")).await();

        assertEquals(
                List.of("[::1]:8001", "[::1]:8002"),
                port.localAddresses().stream().map(AddressText::formatSocket).toList());
        assertEquals(List.of("adopt 3", "adopt 5"), reactor.log());
        port.stopListening();
        reactor.turn();
        assertEquals(0, reactor.openSockets());
    }

    @Test
    void one_socket_is_its_own_port() throws Exception {
        ListeningPort port = listen(endpoint("2")).await();

        assertSame(reactor.listening().get(0), port);
    }

    @Test
    void a_second_listen_is_refused_because_a_socket_is_adopted_once() throws Exception {
        InheritedServerEndpoint web = endpoint("web");
        listen(web).await();

        BindException refused = assertThrows(BindException.class, listen(web)::await);

        assertEquals(FailureKind.IN_USE, ((NetworkFailure) refused).kind());
    }

    @Test
    void what_cannot_be_adopted_is_given_back_and_fails_all() {
        reactor.inherits(4, 8003);
        InheritedServerEndpoint broken = endpoint("broken");

        SocketException failure = assertThrows(SocketException.class, listen(broken)::await);
        SocketException again = assertThrows(
                SocketException.class, listen(InheritedServerEndpoint.named("3").from(broken.sockets()))::await);

        assertTrue(words(failure).contains("adopt descriptor 6"), words(failure));
        assertTrue(words(again).contains("adopt descriptor 6"), words(again));
        assertEquals(0, reactor.openSockets(), "the other one was closed");
    }

    @Test
    void a_process_that_inherited_nothing_is_told_so_by_the_result() {
        // The process of this test was not started by systemd.
        Pending<ListeningPort> listening = listen(ServerEndpoint.of("systemd:web"));

        IOException refused = assertThrows(BindException.class, listening::await);
        assertTrue(words(refused).contains("listen on systemd:web"), words(refused));
    }

    @Test
    void a_transport_without_the_capability_refuses_at_the_call() {
        reactor.withCapabilities(Capability.TCP);

        UnsupportedOperationException refused = assertThrows(
                UnsupportedOperationException.class,
                () -> endpoint("web").listen(reactor, InheritedServerEndpointTest::silent));

        assertTrue(words(refused).contains("inherited"), words(refused));
    }

    @Test
    void an_option_that_the_transport_lacks_is_refused_with_nothing_claimed() throws Exception {
        InheritedServerEndpoint web = endpoint("web");
        InheritedServerEndpoint optioned =
                web.withOptions(StreamOptions.DEFAULT.with(NetworkSocketOptions.TCP_FASTOPEN, 5));

        assertThrows(
                UnsupportedOperationException.class,
                () -> optioned.listen(reactor, InheritedServerEndpointTest::silent));

        assertEquals(2, listen(web).await().parts().size());
    }

    @Test
    void a_cancelled_listen_leaves_nothing_open() {
        Pending<ListeningPort> listening = endpoint("web").listen(reactor, InheritedServerEndpointTest::silent);

        assertTrue(listening.cancel());
        reactor.turn();

        assertThrows(CancellationException.class, listening::await);
        assertEquals(0, reactor.openSockets());
    }

    @Test
    void it_is_read_from_a_uri_with_its_name_decoded() {
        InheritedServerEndpoint read =
                assertInstanceOf(InheritedServerEndpoint.class, ServerEndpoint.of("systemd:a%20b?idle-timeout=30s"));

        assertEquals("a b", read.name());
        assertEquals("systemd:a%20b?idle-timeout=30s", read.toString());
    }
}
