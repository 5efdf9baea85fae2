package org.hextet.endpoints;

import static org.hextet.endpoints.scripted.ScriptedReactor.Outcome.connects;
import static org.hextet.endpoints.scripted.ScriptedReactor.Outcome.fails;
import static org.hextet.endpoints.scripted.ScriptedReactor.Outcome.never;
import static org.hextet.endpoints.scripted.Words.words;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import org.hextet.addresses.AddressSyntaxException;
import org.hextet.addresses.AddressText;
import org.hextet.api.ClientEndpoint;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.TlsSettings;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.endpoints.scripted.ScriptedConnection;
import org.hextet.endpoints.scripted.ScriptedReactor;
import org.hextet.endpoints.scripted.ScriptedResolver;
import org.hextet.endpoints.timeline.AttemptsFailure;
import org.hextet.endpoints.timeline.DeadlineFailure;
import org.hextet.endpoints.timeline.FactoryFailure;
import org.hextet.endpoints.timeline.NoAddressFailure;
import org.hextet.endpoints.timeline.PolicyFailure;
import org.hextet.endpoints.timeline.Timeline;
import org.hextet.endpoints.timeline.TimelineEvent;
import org.hextet.policies.Backoff;
import org.hextet.policies.ConnectPolicy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is tried again, when, and what is left of it: on a clock that is turned by hand. */
final class RetryTest {

    private static final String SIX = "2001:db8::1";
    private static final String FOUR = "192.0.2.1";
    private static final Backoff EXACT = Backoff.exponential().jitter(0);

    private final ScriptedReactor reactor = new ScriptedReactor();
    private final ScriptedResolver resolver = new ScriptedResolver();
    private final List<Timeline> told = new ArrayList<>();
    private int made;
    private final HostnameClientEndpoint endpoint = HostnameClientEndpoint.of("example.test", 443)
            .withResolver(resolver)
            .withTimelineListener(told::add)
            .withRetry(EXACT);

    private Protocol counted() {
        made++;
        return Protocol.receiving((connection, lent) -> {});
    }

    private void refusing(String... addresses) {
        for (String address : addresses) {
            reactor.host(address, fails(FailureKind.REFUSED, "ECONNREFUSED", 5));
        }
    }

    private void assertNothingLeft() {
        reactor.turn();
        assertEquals(0, reactor.openSockets());
        assertEquals(0, reactor.openTimers());
    }

    @Test
    void rounds_follow_each_other_until_one_connects_and_the_timeline_has_them_all() throws Exception {
        resolver.aaaa(0, SIX).a(0);
        refusing(SIX);

        Pending<Connected> connecting = endpoint.race(reactor, this::counted);
        reactor.advance(200);
        reactor.host(SIX, connects(7));
        reactor.advance(400);

        Timeline timeline = connecting.await().timeline();
        String refused =
                "connect to example.test:443 failed after %d ms%s: 2001:db8::1 refused (ECONNREFUSED) at %d ms";
        assertEquals(
                """
                  0 ms  lookup-start       IPv6
                  0 ms  lookup-start       IPv4
                  0 ms  answer             IPv6  2001:db8::1
                  0 ms  lookup-failed      IPv4  look up example.test: no-data
                  0 ms  order              2001:db8::1  rule 10: the only destination
                  0 ms  attempt-start      2001:db8::1
                  5 ms  attempt-failed     2001:db8::1  refused (ECONNREFUSED)
                  5 ms  retry                retry 1 in 100 ms: %s
                105 ms  lookup-start       IPv6
                105 ms  lookup-start       IPv4
                105 ms  answer             IPv6  2001:db8::1
                105 ms  lookup-failed      IPv4  look up example.test: no-data
                105 ms  order              2001:db8::1  rule 10: the only destination
                105 ms  attempt-start      2001:db8::1
                110 ms  attempt-failed     2001:db8::1  refused (ECONNREFUSED)
                110 ms  retry                retry 2 in 200 ms: %s
                310 ms  lookup-start       IPv6
                310 ms  lookup-start       IPv4
                310 ms  answer             IPv6  2001:db8::1
                310 ms  lookup-failed      IPv4  look up example.test: no-data
                310 ms  order              2001:db8::1  rule 10: the only destination
                310 ms  attempt-start      2001:db8::1
                317 ms  connected          2001:db8::1
                """.formatted(
                        String.format(refused, 5, "", 5), String.format(refused, 110, " and 2 rounds, the last", 110)),
                timeline.toString());
        assertEquals(SIX, timeline.winner().map(AddressText::format).orElse(""));
        assertEquals(List.of(timeline), told);
        assertEquals(1, made);
        assertEquals(1, reactor.openSockets());
        assertEquals(0, reactor.openTimers());
        assertTrue(
                timeline.toJson().contains("\"event\":\"retry\",\"kind\":\"refused\",\"detail\":\"retry 1 in 100 ms"));
    }

    @Test
    void it_gives_up_with_the_failure_of_the_last_round() {
        resolver.aaaa(0, SIX).a(0, FOUR);
        refusing(SIX, FOUR);

        Pending<Connection> connecting = endpoint.withRetry(EXACT.times(2)).connect(reactor, this::counted);
        reactor.advance(10_000);

        AttemptsFailure failure = assertThrows(AttemptsFailure.class, connecting::await);
        assertEquals(
                "connect to example.test:443 failed after 345 ms and 3 rounds, the last: "
                        + "2001:db8::1 refused (ECONNREFUSED) at 335 ms, 192.0.2.1 refused (ECONNREFUSED) at 345 ms",
                words(failure));
        assertEquals(2, failure.getSuppressed().length);
        assertEquals(6, failure.timeline().attempts().size());
        assertEquals(0, made);
        assertNothingLeft();
    }

    @Test
    void jitter_is_drawn_from_the_randomness_that_was_given() {
        resolver.aaaa(0, SIX).a(0);
        refusing(SIX);
        Backoff backoff = Backoff.exponential().times(3);

        SplittableRandom random = new SplittableRandom(11);
        Pending<Connection> connecting =
                endpoint.withRetry(backoff, () -> random).connect(reactor, this::counted);
        reactor.advance(10_000);

        assertThrows(IOException.class, connecting::await);
        SplittableRandom same = new SplittableRandom(11);
        List<Long> expected = new ArrayList<>();
        for (int retry = 1; retry <= 3; retry++) {
            expected.add(backoff.delay(retry, Duration.ZERO, same).orElseThrow().toNanos());
        }
        assertEquals(
                expected,
                told.get(0).events().stream()
                        .filter(TimelineEvent.Retry.class::isInstance)
                        .map(event -> ((TimelineEvent.Retry) event).delayNanos())
                        .toList());
    }

    @Test
    void the_deadline_is_that_of_the_whole_and_ends_a_round() {
        resolver.aaaa(0, SIX).a(0);
        refusing(SIX);

        Pending<Connection> connecting =
                endpoint.withDeadline(Duration.ofMillis(130)).connect(reactor, this::counted);
        reactor.advance(50);
        reactor.host(SIX, never());
        reactor.advance(79);
        assertFalse(connecting.isDone());
        reactor.advance(1);

        DeadlineFailure failure = assertThrows(DeadlineFailure.class, connecting::await);
        assertEquals(
                "connect to example.test:443: not connected within 130ms and 2 rounds, the last: "
                        + "2001:db8::1 still pending",
                words(failure));
        assertNothingLeft();
    }

    @Test
    void nobody_waits_for_a_retry_that_could_only_begin_behind_the_deadline() {
        resolver.aaaa(0, SIX).a(0);
        refusing(SIX);

        Pending<Connection> connecting =
                endpoint.withDeadline(Duration.ofMillis(105)).connect(reactor, this::counted);
        reactor.advance(5);

        assertThrows(AttemptsFailure.class, connecting::await);
        assertNothingLeft();
    }

    @Test
    void a_cancel_during_the_wait_leaves_nothing() {
        resolver.aaaa(0, SIX).a(0);
        refusing(SIX);

        Pending<Connection> connecting = endpoint.connect(reactor, this::counted);
        reactor.advance(50);
        assertTrue(connecting.cancel());
        reactor.turn();

        assertThrows(CancellationException.class, connecting::await);
        assertEquals(Timeline.Outcome.CANCELLED, told.get(0).outcome());
        assertNothingLeft();
        reactor.advance(1000);
        assertEquals(
                1,
                resolver.log().stream().filter(line -> line.startsWith("ask")).count());
    }

    @ParameterizedTest
    @EnumSource(names = {"NO_SUCH_NAME", "NO_DATA"})
    void what_the_name_server_has_answered_is_not_asked_again(FailureKind kind) {
        resolver.fails(StandardProtocolFamily.INET6, kind, 1).fails(StandardProtocolFamily.INET, kind, 1);

        Pending<Connection> connecting = endpoint.connect(reactor, this::counted);
        reactor.advance(1);

        assertThrows(NoAddressFailure.class, connecting::await);
        assertNothingLeft();
    }

    @Test
    void a_lookup_that_failed_for_now_is_tried_again() throws Exception {
        resolver.fails(StandardProtocolFamily.INET6, FailureKind.TEMPORARY, 1)
                .fails(StandardProtocolFamily.INET, FailureKind.TEMPORARY, 1);
        reactor.host(FOUR, connects(1));

        Pending<Connection> connecting = endpoint.connect(reactor, this::counted);
        reactor.advance(2);
        resolver.a(0, FOUR);
        reactor.advance(200);

        assertTrue(connecting.await().isWritable());
    }

    @Test
    void faults_of_code_are_not_tried_again() {
        resolver.aaaa(0, SIX).a(0);
        reactor.host(SIX, connects(1));

        Pending<Connection> policy = endpoint.withPolicy(
                        ConnectPolicy.staggered().ordered(all -> {
                            throw new IllegalStateException("no order");
                        }))
                .connect(reactor, this::counted);
        Pending<Connection> factory = endpoint.connect(reactor, () -> {
            throw new IllegalStateException("no protocol");
        });
        reactor.advance(2);

        assertThrows(PolicyFailure.class, policy::await);
        assertThrows(FactoryFailure.class, factory::await);
        assertNothingLeft();
    }

    @Test
    void a_list_of_addresses_is_tried_again_too() throws Exception {
        refusing(SIX, FOUR);
        AddressListClientEndpoint list = AddressListClientEndpoint.of(
                        List.of(
                                AddressText.parse(SIX).toInetAddress(),
                                AddressText.parse(FOUR).toInetAddress()),
                        443)
                .withRetry(EXACT);

        Pending<Connected> connecting = list.race(reactor, this::counted);
        reactor.advance(20);
        reactor.host(SIX, connects(1));
        reactor.advance(200);

        assertEquals(3, connecting.await().timeline().attempts().size());
        assertNotEquals(list, list.withRetry(EXACT.times(3)));
    }

    @Test
    void of_very_many_rounds_the_middle_is_counted_and_not_kept() {
        resolver.aaaa(0, SIX).a(0);
        reactor.host(SIX, fails(FailureKind.REFUSED, "ECONNREFUSED", 0));
        int retries = 1_500;

        Pending<Connection> connecting = endpoint.withRetry(
                        EXACT.first(Duration.ofMillis(1)).factor(1).times(retries))
                .connect(reactor, this::counted);
        reactor.advance(retries + 1);

        assertThrows(AttemptsFailure.class, connecting::await);
        List<TimelineEvent> events = told.get(0).events();
        assertTrue(events.size() <= 10_010, events.size() + " events");
        List<TimelineEvent.LeftOut> leftOut = events.stream()
                .filter(TimelineEvent.LeftOut.class::isInstance)
                .map(TimelineEvent.LeftOut.class::cast)
                .toList();
        assertEquals(1, leftOut.size());
        assertEquals(8L * (retries + 1) - 1, events.size() - 1 + leftOut.get(0).events());
        assertEquals("attempt-failed", events.get(events.size() - 1).event());
    }

    // ---- with TLS on top

    private static TlsSettings settings() {
        try {
            return TlsSettings.of(SSLContext.getDefault());
        } catch (NoSuchAlgorithmException lacking) {
            throw new AssertionError(lacking);
        }
    }

    private static IOException reset() {
        return Failures.of(new Facts(FailureKind.RESET, "handshake"), "the peer reset the connection", null);
    }

    private ScriptedConnection latest() {
        return reactor.connections().get(reactor.connections().size() - 1);
    }

    @Test
    void a_handshake_that_failed_is_tried_again_from_the_lookup_on() throws Exception {
        resolver.aaaa(0, SIX).a(0);
        reactor.host(SIX, connects(10));
        TlsClientEndpoint tls =
                TlsClientEndpoint.over(endpoint.withoutRetry(), settings()).withRetry(EXACT);

        Pending<Connected> connecting = tls.race(reactor, this::counted);
        reactor.advance(10);
        latest().handshakeFails(reset());
        reactor.advance(110);
        latest().handshakeSucceeds();
        reactor.turn();

        Timeline timeline = connecting.await().timeline();
        assertEquals(
                List.of("connected 10", "retry 10", "connected 120"),
                timeline.events().stream()
                        .filter(event -> event.event().matches("connected|retry"))
                        .map(event -> event.event() + " " + event.atNanos() / 1_000_000)
                        .toList());
        assertEquals(
                2,
                resolver.log().stream().filter(line -> line.startsWith("ask")).count());
        assertEquals(1, made);
        assertEquals(1, reactor.openSockets());
        assertEquals(0, reactor.openTimers());
    }

    @Test
    void a_refused_certificate_is_not_tried_again() {
        resolver.aaaa(0, SIX).a(0);
        reactor.host(SIX, connects(10));
        SSLHandshakeException refused = new SSLHandshakeException("certificate");
        refused.initCause(new CertificateException("unknown authority"));

        Pending<Connection> connecting = TlsClientEndpoint.over(endpoint.withoutRetry(), settings())
                .withRetry(EXACT)
                .connect(reactor, this::counted);
        reactor.advance(10);
        latest().handshakeFails(refused);
        reactor.turn();

        assertTrue(connecting.isDone());
        assertThrows(SSLHandshakeException.class, connecting::await);
        assertNothingLeft();
    }

    @Test
    void the_deadline_of_the_whole_holds_in_the_handshake_of_a_later_try() {
        resolver.aaaa(0, SIX).a(0);
        reactor.host(SIX, connects(10));

        Pending<Connection> connecting = TlsClientEndpoint.over(endpoint.withoutRetry(), settings())
                .withDeadline(Duration.ofMillis(200))
                .withRetry(EXACT)
                .connect(reactor, this::counted);
        reactor.advance(10);
        latest().handshakeFails(reset());
        reactor.advance(189);
        assertFalse(connecting.isDone());
        reactor.advance(1);

        assertTrue(connecting.isDone());
        assertThrows(java.net.SocketTimeoutException.class, connecting::await);
        assertNothingLeft();
    }

    @Test
    void a_cancel_between_two_handshakes_leaves_nothing() {
        resolver.aaaa(0, SIX).a(0);
        reactor.host(SIX, connects(10));

        Pending<Connected> connecting = TlsClientEndpoint.over(endpoint.withoutRetry(), settings())
                .withRetry(EXACT)
                .race(reactor, this::counted);
        reactor.advance(10);
        latest().handshakeFails(reset());
        reactor.advance(20);
        assertTrue(connecting.cancel());
        reactor.advance(1000);

        assertThrows(CancellationException.class, connecting::await);
        assertEquals(1, reactor.connections().size());
        assertNothingLeft();
    }

    @Test
    void the_plain_part_of_starttls_is_tried_again() throws Exception {
        reactor.host(SIX, connects(10));
        Pending<Connection> connecting = StartTlsClientEndpoint.around(
                        HostnameClientEndpoint.of(SIX, 25), "smtp", settings())
                .withRetry(EXACT)
                .connect(reactor, this::counted);
        reactor.advance(10);
        latest().peerSends("421 too busy\r\n");
        reactor.advance(110);
        assertEquals(2, reactor.connections().size());
        latest().peerSends("220 a\r\n");
        latest().peerSends("250-a\r\n250 STARTTLS\r\n");
        latest().peerSends("220 go\r\n");
        latest().handshakeSucceeds();
        reactor.turn();

        assertTrue(connecting.await().isWritable());
        assertEquals(1, reactor.openSockets());
        assertEquals(0, reactor.openTimers());
    }

    @Test
    void a_failure_of_all_tries_has_the_timeline_of_all() {
        resolver.aaaa(0, SIX).a(0);
        refusing(SIX);

        Pending<Connected> connecting = TlsClientEndpoint.over(endpoint.withoutRetry(), settings())
                .withRetry(EXACT.times(1))
                .race(reactor, this::counted);
        reactor.advance(1000);

        AttemptsFailure failure = assertThrows(AttemptsFailure.class, connecting::await);
        assertEquals(2, failure.timeline().attempts().size());
        assertEquals(110_000_000, failure.timeline().elapsedNanos());
    }

    // ---- text

    @Test
    void a_uri_says_when_to_try_again() {
        String uri = "tcp://example.org:80?retry=30s,first=50ms,times=9";
        assertEquals(uri, ClientEndpoint.of(uri).toString());
        assertEquals(
                HostnameClientEndpoint.of("example.org", 80).withRetry(Backoff.parse("30s,first=50ms,times=9")),
                ClientEndpoint.of(uri));
        String tls = "tls://example.org:443?retry=30s";
        TlsClientEndpoint secured = assertInstanceOf(TlsClientEndpoint.class, ClientEndpoint.of(tls));
        assertEquals(tls, secured.toString());
        assertEquals("tcp://example.org:443", secured.plain().toString());
        AddressSyntaxException wrong = assertThrows(
                AddressSyntaxException.class, () -> ClientEndpoint.of("tcp://example.org:80?retry=30s,first=x"));
        assertEquals(37, wrong.position());
    }
}
