package org.hextet.endpoints;

import static org.hextet.endpoints.scripted.Words.words;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.UnknownZoneException;
import org.hextet.api.Capability;
import org.hextet.api.CloseReason;
import org.hextet.api.Datagram;
import org.hextet.api.DatagramEndpoint;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.Pending;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.endpoints.scripted.ScriptedReactor;
import org.hextet.endpoints.scripted.ScriptedReactor.Outcome;
import org.hextet.endpoints.scripted.ScriptedResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DatagramEndpointsTest {

    private final ScriptedReactor reactor =
            new ScriptedReactor().withCapabilities(Capability.UDP, Capability.DUAL_STACK, Capability.MULTICAST);

    private final List<String> heard = new ArrayList<>();

    private final class Heard implements DatagramProtocol {

        @Override
        public void opened(DatagramPort port) {
            heard.add("opened"
                    + port.remoteAddress()
                            .map(peer -> " to " + AddressText.formatSocket(peer))
                            .orElse(""));
        }

        @Override
        public void received(DatagramPort port, Datagram datagram) {
            heard.add("received");
        }

        @Override
        public void closed(DatagramPort port, CloseReason reason) {
            heard.add("closed");
        }
    }

    private Pending<DatagramPort> begin(Function<DatagramEndpoint, Pending<DatagramPort>> how, String uri) {
        Pending<DatagramPort> pending = how.apply(DatagramEndpoint.of(uri));
        reactor.turn();
        return pending;
    }

    private Pending<DatagramPort> listen(String uri) {
        return begin(endpoint -> endpoint.listen(reactor, Heard::new), uri);
    }

    private Pending<DatagramPort> connect(String uri) {
        return begin(endpoint -> endpoint.connect(reactor, Heard::new), uri);
    }

    private Pending<DatagramPort> connect(HostnameDatagramEndpoint endpoint) {
        Pending<DatagramPort> pending = endpoint.connect(reactor, Heard::new);
        reactor.turn();
        return pending;
    }

    // ---- one address

    @Test
    void an_address_is_bound() throws Exception {
        listen("udp://[::1]:9000?receive-limit=7").await();

        assertEquals(List.of("listen udp [::1]:9000"), reactor.log());
        assertEquals(7, reactor.datagramPorts().get(0).options().receiveLimit());
        assertEquals(List.of("opened"), heard);
    }

    @Test
    void a_protocol_hears_of_a_port_that_is_connected_already() throws Exception {
        DatagramPort port = connect("udp://[fd00::1]:9000").await();

        assertEquals(List.of("listen udp [::]:40000", "connect [::]:40000 to [fd00::1]:9000"), reactor.log());
        assertEquals(List.of("opened to [fd00::1]:9000"), heard);
        assertTrue(reactor.datagramPorts().get(0).isReading());
        port.close();
        reactor.turn();
        assertEquals(List.of("opened to [fd00::1]:9000", "closed"), heard);
    }

    @Test
    void it_connects_from_the_address_that_was_asked_for() throws Exception {
        connect("udp://192.0.2.1:9000?bind=192.0.2.7:4000").await();

        assertEquals("listen udp 192.0.2.7:4000", reactor.log().get(0));
    }

    @Test
    void a_connect_that_fails_closes_the_port_and_tells_no_protocol() {
        reactor.host("fd00::1", Outcome.fails(FailureKind.UNREACHABLE, "ENETUNREACH", 0));

        Pending<DatagramPort> connecting = connect("udp://[fd00::1]:9000");

        assertThrows(NoRouteToHostException.class, connecting::await);
        assertEquals(0, reactor.openSockets());
        assertEquals(List.of(), heard);
    }

    @Test
    void a_cancelled_connect_leaves_nothing_bound() {
        Pending<DatagramPort> connecting =
                DatagramEndpoint.of("udp://[fd00::1]:9000").connect(reactor, Heard::new);

        assertTrue(connecting.cancel());
        reactor.turn();

        assertThrows(CancellationException.class, connecting::await);
        assertEquals(0, reactor.openSockets());
        assertEquals(List.of(), heard);
    }

    @Test
    @SuppressWarnings("NullAway") // what code without annotations may do
    void a_factory_without_a_protocol_fails_the_connect() {
        Pending<DatagramPort> connecting =
                DatagramEndpoint.of("udp://[fd00::1]:9000").connect(reactor, () -> null);
        reactor.turn();

        assertTrue(words(assertThrows(IOException.class, connecting::await)).contains("gave no protocol"));
        assertEquals(0, reactor.openSockets());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "udp://[::]:9000 | udp://[::1]:9000",
                "udp://0.0.0.0:9000 | to listen on",
                "udp://[::1]:0 | 1 to 65535",
                "udp://*:9000 | connect to a name or an address",
                "udp://[fe80::1]:9000 | needs a zone",
                "udp://[::1]:9000?bind=127.0.0.1 | one family",
                "udp://[ff02::1]:9000 | needs a zone",
                "udp://[ff05::1]:0 | 1 to 65535",
                "udp://[ff05::1]:9000?source=[fd00::1] | Leave it out",
                "udp://[ff05::1]:9000?bind=127.0.0.1 | one family"
            })
    void what_cannot_be_talked_to_is_refused_at_the_call(String uri, String words) {
        DatagramEndpoint endpoint = DatagramEndpoint.of(uri);

        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> endpoint.connect(reactor, Heard::new));

        assertTrue(words(refused).contains(words), words(refused));
        assertEquals(List.of(), reactor.log());
    }

    @Test
    void a_label_over_ipv4_is_refused_at_the_call() {
        reactor.withCapabilities(Capability.UDP, Capability.FLOW_LABEL);

        for (String uri : List.of("udp://192.0.2.1:9?flow-label=auto", "udp://a.test:9?flow-label=auto&only=4")) {
            IllegalArgumentException refused = assertThrows(
                    IllegalArgumentException.class,
                    () -> DatagramEndpoint.of(uri).connect(reactor, Heard::new));
            assertTrue(words(refused).contains("carry none"), words(refused));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "udp://a.test:9000 | udp://*:9000 for all",
                "udp://[::1]:9000?bind=[::1] | leave out bind",
                "udp://[ff05::1]:9000 | ?interface=eth0",
                "udp://239.1.2.3:9000 | this host has lo (1)",
                "udp://239.1.2.3:9000?interface=lo&bind=127.0.0.1 | leave out bind"
            })
    void what_cannot_be_listened_on_is_refused_at_the_call(String uri, String words) {
        DatagramEndpoint endpoint = DatagramEndpoint.of(uri);

        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> endpoint.listen(reactor, Heard::new));

        assertTrue(words(refused).contains(words), words(refused));
        assertEquals(List.of(), reactor.log());
    }

    // ---- every address

    @Test
    void where_the_transport_knows_what_was_asked_one_socket_is_everywhere() throws Exception {
        reactor.withCapabilities(
                Capability.UDP, Capability.DUAL_STACK, Capability.PACKET_INFO, Capability.PACKET_SOURCE);

        listen("udp://*:9000").await();

        assertEquals(List.of("listen udp [::]:9000"), reactor.log());
        assertEquals(List.of("opened"), heard);
    }

    @Test
    void without_dual_stack_each_family_has_its_socket_and_both_are_one_port() throws Exception {
        reactor.withCapabilities(Capability.UDP, Capability.PACKET_INFO, Capability.PACKET_SOURCE, Capability.V6ONLY);

        DatagramPort port = listen("udp://*:0").await();

        assertEquals(List.of("listen udp [::]:40000 v6only", "listen udp 0.0.0.0:40000"), reactor.log());
        assertEquals(2, port.localAddresses().size());
        assertEquals(List.of("opened"), heard);
    }

    @Test
    void a_host_without_ipv6_is_served_over_ipv4_and_the_port_says_so() throws Exception {
        reactor.withCapabilities(
                        Capability.UDP, Capability.DUAL_STACK, Capability.PACKET_INFO, Capability.PACKET_SOURCE)
                .without(StandardProtocolFamily.INET6);

        DatagramPort port = listen("udp://*:9000").await();

        assertEquals(List.of("listen udp 0.0.0.0:9000"), reactor.log());
        assertEquals(FailureKind.NO_IPV6, port.missing().get(0).kind());
    }

    @Test
    void a_transport_that_does_not_know_has_a_socket_for_each_address() throws Exception {
        DatagramPort port = listen("udp://*:9000").await();

        assertTrue(
                reactor.log().contains("listen udp [::1]:9000"), reactor.log().toString());
        assertTrue(
                reactor.log().contains("listen udp 127.0.0.1:9000"),
                reactor.log().toString());
        assertEquals(reactor.log().size(), port.localAddresses().size());
        assertFalse(port.localAddresses().stream()
                .anyMatch(local -> local.getAddress().isAnyLocalAddress()));
    }

    @Test
    void the_one_socket_that_is_taken_is_a_failure() {
        reactor.withCapabilities(
                        Capability.UDP, Capability.DUAL_STACK, Capability.PACKET_INFO, Capability.PACKET_SOURCE)
                .taken("[::]:9000");

        assertThrows(BindException.class, listen("udp://*:9000")::await);
    }

    // ---- names

    @Test
    void a_name_is_its_first_address_by_rfc_6724_that_has_a_route() throws Exception {
        ScriptedResolver resolver =
                new ScriptedResolver().aaaa(0, "2001:db8::1", "2001:db8::2").a(0, "192.0.2.1");
        reactor.source("2001:db8::1", "").source("192.0.2.1", "");

        DatagramPort port = connect(HostnameDatagramEndpoint.of("a.test", 53).withResolver(resolver))
                .await();

        assertEquals(List.of("listen udp [::]:40000", "connect [::]:40000 to [2001:db8::2]:53"), reactor.log());
        assertEquals(List.of("opened to [2001:db8::2]:53"), heard);
        assertTrue(port.remoteAddress().isPresent());
    }

    @Test
    void the_next_address_is_taken_where_the_kernel_refuses_the_first() throws Exception {
        ScriptedResolver resolver =
                new ScriptedResolver().aaaa(0, "2001:db8::1").a(0, "192.0.2.1");
        reactor.host("2001:db8::1", Outcome.fails(FailureKind.UNREACHABLE, "ENETUNREACH", 0));

        connect(HostnameDatagramEndpoint.of("a.test", 53).withResolver(resolver))
                .await();

        assertEquals(List.of("opened to 192.0.2.1:53"), heard);
        assertEquals(1, reactor.openSockets());
    }

    @Test
    void where_none_has_a_route_each_says_why() {
        ScriptedResolver resolver =
                new ScriptedResolver().aaaa(0, "2001:db8::1").a(0, "192.0.2.1");
        reactor.host("2001:db8::1", Outcome.fails(FailureKind.UNREACHABLE, "ENETUNREACH", 0))
                .host("192.0.2.1", Outcome.fails(FailureKind.UNREACHABLE, "ENETUNREACH", 0));

        Pending<DatagramPort> connecting =
                connect(HostnameDatagramEndpoint.of("a.test", 53).withResolver(resolver));

        IOException failure = assertThrows(NoRouteToHostException.class, connecting::await);
        assertEquals(2, failure.getSuppressed().length);
        for (String fact : List.of("a.test:53", "2001:db8::1", "192.0.2.1")) {
            assertTrue(words(failure).contains(fact), words(failure));
        }
        assertEquals(0, reactor.openSockets());
    }

    @Test
    void the_other_family_is_waited_for_a_moment_only() throws Exception {
        ScriptedResolver resolver = new ScriptedResolver().a(0, "192.0.2.1").aaaa(2000, "2001:db8::1");

        Pending<DatagramPort> connecting =
                connect(HostnameDatagramEndpoint.of("a.test", 53).withResolver(resolver));
        reactor.advance(49);
        assertFalse(connecting.isDone());
        reactor.advance(1);

        connecting.await();
        assertEquals(List.of("opened to 192.0.2.1:53"), heard);
        reactor.advance(5000);
        assertEquals(1, reactor.openSockets());
    }

    @Test
    void a_name_without_address_is_an_unknown_host() {
        ScriptedResolver resolver = new ScriptedResolver()
                .fails(StandardProtocolFamily.INET6, FailureKind.NO_DATA, 0)
                .fails(StandardProtocolFamily.INET, FailureKind.TEMPORARY, 0);

        Pending<DatagramPort> connecting =
                connect(HostnameDatagramEndpoint.of("a.test", 53).withResolver(resolver));

        UnknownHostException none = assertThrows(UnknownHostException.class, connecting::await);
        assertEquals(FailureKind.TEMPORARY, ((NetworkFailure) none).kind());
        assertTrue(words(none).contains("connect to a.test:53: no address"), words(none));
    }

    @Test
    void only_one_family_is_asked_for_where_the_other_is_of_no_use() throws Exception {
        ScriptedResolver resolver =
                new ScriptedResolver().aaaa(0, "2001:db8::1").a(0, "192.0.2.1");

        connect(HostnameDatagramEndpoint.of("a.test", 53)
                        .withResolver(resolver)
                        .withBind(new InetSocketAddress(
                                AddressText.parse("127.0.0.1").toInetAddress(), 0)))
                .await();

        assertEquals(List.of("opened to 192.0.2.1:53"), heard);
        assertFalse(resolver.log().toString().contains("INET6"), resolver.log().toString());
    }

    @Test
    void a_cancelled_lookup_is_given_up() {
        ScriptedResolver resolver = new ScriptedResolver();
        Pending<DatagramPort> connecting =
                connect(HostnameDatagramEndpoint.of("a.test", 53).withResolver(resolver));

        assertTrue(connecting.cancel());
        reactor.turn();

        assertThrows(CancellationException.class, connecting::await);
        assertEquals(0, reactor.openTimers());
    }

    // ---- groups

    @Test
    void a_group_is_joined_on_its_interface_before_anybody_hears_of_the_port() throws Exception {
        reactor.withCapabilities(
                Capability.UDP, Capability.MULTICAST, Capability.MULTICAST_ISOLATION, Capability.V6ONLY);

        listen("udp://[ff02::1234%lo]:9000").await();

        assertEquals(List.of("listen multicast [::]:9000 v6only", "join ff02::1234%lo on lo"), reactor.log());
        assertEquals(List.of("opened"), heard);
    }

    @Test
    void without_isolation_it_is_bound_to_the_group_itself() throws Exception {
        listen("udp://[ff02::1234]:9000?interface=lo").await();
        listen("udp://239.1.2.3:9000?interface=1").await();

        assertEquals(
                List.of(
                        "listen multicast [ff02::1234%lo]:9000",
                        "join ff02::1234%lo on lo", "listen multicast 239.1.2.3:9000", "join 239.1.2.3 on lo"),
                reactor.log());
    }

    @Test
    void single_sources_are_joined_each() throws Exception {
        reactor.withCapabilities(Capability.UDP, Capability.MULTICAST, Capability.MULTICAST_SSM);

        listen("udp://[ff35::1]:9000?interface=lo&source=[fd00::2],[fd00::3]").await();

        assertEquals(
                List.of("join ff35::1%lo on lo for fd00::2", "join ff35::1%lo on lo for fd00::3"),
                reactor.log().subList(1, 3));
    }

    @Test
    void a_transport_without_single_sources_is_named_at_the_call() {
        UnsupportedOperationException refused = assertThrows(
                UnsupportedOperationException.class,
                () -> listen("udp://[ff35::1]:9000?interface=lo&source=[fd00::2]"));

        assertTrue(words(refused).contains("multicast-ssm"), words(refused));
    }

    @Test
    void a_group_that_cannot_be_joined_fails_the_listen_and_leaves_nothing_bound() {
        reactor.refusingGroups();

        Pending<DatagramPort> listening = listen("udp://[ff02::1234%lo]:9000");

        assertThrows(BindException.class, listening::await);
        assertEquals(0, reactor.openSockets());
        assertEquals(List.of(), heard);
    }

    @Test
    void who_talks_to_a_group_has_it_as_his_target_and_is_not_connected() throws Exception {
        DatagramPort port = connect("udp://[ff02::1234%lo]:9000").await();

        assertEquals(List.of("listen multicast [::]:40000", "groups of [::]:40000 by 1"), reactor.log());
        assertTrue(port.remoteAddress().isEmpty());
        assertEquals(
                "[ff02::1234%lo]:9000",
                AddressText.formatSocket(
                        reactor.datagramPorts().get(0).options().target().orElseThrow()));
        assertEquals(List.of("opened"), heard);
    }

    @Test
    void a_wide_group_may_be_talked_to_by_the_kernels_route() throws Exception {
        connect("udp://239.1.2.3:9000").await();

        assertEquals(List.of("listen multicast 0.0.0.0:40000"), reactor.log());
    }

    @Test
    void an_unknown_interface_is_this_hosts_word() {
        for (String uri : List.of("udp://[ff02::1%nosuch9]:9000", "udp://239.1.2.3:9000?interface=nosuch9")) {
            Stream.<Function<DatagramEndpoint, Pending<DatagramPort>>>of(
                            endpoint -> endpoint.listen(reactor, Heard::new),
                            endpoint -> endpoint.connect(reactor, Heard::new))
                    .forEach(how -> {
                        UnknownZoneException unknown =
                                assertThrows(UnknownZoneException.class, () -> how.apply(DatagramEndpoint.of(uri)));
                        assertTrue(words(unknown).contains("nosuch9"), words(unknown));
                    });
        }
    }
}
