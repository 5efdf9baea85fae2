package org.hextet.endpoints;

import static org.hextet.endpoints.scripted.Words.words;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.BindException;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.hextet.addresses.AddressText;
import org.hextet.api.Capability;
import org.hextet.api.DatagramEndpoint;
import org.hextet.api.DatagramPort;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.ServerEndpoint;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.endpoints.AllLocalInterfacesServerEndpoint.Mode;
import org.hextet.endpoints.scripted.ScriptedReactor;
import org.junit.jupiter.api.Test;

/** What a group does where a reactor cannot: on reactors that are turned by hand. */
final class ReactorGroupTest {

    private final ScriptedReactor one = shareable();
    private final ScriptedReactor two = shareable();
    private final ScriptedReactor three = shareable();
    private final ReactorGroup group = ReactorGroup.of(List.of(one, two, three));

    private static ScriptedReactor shareable() {
        return new ScriptedReactor()
                .withCapabilities(Capability.TCP, Capability.DUAL_STACK, Capability.V6ONLY, Capability.REUSE_PORT);
    }

    private static Protocol silent() {
        return Protocol.receiving((connection, lent) -> {});
    }

    /** More turns than any exchange among three takes. */
    private void turn() {
        for (int i = 0; i < 200; i++) {
            one.turn();
            two.turn();
            three.turn();
        }
    }

    private Pending<ListeningPort> listen(ServerEndpoint endpoint) {
        Pending<ListeningPort> listening = group.listen(endpoint, ReactorGroupTest::silent);
        turn();
        return listening;
    }

    private int openSockets() {
        return one.openSockets() + two.openSockets() + three.openSockets();
    }

    @Test
    void the_number_of_the_first_is_that_of_all_and_an_address_is_told_once() throws Exception {
        one.freePorts(40123);

        ListeningPort port = listen(Tcp6ServerEndpoint.of("::1", 0)).await();

        assertEquals(
                List.of("[::1]:40123"),
                port.localAddresses().stream().map(AddressText::formatSocket).toList());
        assertEquals(3, port.parts().size());
        for (ScriptedReactor each : List.of(one, two, three)) {
            assertEquals(List.of("listen [::1]:40123 shared"), each.log());
        }
    }

    @Test
    void every_interface_on_two_sockets_is_spread_too() throws Exception {
        ListeningPort port = listen(AllLocalInterfacesServerEndpoint.on(9000).withMode(Mode.TWO_SOCKETS))
                .await();

        assertEquals(
                List.of("[::]:9000", "0.0.0.0:9000"),
                port.localAddresses().stream().map(AddressText::formatSocket).toList());
        assertEquals(6, port.parts().size());
        assertEquals(List.of("listen [::]:9000 v6only shared", "listen 0.0.0.0:9000 shared"), three.log());
    }

    @Test
    void another_number_is_tried_where_one_reactor_cannot_have_the_first() throws Exception {
        one.freePorts(40001, 40002);
        three.taken("[::1]:40001");

        ListeningPort port = listen(Tcp6ServerEndpoint.of("::1", 0)).await();

        assertEquals(40002, port.localAddresses().get(0).getPort());
        assertEquals(3, openSockets());
    }

    @Test
    void numbers_are_tried_a_bounded_number_of_times() {
        // Without free ports in the script it is 40000 each time.
        two.taken("[::1]:40000");

        BindException failure = assertThrows(BindException.class, listen(Tcp6ServerEndpoint.of("::1", 0))::await);

        assertEquals(FailureKind.IN_USE, ((NetworkFailure) failure).kind());
        assertEquals(16, one.log().size());
        assertEquals(0, openSockets());
    }

    @Test
    void a_failure_on_one_undoes_the_others() {
        three.taken("[::1]:9000");

        BindException failure = assertThrows(BindException.class, listen(Tcp6ServerEndpoint.of("::1", 9000))::await);

        assertTrue(words(failure).contains("[::1]:9000"), words(failure));
        assertEquals(1, one.log().size(), "a number that was asked for is tried once");
        assertEquals(0, openSockets());
    }

    @Test
    void what_every_reactor_misses_is_told_once() throws Exception {
        one.taken("0.0.0.0:9000");
        two.taken("0.0.0.0:9000");
        three.taken("0.0.0.0:9000");

        ListeningPort port = listen(AllLocalInterfacesServerEndpoint.on(9000)
                        .withMode(Mode.TWO_SOCKETS)
                        .withBestEffort(true))
                .await();

        assertEquals(1, port.missing().size());
    }

    @Test
    void a_cancelled_listen_leaves_nothing_bound() {
        for (int turns = 0; turns < 6; turns++) {
            Pending<ListeningPort> listening =
                    group.listen(Tcp6ServerEndpoint.of("::1", 9000), ReactorGroupTest::silent);
            for (int i = 0; i < turns; i++) {
                one.turn();
                two.turn();
            }

            assertTrue(listening.cancel());
            turn();

            assertThrows(CancellationException.class, listening::await);
            assertEquals(0, openSockets(), turns + " turns");
        }
    }

    @Test
    void stopping_completes_when_the_last_socket_is_gone() throws Exception {
        ListeningPort port = listen(Tcp6ServerEndpoint.of("::1", 9000)).await();

        Pending<Void> stopped = port.stopListening();
        one.turn();
        two.turn();
        one.turn();
        boolean before = stopped.isDone();
        three.turn();
        one.turn();

        assertFalse(before, "the third has not stopped");
        assertTrue(stopped.isDone());
        assertSame(stopped, port.stopListening());
        assertEquals(0, openSockets());
    }

    @Test
    void nobody_waits_for_it_on_a_thread_of_the_group() {
        Pending<ListeningPort> listening = group.listen(Tcp6ServerEndpoint.of("::1", 9000), ReactorGroupTest::silent);
        List<Throwable> thrown = new java.util.ArrayList<>();

        two.execute(() -> thrown.add(assertThrows(IllegalStateException.class, listening::await)));
        turn();

        assertInstanceOf(IllegalStateException.class, thrown.get(0));
    }

    @Test
    void without_reuse_port_it_is_refused_at_the_call_and_nothing_is_bound() {
        one.withCapabilities(Capability.TCP);

        UnsupportedOperationException refused = assertThrows(
                UnsupportedOperationException.class, () -> group.listen("tcp://[::1]:9000", ReactorGroupTest::silent));

        assertTrue(words(refused).contains("reuse-port"), words(refused));
        assertEquals(0, openSockets());
    }

    @Test
    void a_group_of_one_needs_no_capability_and_shares_nothing() throws Exception {
        one.withCapabilities(Capability.TCP);

        Pending<ListeningPort> listening =
                ReactorGroup.of(List.of(one)).listen("tcp://[::1]:9000", ReactorGroupTest::silent);
        one.turn();

        assertEquals(1, listening.await().parts().size());
        assertEquals(List.of("listen [::1]:9000"), one.log());
    }

    @Test
    void what_cannot_be_bound_again_is_refused_at_the_call() {
        for (String uri : List.of("systemd:web", "tcp://[::1]:9000?reuse-port=false")) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> group.listen(uri, ReactorGroupTest::silent));
            assertTrue(words(refused).contains("reactor"), words(refused));
        }
    }

    @Test
    void datagrams_are_shared_by_number_and_one_that_is_chosen_is_shared_when_nobody_else_can_have_had_it()
            throws Exception {
        one.freePorts(40123);

        List<DatagramPort> ports = listenDatagrams("udp://[::1]:0").await();

        assertEquals(
                List.of(one, two, three),
                ports.stream().map(DatagramPort::reactor).toList());
        assertEquals(List.of("listen udp [::1]:40123", "set SO_REUSEPORT true of [::1]:40123"), one.log());
        assertEquals(List.of("listen udp [::1]:40123 shared"), two.log());
        assertEquals(List.of("listen udp [::1]:40123 shared"), three.log());
    }

    @Test
    void a_number_of_datagrams_that_was_asked_for_is_shared_from_the_start() throws Exception {
        listenDatagrams("udp://[::1]:9000").await();

        for (ScriptedReactor each : List.of(one, two, three)) {
            assertEquals(List.of("listen udp [::1]:9000 shared"), each.log());
        }
    }

    @Test
    void another_number_of_datagrams_is_tried_and_a_failure_undoes_the_others() throws Exception {
        one.freePorts(40001, 40002);
        two.taken("[::1]:40001");
        assertEquals(
                40002,
                listenDatagrams("udp://[::1]:0")
                        .await()
                        .get(2)
                        .localAddresses()
                        .get(0)
                        .getPort());
        assertEquals(3, openSockets());

        three.taken("[::1]:9000");
        assertThrows(BindException.class, listenDatagrams("udp://[::1]:9000")::await);
        assertEquals(3, openSockets());
    }

    @Test
    void what_datagrams_cannot_be_shared_is_refused_at_the_call() {
        for (String uri : List.of("udp://[ff02::1%1]:9000", "udp://localhost:9000", "udp://[::1]:0?reuse-port=false")) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> listenDatagrams(uri), uri);
            assertTrue(words(refused).contains("reactor"), words(refused));
        }
        one.withCapabilities(Capability.UDP);
        assertTrue(words(assertThrows(UnsupportedOperationException.class, () -> listenDatagrams("udp://[::1]:9000")))
                .contains("reuse-port"));
        assertEquals(0, openSockets());
    }

    @Test
    void a_group_of_one_shares_no_datagrams() throws Exception {
        one.withCapabilities(Capability.UDP);

        Pending<List<DatagramPort>> listening = ReactorGroup.of(List.of(one))
                .listenDatagrams(DatagramEndpoint.of("udp://[::1]:0"), () -> (port, datagram) -> {});
        turn();

        assertEquals(1, listening.await().size());
        assertEquals(List.of("listen udp [::1]:40000"), one.log());
    }

    private Pending<List<DatagramPort>> listenDatagrams(String uri) {
        Pending<List<DatagramPort>> listening =
                group.listenDatagrams(DatagramEndpoint.of(uri), () -> (port, datagram) -> {});
        turn();
        return listening;
    }

    @Test
    void connects_are_spread_in_turn() {
        assertEquals(List.of(one, two, three, one), List.of(group.next(), group.next(), group.next(), group.next()));
    }

    @Test
    void a_group_of_none_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> ReactorGroup.open(0));
    }
}
