package org.hextet.endpoints;

import static org.hextet.endpoints.scripted.ScriptedReactor.Outcome.connects;
import static org.hextet.endpoints.scripted.ScriptedReactor.Outcome.fails;
import static org.hextet.endpoints.scripted.ScriptedReactor.Outcome.never;
import static org.hextet.endpoints.scripted.Words.words;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.hextet.addresses.AddressText;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.endpoints.nat64.Nat64;
import org.hextet.endpoints.scripted.ScriptedReactor;
import org.hextet.endpoints.scripted.ScriptedResolver;
import org.hextet.endpoints.timeline.AttemptsFailure;
import org.hextet.endpoints.timeline.DeadlineFailure;
import org.hextet.policies.ConnectPolicy;
import org.junit.jupiter.api.Test;

/** RFC 8305, section 7: IPv4 addresses on a host that has IPv6 alone. */
final class Nat64ConnectTest {

    private static final String FOUR = "192.0.2.1";
    private static final String TRANSLATED = "64:ff9b::c000:201";
    private static final String SIX = "2001:db8::1";

    private final ScriptedReactor reactor = new ScriptedReactor()
            .without(StandardProtocolFamily.INET)
            .host(FOUR, fails(FailureKind.UNREACHABLE, "ENETUNREACH", 0))
            .host(TRANSLATED, connects(20));
    private final ScriptedResolver prefix = new ScriptedResolver().aaaa(30, "64:ff9b::c000:aa", "64:ff9b::c000:ab");
    private final ScriptedResolver resolver = new ScriptedResolver().named("ipv4only.arpa", prefix);
    private final HostnameClientEndpoint literal =
            HostnameClientEndpoint.of(FOUR, 443).withResolver(resolver);
    private final HostnameClientEndpoint named =
            HostnameClientEndpoint.of("example.test", 443).withResolver(resolver);

    private static Protocol protocol() {
        return Protocol.receiving((connection, lent) -> {});
    }

    private static InetAddress address(String text) {
        return AddressText.parse(text).toInetAddress();
    }

    private static String host(Connection connection) {
        return AddressText.format(connection.remoteAddress().getAddress());
    }

    @Test
    void an_ipv4_literal_is_reached_by_its_synthesised_address_and_the_timeline_says_so() throws Exception {
        Pending<Connected> connecting = literal.race(reactor, Nat64ConnectTest::protocol);
        reactor.advance(1000);

        Connected connected = connecting.await();
        assertEquals("""
                 0 ms  attempt-start      192.0.2.1
                 0 ms  attempt-failed     192.0.2.1  unreachable (ENETUNREACH)
                 0 ms  nat64              IPv6  asking for ipv4only.arpa
                30 ms  nat64              IPv6  prefix 64:ff9b::/96, from ipv4only.arpa
                30 ms  order              64:ff9b::c000:201  synthesised with NAT64 prefix 64:ff9b::/96 from 192.0.2.1
                30 ms  attempt-start      64:ff9b::c000:201
                50 ms  connected          64:ff9b::c000:201
                """, connected.timeline().toString());
        assertEquals(TRANSLATED, host(connected.connection()));
        assertEquals(List.of("ask ipv4only.arpa [INET6]"), prefix.log().subList(0, 1));
        assertEquals(1, reactor.openSockets());
        assertEquals(0, reactor.openTimers());
    }

    @Test
    void a_host_with_ipv4_asks_nobody() throws Exception {
        ScriptedReactor dual = new ScriptedReactor().host(FOUR, connects(5));

        Pending<Connected> connecting = literal.race(dual, Nat64ConnectTest::protocol);
        dual.advance(10);

        assertEquals("""
                0 ms  attempt-start      192.0.2.1
                5 ms  connected          192.0.2.1
                """, connecting.await().timeline().toString());
        assertEquals(List.of(), prefix.log());
    }

    @Test
    void a_host_with_neither_asks_nobody() {
        Pending<Connection> connecting =
                literal.connect(reactor.source("64:ff9b::c000:aa", ""), Nat64ConnectTest::protocol);
        reactor.advance(10);

        AttemptsFailure failure = assertThrows(AttemptsFailure.class, connecting::await);
        assertEquals(FailureKind.UNREACHABLE, failure.kind());
        assertEquals(List.of(), prefix.log());
        assertEquals(0, reactor.openTimers());
    }

    @Test
    void a_loopback_literal_is_nobody_elses() {
        Pending<Connection> connecting = HostnameClientEndpoint.of("127.0.0.1", 443)
                .withResolver(resolver)
                .connect(reactor.host("127.0.0.1", fails(FailureKind.UNREACHABLE, "ENETUNREACH", 0)), () -> protocol());
        reactor.advance(10);

        assertThrows(AttemptsFailure.class, connecting::await);
        assertEquals(List.of(), prefix.log());
    }

    @Test
    void off_asks_nobody_and_fails_as_the_kernel_says() {
        Pending<Connection> connecting = literal.withNat64(Nat64.off()).connect(reactor, Nat64ConnectTest::protocol);
        reactor.turn();

        AttemptsFailure failure = assertThrows(AttemptsFailure.class, connecting::await);
        assertEquals(FailureKind.UNREACHABLE, failure.kind());
        assertEquals(List.of(), prefix.log());
    }

    @Test
    void known_prefixes_need_no_question_and_each_of_them_is_tried() throws Exception {
        reactor.host("2001:db8:64::c000:201", never()).source("2001:db8:64::c000:201", SIX);

        Pending<Connection> connecting = literal.withNat64(Nat64.of("2001:db8:64::/96", "64:ff9b::/96"))
                .connect(reactor, Nat64ConnectTest::protocol);
        reactor.advance(1000);

        assertEquals(TRANSLATED, host(connecting.await()));
        assertEquals(
                List.of(
                        "connect " + FOUR + " @0",
                        "connect 2001:db8:64::c000:201 @10",
                        "connect " + TRANSLATED + " @260",
                        "cancel 2001:db8:64::c000:201 @280"),
                reactor.log());
        assertEquals(List.of(), prefix.log());
    }

    @Test
    void a_name_with_ipv4_addresses_only_is_reached_through_nat64() throws Exception {
        resolver.a(5, FOUR).aaaa(8);

        Pending<Connection> connecting = named.connect(reactor, Nat64ConnectTest::protocol);
        reactor.advance(1000);

        assertEquals(TRANSLATED, host(connecting.await()));
        assertEquals(List.of("connect " + FOUR + " @8", "connect " + TRANSLATED + " @38"), reactor.log());
    }

    @Test
    void a_name_whose_ipv6_works_asks_nobody() throws Exception {
        resolver.a(5, FOUR).aaaa(8, SIX);
        reactor.host(SIX, connects(1500));

        Pending<Connection> connecting = named.connect(reactor, Nat64ConnectTest::protocol);
        reactor.advance(5000);

        assertEquals(SIX, host(connecting.await()));
        assertEquals(List.of(), prefix.log());
        assertEquals(0, reactor.openTimers());
    }

    @Test
    void a_name_whose_ipv6_is_dead_is_synthesised_2_s_after_the_last_attempt_began() throws Exception {
        resolver.a(5, FOUR).aaaa(5, SIX);
        reactor.host(SIX, never());

        Pending<Connection> connecting = named.connect(reactor, Nat64ConnectTest::protocol);
        reactor.advance(5000);

        assertEquals(TRANSLATED, host(connecting.await()));
        assertEquals(
                List.of(
                        "connect " + SIX + " @5",
                        "connect " + FOUR + " @255",
                        "connect " + TRANSLATED + " @2285",
                        "cancel " + SIX + " @2305"),
                reactor.log());
    }

    @Test
    void a_name_whose_ipv6_refuses_need_not_wait_for_the_last_resort() throws Exception {
        resolver.a(5, FOUR).aaaa(5, SIX);
        reactor.host(SIX, fails(FailureKind.REFUSED, "ECONNREFUSED", 10));

        Pending<Connection> connecting = named.connect(reactor, Nat64ConnectTest::protocol);
        reactor.advance(5000);

        assertEquals(TRANSLATED, host(connecting.await()));
        assertEquals("connect " + TRANSLATED + " @45", reactor.log().get(2));
    }

    @Test
    void a_list_of_addresses_is_treated_alike() throws Exception {
        ScriptedReactor own = reactor.with(org.hextet.api.ReactorOptions.DEFAULT.withResolver(resolver));

        Pending<Connection> connecting = AddressListClientEndpoint.of(
                        List.of(address(FOUR), address("198.51.100.1")), 443)
                .connect(own.host("198.51.100.1", fails(FailureKind.UNREACHABLE, "ENETUNREACH", 0)), () -> protocol());
        reactor.advance(1000);

        assertEquals(TRANSLATED, host(connecting.await()));
    }

    @Test
    void no_prefix_leaves_the_failure_of_the_literal_with_its_reason_in_the_timeline() {
        prefix.fails(StandardProtocolFamily.INET6, FailureKind.NO_DATA, 30);

        Pending<Connection> connecting = literal.connect(reactor, Nat64ConnectTest::protocol);
        reactor.advance(1000);

        AttemptsFailure failure = assertThrows(AttemptsFailure.class, connecting::await);
        assertEquals(FailureKind.UNREACHABLE, failure.kind());
        assertEquals("connect to 192.0.2.1:443: unreachable (ENETUNREACH)", words(failure));
        assertTrue(
                failure.timeline().toString().contains("no prefix: look up ipv4only.arpa: no-data"),
                failure.timeline()::toString);
        assertEquals(0, reactor.openTimers());
    }

    @Test
    void an_address_that_is_not_global_is_not_put_under_the_well_known_prefix() {
        Pending<Connection> connecting = HostnameClientEndpoint.of("10.0.0.1", 443)
                .withResolver(resolver)
                .connect(reactor.host("10.0.0.1", fails(FailureKind.UNREACHABLE, "ENETUNREACH", 0)), () -> protocol());
        reactor.advance(1000);

        AttemptsFailure failure = assertThrows(AttemptsFailure.class, connecting::await);
        assertTrue(
                failure.timeline()
                        .toString()
                        .contains("10.0.0.1  not under NAT64 prefix 64:ff9b::/96: a private address: the well-known"),
                failure.timeline()::toString);
    }

    @Test
    void when_the_synthesised_address_fails_too_the_error_names_both() {
        reactor.host(TRANSLATED, fails(FailureKind.REFUSED, "ECONNREFUSED", 20));

        Pending<Connection> connecting = literal.connect(reactor, Nat64ConnectTest::protocol);
        reactor.advance(1000);

        AttemptsFailure failure = assertThrows(AttemptsFailure.class, connecting::await);
        assertEquals(FailureKind.REFUSED, failure.kind());
        assertEquals(
                "connect to 192.0.2.1:443 failed after 50 ms: 192.0.2.1 unreachable (ENETUNREACH) at 0 ms, "
                        + "64:ff9b::c000:201 refused (ECONNREFUSED) at 50 ms",
                words(failure));
    }

    @Test
    void a_resolver_that_never_answers_is_left_after_5_s_or_at_the_deadline() {
        ScriptedResolver mute = new ScriptedResolver().named("ipv4only.arpa", new ScriptedResolver());
        Pending<Connection> patient = literal.withResolver(mute).connect(reactor, Nat64ConnectTest::protocol);
        reactor.advance(4999);
        assertFalse(patient.isDone());
        reactor.advance(1001);
        assertThrows(AttemptsFailure.class, patient::await);

        Pending<Connection> connecting = literal.withResolver(mute)
                .withDeadline(Duration.ofMillis(300))
                .connect(reactor, Nat64ConnectTest::protocol);
        reactor.advance(299);
        assertFalse(connecting.isDone());
        reactor.advance(1);

        assertThrows(DeadlineFailure.class, connecting::await);
        assertEquals(0, reactor.openTimers());
    }

    @Test
    void a_resolver_that_throws_is_a_reason_and_no_more() {
        HostnameClientEndpoint broken = HostnameClientEndpoint.of(FOUR, 443).withResolver("nothing-of-that-name");

        Pending<Connection> connecting = broken.connect(reactor, Nat64ConnectTest::protocol);
        reactor.advance(100);

        AttemptsFailure failure = assertThrows(AttemptsFailure.class, connecting::await);
        assertTrue(failure.timeline().toString().contains("no prefix: "), failure.timeline()::toString);
    }

    @Test
    void cancelled_in_the_middle_nothing_is_left() {
        Pending<Connection> connecting = literal.connect(reactor, Nat64ConnectTest::protocol);
        reactor.advance(10);

        reactor.inLoop(connecting::cancel);
        reactor.advance(1000);

        assertThrows(CancellationException.class, connecting::await);
        assertEquals(List.of("ask ipv4only.arpa [INET6]", "cancel ipv4only.arpa"), prefix.log());
        assertEquals(0, reactor.openSockets());
        assertEquals(0, reactor.openTimers());
    }

    @Test
    void what_is_bound_or_of_one_family_has_no_use_for_it() {
        resolver.a(0, FOUR).aaaa(0);
        StreamOptions bound = StreamOptions.DEFAULT.withBind(new InetSocketAddress(address("192.0.2.7"), 0));
        for (HostnameClientEndpoint one : List.of(
                named.withOptions(bound),
                named.withPolicy(ConnectPolicy.staggered().only(StandardProtocolFamily.INET)))) {
            Pending<Connection> connecting = one.connect(reactor, Nat64ConnectTest::protocol);
            reactor.advance(100);
            assertThrows(AttemptsFailure.class, connecting::await);
        }
        assertEquals(List.of(), prefix.log());
    }

    @Test
    void every_policy_of_ours_waits_for_the_translation() throws Exception {
        for (ConnectPolicy policy :
                List.of(ConnectPolicy.staggered(), ConnectPolicy.serial(), ConnectPolicy.concurrent())) {
            Pending<Connection> connecting = literal.withPolicy(policy).connect(reactor, Nat64ConnectTest::protocol);
            reactor.advance(1000);
            assertEquals(TRANSLATED, host(connecting.await()), policy::toString);
        }
    }

    @Test
    void it_has_a_text_in_uris_and_a_property_of_the_process() {
        for (String text : List.of(
                "tcp://192.0.2.1:443?nat64=off",
                "tcp://192.0.2.1:443?nat64=discover",
                "tcp://192.0.2.1:443?nat64=64:ff9b::/96,2001:db8:64::/96")) {
            assertEquals(text, HostnameClientEndpoint.parse(text).toString());
        }
        IllegalArgumentException wrong = assertThrows(
                IllegalArgumentException.class,
                () -> HostnameClientEndpoint.parse("tcp://192.0.2.1:443?nat64=64:ff9b::/96,64:ff9b::/95"));
        assertTrue(String.valueOf(wrong.getMessage()).contains("no length of a NAT64 prefix"), wrong::getMessage);

        System.setProperty(Nat64.PROPERTY, "off");
        try {
            Pending<Connection> connecting = literal.connect(reactor, Nat64ConnectTest::protocol);
            reactor.advance(100);
            assertThrows(AttemptsFailure.class, connecting::await);
            assertEquals(List.of(), prefix.log());
            System.setProperty(Nat64.PROPERTY, "sometimes");
            IllegalArgumentException names = assertThrows(
                    IllegalArgumentException.class, () -> literal.connect(reactor, Nat64ConnectTest::protocol));
            assertTrue(
                    String.valueOf(names.getMessage()).startsWith("system property hextet.nat64: "), names::getMessage);
        } finally {
            System.clearProperty(Nat64.PROPERTY);
        }
    }
}
