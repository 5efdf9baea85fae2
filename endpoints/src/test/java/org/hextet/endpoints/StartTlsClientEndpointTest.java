package org.hextet.endpoints;

import static org.hextet.endpoints.scripted.ScriptedReactor.Outcome.connects;
import static org.hextet.endpoints.scripted.Words.words;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.TlsSettings;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.endpoints.scripted.ScriptedConnection;
import org.hextet.endpoints.scripted.ScriptedReactor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The plain part over a scripted network: how it ends, and that nothing is left of it. */
final class StartTlsClientEndpointTest {

    private static final String SIX = "2001:db8::1";

    private final ScriptedReactor reactor = new ScriptedReactor();
    private final List<String> heard = new ArrayList<>();
    private final HostnameClientEndpoint plain = HostnameClientEndpoint.of(SIX, 25);
    private final StartTlsClientEndpoint endpoint = StartTlsClientEndpoint.around(plain, "smtp", settings());

    private static TlsSettings settings() {
        try {
            return TlsSettings.of(SSLContext.getDefault());
        } catch (NoSuchAlgorithmException lacking) {
            throw new AssertionError(lacking);
        }
    }

    @BeforeEach
    void there() {
        reactor.host(SIX, connects(10));
    }

    private Protocol user() {
        heard.add("made");
        return Protocol.receiving((connection, lent) -> {});
    }

    private ScriptedConnection connected(Pending<Connection> connecting) {
        reactor.advance(10);
        assertFalse(connecting.isDone());
        return reactor.connections().get(0);
    }

    private ScriptedConnection agreed(Pending<Connection> connecting) {
        ScriptedConnection connection = connected(connecting);
        connection.peerSends("220 a\r\n");
        connection.peerSends("250-a\r\n250 STARTTLS\r\n");
        connection.peerSends("220 go\r\n");
        return connection;
    }

    private void assertNothingLeft() {
        reactor.turn();
        assertEquals(0, reactor.openSockets());
        assertEquals(0, reactor.openTimers());
        assertEquals(List.of(), heard);
    }

    @Test
    void tls_begins_behind_the_consent_and_the_user_gets_the_secured_connection_alone() throws Exception {
        Pending<Connection> connecting = endpoint.connect(reactor, this::user);
        ScriptedConnection connection = agreed(connecting);

        assertEquals("EHLO [IPv6:::1]\r\nSTARTTLS\r\n", connection.written());
        assertEquals(List.of("startTls " + SIX), connection.log());
        assertEquals(List.of(), heard);
        ScriptedConnection secured = connection.handshakeSucceeds();

        assertSame(secured, connecting.await());
        assertEquals("", secured.written());
        assertEquals(0, reactor.openTimers());
    }

    @Test
    void plain_text_behind_the_consent_ends_it() {
        Pending<Connection> connecting = endpoint.connect(reactor, this::user);
        ScriptedConnection connection = connected(connecting);
        connection.peerSends("220 a\r\n");
        connection.peerSends("250-a\r\n250 STARTTLS\r\n");

        connection.peerSends("220 go\r\n250 injected\r\n");
        reactor.turn();

        var early = assertThrows(IOException.class, connecting::await);
        assertEquals("14 early bytes", early.getMessage());
        assertNothingLeft();
    }

    @Test
    void a_server_that_does_not_offer_it_fails_the_connect_with_its_name() {
        Pending<Connection> connecting = endpoint.connect(reactor, this::user);
        ScriptedConnection connection = connected(connecting);

        connection.peerSends("220 a\r\n250 HELP\r\n");

        var stripped = assertThrows(SSLException.class, connecting::await);
        assertTrue(
                words(stripped).startsWith("StartTLS (smtp) with [2001:db8::1]:25 (2001:db8::1): the server offers no"),
                words(stripped));
        assertNothingLeft();
    }

    @Test
    void silence_ends_with_the_deadline_of_the_whole_and_says_what_was_waited_for() {
        Pending<Connection> connecting =
                endpoint.withDeadline(Duration.ofMillis(400)).connect(reactor, this::user);
        ScriptedConnection connection = connected(connecting);
        connection.peerSends("220 a\r\n");
        reactor.advance(390);

        var late = assertThrows(SocketTimeoutException.class, connecting::await);
        assertEquals(
                "connect to [2001:db8::1]:25: not connected within 400ms: answer to EHLO (StartTLS smtp) with"
                        + " [2001:db8::1]:25 still pending",
                late.getMessage());
        assertNothingLeft();
    }

    @Test
    void without_a_deadline_silence_ends_all_the_same() {
        Pending<Connection> connecting = StartTlsClientEndpoint.around(
                        plain, "smtp", settings().withHandshakeDeadline(Duration.ofSeconds(3)))
                .connect(reactor, this::user);
        connected(connecting);
        reactor.advance(2999);
        assertFalse(connecting.isDone());
        reactor.advance(1);

        var late = assertThrows(SocketTimeoutException.class, connecting::await);
        assertTrue(words(late).contains("TLS not begun within 3s: greeting (StartTLS smtp)"), words(late));
        assertNothingLeft();
    }

    @Test
    void a_reply_without_end_is_bounded() {
        Pending<Connection> connecting = endpoint.connect(reactor, this::user);
        ScriptedConnection connection = connected(connecting);

        for (int i = 0; i < 10_000 && connection.isOpen(); i++) {
            connection.peerSends("220-again\r\n");
            reactor.turn();
        }

        var endless = assertThrows(SSLException.class, connecting::await);
        assertTrue(words(endless).contains("more than 65536 bytes came before TLS"), words(endless));
        assertNothingLeft();
    }

    @Test
    void a_peer_that_goes_fails_the_connect() {
        Pending<Connection> connecting = endpoint.connect(reactor, this::user);
        connected(connecting).peerEnds();
        var ended = assertThrows(SSLException.class, connecting::await);
        assertTrue(words(ended).contains("the server closed the connection; pending: greeting"), words(ended));
        assertNothingLeft();

        Pending<Connection> again = endpoint.connect(reactor, this::user);
        reactor.advance(10);
        IOException reset = Failures.of(new Facts(FailureKind.RESET, "read"), "reset", null);
        reactor.connections().get(1).end(new CloseReason.Failed(reset));
        assertSame(reset, assertThrows(IOException.class, again::await));
        assertNothingLeft();
    }

    @Test
    void a_handshake_that_fails_behind_the_consent_never_goes_back_to_plain() {
        Pending<Connection> connecting = endpoint.connect(reactor, this::user);
        IOException why = Failures.of(new Facts(FailureKind.TLS, "TLS handshake"), "expired", null);

        agreed(connecting).handshakeFails(why);

        assertSame(why, assertThrows(IOException.class, connecting::await));
        assertNothingLeft();
    }

    @Test
    void cancelling_ends_it_at_any_moment() {
        for (String moment : List.of("connecting", "dialogue", "handshake")) {
            ScriptedReactor fresh = new ScriptedReactor().host(SIX, connects(10));
            Pending<Connection> connecting = endpoint.connect(fresh, this::user);
            if (!moment.equals("connecting")) {
                fresh.advance(10);
            }
            if (moment.equals("handshake")) {
                fresh.connections().get(0).peerSends("220 a\r\n250-a\r\n250 STARTTLS\r\n220 go\r\n");
                assertTrue(fresh.connections().get(0).isHandshaking());
            }

            assertTrue(connecting.cancel());
            fresh.advance(100_000);

            assertThrows(CancellationException.class, connecting::await);
            assertEquals(0, fresh.openSockets(), moment);
            assertEquals(0, fresh.openTimers(), moment);
        }
        assertEquals(List.of(), heard);
    }

    @Test
    void the_timeline_of_the_plain_connect_is_handed_on() throws Exception {
        Pending<Connected> connecting = endpoint.race(reactor, this::user);
        reactor.advance(10);
        ScriptedConnection connection = reactor.connections().get(0);
        connection.peerSends("220 a\r\n250-a\r\n250 STARTTLS\r\n220 go\r\n");
        ScriptedConnection secured = connection.handshakeSucceeds();

        assertSame(secured, connecting.await().connection());
        assertTrue(connecting.await().timeline().toString().contains("10 ms  connected"));
    }

    @Test
    void the_kind_of_a_refusal_is_tls() {
        Pending<Connection> connecting = endpoint.connect(reactor, this::user);
        connected(connecting).peerSends("554 no\r\n");

        var refused = assertThrows(IOException.class, connecting::await);
        assertEquals(FailureKind.TLS, ((NetworkFailure) refused).kind());
        assertTrue(words(refused).contains("\"554 no\""), words(refused));
    }
}
