package org.hextet.endpoints;

import static org.hextet.endpoints.scripted.ScriptedReactor.Outcome.connects;
import static org.hextet.endpoints.scripted.ScriptedReactor.Outcome.fails;
import static org.hextet.endpoints.scripted.ScriptedReactor.Outcome.never;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.hextet.addresses.AddressText;
import org.hextet.api.Connection;
import org.hextet.api.DnsRecord;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.failure.FailureKind;
import org.hextet.endpoints.bindings.ServiceBindings;
import org.hextet.endpoints.scripted.ScriptedReactor;
import org.hextet.endpoints.scripted.ScriptedResolver;
import org.hextet.endpoints.timeline.AttemptsFailure;
import org.hextet.endpoints.timeline.TimelineFailure;
import org.hextet.policies.ConnectPolicy;
import org.junit.jupiter.api.Test;

/** RFC 9460, and what Happy Eyeballs version 3 makes of it. */
final class ServiceBindingsConnectTest {

    private static final String SIX = "2001:db8::1";
    private static final String FOUR = "192.0.2.1";
    private static final String SERVICE_SIX = "2001:db8:5::1";
    private static final String SERVICE_FOUR = "198.51.100.1";
    private static final String QUESTION = "HTTPS example.test";

    private final ScriptedReactor reactor = new ScriptedReactor()
            .host(SIX, connects(20))
            .host(FOUR, connects(20))
            .host(SERVICE_SIX, connects(20))
            .host(SERVICE_FOUR, connects(20));
    private final ScriptedResolver target =
            new ScriptedResolver().aaaa(5, SERVICE_SIX).a(5, SERVICE_FOUR);
    private final ScriptedResolver resolver =
            new ScriptedResolver().aaaa(5, SIX).a(5, FOUR).named("svc.test", target);
    private final HostnameClientEndpoint endpoint = HostnameClientEndpoint.of("example.test", 443)
            .withResolver(resolver)
            .withServiceBindings(ServiceBindings.https());

    private static Protocol protocol() {
        return Protocol.receiving((connection, lent) -> {});
    }

    private static DnsRecord.Binding service(int priority, String target, String alpn, int port, String... hints) {
        return new DnsRecord.Binding(
                priority,
                target,
                alpn.isEmpty() ? List.of() : List.of(alpn.replace("!", "").split(",")),
                !alpn.endsWith("!"),
                port == 0 ? OptionalInt.empty() : OptionalInt.of(port),
                Arrays.stream(hints).map(ServiceBindingsConnectTest::address).toList(),
                List.of(),
                Map.of());
    }

    private static DnsRecord.Binding mandatory(int priority, String target, String... keys) {
        DnsRecord.Binding plain = service(priority, target, "h2", 0);
        return new DnsRecord.Binding(
                priority, target, plain.alpn(), true, plain.port(), List.of(), List.of(keys), Map.of());
    }

    private static InetAddress address(String text) {
        return AddressText.parse(text).toInetAddress();
    }

    private static String remote(Connection connection) {
        return AddressText.formatSocket(connection.remoteAddress());
    }

    private Pending<Connected> race(HostnameClientEndpoint one, long millis) {
        Pending<Connected> connecting = one.race(reactor, ServiceBindingsConnectTest::protocol);
        reactor.advance(millis);
        return connecting;
    }

    @Test
    void the_service_is_taken_at_its_own_addresses_and_port_and_the_timeline_says_how() throws Exception {
        resolver.bindings(QUESTION, 5, service(1, "svc.test", "h2", 8443));

        Connected connected = race(endpoint, 1000).await();

        assertEquals("[2001:db8:5::1]:8443", remote(connected.connection()));
        assertEquals("""
                 0 ms  service              asking for HTTPS of example.test
                 0 ms  lookup-start       IPv6
                 0 ms  lookup-start       IPv4
                 5 ms  service              priority 1, svc.test port 8443, alpn h2
                 5 ms  answer             IPv6  2001:db8::1
                 5 ms  answer             IPv4  192.0.2.1
                 5 ms  order              2001:db8::1  rule 6: higher precedence (40 against 35)
                 5 ms  order              192.0.2.1  rule 6: lower precedence (35 against 40)
                10 ms  service              svc.test: IPv6 addresses 2001:db8:5::1
                10 ms  service              svc.test: IPv4 addresses 198.51.100.1
                10 ms  order              2001:db8:5::1  rule 6: higher precedence (40 against 35)
                10 ms  order              198.51.100.1  rule 6: lower precedence (35 against 40)
                10 ms  attempt-start      2001:db8:5::1
                30 ms  connected          2001:db8:5::1
                """, connected.timeline().toString());
        assertEquals(1, reactor.openSockets());
        assertEquals(0, reactor.openTimers());
        assertEquals("ask " + QUESTION, resolver.log().get(0));
    }

    @Test
    void the_verified_name_stays_that_of_the_endpoint() {
        assertEquals("example.test", endpoint.serverName().orElseThrow());
    }

    @Test
    void without_records_it_is_the_race_that_it_was() throws Exception {
        resolver.bindings(QUESTION, 5);

        Connected connected = race(endpoint, 1000).await();

        assertEquals("[2001:db8::1]:443", remote(connected.connection()));
        assertEquals(List.of("connect " + SIX + " @5"), reactor.log());
        assertTrue(connected.timeline().toString().contains("none: look up example.test: no-data"));
    }

    @Test
    void a_slow_answer_holds_up_the_race_for_the_resolution_delay_and_joins_late() throws Exception {
        resolver.bindings(QUESTION, 100, service(1, "svc.test", "h2", 0));
        reactor.host(SIX, never());

        Connected connected = race(endpoint, 1000).await();

        assertEquals("[2001:db8:5::1]:443", remote(connected.connection()));
        assertEquals(
                List.of("connect " + SIX + " @55", "connect " + SERVICE_SIX + " @305", "cancel " + SIX + " @325"),
                reactor.log());
    }

    @Test
    void an_answer_that_never_comes_costs_the_resolution_delay() throws Exception {
        resolver.bindings("HTTPS other.test", 0);

        Connected connected = race(endpoint, 1000).await();

        assertEquals(List.of("connect " + SIX + " @55"), reactor.log());
        assertEquals("[2001:db8::1]:443", remote(connected.connection()));
        assertTrue(resolver.log().contains("cancel " + QUESTION), resolver.log()::toString);
        assertEquals(0, reactor.openTimers());
    }

    @Test
    void services_are_tried_by_priority_and_the_name_itself_is_the_last_resort() throws Exception {
        resolver.named(
                        "second.test",
                        new ScriptedResolver().aaaa(5, "2001:db8:6::1").a(5))
                .bindings(QUESTION, 5, service(2, "second.test", "", 0), service(1, "svc.test", "", 0));
        for (String dead : List.of(SERVICE_SIX, SERVICE_FOUR, "2001:db8:6::1")) {
            reactor.host(dead, fails(FailureKind.REFUSED, "ECONNREFUSED", 5));
        }

        Connected connected = race(endpoint, 1000).await();

        assertEquals("[2001:db8::1]:443", remote(connected.connection()));
        assertEquals(
                List.of(SERVICE_SIX, SERVICE_FOUR, "2001:db8:6::1", SIX),
                connected.timeline().attempts().stream()
                        .map(AddressText::format)
                        .toList());
    }

    @Test
    void a_target_that_is_the_name_itself_takes_its_place_in_the_order() throws Exception {
        resolver.bindings(QUESTION, 5, service(1, ".", "h2", 0), service(2, "svc.test", "h2", 0));
        reactor.host(SIX, fails(FailureKind.REFUSED, "ECONNREFUSED", 5))
                .host(FOUR, fails(FailureKind.REFUSED, "ECONNREFUSED", 5));

        Connected connected = race(endpoint, 1000).await();

        assertEquals(
                List.of(SIX, FOUR, SERVICE_SIX),
                connected.timeline().attempts().stream()
                        .map(AddressText::format)
                        .toList());
    }

    @Test
    void the_name_itself_at_another_port_is_tried_there_first_and_at_its_own_port_then() throws Exception {
        resolver.bindings(QUESTION, 5, service(1, ".", "h2", 8443));
        reactor.host(SIX, fails(FailureKind.REFUSED, "ECONNREFUSED", 5))
                .host(FOUR, fails(FailureKind.REFUSED, "ECONNREFUSED", 5));

        AttemptsFailure failure =
                assertThrows(AttemptsFailure.class, () -> race(endpoint, 1000).await());

        assertEquals(
                List.of(SIX, FOUR, SIX, FOUR),
                failure.timeline().attempts().stream().map(AddressText::format).toList());
        assertEquals(
                List.of("8443", "8443", "443", "443"),
                Arrays.stream(failure.getSuppressed())
                        .map(each -> String.valueOf(each.getMessage()).replaceFirst(".*:([0-9]+): .*", "$1"))
                        .toList());
    }

    @Test
    void hints_are_used_at_once_and_replaced_by_the_answers() throws Exception {
        target.aaaa(100, "2001:db8:5::2").a(100);
        resolver.aaaa(500).a(500).bindings(QUESTION, 5, service(1, "svc.test", "h2", 0, SERVICE_SIX, "2001:db8:5::9"));
        reactor.host(SERVICE_SIX, never()).host("2001:db8:5::2", connects(20));

        Connected connected = race(endpoint, 2000).await();

        assertEquals("[2001:db8:5::2]:443", remote(connected.connection()));
        assertEquals(
                List.of(
                        "connect " + SERVICE_SIX + " @5",
                        "connect 2001:db8:5::2 @255",
                        "cancel " + SERVICE_SIX + " @275"),
                reactor.log());
        assertTrue(connected.timeline().toString().contains("2001:db8:5::9  rule 10"), connected.timeline()::toString);
    }

    @Test
    void a_hint_for_the_name_itself_is_used_until_it_has_answered() throws Exception {
        resolver.aaaa(200, SIX).a(200).bindings(QUESTION, 5, service(1, ".", "h2", 0, SIX));

        Connected connected = race(endpoint, 2000).await();

        assertEquals(List.of("connect " + SIX + " @5"), reactor.log());
        assertEquals("[2001:db8::1]:443", remote(connected.connection()));
    }

    @Test
    void aliases_are_followed_and_the_last_is_a_service_itself() throws Exception {
        resolver.bindings(QUESTION, 5, service(0, "pool.test", "", 0))
                .bindings("HTTPS pool.test", 5, service(0, "svc.test", "", 0))
                .bindings("HTTPS svc.test", 5);

        Connected connected = race(endpoint, 1000).await();

        assertEquals("[2001:db8:5::1]:443", remote(connected.connection()));
    }

    @Test
    void aliases_in_a_circle_end_and_are_no_harm() throws Exception {
        resolver.bindings(QUESTION, 5, service(0, "pool.test", "", 0))
                .bindings("HTTPS pool.test", 5, service(0, "example.test", "", 0));

        Connected connected = race(endpoint, 1000).await();

        assertEquals("[2001:db8::1]:443", remote(connected.connection()));
        assertTrue(connected.timeline().toString().contains("aliases in a circle"));
    }

    @Test
    void an_alias_of_the_root_says_that_there_is_no_service_and_the_name_is_tried() throws Exception {
        resolver.bindings(QUESTION, 5, service(0, ".", "", 0));

        assertEquals("[2001:db8::1]:443", remote(race(endpoint, 1000).await().connection()));
    }

    @Test
    void records_that_do_not_fit_are_passed_over_with_the_reason() throws Exception {
        resolver.bindings(
                QUESTION,
                5,
                mandatory(1, "svc.test", "alpn", "ech"),
                service(2, "svc.test", "h3!", 0),
                mandatory(3, "svc.test", "key65333"),
                service(4, "svc.test", "h3,h2!", 8443));

        Connected connected = race(endpoint, 1000).await();

        assertEquals("[2001:db8:5::1]:8443", remote(connected.connection()));
        String timeline = connected.timeline().toString();
        for (String reason : List.of(
                "passed over: priority 1, svc.test port 443, alpn h2: mandatory ech is not known here",
                "passed over: priority 2, svc.test port 443, alpn h3: speaks h3, not TCP",
                "passed over: priority 3, svc.test port 443, alpn h2: mandatory key65333 is not known here")) {
            assertTrue(timeline.contains(reason), timeline);
        }
    }

    @Test
    void what_the_client_offers_decides_which_records_fit() throws Exception {
        resolver.bindings(QUESTION, 5, service(1, "svc.test", "h2!", 8443));

        assertEquals(
                "[2001:db8::1]:443",
                remote(race(endpoint.withServiceBindings(ServiceBindings.https().withProtocols("http/1.1")), 1000)
                        .await()
                        .connection()));
        assertEquals(
                "[2001:db8:5::1]:8443",
                remote(race(endpoint.withServiceBindings(ServiceBindings.https().withProtocols("h2", "http/1.1")), 1000)
                        .await()
                        .connection()));
    }

    @Test
    void an_address_and_port_that_two_services_have_is_tried_once() {
        resolver.named("twin.test", new ScriptedResolver().aaaa(5, SIX).a(5, FOUR))
                .bindings(QUESTION, 5, service(1, "twin.test", "h2", 0));
        reactor.host(SIX, fails(FailureKind.REFUSED, "ECONNREFUSED", 5))
                .host(FOUR, fails(FailureKind.REFUSED, "ECONNREFUSED", 5));

        AttemptsFailure failure =
                assertThrows(AttemptsFailure.class, () -> race(endpoint, 1000).await());

        assertEquals(
                List.of(SIX, FOUR),
                failure.timeline().attempts().stream().map(AddressText::format).toList());
    }

    @Test
    void a_hundred_services_are_eight() throws Exception {
        DnsRecord.Binding[] many = IntStream.rangeClosed(1, 100)
                .mapToObj(i -> service(i, "svc" + i + ".test", "", 0))
                .toArray(DnsRecord.Binding[]::new);
        resolver.bindings(QUESTION, 5, many);

        race(endpoint, 1000).await();

        assertEquals(
                8,
                resolver.log().stream()
                        .filter(line -> line.startsWith("ask svc"))
                        .count());
    }

    @Test
    void every_policy_of_ours_takes_services_in_order() throws Exception {
        resolver.bindings(QUESTION, 5, service(1, "svc.test", "h2", 8443));
        for (ConnectPolicy policy :
                List.of(ConnectPolicy.staggered(), ConnectPolicy.serial(), ConnectPolicy.concurrent())) {
            Connection connection =
                    race(endpoint.withPolicy(policy), 1000).await().connection();
            assertTrue(
                    policy.equals(ConnectPolicy.concurrent())
                            || remote(connection).equals("[2001:db8:5::1]:8443"),
                    () -> policy + " " + remote(connection));
        }
    }

    @Test
    void when_everything_fails_nothing_is_left() {
        resolver.bindings(QUESTION, 5, service(1, "svc.test", "h2", 8443));
        for (String dead : List.of(SIX, FOUR, SERVICE_SIX, SERVICE_FOUR)) {
            reactor.host(dead, fails(FailureKind.REFUSED, "ECONNREFUSED", 5));
        }

        assertThrows(AttemptsFailure.class, () -> race(endpoint, 1000).await());

        assertEquals(4, reactor.log().size());
        assertEquals(0, reactor.openSockets());
        assertEquals(0, reactor.openTimers());
    }

    @Test
    void cancelled_or_out_of_time_everything_is_given_back() {
        resolver.bindings("HTTPS other.test", 0);
        reactor.host(SIX, never()).host(FOUR, never());
        Pending<Connected> cancelled = race(endpoint, 10);
        reactor.inLoop(cancelled::cancel);
        assertThrows(CancellationException.class, cancelled::await);

        Pending<Connected> late = race(endpoint.withDeadline(Duration.ofMillis(100)), 99);
        assertFalse(late.isDone());
        reactor.advance(1);
        assertTrue(assertThrows(Exception.class, late::await) instanceof TimelineFailure);

        assertEquals(
                2,
                resolver.log().stream()
                        .filter(line -> line.equals("cancel " + QUESTION))
                        .count());
        assertEquals(0, reactor.openSockets());
        assertEquals(0, reactor.openTimers());
    }

    @Test
    void the_question_depends_on_scheme_and_port() throws Exception {
        resolver.bindings("HTTPS _8443._https.example.test", 5, service(1, "svc.test", "", 0));
        HostnameClientEndpoint other = HostnameClientEndpoint.of("example.test", 8443)
                .withResolver(resolver)
                .withServiceBindings(ServiceBindings.https());
        assertEquals("[2001:db8:5::1]:8443", remote(race(other, 1000).await().connection()));

        assertEquals("_443._foo.example.test", ServiceBindings.of("foo").question("example.test", 443));
        assertEquals("_dns.example.test", ServiceBindings.of("dns", 53).question("example.test", 53));
        assertEquals("_853._dns.example.test", ServiceBindings.of("dns", 53).question("example.test", 853));
    }

    @Test
    void a_resolver_without_records_is_refused_at_the_call_and_a_literal_has_no_services() throws Exception {
        UnsupportedOperationException lacking = assertThrows(
                UnsupportedOperationException.class,
                () -> endpoint.connect(reactor, ServiceBindingsConnectTest::protocol));
        assertTrue(String.valueOf(lacking.getMessage()).contains("resolve-records"), lacking::getMessage);

        Pending<Connected> literal = HostnameClientEndpoint.of(SIX, 443)
                .withServiceBindings(ServiceBindings.https())
                .race(reactor, ServiceBindingsConnectTest::protocol);
        reactor.advance(100);
        assertEquals("[2001:db8::1]:443", remote(literal.await().connection()));
    }

    @Test
    void what_a_record_names_may_be_no_host_name_and_a_resolver_may_throw() throws Exception {
        resolver.throwing("_no.host").bindings(QUESTION, 5, service(1, "_no.host", "h2", 0));

        Connected connected = race(endpoint, 1000).await();

        assertEquals("[2001:db8::1]:443", remote(connected.connection()));
        assertTrue(
                connected.timeline().toString().contains("_no.host: no IPv6 address"), connected.timeline()::toString);
    }

    @Test
    void in_a_uri_of_tls_its_protocols_decide_which_records_fit() {
        TlsClientEndpoint secured =
                TlsClientEndpoint.parse("tls://example.test:443?service-binding=https&alpn=h2,http/1.1");

        assertEquals("tls://example.test:443?service-binding=https&alpn=h2,http/1.1", secured.toString());
        assertEquals(
                HostnameClientEndpoint.of("example.test", 443)
                        .withServiceBindings(ServiceBindings.https().withProtocols("h2", "http/1.1")),
                secured.plain());
        assertEquals(secured, TlsClientEndpoint.parse(secured.toString()));
    }

    @Test
    void it_has_a_text_in_uris() {
        for (String text : List.of(
                "tcp://example.test:443?service-binding=https",
                "tcp://example.test:443?service-binding=foo",
                "tcp://example.test:853?service-binding=dns:53")) {
            assertEquals(text, HostnameClientEndpoint.parse(text).toString());
            assertEquals(HostnameClientEndpoint.parse(text), HostnameClientEndpoint.parse(text));
        }
        for (String wrong : List.of("HTTPS", "_foo", "dns:0", "dns:65536", "https:444", "dns:")) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> HostnameClientEndpoint.parse("tcp://example.test:443?service-binding=" + wrong),
                    wrong);
        }
    }
}
