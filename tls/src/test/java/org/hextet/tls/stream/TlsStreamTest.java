package org.hextet.tls.stream;

import static org.hextet.tls.stream.TlsPair.encoded;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsRole;
import org.hextet.api.TlsSettings;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.tls.ClientAuthentication;
import org.hextet.tls.TestCertificates;
import org.hextet.tls.TlsSettingsBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120) // of a loop that never ends, alone
class TlsStreamTest {

    private static final String V13 = "TLSv1.3";
    private static final String V12 = "TLSv1.2";

    @TempDir
    private static Path folder;

    private static TestCertificates certificates;

    private final Recorder client = new Recorder();
    private final Recorder server = new Recorder();

    @BeforeAll
    static void make_certificates() throws Exception {
        certificates = new TestCertificates(folder)
                .make("host", "EC", "-groupname", "secp256r1", "-ext", "SAN=dns:localhost,ip:127.0.0.1,ip:::1")
                .make("person", "EC", "-groupname", "secp256r1");
    }

    private static TlsSettingsBuilder clientOf(String version) throws Exception {
        return TlsSettingsBuilder.client()
                .withTrust(certificates.trustStore("host"))
                .withProtocols(version)
                .withTasks(Runnable::run);
    }

    private static TlsSettingsBuilder serverOf(String version) throws Exception {
        return TlsSettingsBuilder.server(certificates.keyStore("host"), TestCertificates.password())
                .withProtocols(version)
                .withTasks(Runnable::run);
    }

    private static TlsPair pair(String version, Recorder client, Recorder server) throws Exception {
        return TlsPair.of(clientOf(version).build(), client, serverOf(version).build(), server);
    }

    private static RawPeer rawServer(String version) throws Exception {
        SSLEngine engine = serverOf(version).build().context().createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(new String[] {version});
        return new RawPeer(engine);
    }

    private static RawPeer rawClient(String version) throws Exception {
        SSLEngine engine =
                clientOf(version).withoutNameVerification().build().context().createSSLEngine();
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {version});
        return new RawPeer(engine);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static Throwable failure(Pending<Connection> pending) {
        Throwable[] kept = new Throwable[1];
        pending.whenComplete((value, thrown) -> kept[0] = thrown);
        Throwable thrown = kept[0];
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }

    private static IOException failed(CloseReason reason) {
        return assertInstanceOf(CloseReason.Failed.class, reason).cause();
    }

    private static void assertKind(FailureKind kind, Throwable failure) {
        assertEquals(kind, assertInstanceOf(NetworkFailure.class, failure).kind(), failure.toString());
    }

    private static void assertSays(String words, Throwable failure) {
        assertTrue(String.valueOf(failure.getMessage()).contains(words), failure.toString());
    }

    /** Both ends are gone, each was told so once, and nothing waits. */
    private static void assertOver(TlsPair pair) {
        assertTrue(pair.below().isGone());
        assertTrue(pair.below().peer().isGone());
        assertEquals(0, pair.reactor.pendingTimers());
        assertEquals(List.of(), pair.reactor.uncaught());
    }

    /** Before 1.3 a close_notify ends both ways: there is nothing to be said between it and the end. */
    private static List<String> ofEnd(String version) {
        return version.equals(V13) ? List.of("connected", "inputEnded", "closed") : List.of("connected", "closed");
    }

    private static class Echo extends Recorder {
        @Override
        void whenReceived(Connection told, byte[] copy) {
            told.write(ByteBuffer.wrap(copy));
        }
    }

    // The handshake

    @ParameterizedTest
    @CsvSource({"TLSv1.3, 1", "TLSv1.2, 1", "TLSv1.3, 7", "TLSv1.2, 100", "TLSv1.3, 100000", "TLSv1.2, 100000"})
    void shakes_hands_and_carries_bytes_however_they_are_cut(String version, int piece) throws Exception {
        Recorder echo = new Echo();
        TlsPair pair = pair(version, client, echo).inPiecesOf(piece).turn();

        assertEquals(List.of("connected"), client.events());
        assertEquals(List.of("connected"), echo.events());
        assertSame(client.connection(), pair.secured().await());
        assertEquals(
                version,
                client.connection().tlsSession().orElseThrow().session().getProtocol());
        assertEquals(
                TlsRole.SERVER, echo.connection().tlsSession().orElseThrow().role());
        assertEquals(0, pair.reactor.pendingTimers());

        byte[] data = random(40_000);
        client.connection().write(ByteBuffer.wrap(data));
        pair.turn();
        assertArrayEquals(data, client.bytes());

        client.connection().close();
        pair.turn();
        assertEquals(ofEnd(version), echo.events());
        assertEquals(List.of("connected", "closed"), client.events());
        assertOver(pair);
    }

    @ParameterizedTest
    @ValueSource(strings = {V13, V12})
    void what_comes_right_behind_the_handshake_comes_after_connected(String version) throws Exception {
        Recorder first = new Recorder() {
            @Override
            void whenConnected(Connection told) {
                told.write(encoded("first"));
            }
        };
        Recorder second = new Recorder() {
            @Override
            void whenConnected(Connection told) {
                told.write(encoded("second"));
            }
        };
        pair(version, first, second).turn();

        assertEquals("second", first.text());
        assertEquals("first", second.text());
        assertEquals(1, second.callbacks());
    }

    @Test
    void it_goes_by_the_name_of_the_protocol_that_it_carries() throws Exception {
        TlsPair pair = TlsPair.of(clientOf(V13).build(), client, serverOf(V13).build(), server);
        assertEquals(TlsStream.class.getName(), pair.below().protocol().protocolName());

        pair.turn();

        assertEquals(client.getClass().getName(), pair.below().protocol().protocolName());
    }

    @Test
    void nothing_is_pending_longer_than_the_deadline() throws Exception {
        Recorder silent = new Recorder();
        TlsSettings settings =
                clientOf(V13).withHandshakeDeadline(Duration.ofSeconds(3)).build();
        TlsPair pair = TlsPair.ofStrangeServer(settings, client, silent).turn();

        pair.reactor.advance(Duration.ofMillis(2999));
        assertFalse(pair.secured().isDone());
        pair.reactor.advance(Duration.ofMillis(1));

        assertKind(FailureKind.TIMEOUT, failure(pair.secured()));
        assertSays("not done within 3 s; the peer said nothing", failure(pair.secured()));
        assertEquals(List.of(), client.events());
        assertOver(pair);
    }

    @Test
    void a_byte_now_and_then_does_not_put_the_deadline_off() throws Exception {
        RawPeer raw = rawServer(V13);
        TlsPair pair = TlsPair.ofStrangeServer(clientOf(V13).build(), client, raw);
        pair.below().inPiecesOf(1);
        pair.below().hold();
        pair.turn();
        for (int i = 0; i < 29; i++) {
            pair.below().release();
            pair.reactor.turnOnce();
            pair.below().hold();
            pair.reactor.advance(Duration.ofSeconds(1));
        }
        assertFalse(pair.secured().isDone());
        pair.reactor.advance(Duration.ofSeconds(1));

        assertKind(FailureKind.TIMEOUT, failure(pair.secured()));
        assertSays("not done within 30 s", failure(pair.secured()));
        assertEquals(List.of(), client.events());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            474554202f20485454502f312e310d0a0d0a | plain text: "GET / HTTP/1.1"
            5353482d322e300a | plain text: "SSH-2.0"
            00010203040506070809 | bytes 00 01 02 03 04 05 06 07
            160303ffff | a record of 65535 bytes was announced
            """)
    void what_is_no_tls_ends_it_with_a_reason(String sent, String words) throws Exception {
        Recorder stranger = new Recorder() {
            @Override
            void whenConnected(Connection told) {
                told.write(ByteBuffer.wrap(HexFormat.of().parseHex(sent)));
            }
        };
        TlsPair pair =
                TlsPair.ofStrangeClient(stranger, serverOf(V13).build(), server).turn();

        assertEquals(1, pair.failures.size());
        Throwable failure = (Throwable) pair.failures.get(0);
        assertKind(FailureKind.TLS, failure);
        assertSays(words, failure);
        assertEquals(List.of(), server.events());
        assertOver(pair);
    }

    @Test
    void a_peer_that_goes_away_in_the_middle_is_told_so() throws Exception {
        Recorder leaving = new Recorder() {
            @Override
            void whenConnected(Connection told) {
                told.close();
            }
        };
        TlsPair pair =
                TlsPair.ofStrangeServer(clientOf(V13).build(), client, leaving).turn();

        assertKind(FailureKind.TLS, failure(pair.secured()));
        assertSays("closed the connection in the middle of it; does it speak TLS", failure(pair.secured()));
        assertOver(pair);
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, cancel", "TLSv1.3, reset", "TLSv1.3, end", "TLSv1.3, close",
        "TLSv1.2, cancel", "TLSv1.2, reset", "TLSv1.2, end", "TLSv1.2, close"
    })
    void an_end_at_any_point_has_one_outcome_and_leaves_nothing(String version, String how) throws Exception {
        TlsSettings clientSettings = clientOf(version).build();
        TlsSettings serverSettings = serverOf(version).build();
        int turns = 0;
        boolean isOver = false;
        while (!isOver) {
            Recorder clientUser = new Recorder();
            Recorder serverUser = new Recorder();
            TlsPair pair = TlsPair.of(clientSettings, clientUser, serverSettings, serverUser)
                    .inPiecesOf(100);
            for (int i = 0; i < turns; i++) {
                isOver = !pair.reactor.turnOnce();
            }
            turns++;
            switch (how) {
                case "cancel" -> pair.secured().cancel();
                case "reset" -> {
                    pair.below().reset();
                    pair.below().peer().reset();
                }
                case "end" -> pair.below().peer().shutdownOutput();
                default -> pair.below().close();
            }
            pair.turn();
            if (clientUser.isConnected() && !pair.below().isGone()) {
                clientUser.connection().close();
                pair.turn();
            }

            assertOver(pair);
            assertTrue(pair.secured().isDone(), "after " + turns);
            assertEquals(
                    clientUser.isConnected() ? 1 : 0,
                    clientUser.events().stream().filter("closed"::equals).count());
            assertEquals(
                    serverUser.isConnected() ? 0 : 1, pair.failures.size(), "after " + turns + serverUser.events());
        }
        assertTrue(turns > 10, "a handshake of " + turns + " turns");
    }

    // The slow parts

    @Test
    void an_executor_that_refuses_ends_it_with_a_reason() throws Exception {
        TlsSettings refusing = serverOf(V13).build().withTasks(task -> {
            throw new RejectedExecutionException("shut down");
        });
        TlsPair pair =
                TlsPair.of(clientOf(V13).build(), client, refusing, server).turn();

        assertEquals(1, pair.failures.size());
        assertSays("the executor of its slow parts refuses them", (Throwable) pair.failures.get(0));
        assertNotNull(failure(pair.secured()));
        assertOver(pair);
    }

    @Test
    void an_executor_that_throws_otherwise_loses_its_own_connection_only() throws Exception {
        TlsSettings throwing = serverOf(V13).build().withTasks(task -> {
            throw new IllegalStateException("broken");
        });
        TlsPair pair =
                TlsPair.of(clientOf(V13).build(), client, throwing, server).turn();

        assertTrue(pair.below().isGone());
        assertTrue(pair.below().peer().isGone());
        assertEquals(1, pair.reactor.uncaught().size() + pair.failures.size());
        assertNotNull(failure(pair.secured()));
        assertEquals(0, pair.reactor.pendingTimers());
    }

    @Test
    void a_task_that_throws_ends_it_with_a_reason() throws Exception {
        for (Throwable thrown : List.of(new IllegalStateException("broken"), new AssertionError("broken"))) {
            Recorder user = new Recorder();
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Throwing(thrown)}, null);
            TlsPair pair = TlsPair.of(
                            TlsSettings.of(context).withTasks(Runnable::run),
                            user,
                            serverOf(V13).build(),
                            server)
                    .turn();

            assertKind(FailureKind.TLS, failure(pair.secured()));
            assertSays("broken", failure(pair.secured()));
            assertEquals(List.of(), user.events());
            assertOver(pair);
        }
    }

    private static final class Throwing extends X509ExtendedTrustManager {

        private final Throwable thrown;

        Throwing(Throwable thrown) {
            this.thrown = thrown;
        }

        private void check() {
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) thrown;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            check();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
            check();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            check();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            check();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            check();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            check();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cancel", "reset", "deadline"})
    void an_end_while_a_task_runs_waits_for_nothing_and_the_task_does_no_harm(String how) throws Exception {
        ArrayDeque<Runnable> tasks = new ArrayDeque<>();
        TlsSettings slow = clientOf(V13).withTasks(tasks::add).build();
        TlsPair pair = TlsPair.of(slow, client, serverOf(V13).build(), server).turn();
        assertEquals(1, tasks.size());

        switch (how) {
            case "cancel" -> pair.secured().cancel();
            case "reset" -> {
                pair.below().reset();
                pair.below().peer().reset();
            }
            default -> pair.reactor.advance(Duration.ofSeconds(30));
        }
        pair.turn();
        assertNotNull(failure(pair.secured()));
        while (!tasks.isEmpty()) {
            tasks.remove().run();
            pair.turn();
        }

        assertEquals(List.of(), client.events());
        assertOver(pair);
    }

    @Test
    void an_end_of_the_input_while_a_task_runs_is_told_after_what_came_before() throws Exception {
        ArrayDeque<Runnable> tasks = new ArrayDeque<>();
        TlsSettings slow = clientOf(V13).withTasks(tasks::add).build();
        TlsPair pair = TlsPair.of(slow, client, serverOf(V13).build(), server).turn();

        pair.below().peer().close();
        pair.turn();
        assertFalse(pair.secured().isDone());
        while (!tasks.isEmpty()) {
            tasks.remove().run();
            pair.turn();
        }

        assertEquals(List.of("connected", "closed"), client.events());
        assertEquals(new CloseReason.Truncated(0), client.reason());
        assertOver(pair);
    }

    @Test
    void while_a_task_runs_what_comes_is_kept_up_to_a_bound() throws Exception {
        ArrayDeque<Runnable> tasks = new ArrayDeque<>();
        // Whether there is a certificate is looked at in a task, and the client talks on right behind it.
        TlsSettings slow = serverOf(V13)
                .withTasks(tasks::add)
                .withClientAuthentication(ClientAuthentication.OPTIONAL)
                .withTrust(certificates.trustStore("person"))
                .build();
        RawPeer raw = rawClient(V13);
        TlsPair pair = TlsPair.ofStrangeClient(raw, slow, server).turn();
        tasks.remove().run();
        pair.turn();
        assertEquals(1, tasks.size());
        assertFalse(server.isConnected());
        for (int i = 0; i < 30; i++) {
            raw.write("x".repeat(10_000));
            pair.turn();
        }
        assertTrue(pair.below().peer().isReadingPaused());

        while (!tasks.isEmpty()) {
            tasks.remove().run();
            pair.turn();
        }

        assertFalse(pair.below().peer().isReadingPaused());
        assertEquals("x".repeat(300_000), server.text());
    }

    // Pauses

    @ParameterizedTest
    @ValueSource(strings = {V13, V12})
    void pausing_in_connected_holds_back_all_of_it_even_the_end(String version) throws Exception {
        Recorder pausing = new Recorder() {
            @Override
            void whenConnected(Connection told) {
                told.pauseReading();
            }
        };
        Recorder talkative = new Recorder() {
            @Override
            void whenConnected(Connection told) {
                told.write(encoded("all of it"));
                told.close();
            }
        };
        TlsPair pair = pair(version, pausing, talkative).turn();

        assertEquals(List.of("connected"), pausing.events());
        assertEquals("", pausing.text());
        pausing.connection().resumeReading();
        pair.turn();

        assertEquals("all of it", pausing.text());
        assertEquals(ofEnd(version), pausing.events());
        assertInstanceOf(CloseReason.ClosedByPeer.class, pausing.reason());
        assertOver(pair);
    }

    @Test
    void pausing_in_received_stops_before_the_next_record() throws Exception {
        Recorder pausing = new Recorder() {
            @Override
            void whenReceived(Connection told, byte[] copy) {
                told.pauseReading();
            }
        };
        TlsPair pair = pair(V13, client, pausing).turn();
        client.connection().write(ByteBuffer.wrap(random(100_000)));
        pair.turn();

        for (int records = 1; pausing.bytes().length < 100_000; records++) {
            assertEquals(records, pausing.callbacks());
            pausing.connection().resumeReading();
            pair.turn();
        }
        assertArrayEquals(random(100_000), pausing.bytes());
    }

    @Test
    void a_pause_of_the_way_out_is_passed_on_after_connected_and_in_turn() throws Exception {
        TlsPair pair = pair(V13, client, server);
        pair.below().writable(false);
        pair.turn();
        pair.below().writable(true);
        pair.turn();
        pair.below().writable(false);
        pair.turn();

        assertEquals(List.of("connected", "writingPaused", "writingResumed", "writingPaused"), client.events());
        assertFalse(client.connection().isWritable());
    }

    // Ends

    @Test
    void half_a_connection_goes_on_in_the_other_direction() throws Exception {
        byte[] data = random(1 << 20);
        Recorder late = new Recorder() {
            @Override
            void whenInputEnded(Connection told) {
                told.write(ByteBuffer.wrap(data));
                told.close();
            }
        };
        TlsPair pair = pair(V13, client, late).turn();

        client.connection().write(encoded("question"));
        client.connection().shutdownOutput();
        pair.turn();

        assertEquals("question", late.text());
        assertArrayEquals(data, client.bytes());
        assertEquals(List.of("connected", "inputEnded", "closed"), client.events());
        assertEquals(List.of("connected", "inputEnded", "closed"), late.events());
        assertOver(pair);
    }

    @ParameterizedTest
    @ValueSource(strings = {V13, V12})
    void what_was_written_before_close_arrives_and_both_ends_are_clean(String version) throws Exception {
        byte[] data = random(1 << 20);
        TlsPair pair = pair(version, client, server).turn();

        pair.reactor.run(() -> {
            client.connection().write(ByteBuffer.wrap(data));
            client.connection().close();
            client.connection().write(encoded("too late"));
        });
        pair.turn();

        assertArrayEquals(data, server.bytes());
        assertInstanceOf(CloseReason.ClosedByPeer.class, server.reason());
        assertInstanceOf(CloseReason.ClosedHere.class, client.reason());
        assertOver(pair);
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3, 0", "TLSv1.2, 0", "TLSv1.3, 10", "TLSv1.2, 10"})
    void an_end_without_close_notify_is_truncated_and_what_came_before_is_there(String version, int ofNext)
            throws Exception {
        RawPeer raw = rawServer(version);
        TlsPair pair =
                TlsPair.ofStrangeServer(clientOf(version).build(), client, raw).turn();

        raw.write("all there is");
        raw.connection().write(ByteBuffer.wrap(raw.record("more"), 0, ofNext));
        raw.connection().close();
        pair.turn();

        assertEquals("all there is", client.text());
        assertEquals(new CloseReason.Truncated(12), client.reason());
        assertEquals(List.of("connected", "closed"), client.events());
        assertOver(pair);
    }

    @Test
    void an_end_without_close_notify_waits_for_the_reader() throws Exception {
        RawPeer raw = rawServer(V13);
        TlsPair pair =
                TlsPair.ofStrangeServer(clientOf(V13).build(), client, raw).turn();
        client.connection().pauseReading();
        pair.turn();

        raw.write("all there is");
        raw.connection().close();
        pair.turn();
        assertEquals(List.of("connected"), client.events());
        client.connection().resumeReading();
        pair.turn();

        assertEquals("all there is", client.text());
        assertEquals(new CloseReason.Truncated(12), client.reason());
        assertOver(pair);
    }

    @ParameterizedTest
    @ValueSource(strings = {V13, V12})
    void a_reset_is_told_as_it_is(String version) throws Exception {
        TlsPair pair = pair(version, client, server).turn();

        pair.below().abort();
        pair.turn();

        assertInstanceOf(CloseReason.Aborted.class, client.reason());
        assertKind(FailureKind.RESET, failed(server.reason()));
        assertOver(pair);
    }

    @ParameterizedTest
    @ValueSource(strings = {V13, V12})
    void a_changed_byte_ends_it_with_a_reason_and_an_alert(String version) throws Exception {
        RawPeer raw = rawServer(version);
        TlsPair pair =
                TlsPair.ofStrangeServer(clientOf(version).build(), client, raw).turn();

        byte[] record = raw.record("text");
        record[record.length - 1] ^= 1;
        raw.connection().write(ByteBuffer.wrap(record));
        pair.turn();

        assertEquals("", client.text());
        assertKind(FailureKind.TLS, failed(client.reason()));
        assertNotNull(raw.failure());
        assertTrue(String.valueOf(raw.failure().getMessage()).contains("bad_record_mac"), raw.failure()::toString);
    }

    @Test
    void plain_text_in_the_middle_ends_it_with_a_reason() throws Exception {
        RawPeer raw = rawServer(V13);
        TlsPair pair =
                TlsPair.ofStrangeServer(clientOf(V13).build(), client, raw).turn();

        raw.connection().write(encoded("HTTP/1.1 400 Bad Request"));
        pair.turn();

        assertSays("plain text: \"HTTP/1.1 400 Bad Request\"", failed(client.reason()));
        assertOver(pair);
    }

    @ParameterizedTest
    @ValueSource(strings = {V13, V12})
    void a_callback_that_throws_loses_its_connection(String version) throws Exception {
        IllegalStateException thrown = new IllegalStateException("of the user");
        Recorder throwing = new Recorder() {
            @Override
            void whenReceived(Connection told, byte[] copy) {
                throw thrown;
            }
        };
        TlsPair pair = pair(version, client, throwing).turn();

        client.connection().write(encoded("text"));
        pair.turn();

        assertEquals(new CloseReason.Aborted(thrown), throwing.reason());
        assertEquals(List.of(thrown), pair.reactor.uncaught());
        assertTrue(pair.below().isGone());
    }

    @ParameterizedTest
    @CsvSource({
        "connected, close", "received, close", "inputEnded, close", "writingPaused, close", "writingResumed, close",
        "draining, close", "closed, close", "connected, abort", "received, abort", "inputEnded, abort",
        "writingPaused, abort", "writingResumed, abort", "draining, abort", "closed, abort"
    })
    void an_end_in_any_callback_has_one_outcome_and_leaves_nothing(String callback, String how) throws Exception {
        EndingIn ending = new EndingIn(callback, how);
        TlsPair pair = pair(V13, ending, server).turn();
        if (!pair.below().isGone()) {
            pair.below().writable(false);
            pair.turn();
        }
        if (!pair.below().isGone()) {
            pair.below().writable(true);
            pair.turn();
        }
        if (!pair.below().isGone()) {
            server.connection().write(encoded("text"));
            pair.turn();
        }
        if (!pair.below().isGone() && callback.equals("draining")) {
            pair.below().drain();
            pair.turn();
        }
        if (!pair.below().isGone()) {
            server.connection().close();
            pair.turn();
        }

        assertEquals(1, ending.ends, ending.events().toString());
        assertEquals(1, ending.events().stream().filter("closed"::equals).count());
        assertTrue(pair.secured().isDone());
        assertOver(pair);
    }

    /** Ends its connection in one of its callbacks, the first time that it comes. */
    private static final class EndingIn extends Recorder {
        private final String callback;
        private final String how;
        private int ends;

        EndingIn(String callback, String how) {
            this.callback = callback;
            this.how = how;
        }

        private void in(String event, Connection told) {
            if (event.equals(callback) && ends == 0) {
                ends++;
                if (how.equals("close")) {
                    told.close();
                } else {
                    told.abort();
                }
            }
        }

        @Override
        void whenConnected(Connection told) {
            in("connected", told);
        }

        @Override
        void whenReceived(Connection told, byte[] copy) {
            in("received", told);
        }

        @Override
        void whenInputEnded(Connection told) {
            in("inputEnded", told);
            told.close();
        }

        @Override
        public void writingPaused(Connection told) {
            super.writingPaused(told);
            in("writingPaused", told);
        }

        @Override
        public void writingResumed(Connection told) {
            super.writingResumed(told);
            in("writingResumed", told);
        }

        @Override
        public void draining(Connection told) {
            in("draining", told);
        }

        @Override
        public void closed(Connection told, CloseReason why) {
            super.closed(told, why);
            in("closed", told);
        }
    }

    @Test
    void a_drain_ends_the_stream_by_a_close_notify() throws Exception {
        TlsPair pair = pair(V13, client, server).turn();

        pair.below().drain();
        pair.turn();

        assertEquals(new CloseReason.ClosedHere(), client.reason());
        assertEquals(new CloseReason.ClosedByPeer(), server.reason());
        assertOver(pair);
    }

    @Test
    void throwing_in_connected_completes_the_promise_all_the_same() throws Exception {
        IllegalStateException thrown = new IllegalStateException("of the user");
        Recorder throwing = new Recorder() {
            @Override
            void whenConnected(Connection told) {
                throw thrown;
            }
        };
        TlsPair pair = pair(V13, throwing, server).turn();

        assertTrue(pair.secured().isDone());
        assertEquals(new CloseReason.Aborted(thrown), throwing.reason());
    }

    // Renegotiation

    @Test
    void a_client_that_asks_to_renegotiate_is_refused() throws Exception {
        RawPeer raw = rawClient(V12);
        TlsPair pair =
                TlsPair.ofStrangeClient(raw, serverOf(V12).build(), server).turn();
        raw.write("before");
        pair.turn();

        raw.renegotiate();
        pair.turn();

        assertEquals("before", server.text());
        assertSays("the peer wants to renegotiate, which is refused", failed(server.reason()));
        assertOver(pair);
    }

    @Test
    void a_server_that_asks_to_renegotiate_is_refused() throws Exception {
        RawPeer raw = rawServer(V12);
        TlsPair pair =
                TlsPair.ofStrangeServer(clientOf(V12).build(), client, raw).turn();

        raw.renegotiate();
        pair.turn();

        assertSays("the peer wants to renegotiate, which is refused", failed(client.reason()));
        assertOver(pair);
    }

    @Test
    void new_keys_of_tls_1_3_are_no_renegotiation() throws Exception {
        RawPeer raw = rawServer(V13);
        TlsPair pair =
                TlsPair.ofStrangeServer(clientOf(V13).build(), client, raw).turn();

        raw.renegotiate(); // A KeyUpdate, there.
        raw.write("with new keys");
        pair.turn();
        client.connection().write(encoded("likewise"));
        pair.turn();

        assertEquals("with new keys", client.text());
        assertEquals("likewise", raw.text());
    }

    // Other threads

    @Test
    void writes_of_other_threads_keep_their_order() throws Exception {
        TlsPair pair = pair(V13, client, server).turn();
        ByteArrayOutputStream expected = new ByteArrayOutputStream();

        Thread other = new Thread(() -> {
            for (int i = 0; i < 1000; i++) {
                byte[] line = (i + "\n").getBytes(StandardCharsets.US_ASCII);
                expected.writeBytes(line);
                ByteBuffer lent = ByteBuffer.wrap(line.clone());
                client.connection().write(lent);
                lent.clear().put(new byte[line.length]);
            }
            client.connection().close();
        });
        other.start();
        other.join();
        pair.turn();

        assertEquals(expected.toString(StandardCharsets.US_ASCII), server.text());
        assertInstanceOf(CloseReason.ClosedByPeer.class, server.reason());
        assertOver(pair);
    }

    @Test
    void writes_of_other_threads_beyond_the_limit_end_it() throws Exception {
        TlsPair pair = pair(V13, client, server).turn();
        int tooMany = (int) Math.min(StreamOptions.DEFAULT.writeLimit() + 1, Integer.MAX_VALUE - 8);

        Thread other = new Thread(() -> client.connection().write(ByteBuffer.allocate(tooMany)));
        other.start();
        other.join();
        pair.turn();

        assertKind(FailureKind.TOO_SLOW, failed(client.reason()));
        assertOver(pair);
    }

    // One protocol after the other

    @Test
    void what_comes_after_a_switch_goes_to_the_next_protocol() throws Exception {
        Recorder next = new Recorder();
        Recorder switching = new Recorder() {
            @Override
            void whenReceived(Connection told, byte[] copy) {
                told.switchProtocol(next);
            }
        };
        TlsPair pair = pair(V13, client, switching).turn();

        // Two records that come at once.
        pair.below().peer().hold();
        client.connection().write(ByteBuffer.wrap(random(1000)));
        pair.turn();
        client.connection().write(encoded("for the next"));
        pair.turn();
        pair.below().peer().release();
        client.connection().close();
        pair.turn();

        assertEquals(1000, switching.bytes().length);
        assertEquals(List.of("connected"), switching.events());
        assertEquals("for the next", next.text());
        assertEquals(List.of("connected", "inputEnded", "closed"), next.events());
        assertOver(pair);
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.3, TLSv1.3", "TLSv1.2, TLSv1.3", "TLSv1.3, TLSv1.2"})
    void tls_runs_in_tls(String outer, String inner) throws Exception {
        byte[] data = random(100_000);
        Recorder innerServer = new Echo();
        Protocol clientStarts = new Starting(clientOf(inner).build(), client);
        Protocol serverStarts = new Starting(serverOf(inner).build(), innerServer);
        TlsPair pair = TlsPair.of(
                        clientOf(outer).build(), clientStarts, serverOf(outer).build(), serverStarts)
                .inPiecesOf(1000)
                .turn();

        assertEquals(
                inner, client.connection().tlsSession().orElseThrow().session().getProtocol());
        client.connection().write(ByteBuffer.wrap(data));
        pair.turn();
        assertArrayEquals(data, client.bytes());
        client.connection().close();
        pair.turn();

        assertEquals(ofEnd(inner), innerServer.events());
        assertInstanceOf(CloseReason.ClosedByPeer.class, innerServer.reason());
        assertOver(pair);
    }

    private record Starting(TlsSettings settings, Protocol user) implements Protocol {

        @Override
        public void connected(Connection connection) {
            connection.startTls(settings, () -> user);
        }

        @Override
        public void received(Connection connection, ByteBuffer lent) {
            throw new AssertionError("plain text");
        }
    }

    @Test
    void plain_text_behind_the_message_that_starts_the_inner_tls_is_refused() throws Exception {
        Recorder before = new Recorder() {
            @Override
            public void received(Connection told, ByteBuffer lent) throws IOException {
                lent.get();
                try {
                    told.startTls(serverOf(V13).build(), Recorder::new);
                } catch (Exception unexpected) {
                    throw new IOException(unexpected);
                }
            }
        };
        TlsPair pair = pair(V13, client, before).turn();

        client.connection().write(encoded("!QUIT"));
        pair.turn();

        assertSays("4 bytes of plain text came behind", failed(before.reason()));
        assertOver(pair);
    }

    // What both sides agree on

    @ParameterizedTest
    @ValueSource(strings = {V13, V12})
    void both_see_the_application_protocol_and_a_client_certificate(String version) throws Exception {
        TlsSettings serverSettings = serverOf(version)
                .withApplicationProtocols("h2", "http/1.1")
                .withClientAuthentication(ClientAuthentication.REQUIRED)
                .withTrust(certificates.trustStore("person"))
                .build();
        TlsSettings clientSettings = clientOf(version)
                .withApplicationProtocols("http/1.1", "h2")
                .withCertificate(certificates.keyStore("person"), TestCertificates.password())
                .build()
                .withServerName("LOCALHOST.");
        TlsPair.of(clientSettings, client, serverSettings, server).turn();

        assertEquals(
                "h2",
                client.connection()
                        .tlsSession()
                        .orElseThrow()
                        .applicationProtocol()
                        .orElseThrow());
        assertEquals(
                "h2",
                server.connection()
                        .tlsSession()
                        .orElseThrow()
                        .applicationProtocol()
                        .orElseThrow());
        assertEquals(
                "localhost",
                server.connection().tlsSession().orElseThrow().serverName().orElseThrow());
        assertEquals(
                "CN=person",
                server.connection()
                        .tlsSession()
                        .orElseThrow()
                        .session()
                        .getPeerPrincipal()
                        .getName());
    }

    @ParameterizedTest
    @ValueSource(strings = {V13, V12})
    void without_a_common_application_protocol_both_are_told(String version) throws Exception {
        TlsPair pair = TlsPair.of(
                        clientOf(version).withApplicationProtocols("h2").build(),
                        client,
                        serverOf(version).withApplicationProtocols("smtp").build(),
                        server)
                .turn();

        assertSays("no_application_protocol", failure(pair.secured()));
        assertEquals(1, pair.failures.size());
        assertOver(pair);
    }

    @ParameterizedTest
    @ValueSource(strings = {V13, V12})
    void a_refused_name_is_told_to_both_in_words(String version) throws Exception {
        TlsPair pair = TlsPair.of(
                        clientOf(version).build().withServerName("other.test"),
                        client,
                        serverOf(version).build(),
                        server)
                .turn();

        assertSays("is not of other.test but of localhost, 127.0.0.1, ::1", failure(pair.secured()));
        assertSays("certificate_unknown", (Throwable) pair.failures.get(0));
        assertEquals(List.of(), client.events());
        assertOver(pair);
    }

    @ParameterizedTest
    @ValueSource(strings = {V13, V12})
    void the_next_connection_of_the_same_settings_resumes_the_session(String version) throws Exception {
        TlsSettings clientSettings = clientOf(version).build();
        TlsSettings serverSettings = serverOf(version).build();

        assertNull(markOfSession(clientSettings, serverSettings));
        assertEquals("seen", markOfSession(clientSettings, serverSettings));
        assertEquals("seen", markOfSession(clientSettings, serverSettings));
        // Of another name it is another one, and so it is of settings that were built anew.
        assertNull(markOfSession(clientSettings.withServerName("localhost"), serverSettings));
        assertNull(markOfSession(clientOf(version).build(), serverSettings));
        assertNull(markOfSession(clientSettings, serverOf(version).build()));
    }

    /** What an earlier connection of the same session has left in it. */
    private static @Nullable Object markOfSession(TlsSettings clientSettings, TlsSettings serverSettings)
            throws Exception {
        Recorder clientUser = new Recorder();
        Recorder serverUser = new Recorder();
        TlsPair pair = TlsPair.of(clientSettings, clientUser, serverSettings, serverUser)
                .turn();
        SSLSession session = clientUser.connection().tlsSession().orElseThrow().session();
        Object mark = session.getValue("mark");
        session.putValue("mark", "seen");
        clientUser.connection().close();
        pair.turn();
        assertOver(pair);
        return mark;
    }
}
