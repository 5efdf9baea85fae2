package org.hextet.endpoints;

import static org.hextet.endpoints.scripted.ScriptedReactor.Outcome.connects;
import static org.hextet.endpoints.scripted.ScriptedReactor.Outcome.fails;
import static org.hextet.endpoints.scripted.ScriptedReactor.Outcome.never;
import static org.hextet.endpoints.scripted.Words.words;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.hextet.api.Capability;
import org.hextet.api.ClientEndpoint;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsRole;
import org.hextet.api.TlsSettings;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.endpoints.scripted.ScriptedConnection;
import org.hextet.endpoints.scripted.ScriptedReactor;
import org.hextet.endpoints.scripted.ScriptedResolver;
import org.hextet.endpoints.timeline.AttemptsFailure;
import org.hextet.endpoints.timeline.DeadlineFailure;
import org.hextet.endpoints.timeline.Timeline;
import org.junit.jupiter.api.Test;

/** Over a scripted network: who shakes hands, until when, and what is left. */
final class TlsClientEndpointTest {

    private static final String SIX = "2001:db8::1";
    private static final String FOUR = "192.0.2.1";

    private final ScriptedReactor reactor = new ScriptedReactor();
    private final ScriptedResolver resolver = new ScriptedResolver();
    private final List<Timeline> told = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private final TlsSettings settings = settings();
    private final HostnameClientEndpoint plain = HostnameClientEndpoint.of("example.test", 443)
            .withResolver(resolver)
            .withTimelineListener(told::add);
    private final TlsClientEndpoint endpoint = TlsClientEndpoint.over(plain, settings);

    private static TlsSettings settings() {
        try {
            return TlsSettings.of(SSLContext.getDefault());
        } catch (NoSuchAlgorithmException lacking) {
            throw new AssertionError(lacking);
        }
    }

    private Protocol user() {
        heard.add("made");
        return new Protocol() {
            @Override
            public void connected(Connection connection) {
                heard.add("connected");
            }

            @Override
            public void received(Connection connection, java.nio.ByteBuffer lent) {}

            @Override
            public void closed(Connection connection, CloseReason reason) {
                heard.add("closed");
            }
        };
    }

    private ScriptedConnection only() {
        assertEquals(1, reactor.connections().size());
        return reactor.connections().get(0);
    }

    private void assertNothingLeft() {
        reactor.turn();
        assertEquals(0, reactor.openSockets());
        assertEquals(0, reactor.openTimers());
    }

    @Test
    void only_the_winner_shakes_hands_and_the_name_is_verified() throws Exception {
        resolver.aaaa(0, SIX).a(0, FOUR);
        reactor.host(SIX, never()).host(FOUR, connects(20));

        Pending<Connected> connecting = endpoint.race(reactor, this::user);
        reactor.advance(300);

        assertEquals(List.of("startTls example.test"), only().log());
        assertEquals(List.of(), heard);
        ScriptedConnection secured = only().handshakeSucceeds();
        assertSame(secured, connecting.await().connection());
        assertEquals(told.get(0), connecting.await().timeline());
        assertEquals(List.of("made", "connected"), heard);
        assertEquals(1, reactor.openSockets());
        assertEquals(0, reactor.openTimers());
    }

    @Test
    void a_server_name_of_the_settings_beats_that_of_the_endpoint() {
        resolver.aaaa(0, SIX);
        reactor.host(SIX, connects(1));

        TlsClientEndpoint.over(plain, settings.withServerName("other.test")).connect(reactor, this::user);
        reactor.advance(50);

        assertEquals(List.of("startTls other.test"), only().log());
    }

    @Test
    void a_literal_is_verified_without_its_zone() {
        assertEquals(
                "fe80::1",
                HostnameClientEndpoint.of("fe80::1%lo", 443).serverName().orElseThrow());
        assertEquals("example.test", endpoint.serverName().orElseThrow());
    }

    @Test
    void the_deadline_of_the_whole_ends_a_handshake_and_says_with_whom() {
        resolver.aaaa(0, SIX);
        reactor.host(SIX, connects(100));

        Pending<Connection> connecting =
                endpoint.withDeadline(Duration.ofMillis(500)).connect(reactor, this::user);
        reactor.advance(499);
        assertTrue(only().isHandshaking());
        reactor.advance(1);

        var late = assertThrows(SocketTimeoutException.class, connecting::await);
        assertEquals(
                "connect to example.test ([2001:db8::1]:443): not connected within 500ms: TLS handshake with"
                        + " [2001:db8::1]:443 still pending",
                late.getMessage());
        assertEquals(FailureKind.TIMEOUT, ((NetworkFailure) late).kind());
        assertEquals(List.of(), heard);
        assertNothingLeft();
    }

    @Test
    void the_deadline_that_passes_before_is_told_by_the_timeline() {
        resolver.aaaa(0, SIX);

        Pending<Connection> connecting =
                endpoint.withDeadline(Duration.ofMillis(500)).connect(reactor, this::user);
        reactor.advance(500);

        var late = assertThrows(DeadlineFailure.class, connecting::await);
        assertTrue(words(late).contains("2001:db8::1 still pending"), words(late));
        assertNothingLeft();
    }

    @Test
    void a_deadline_of_its_own_bounds_an_endpoint_that_has_none() {
        ClientEndpoint stranger = new ClientEndpoint() {
            @Override
            public Pending<Connection> connect(Reactor carrier, Supplier<? extends Protocol> factory) {
                return plain.connect(carrier, factory);
            }

            @Override
            public String toString() {
                return "somewhere";
            }
        };

        Pending<Connection> connecting = TlsClientEndpoint.over(stranger, settings)
                .withDeadline(Duration.ofMillis(300))
                .connect(reactor, this::user);
        reactor.advance(300);

        var late = assertThrows(SocketTimeoutException.class, connecting::await);
        assertTrue(words(late).startsWith("connect to somewhere: not connected within 300ms"), words(late));
        assertNothingLeft();
    }

    @Test
    void cancelling_ends_it_at_any_moment() {
        for (long moment : List.of(0L, 50L, 150L)) {
            heard.clear();
            ScriptedReactor fresh = new ScriptedReactor();
            ScriptedResolver slow = new ScriptedResolver().aaaa(30, SIX);
            fresh.host(SIX, connects(60));
            Pending<Connection> connecting = TlsClientEndpoint.over(
                            HostnameClientEndpoint.of("example.test", 443)
                                    .withResolver(slow)
                                    .withDeadline(Duration.ofSeconds(5)),
                            settings)
                    .connect(fresh, this::user);
            fresh.advance(moment);

            assertTrue(connecting.cancel());
            fresh.advance(1000);

            assertThrows(CancellationException.class, connecting::await);
            assertEquals(List.of(), heard, "at " + moment);
            assertEquals(0, fresh.openSockets(), "at " + moment);
            assertEquals(0, fresh.openTimers(), "at " + moment);
        }
    }

    @Test
    void a_handshake_that_fails_is_the_failure_itself_and_its_connection_ends_by_itself() {
        resolver.aaaa(0, SIX);
        reactor.host(SIX, connects(1));
        Pending<Connection> connecting = endpoint.connect(reactor, this::user);
        reactor.advance(50);
        IOException why = Failures.of(new Facts(FailureKind.TLS, "TLS handshake"), "expired", null);

        only().handshakeFails(why);

        assertSame(why, assertThrows(IOException.class, connecting::await));
        // An abort would overtake the alert.
        assertEquals(List.of("startTls example.test"), only().log());
        assertEquals(List.of(), heard);
        assertNothingLeft();
    }

    @Test
    void a_failure_of_the_endpoint_below_is_handed_on() {
        resolver.aaaa(0, SIX).a(0, FOUR);
        reactor.host(FOUR, fails(FailureKind.REFUSED, "ECONNREFUSED", 5));
        reactor.host(SIX, fails(FailureKind.REFUSED, "ECONNREFUSED", 5));

        Pending<Connection> connecting = endpoint.connect(reactor, this::user);
        reactor.advance(50);

        assertThrows(AttemptsFailure.class, connecting::await);
        assertNothingLeft();
    }

    @Test
    void mistakes_are_thrown_at_the_call() {
        assertThrows(
                IllegalArgumentException.class,
                () -> TlsClientEndpoint.over(plain, settings.withRole(TlsRole.SERVER))
                        .connect(reactor, this::user));
        assertThrows(
                IllegalArgumentException.class,
                () -> TlsClientEndpoint.over(HostnameClientEndpoint.of("not a name", 443), settings)
                        .connect(reactor, this::user));
        reactor.withCapabilities(Capability.TCP);
        var lacking = assertThrows(UnsupportedOperationException.class, () -> endpoint.connect(reactor, this::user));
        assertTrue(words(lacking).contains("starttls"), words(lacking));
        assertNothingLeft();
    }

    // ---- the handshake decides

    @Test
    void where_the_handshake_decides_an_attempt_that_speaks_no_tls_costs_only_itself() throws Exception {
        resolver.aaaa(0, SIX).a(0, FOUR);
        reactor.host(SIX, fails(FailureKind.TLS, "", 10)).host(FOUR, connects(20));

        Pending<Connected> connecting = endpoint.withHandshakeDeciding().race(reactor, this::user);
        reactor.advance(300);

        assertEquals(
                List.of("connect TLS example.test " + SIX + " @0", "connect TLS example.test " + FOUR + " @10"),
                reactor.log());
        String timeline = connecting.await().timeline().toString();
        assertTrue(timeline.contains("attempt-failed     2001:db8::1  tls"), timeline);
        assertTrue(timeline.contains("30 ms  connected          192.0.2.1"), timeline);
        assertEquals(List.of("made", "connected"), heard);
    }

    @Test
    void where_every_handshake_fails_the_words_of_each_are_told() {
        resolver.aaaa(0, SIX).a(0, FOUR);
        reactor.host(SIX, fails(FailureKind.TLS, "", 10)).host(FOUR, fails(FailureKind.REFUSED, "ECONNREFUSED", 1));

        Pending<Connection> connecting = endpoint.withHandshakeDeciding().connect(reactor, this::user);
        reactor.advance(300);

        AttemptsFailure failure = assertThrows(AttemptsFailure.class, connecting::await);
        assertEquals(FailureKind.TLS, failure.kind());
        assertTrue(words(failure).contains("2001:db8::1 tls (connect to [2001:db8::1]:443: tls"), words(failure));
        assertEquals(2, failure.getSuppressed().length);
    }

    @Test
    void an_endpoint_without_addresses_to_try_has_nothing_to_decide() {
        TlsClientEndpoint twice = TlsClientEndpoint.over(endpoint, settings);

        assertThrows(IllegalStateException.class, twice::withHandshakeDeciding);
        assertThrows(IllegalStateException.class, () -> twice.race(reactor, this::user));
    }

    // ---- what it is

    @Test
    void equal_if_they_connect_alike_and_printed_for_people() {
        assertEquals(endpoint, TlsClientEndpoint.over(plain, settings));
        assertEquals(
                endpoint.hashCode(), TlsClientEndpoint.over(plain, settings).hashCode());
        assertNotEquals(endpoint, endpoint.withHandshakeDeciding());
        assertEquals("TLS over tcp://example.test:443", endpoint.toString());
        assertEquals(
                "tls://example.test:443?handshake-decides=true",
                plain.withHandshakeDeciding(settings).toString());
        assertNotEquals(plain, plain.withHandshakeDeciding(settings));
        assertEquals(StreamOptions.DEFAULT, endpoint.options());
        assertInstanceOf(HostnameClientEndpoint.class, endpoint.plain());
    }
}
