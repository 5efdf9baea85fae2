package org.hextet.endpoints;

import static org.hextet.endpoints.scripted.ScriptedReactor.Outcome.connects;
import static org.hextet.endpoints.scripted.ScriptedReactor.Outcome.fails;
import static org.hextet.endpoints.scripted.ScriptedReactor.Outcome.never;
import static org.hextet.endpoints.scripted.Words.cause;
import static org.hextet.endpoints.scripted.Words.words;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.UnknownZoneException;
import org.hextet.addresses.Zone;
import org.hextet.addresses.Zones;
import org.hextet.api.Capability;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.FlowLabelRequest;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.ReactorOptions;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.endpoints.scripted.ScriptedConnection;
import org.hextet.endpoints.scripted.ScriptedReactor;
import org.hextet.endpoints.scripted.ScriptedResolver;
import org.hextet.endpoints.timeline.AttemptsFailure;
import org.hextet.endpoints.timeline.DeadlineFailure;
import org.hextet.endpoints.timeline.FactoryFailure;
import org.hextet.endpoints.timeline.FamilyMismatchException;
import org.hextet.endpoints.timeline.NoAddressFailure;
import org.hextet.endpoints.timeline.PolicyFailure;
import org.hextet.endpoints.timeline.Timeline;
import org.hextet.endpoints.timeline.TimelineEvent;
import org.hextet.policies.ConnectPolicy;
import org.hextet.policies.History;
import org.hextet.policies.Race;
import org.hextet.policies.Step;
import org.junit.jupiter.api.Test;

final class HostnameClientEndpointTest {

    private static final String SIX = "2001:db8::1";
    private static final String FOUR = "192.0.2.1";

    private final ScriptedReactor reactor = new ScriptedReactor();
    private final ScriptedResolver resolver = new ScriptedResolver();
    private final List<Timeline> told = new ArrayList<>();
    private final AtomicInteger made = new AtomicInteger();
    private final HostnameClientEndpoint endpoint = HostnameClientEndpoint.of("example.test", 443)
            .withResolver(resolver)
            .withTimelineListener(told::add);

    private Protocol counted() {
        made.incrementAndGet();
        return Protocol.receiving((connection, lent) -> {});
    }

    @Test
    void a_black_holed_first_address_costs_one_attempt_delay() throws Exception {
        resolver.aaaa(0, SIX).a(0, FOUR);
        reactor.host(SIX, never()).host(FOUR, connects(20));

        Pending<Connected> connecting = endpoint.race(reactor, this::counted);
        reactor.advance(300);

        Timeline timeline = connecting.await().timeline();
        assertEquals("""
                  0 ms  lookup-start       IPv6
                  0 ms  lookup-start       IPv4
                  0 ms  answer             IPv6  2001:db8::1
                  0 ms  answer             IPv4  192.0.2.1
                  0 ms  order              2001:db8::1  rule 6: higher precedence (40 against 35)
                  0 ms  order              192.0.2.1  rule 6: lower precedence (35 against 40)
                  0 ms  attempt-start      2001:db8::1
                250 ms  attempt-start      192.0.2.1
                270 ms  connected          192.0.2.1
                270 ms  attempt-cancelled  2001:db8::1
                """, timeline.toString());
        assertEquals(1, made.get());
        assertEquals(1, reactor.openSockets());
        assertEquals(0, reactor.openTimers());
        assertEquals(List.of(timeline), told);
    }

    @Test
    void the_second_starts_on_the_failure_of_the_first() throws Exception {
        resolver.aaaa(0, SIX).a(0, FOUR);
        reactor.host(SIX, fails(FailureKind.REFUSED, "ECONNREFUSED", 100)).host(FOUR, connects(5));

        Pending<Connection> connecting = endpoint.connect(reactor, this::counted);
        reactor.advance(200);

        assertEquals(FOUR, AddressText.format(connecting.await().remoteAddress().getAddress()));
        assertEquals(List.of("connect " + SIX + " @0", "connect " + FOUR + " @100"), reactor.log());
    }

    @Test
    void ipv4_waits_for_the_resolution_delay_and_late_ipv6_joins() throws Exception {
        resolver.a(10, FOUR).aaaa(100, SIX);
        reactor.host(FOUR, never()).host(SIX, connects(30));

        Pending<Connected> connecting = endpoint.race(reactor, this::counted);
        reactor.advance(1000);

        assertEquals(
                List.of("connect " + FOUR + " @60", "connect " + SIX + " @310", "cancel " + FOUR + " @340"),
                reactor.log());
        assertEquals(340_000_000, connecting.await().timeline().elapsedNanos());
    }

    @Test
    void one_family_does_not_wait_for_the_source_addresses_of_the_other() {
        resolver.aaaa(0, SIX, "2001:db8::2").a(1, FOUR, "192.0.2.2");
        reactor.slowSource(FOUR);

        endpoint.connect(reactor, this::counted);
        reactor.advance(2);

        assertEquals(List.of("connect " + SIX + " @0"), reactor.log());
    }

    @Test
    void addresses_of_one_delivery_are_sorted_by_rfc_6724() {
        resolver.aaaa(0, "2001:db8::1", "2001:db8::2").a(0);
        reactor.source("2001:db8::1", "");

        endpoint.withPolicy(ConnectPolicy.serial()).connect(reactor, this::counted);
        reactor.turn();

        assertEquals(List.of("connect 2001:db8::2 @0"), reactor.log());
    }

    @Test
    void ipv4_is_first_where_ipv6_would_leave_from_a_source_that_does_not_fit() {
        resolver.aaaa(0, SIX).a(0, FOUR);
        reactor.source(SIX, "fd00::9");

        endpoint.connect(reactor, this::counted);
        reactor.advance(260);

        assertEquals(List.of("connect " + FOUR + " @0", "connect " + SIX + " @250"), reactor.log());
    }

    @Test
    void so_it_is_where_the_answers_come_one_by_one() {
        resolver.a(0, FOUR).aaaa(20, SIX);
        reactor.source(SIX, "fd00::9");

        endpoint.connect(reactor, this::counted);
        reactor.advance(30);

        // It waits for the other answer all the same (section 3), and then compares.
        assertEquals(List.of("connect " + FOUR + " @20"), reactor.log());
    }

    @Test
    void the_family_that_the_user_prefers_is_first_whatever_the_order_says() {
        resolver.aaaa(0, SIX).a(0, FOUR);
        reactor.source(SIX, "fd00::9");

        endpoint.withPolicy(ConnectPolicy.staggered().prefer(StandardProtocolFamily.INET6))
                .connect(reactor, this::counted);
        reactor.turn();

        assertEquals(List.of("connect " + SIX + " @0"), reactor.log());
    }

    @Test
    void two_that_connect_in_one_turn_give_one_winner_and_the_other_is_aborted_unseen() throws Exception {
        resolver.aaaa(0, SIX, "2001:db8::2").a(0);
        reactor.host(SIX, connects(10)).host("2001:db8::2", connects(10));

        Pending<Connection> connecting =
                endpoint.withPolicy(ConnectPolicy.concurrent()).connect(reactor, this::counted);
        reactor.advance(20);

        assertTrue(connecting.await().isWritable());
        assertEquals(1, made.get());
        assertEquals(1, reactor.openSockets());
    }

    @Test
    void a_loser_that_connects_in_spite_of_its_cancel_is_aborted_unseen() throws Exception {
        resolver.aaaa(0, SIX, "2001:db8::2").a(0);
        reactor.host(SIX, connects(10)).host("2001:db8::2", connects(20)).cancelsTooLate("2001:db8::2");

        Pending<Connection> connecting =
                endpoint.withPolicy(ConnectPolicy.concurrent()).connect(reactor, this::counted);
        reactor.advance(30);

        assertEquals(SIX, AddressText.format(connecting.await().remoteAddress().getAddress()));
        assertEquals(1, made.get());
        assertEquals(1, reactor.openSockets());
    }

    @Test
    void all_failures_are_one_exception_with_each_address_its_error_and_its_time() {
        resolver.aaaa(0, SIX).a(0, FOUR);
        reactor.host(SIX, fails(FailureKind.UNREACHABLE, "ENETUNREACH", 11))
                .host(FOUR, fails(FailureKind.REFUSED, "ECONNREFUSED", 11));

        Pending<Connection> connecting = endpoint.connect(reactor, this::counted);
        reactor.advance(100);

        AttemptsFailure failure = assertThrows(AttemptsFailure.class, connecting::await);
        assertInstanceOf(ConnectException.class, failure);
        assertEquals(
                "connect to example.test:443 failed after 22 ms: 2001:db8::1 unreachable (ENETUNREACH) at 11 ms, "
                        + "192.0.2.1 refused (ECONNREFUSED) at 22 ms",
                words(failure));
        assertEquals(FailureKind.REFUSED, failure.kind());
        assertEquals(2, failure.getSuppressed().length);
        assertSame(cause(failure), failure.getSuppressed()[0]);
        assertEquals(FailureKind.UNREACHABLE, ((NetworkFailure) failure.getSuppressed()[0]).kind());
        assertEquals(Timeline.Outcome.FAILED, failure.timeline().outcome());
        assertEquals(List.of(failure.timeline()), told);
        assertEquals(0, made.get());
        assertEquals(0, reactor.openSockets());
    }

    @Test
    void a_thousand_refusing_addresses_are_all_tried_with_few_sockets() {
        String[] many = IntStream.rangeClosed(1, 1000)
                .mapToObj(i -> "2001:db8::" + Integer.toHexString(i))
                .toArray(String[]::new);
        resolver.aaaa(0, many).a(0);
        Arrays.stream(many).forEach(one -> reactor.host(one, fails(FailureKind.REFUSED, "ECONNREFUSED", 1)));

        Pending<Connection> connecting = endpoint.connect(reactor, this::counted);
        reactor.advance(20_000);

        AttemptsFailure failure = assertThrows(AttemptsFailure.class, connecting::await);
        assertEquals(1000, failure.timeline().attempts().size());
        assertEquals(1000, failure.getSuppressed().length);
        assertTrue(words(failure).contains("968 more"), words(failure));
        assertTrue(reactor.mostSockets() <= 2, "sockets at once: " + reactor.mostSockets());
    }

    @Test
    void the_deadline_ends_everything_exactly_and_names_what_is_pending() {
        resolver.aaaa(0, SIX, "2001:db8::2");
        reactor.host(SIX, fails(FailureKind.REFUSED, "ECONNREFUSED", 20)).host("2001:db8::2", never());

        Pending<Connection> connecting =
                endpoint.withDeadline(Duration.ofSeconds(2)).connect(reactor, this::counted);
        reactor.advance(1999);
        assertFalse(connecting.isDone());
        reactor.advance(1);

        DeadlineFailure failure = assertThrows(DeadlineFailure.class, connecting::await);
        assertInstanceOf(SocketTimeoutException.class, failure);
        assertEquals(FailureKind.TIMEOUT, failure.kind());
        for (String fact : List.of(
                "example.test:443",
                "2s",
                SIX + " refused",
                "2001:db8::2 still pending",
                "IPv4 addresses still pending")) {
            assertTrue(words(failure).contains(fact), fact + " in: " + words(failure));
        }
        assertEquals(Timeline.Outcome.TIMEOUT, failure.timeline().outcome());
        assertEquals(1, failure.getSuppressed().length);
        assertEquals(0, reactor.openSockets());
        assertEquals(
                List.of("cancel example.test"),
                resolver.log().subList(1, resolver.log().size()));
    }

    @Test
    void an_attempt_timeout_ends_one_attempt_and_the_next_wins() throws Exception {
        resolver.aaaa(0, SIX).a(0, FOUR);
        reactor.host(SIX, never()).host(FOUR, connects(1));

        Pending<Connected> connecting = endpoint.withPolicy(ConnectPolicy.serial())
                .withAttemptTimeout(Duration.ofMillis(700))
                .race(reactor, this::counted);
        reactor.advance(701);

        Timeline timeline = connecting.await().timeline();
        assertEquals(FOUR, AddressText.format(timeline.winner().orElseThrow()));
        assertTrue(
                timeline.toString().contains("700 ms  attempt-failed     2001:db8::1  timeout"), timeline.toString());
    }

    @Test
    void a_cancelled_lookup_makes_no_attempt() {
        resolver.aaaa(50, SIX).a(50, FOUR);

        Pending<Connection> connecting = endpoint.connect(reactor, this::counted);
        reactor.advance(10);
        assertTrue(connecting.cancel());
        reactor.advance(1000);

        assertThrows(CancellationException.class, connecting::await);
        assertEquals(List.of(), reactor.log());
        assertEquals("cancel example.test", resolver.log().get(1));
        assertEquals(Timeline.Outcome.CANCELLED, told.get(0).outcome());
        assertEquals(0, reactor.openTimers());
    }

    @Test
    void a_cancel_before_the_first_turn_asks_nobody() {
        Pending<Connection> connecting = endpoint.connect(reactor, this::counted);
        connecting.cancel();
        reactor.advance(10);

        assertEquals(List.of(), resolver.log());
        assertEquals(1, told.size());
    }

    @Test
    void a_cancel_closes_both_running_attempts_once() {
        resolver.aaaa(0, SIX).a(0, FOUR);

        Pending<Connection> connecting = endpoint.connect(reactor, this::counted);
        reactor.advance(300);
        assertEquals(2, reactor.openSockets());
        assertTrue(connecting.cancel());
        assertFalse(connecting.cancel());
        reactor.advance(10_000);

        assertEquals(0, reactor.openSockets());
        assertEquals(0, made.get());
        assertEquals(1, told.size());
        assertEquals(
                2,
                told.get(0).events().stream()
                        .filter(TimelineEvent.AttemptCancelled.class::isInstance)
                        .count());
    }

    @Test
    void a_cancel_inside_connected_leaves_no_socket() {
        reactor.host(SIX, connects(1));
        List<Pending<Connection>> connecting = new ArrayList<>();
        List<CloseReason> closed = new ArrayList<>();
        Protocol cancelling = new Protocol() {
            @Override
            public void connected(Connection connection) {
                connecting.get(0).cancel();
            }

            @Override
            public void received(Connection connection, ByteBuffer lent) {}

            @Override
            public void closed(Connection connection, CloseReason reason) {
                closed.add(reason);
            }
        };

        connecting.add(HostnameClientEndpoint.of(SIX, 443).connect(reactor, () -> cancelling));
        reactor.advance(10);

        assertThrows(CancellationException.class, () -> connecting.get(0).await());
        assertEquals(1, closed.size());
        assertEquals(0, reactor.openSockets());
    }

    @Test
    void the_result_comes_after_the_protocol_has_heard_connected() throws Exception {
        reactor.host(SIX, connects(1));
        List<String> order = new ArrayList<>();
        Protocol telling = new Protocol() {
            @Override
            public void connected(Connection connection) {
                order.add("connected");
            }

            @Override
            public void received(Connection connection, ByteBuffer lent) {
                order.add("received " + lent.remaining());
            }
        };

        Pending<Connection> connecting = HostnameClientEndpoint.of(SIX, 443).connect(reactor, () -> telling);
        connecting.thenAccept(connection -> order.add("result"));
        reactor.advance(1);
        ((ScriptedConnection) connecting.await()).peerSends("abc");

        assertEquals(List.of("connected", "result", "received 3"), order);
    }

    @Test
    void no_address_in_both_families_is_an_unknown_host_with_both_reasons() {
        resolver.fails(StandardProtocolFamily.INET6, FailureKind.NO_DATA, 5)
                .fails(StandardProtocolFamily.INET, FailureKind.TEMPORARY, 9);

        Pending<Connection> connecting = endpoint.connect(reactor, this::counted);
        reactor.advance(10);

        NoAddressFailure failure = assertThrows(NoAddressFailure.class, connecting::await);
        assertInstanceOf(UnknownHostException.class, failure);
        assertEquals(FailureKind.TEMPORARY, failure.kind());
        assertTrue(words(failure).contains("IPv6: no-data"), words(failure));
        assertTrue(words(failure).contains("IPv4: temporary"), words(failure));
        assertEquals(2, failure.getSuppressed().length);
    }

    @Test
    void a_name_that_does_not_exist_is_of_that_kind() {
        resolver.fails(StandardProtocolFamily.INET6, FailureKind.NO_SUCH_NAME, 0)
                .fails(StandardProtocolFamily.INET, FailureKind.NO_SUCH_NAME, 0);

        Pending<Connection> connecting = endpoint.connect(reactor, this::counted);
        reactor.turn();

        NoAddressFailure failure = assertThrows(NoAddressFailure.class, connecting::await);
        assertEquals(FailureKind.NO_SUCH_NAME, failure.kind());
        assertEquals("connect to example.test:443: no address; look up example.test: no-such-name", words(failure));
    }

    @Test
    void only_one_family_is_asked_and_tried_where_the_policy_says_so() throws Exception {
        resolver.aaaa(0, SIX).a(0, FOUR);
        reactor.host(FOUR, connects(1));

        Pending<Connection> connecting = Tcp4ClientEndpoint.of("example.test", 443)
                .withResolver(resolver)
                .connect(reactor, this::counted);
        reactor.advance(1);

        connecting.await();
        assertEquals(List.of("ask example.test [INET]", "cancel example.test"), resolver.log());
        assertEquals(List.of("connect " + FOUR + " @0"), reactor.log());
    }

    @Test
    void the_family_of_the_local_address_restricts_the_attempts_and_the_timeline_says_so() throws Exception {
        resolver.aaaa(0, SIX).a(0, FOUR);
        reactor.host(FOUR, connects(1));

        Pending<Connected> connecting = endpoint.withOptions(bound("192.0.2.7")).race(reactor, this::counted);
        reactor.advance(1);

        String timeline = connecting.await().timeline().toString();
        assertTrue(timeline.contains("2001:db8::1  left out: the local address 192.0.2.7 is IPv4"), timeline);
        assertEquals(List.of("connect " + FOUR + " @0"), reactor.log());
    }

    @Test
    void no_address_of_the_family_of_the_local_address_is_an_error_before_any_packet() {
        resolver.aaaa(0, SIX).a(0);

        Pending<Connection> connecting =
                endpoint.withOptions(bound("192.0.2.7")).connect(reactor, this::counted);
        reactor.turn();

        FamilyMismatchException failure = assertThrows(FamilyMismatchException.class, connecting::await);
        assertInstanceOf(IllegalArgumentException.class, failure);
        assertTrue(words(failure).contains(SIX) && words(failure).contains("192.0.2.7"), words(failure));
        assertEquals(List.of(), reactor.log());
    }

    private static StreamOptions labelled() {
        return StreamOptions.DEFAULT.withFlowLabel(FlowLabelRequest.any());
    }

    private void hasFlowLabels() {
        reactor.withCapabilities(Capability.TCP, Capability.FLOW_LABEL);
    }

    @Test
    void with_a_flow_label_ipv4_addresses_are_left_out_and_the_timeline_says_so() throws Exception {
        hasFlowLabels();
        resolver.a(0, FOUR).aaaa(10, SIX);
        reactor.host(SIX, connects(20)).host(FOUR, connects(1));

        Pending<Connected> connecting = endpoint.withOptions(labelled()).race(reactor, this::counted);
        reactor.advance(300);

        String timeline = connecting.await().timeline().toString();
        assertTrue(timeline.contains("192.0.2.1  left out: IPv4 packets carry no flow label"), timeline);
        assertEquals(List.of("connect " + SIX + " @10"), reactor.log());
    }

    @Test
    void a_name_without_ipv6_cannot_be_connected_to_with_a_flow_label_and_nothing_is_sent() {
        hasFlowLabels();
        resolver.a(0, FOUR).aaaa(0);

        Pending<Connection> connecting = endpoint.withOptions(labelled()).connect(reactor, this::counted);
        reactor.advance(300);

        FamilyMismatchException failure = assertThrows(FamilyMismatchException.class, connecting::await);
        assertTrue(words(failure).contains("only IPv6 packets carry one"), words(failure));
        assertTrue(words(failure).contains(FOUR), words(failure));
        assertEquals(List.of(), reactor.log());
    }

    @Test
    void a_flow_label_where_ipv4_alone_is_possible_is_refused_at_the_call() {
        hasFlowLabels();
        HostnameClientEndpoint labelled = endpoint.withOptions(labelled());

        for (HostnameClientEndpoint wrong : List.of(
                labelled.withPolicy(ConnectPolicy.staggered().only(StandardProtocolFamily.INET)),
                labelled.withOptions(bound("192.0.2.7").withFlowLabel(FlowLabelRequest.of(7))),
                HostnameClientEndpoint.of(FOUR, 443).withOptions(labelled()))) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> wrong.connect(reactor, this::counted));
            assertTrue(words(refused).contains("with a flow label"), words(refused));
        }
        assertEquals(List.of(), resolver.log());
    }

    @Test
    void a_list_of_addresses_with_a_flow_label_is_tried_over_ipv6_alone() throws Exception {
        hasFlowLabels();
        reactor.host(SIX, connects(20)).host(FOUR, connects(1));
        AddressListClientEndpoint both = AddressListClientEndpoint.of(
                        List.of(
                                AddressText.parse(FOUR).toInetAddress(),
                                AddressText.parse(SIX).toInetAddress()),
                        443)
                .withOptions(labelled());

        Pending<Connection> connecting = both.connect(reactor, this::counted);
        reactor.advance(300);

        assertEquals(SIX, AddressText.format(connecting.await().remoteAddress().getAddress()));
        AddressListClientEndpoint four = AddressListClientEndpoint.of(
                        List.of(AddressText.parse(FOUR).toInetAddress()), 443)
                .withOptions(labelled());
        assertThrows(IllegalArgumentException.class, () -> four.connect(reactor, this::counted));
    }

    @Test
    void a_lacking_capability_is_told_before_a_lookup() {
        UnsupportedOperationException refused = assertThrows(
                UnsupportedOperationException.class,
                () -> endpoint.withOptions(labelled()).connect(reactor, this::counted));

        assertTrue(words(refused).contains("flow-label"), words(refused));
        assertEquals(List.of(), resolver.log());
    }

    private static StreamOptions bound(String literal) {
        return StreamOptions.DEFAULT.withBind(
                new InetSocketAddress(AddressText.parse(literal).toInetAddress(), 0));
    }

    @Test
    void a_literal_is_one_attempt_without_lookup_and_has_a_timeline() throws Exception {
        reactor.host("::1", connects(3));

        Pending<Connected> connecting =
                HostnameClientEndpoint.of("::1", 22).withResolver(resolver).race(reactor, this::counted);
        reactor.advance(3);

        assertEquals("""
                0 ms  attempt-start      ::1
                3 ms  connected          ::1
                """, connecting.await().timeline().toString());
        assertEquals(List.of(), resolver.log());
    }

    @Test
    void a_failed_literal_keeps_the_words_of_its_attempt() {
        reactor.host("::1", fails(FailureKind.REFUSED, "ECONNREFUSED", 3));

        Pending<Connection> connecting = HostnameClientEndpoint.of("::1", 22).connect(reactor, this::counted);
        reactor.advance(3);

        AttemptsFailure failure = assertThrows(AttemptsFailure.class, connecting::await);
        assertEquals("connect to [::1]:22: refused (ECONNREFUSED)", words(failure));
        assertEquals("ECONNREFUSED", failure.errno().orElseThrow());
        assertEquals(1, failure.getSuppressed().length);
    }

    @Test
    void what_is_wrong_with_a_literal_is_thrown_at_the_call() {
        HostnameClientEndpoint linkLocal = HostnameClientEndpoint.of("fe80::1", 22);
        HostnameClientEndpoint unknownZone = HostnameClientEndpoint.of("fe80::1%nosuch9", 22);
        HostnameClientEndpoint mixed = HostnameClientEndpoint.of("::1", 22).withOptions(bound("127.0.0.1"));
        HostnameClientEndpoint excluded = HostnameClientEndpoint.of("127.0.0.1", 22)
                .withPolicy(ConnectPolicy.staggered().only(StandardProtocolFamily.INET6));

        assertMessage(IllegalArgumentException.class, linkLocal, "needs a zone");
        assertMessage(UnknownZoneException.class, unknownZone, "nosuch9", "port 22", "lo (1)");
        assertMessage(IllegalArgumentException.class, mixed, "both ends must be of one family");
        assertMessage(IllegalArgumentException.class, excluded, "only IPv6 is allowed");
        assertEquals(List.of(), reactor.log());
    }

    private void assertMessage(Class<? extends Exception> type, HostnameClientEndpoint endpoint, String... facts) {
        Exception failure = assertThrows(type, () -> endpoint.connect(reactor, this::counted));
        for (String fact : facts) {
            assertTrue(words(failure).contains(fact), fact + " in: " + words(failure));
        }
    }

    @Test
    void a_name_that_cannot_be_one_fails_when_connecting_with_its_text_escaped() {
        HostnameClientEndpoint wrong = HostnameClientEndpoint.of("a\u0007b.test", 22);

        Exception failure = assertThrows(IllegalArgumentException.class, () -> wrong.connect(reactor, this::counted));

        assertTrue(words(failure).contains("a\\u0007b.test"), words(failure));
        assertEquals("tcp://a\\u0007b.test:22", wrong.toString());
    }

    @Test
    void the_text_of_an_endpoint_has_brackets_and_a_labels() {
        assertEquals("tcp://[::1]:22", HostnameClientEndpoint.of("::1", 22).toString());
        assertEquals("tcp://example.test:443", endpoint.toString());
        assertEquals(
                "tcp://xn--bcher-kva.test:80",
                HostnameClientEndpoint.of("b\u00fccher.test", 80).toString());
    }

    @Test
    void an_international_name_is_asked_in_ascii() {
        HostnameClientEndpoint.of("b\u00fccher.test", 80).withResolver(resolver).connect(reactor, this::counted);
        reactor.turn();

        assertEquals("ask xn--bcher-kva.test [INET, INET6]", resolver.log().get(0));
    }

    @Test
    void the_nearest_resolver_is_asked() {
        ScriptedResolver ofReactor = new ScriptedResolver();
        reactor.with(ReactorOptions.DEFAULT.withResolver(ofReactor));

        endpoint.connect(reactor, this::counted);
        HostnameClientEndpoint.of("other.test", 1).connect(reactor, this::counted);
        reactor.turn();

        assertEquals(List.of("ask example.test [INET, INET6]"), resolver.log());
        assertEquals(List.of("ask other.test [INET, INET6]"), ofReactor.log());
    }

    @Test
    void a_factory_that_gives_null_or_throws_loses_the_connection_and_fails_typed() {
        reactor.host(SIX, connects(1));
        HostnameClientEndpoint literal = HostnameClientEndpoint.of(SIX, 443).withTimelineListener(told::add);

        Pending<Connection> none = literal.connect(reactor, HostnameClientEndpointTest::nothing);
        Pending<Connection> broken = literal.connect(reactor, () -> {
            throw new IllegalStateException("broken factory");
        });
        reactor.advance(10);

        assertEquals(
                FailureKind.ABORTED,
                assertThrows(FactoryFailure.class, none::await).kind());
        FactoryFailure thrown = assertThrows(FactoryFailure.class, broken::await);
        assertEquals("broken factory", words(cause(thrown)));
        assertEquals(0, reactor.openSockets());
        assertEquals(
                List.of(Timeline.Outcome.FAILED, Timeline.Outcome.FAILED),
                told.stream().map(Timeline::outcome).toList());
    }

    @SuppressWarnings("NullAway") // What code without nullness annotations may do.
    private static Protocol nothing() {
        return null;
    }

    // ---- policies of the user's own

    private record UserPolicy(Race made) implements ConnectPolicy {

        @Override
        public Set<StandardProtocolFamily> families() {
            return Set.of(StandardProtocolFamily.INET6);
        }

        @Override
        public Race race(History history) {
            return made;
        }
    }

    private static InetAddress six() {
        return AddressText.parse(SIX).toInetAddress();
    }

    private PolicyFailure failureOf(Race race) {
        resolver.aaaa(0, SIX);
        Pending<Connection> connecting =
                endpoint.withPolicy(new UserPolicy(race)).connect(reactor, this::counted);
        reactor.advance(5);
        PolicyFailure failure = assertThrows(PolicyFailure.class, connecting::await);
        assertEquals(0, reactor.openSockets());
        assertEquals(0, reactor.openTimers());
        return failure;
    }

    @Test
    void a_policy_that_throws_fails_its_connect() {
        PolicyFailure failure = failureOf((at, event) -> {
            throw new IllegalStateException("no idea");
        });

        assertEquals("no idea", words(cause(failure)));
    }

    @Test
    void a_policy_that_names_an_unknown_address_fails_its_connect() {
        InetAddress stranger = AddressText.parse("2001:db8::bad").toInetAddress();

        PolicyFailure failure = failureOf((at, event) -> List.of(new Step.Attempt(six()), new Step.Attempt(stranger)));

        assertTrue(words(failure).contains("2001:db8::bad, which nobody answered"), words(failure));
    }

    @Test
    void a_policy_that_repeats_an_address_fails_its_connect() {
        PolicyFailure failure = failureOf((at, event) -> List.of(new Step.Attempt(six()), new Step.Attempt(six())));

        assertTrue(words(failure).contains("a second time"), words(failure));
    }

    @Test
    void a_policy_that_comes_to_no_decision_fails_its_connect_when_nothing_is_left_to_wait_for() {
        PolicyFailure failure = failureOf((at, event) -> List.of());

        assertTrue(words(failure).contains("no decision"), words(failure));
    }

    @Test
    void a_policy_that_wakes_for_ever_is_ended_by_the_deadline() {
        resolver.aaaa(0, SIX);
        Race sleepless = (at, event) -> List.of(new Step.WakeAt(at + 10_000_000));

        Pending<Connection> connecting = endpoint.withPolicy(new UserPolicy(sleepless))
                .withDeadline(Duration.ofMillis(500))
                .connect(reactor, this::counted);
        reactor.advance(500);

        assertThrows(DeadlineFailure.class, connecting::await);
        assertEquals(0, reactor.openTimers());
    }

    @Test
    void the_order_of_a_users_policy_is_obeyed() {
        resolver.aaaa(0, SIX, "2001:db8::2", "2001:db8::3").a(0);
        ConnectPolicy reversed = ConnectPolicy.serial().ordered(list -> {
            List<InetAddress> other = new ArrayList<>(list);
            Collections.reverse(other);
            return other;
        });
        for (String one : List.of(SIX, "2001:db8::2", "2001:db8::3")) {
            reactor.host(one, fails(FailureKind.REFUSED, "ECONNREFUSED", 1));
        }

        endpoint.withPolicy(reversed).connect(reactor, this::counted);
        reactor.advance(10);

        assertEquals(
                List.of("connect 2001:db8::3 @0", "connect 2001:db8::2 @1", "connect 2001:db8::1 @2"), reactor.log());
    }

    // ---- lists

    @Test
    void a_list_of_addresses_is_raced_without_a_lookup() throws Exception {
        reactor.host(SIX, never()).host(FOUR, connects(1));
        AddressListClientEndpoint list = AddressListClientEndpoint.of(
                        List.of(AddressText.parse(FOUR).toInetAddress(), six()), 443)
                .withPolicy(ConnectPolicy.staggered().attemptDelay(Duration.ofMillis(100)));

        Pending<Connected> connecting = list.race(reactor, this::counted);
        reactor.advance(200);

        assertEquals(
                FOUR, AddressText.format(connecting.await().timeline().winner().orElseThrow()));
        assertEquals(
                List.of("connect " + SIX + " @0", "connect " + FOUR + " @100", "cancel " + SIX + " @101"),
                reactor.log());
    }

    @Test
    void equal_bytes_in_two_zones_are_two_addresses() throws Exception {
        byte[] linkLocal = AddressText.parse("fe80::1").toInetAddress().getAddress();
        InetAddress inFirst = Inet6Address.getByAddress(null, linkLocal, 1);
        List<Zone> zones = Zones.ofHost().all();
        assumeTrue(zones.size() > 1, "this host has one interface only");
        InetAddress inOther =
                Inet6Address.getByAddress(null, linkLocal, zones.get(1).index());

        AddressListClientEndpoint.of(List.of(inFirst, inOther), 443)
                .withPolicy(ConnectPolicy.concurrent())
                .connect(reactor, this::counted);
        reactor.turn();

        assertEquals(2, reactor.openSockets());
    }

    // ---- any world

    @Test
    void in_any_world_there_is_one_winner_at_most_and_no_socket_left() {
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            ScriptedReactor world = new ScriptedReactor();
            ScriptedResolver names = new ScriptedResolver();
            AtomicInteger protocols = new AtomicInteger();
            String[] sixes = addresses(random, "2001:db8::", world);
            String[] fours = addresses(random, "192.0.2.", world);
            names.aaaa(random.nextInt(400), sixes).a(random.nextInt(400), fours);
            ConnectPolicy policy = List.of(
                            ConnectPolicy.staggered(), ConnectPolicy.serial(), ConnectPolicy.concurrent())
                    .get(random.nextInt(3));
            long cancelAt = random.nextInt(4) == 0 ? random.nextInt(800) : Long.MAX_VALUE;

            Pending<Connection> connecting = HostnameClientEndpoint.of("any.test", 1)
                    .withResolver(names)
                    .withPolicy(policy)
                    .withDeadline(Duration.ofMillis(1500))
                    .connect(world, () -> {
                        protocols.incrementAndGet();
                        return Protocol.receiving((connection, lent) -> {});
                    });
            for (int millis = 0; millis <= 1500; millis++) {
                if (millis == cancelAt) {
                    connecting.cancel();
                }
                world.advance(millis == 0 ? 0 : 1);
            }

            assertTrue(connecting.isDone(), "undone with seed " + seed);
            boolean won = !connecting.toCompletableFuture().isCompletedExceptionally();
            assertEquals(won ? 1 : 0, world.openSockets(), "sockets with seed " + seed);
            assertEquals(won ? 1 : 0, protocols.get(), "protocols with seed " + seed);
        }
    }

    private static String[] addresses(Random random, String prefix, ScriptedReactor world) {
        return IntStream.rangeClosed(1, random.nextInt(4))
                .mapToObj(i -> {
                    String address = prefix + i;
                    int after = random.nextInt(600);
                    world.host(
                            address,
                            switch (random.nextInt(3)) {
                                case 0 -> connects(after);
                                case 1 -> fails(FailureKind.REFUSED, "ECONNREFUSED", after);
                                default -> never();
                            });
                    return address;
                })
                .toArray(String[]::new);
    }

    @Test
    void the_timeline_as_json_has_the_fields_of_the_command() throws Exception {
        resolver.aaaa(0, SIX).fails(StandardProtocolFamily.INET, FailureKind.NO_DATA, 0);
        reactor.host(SIX, connects(7));

        Pending<Connected> connecting = endpoint.race(reactor, this::counted);
        reactor.advance(7);

        String json = connecting.await().timeline().toJson();
        assertTrue(
                json.startsWith(
                        "{\"name\":\"example.test\",\"port\":443,\"policy\":\"staggered\",\"outcome\":\"connected\","
                                + "\"elapsed_ms\":7,\"winner\":\"2001:db8::1\",\"events\":[{\"at_ms\":0,\"event\":\"lookup-start\","
                                + "\"family\":"),
                json);
        assertTrue(
                json.contains("{\"at_ms\":0,\"event\":\"lookup-failed\",\"family\":4,\"kind\":\"no-data\","
                        + "\"detail\":\"look up example.test: no-data\"}"),
                json);
        assertTrue(
                json.endsWith("{\"at_ms\":0,\"event\":\"attempt-start\",\"address\":\"2001:db8::1\",\"kind\":null,"
                        + "\"detail\":null},{\"at_ms\":7,\"event\":\"connected\",\"address\":\"2001:db8::1\",\"kind\":null,"
                        + "\"detail\":null}]}"),
                json);
    }
}
