package org.hextet.endpoints.framing;

import static org.hextet.endpoints.scripted.Words.words;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import javax.net.ssl.SSLContext;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.TlsSettings;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.endpoints.scripted.ScriptedConnection;
import org.hextet.endpoints.scripted.ScriptedReactor;
import org.junit.jupiter.api.Test;

final class FramingTest {

    private final ScriptedReactor reactor = new ScriptedReactor();
    private final ScriptedConnection connection = reactor.newConnection();
    private final Frames frames = new Frames();

    /** Writes down what it hears; does what the test says with the connection at a certain frame. */
    private static final class Frames implements FrameProtocol {

        final List<String> heard = new ArrayList<>();
        final IdentityHashMap<ByteBuffer, Integer> buffers = new IdentityHashMap<>();
        String pauseAt = "never";
        String switchAt = "never";
        String closeAt = "never";
        String throwAt = "never";
        Protocol next = Protocol.receiving((connection, lent) -> {});
        boolean answersTooLarge;
        Connection connection = new ScriptedReactor().newConnection();

        @Override
        public void connected(Connection connection) {
            this.connection = connection;
            heard.add("connected");
        }

        @Override
        public void frame(Connection connection, ByteBuffer frame) throws Exception {
            assertTrue(frame.isReadOnly());
            buffers.merge(frame, 1, Integer::sum);
            String text = text(frame);
            heard.add(text);
            if (text.equals(pauseAt)) {
                connection.pauseReading();
            }
            if (text.equals(switchAt)) {
                connection.switchProtocol(next);
            }
            if (text.equals(closeAt)) {
                connection.close();
            }
            if (text.equals(throwAt)) {
                throw new IOException("at " + text);
            }
        }

        @Override
        public void tooLarge(Connection connection, IOException failure) throws Exception {
            heard.add("too large: " + ((NetworkFailure) failure).kind());
            if (!answersTooLarge) {
                throw failure;
            }
            connection.write(ByteBuffer.wrap("500 too long".getBytes(StandardCharsets.US_ASCII)));
        }

        @Override
        public void inputEnded(Connection connection, ByteBuffer incomplete) {
            heard.add("ended with \"" + text(incomplete) + "\"");
        }

        @Override
        public void closed(Connection connection, CloseReason reason) {
            heard.add("closed " + reason.getClass().getSimpleName());
        }

        private static String text(ByteBuffer bytes) {
            return StandardCharsets.ISO_8859_1.decode(bytes).toString();
        }
    }

    private void lines(LineDelimiter delimiter, int maximum) {
        connection.start(LineFraming.of(frames, delimiter, maximum));
    }

    private List<String> heard() {
        return frames.heard.subList(1, frames.heard.size());
    }

    @Test
    void incidents_speak_of_the_protocol_of_the_frames() {
        assertEquals(
                Frames.class.getName(), LengthPrefixFraming.of(frames, 4, 10).protocolName());
    }

    @Test
    void several_lines_in_one_chunk_and_one_line_in_several() {
        lines(LineDelimiter.LF, 100);

        connection.peerSends("one\ntwo\n\nth");
        connection.peerSends("re");
        connection.peerSends("e\nfour\n");

        assertEquals(List.of("one", "two", "", "three", "four"), heard());
    }

    @Test
    void lines_that_lie_within_a_chunk_are_lent_in_the_chunks_own_buffer() {
        lines(LineDelimiter.LF, 100);

        connection.peerSends("one\ntwo\nthree\n");

        assertEquals(List.of(3), List.copyOf(frames.buffers.values()));
    }

    @Test
    void a_line_written_back_is_the_very_lent_buffer() {
        List<ByteBuffer> lent = new ArrayList<>();
        connection.start(LineFraming.of(
                (mine, frame) -> {
                    lent.add(frame);
                    mine.write(frame);
                },
                LineDelimiter.LF,
                100));

        connection.peerSends("echo\n");

        assertEquals("echo", connection.written());
        assertSame(lent.get(0), connection.lastWritten().orElseThrow());
    }

    @Test
    void each_delimiter_ends_what_it_says() {
        for (LineDelimiter delimiter : LineDelimiter.values()) {
            for (boolean byteByByte : new boolean[] {false, true}) {
                Frames mine = new Frames();
                ScriptedConnection fresh = reactor.newConnection();
                fresh.start(LineFraming.of(mine, delimiter, 100));

                send(fresh, "a\r\nb\nc\rd\r\r\n", byteByByte);

                List<String> expected = switch (delimiter) {
                    case LF -> List.of("connected", "a\r", "b", "c\rd\r\r");
                    case CRLF -> List.of("connected", "a", "b\nc\rd\r");
                    case LF_OR_CRLF -> List.of("connected", "a", "b", "c\rd\r");
                };
                assertEquals(expected, mine.heard, delimiter + (byteByByte ? ", byte by byte" : ""));
            }
        }
    }

    private static void send(ScriptedConnection to, String text, boolean byteByByte) {
        if (!byteByByte) {
            to.peerSends(text);
            return;
        }
        for (int at = 0; at < text.length(); at++) {
            to.peerSends(text.substring(at, at + 1));
        }
    }

    @Test
    void a_line_of_the_maximum_passes_and_one_byte_more_is_too_large_however_it_comes() {
        for (LineDelimiter delimiter : LineDelimiter.values()) {
            String end = delimiter == LineDelimiter.LF ? "\n" : "\r\n";
            for (boolean byteByByte : new boolean[] {false, true}) {
                Frames mine = new Frames();
                ScriptedConnection fresh = reactor.newConnection();
                fresh.start(LineFraming.of(mine, delimiter, 5));

                send(fresh, "12345" + end + "123456" + end, byteByByte);

                assertEquals(
                        List.of("connected", "12345", "too large: too-large", "closed Aborted"),
                        mine.heard,
                        delimiter + (byteByByte ? ", byte by byte" : ""));
            }
        }
    }

    @Test
    void a_line_without_end_is_too_large_before_its_end() {
        lines(LineDelimiter.CRLF, 5);

        connection.peerSends("1234567");

        assertEquals(List.of("too large: too-large", "closed Aborted"), heard());
    }

    @Test
    void who_answers_a_too_large_line_is_closed_after_it() {
        frames.answersTooLarge = true;
        lines(LineDelimiter.LF, 3);

        connection.peerSends("1234567\nabc\n");
        reactor.turn();

        assertEquals(List.of("too large: too-large", "closed ClosedHere"), heard());
        assertEquals("500 too long", connection.written());
    }

    @Test
    void pausing_holds_back_the_next_line_of_the_same_chunk_until_resume() {
        frames.pauseAt = "two";
        lines(LineDelimiter.LF, 100);

        connection.peerSends("one\ntwo\nthree\nfo");
        connection.peerSends("ur\nfive\n");
        reactor.turn();
        assertEquals(List.of("one", "two"), heard());
        assertTrue(connection.isReadingPaused());

        frames.connection.resumeReading();
        reactor.turn();

        assertEquals(List.of("one", "two", "three", "four", "five"), heard());
        assertFalse(connection.isReadingPaused());
    }

    @Test
    void resuming_never_delivers_inside_the_call() {
        frames.pauseAt = "one";
        lines(LineDelimiter.LF, 100);
        connection.peerSends("one\ntwo\n");

        frames.connection.resumeReading();

        assertEquals(List.of("one"), heard());
    }

    @Test
    void pausing_again_while_the_backlog_is_delivered_stops_it_again() {
        frames.pauseAt = "x";
        lines(LineDelimiter.LF, 100);
        connection.peerSends("x\nx\nx\n");

        for (int expected = 1; expected <= 3; expected++) {
            assertEquals(expected, heard().size());
            frames.connection.resumeReading();
            reactor.turn();
        }

        assertEquals(List.of("x", "x", "x"), heard());
    }

    @Test
    void a_callback_that_throws_on_the_backlog_loses_the_connection() {
        frames.pauseAt = "one";
        frames.throwAt = "two";
        lines(LineDelimiter.LF, 100);
        connection.peerSends("one\ntwo\nthree\n");

        frames.connection.resumeReading();
        reactor.turn();

        assertEquals(List.of("one", "two", "closed Aborted"), heard());
    }

    @Test
    void the_end_of_the_input_comes_after_the_backlog_with_what_is_incomplete() {
        frames.pauseAt = "one";
        lines(LineDelimiter.LF, 100);
        connection.peerSends("one\ntwo\nthr");
        connection.peerEnds();
        assertEquals(List.of("one"), heard());

        frames.connection.resumeReading();
        reactor.turn();

        assertEquals(List.of("one", "two", "ended with \"thr\""), heard());
    }

    @Test
    void closing_inside_a_chunk_delivers_nothing_more() {
        frames.closeAt = "one";
        lines(LineDelimiter.LF, 100);

        connection.peerSends("one\ntwo\n");
        reactor.turn();

        assertEquals(List.of("one", "closed ClosedHere"), heard());
    }

    /** A plain protocol that writes down what it hears. */
    private static final class Plain implements Protocol {

        final List<String> heard = new ArrayList<>();
        boolean pausesInConnected;
        Connection connection = new ScriptedReactor().newConnection();

        @Override
        public void connected(Connection connection) {
            this.connection = connection;
            heard.add("connected");
            if (pausesInConnected) {
                connection.pauseReading();
            }
        }

        @Override
        public void received(Connection connection, ByteBuffer lent) {
            heard.add(StandardCharsets.ISO_8859_1.decode(lent).toString());
        }

        @Override
        public void inputEnded(Connection connection) {
            heard.add("ended");
        }
    }

    @Test
    void switching_inside_a_chunk_hands_the_rest_to_the_next_protocol() {
        Plain plain = new Plain();
        frames.switchAt = "upgrade";
        frames.next = plain;
        lines(LineDelimiter.LF, 100);

        connection.peerSends("upgrade\nraw bytes");
        connection.peerSends("more");
        connection.peerEnds();
        reactor.turn();
        connection.peerSends("x");

        assertEquals(List.of("upgrade"), heard());
        assertEquals(List.of("connected", "raw bytes", "more", "ended", "x"), plain.heard);
    }

    @Test
    void switching_at_the_end_of_a_chunk_leaves_nothing_between() {
        Plain plain = new Plain();
        frames.switchAt = "upgrade";
        frames.next = plain;
        lines(LineDelimiter.LF, 100);

        connection.peerSends("upgrade\n");
        connection.peerSends("raw");

        assertEquals(List.of("connected", "raw"), plain.heard);
        assertSame(connection, plain.connection);
    }

    @Test
    void the_next_protocol_can_pause_before_the_rest_comes() {
        Plain plain = new Plain();
        plain.pausesInConnected = true;
        frames.switchAt = "upgrade";
        frames.next = plain;
        lines(LineDelimiter.LF, 100);
        connection.peerSends("upgrade\nraw");
        connection.peerSends("more");
        reactor.turn();
        assertEquals(List.of("connected"), plain.heard);

        plain.connection.resumeReading();
        reactor.turn();

        assertEquals(List.of("connected", "raw", "more"), plain.heard);
    }

    @Test
    void length_prefixed_frames_of_each_width_in_any_cut() {
        for (int width : new int[] {1, 2, 4}) {
            for (int seed = 0; seed < 50; seed++) {
                Random random = new Random(seed);
                Frames mine = new Frames();
                ScriptedConnection fresh = reactor.newConnection();
                fresh.start(LengthPrefixFraming.of(mine, width, 255));
                ScriptedConnection writer = reactor.newConnection();
                List<String> sent = new ArrayList<>(List.of("connected"));
                for (int i = 0; i < 20; i++) {
                    String text = "x".repeat(random.nextInt(i == 0 ? 256 : 30));
                    sent.add(text);
                    LengthPrefixFraming.write(
                            writer, width, ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
                }

                byte[] bytes = writer.written().getBytes(StandardCharsets.ISO_8859_1);
                for (int at = 0; at < bytes.length; ) {
                    int count = Math.min(bytes.length - at, 1 + random.nextInt(seed < 10 ? 1 : 60));
                    fresh.peerSends(Arrays.copyOfRange(bytes, at, at + count));
                    at += count;
                }

                assertEquals(sent, mine.heard, "width " + width + ", seed " + seed);
            }
        }
    }

    @Test
    void a_length_above_the_maximum_is_too_large_as_soon_as_it_is_read() {
        connection.start(LengthPrefixFraming.of(frames, 4, 1000));

        connection.peerSends(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff});

        assertEquals(List.of("too large: too-large", "closed Aborted"), heard());
    }

    @Test
    void a_frame_too_long_for_its_prefix_is_refused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> LengthPrefixFraming.write(connection, 1, ByteBuffer.allocate(256)));
        assertEquals("", connection.written());
    }

    @Test
    void a_maximum_is_mandatory_and_positive() {
        assertThrows(IllegalArgumentException.class, () -> LineFraming.of(frames, LineDelimiter.LF, 0));
        assertThrows(IllegalArgumentException.class, () -> LengthPrefixFraming.of(frames, 4, 0));
        assertThrows(IllegalArgumentException.class, () -> LengthPrefixFraming.of(frames, 3, 10));
    }

    @Test
    void the_failure_of_a_too_large_line_is_typed_and_is_the_reason_of_the_close() {
        List<CloseReason> reasons = new ArrayList<>();
        connection.closed().thenAccept(reasons::add);
        connection.start(LineFraming.of((mine, frame) -> {}, LineDelimiter.LF, 3));

        connection.peerSends("abcdef\n");

        CloseReason.Aborted aborted = assertInstanceOf(CloseReason.Aborted.class, reasons.get(0));
        NetworkFailure failure = assertInstanceOf(NetworkFailure.class, Objects.requireNonNull(aborted.cause()));
        assertEquals(FailureKind.TOO_LARGE, failure.kind());
        assertTrue(failure.getMessage().contains("3 bytes"), failure.getMessage());
    }

    @Test
    void pausing_from_another_protocols_callback_then_a_random_storm_loses_nothing() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<String> got = new ArrayList<>();
            ScriptedConnection fresh = reactor.newConnection();
            Connection[] framed = new Connection[1];
            fresh.start(LineFraming.of(
                    new FrameProtocol() {
                        @Override
                        public void connected(Connection mine) {
                            framed[0] = mine;
                        }

                        @Override
                        public void frame(Connection mine, ByteBuffer frame) {
                            got.add(Frames.text(frame));
                            if (random.nextInt(3) == 0) {
                                mine.pauseReading();
                            }
                            if (random.nextInt(6) == 0) {
                                mine.resumeReading();
                            }
                        }
                    },
                    LineDelimiter.CRLF,
                    50));
            StringBuilder all = new StringBuilder();
            List<String> sent = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String line = "l".repeat(random.nextInt(10)) + i;
                sent.add(line);
                all.append(line).append("\r\n");
            }

            for (int at = 0; at < all.length(); ) {
                int count = Math.min(all.length() - at, 1 + random.nextInt(25));
                fresh.peerSends(all.substring(at, at + count));
                at += count;
                if (random.nextInt(4) == 0) {
                    framed[0].resumeReading();
                    reactor.turn();
                }
            }
            for (int i = 0; i < 200; i++) {
                framed[0].resumeReading();
                reactor.turn();
            }

            assertEquals(sent, got, "seed " + seed);
        }
    }

    // ---- TLS

    private final List<Pending<Connection>> upgrades = new ArrayList<>();

    /** Asks for TLS at a line, and reads nothing of it. */
    private final class Upgrading implements FrameProtocol {

        private final String at;

        Upgrading(String at) {
            this.at = at;
        }

        @Override
        public void frame(Connection connection, ByteBuffer frame) {
            String text = Frames.text(frame.duplicate());
            frames.heard.add(text);
            if (text.equals("pause")) {
                connection.pauseReading();
            }
            if (text.equals(at)) {
                upgrades.add(connection.startTls(
                        TlsSettings.of(context()), () -> Protocol.receiving((secured, lent) -> {})));
            }
            frames.connection = connection;
        }

        @Override
        public void closed(Connection connection, CloseReason reason) {
            frames.heard.add("closed " + reason);
        }
    }

    private static SSLContext context() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException lacking) {
            throw new AssertionError(lacking);
        }
    }

    private void assertEarly(String bytes) {
        reactor.turn();
        IOException early =
                assertThrows(IOException.class, () -> upgrades.get(0).await());
        assertEquals(FailureKind.TLS, ((NetworkFailure) early).kind());
        assertTrue(words(early).contains(": " + bytes + " bytes of plain text came behind the"), words(early));
        assertFalse(connection.isOpen());
    }

    @Test
    void tls_begins_behind_a_line_that_is_the_last_however_it_came() throws Exception {
        for (int piece : List.of(1, 3, 100)) {
            ScriptedConnection fresh = reactor.newConnection();
            fresh.start(LineFraming.of(new Upgrading("tls"), LineDelimiter.LF_OR_CRLF, 100));
            byte[] bytes = "one\r\ntls\r\n".getBytes(StandardCharsets.US_ASCII);
            for (int at = 0; at < bytes.length; at += piece) {
                fresh.peerSends(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece)));
            }

            assertTrue(fresh.isHandshaking(), () -> "in pieces of " + piece + ": " + fresh.log());
            ScriptedConnection secured = fresh.handshakeSucceeds();
            assertSame(secured, upgrades.get(upgrades.size() - 1).await());
        }
    }

    @Test
    void a_line_behind_the_one_that_asked_for_tls_ends_it_and_reaches_nobody() {
        for (int split : List.of(0, 2, 4)) {
            upgrades.clear();
            frames.heard.clear();
            ScriptedConnection fresh = reactor.newConnection();
            fresh.start(LineFraming.of(new Upgrading("tls"), LineDelimiter.LF_OR_CRLF, 100));
            String text = "tls\r\nMAIL\r\n";
            if (split > 0) {
                fresh.peerSends(text.substring(0, split));
            }
            fresh.peerSends(text.substring(split));
            reactor.turn();

            IOException early =
                    assertThrows(IOException.class, () -> upgrades.get(0).await());
            assertTrue(words(early).contains(": 6 bytes of plain text came behind the line"), words(early));
            assertEquals(List.of("tls", "closed " + new CloseReason.Failed(early)), frames.heard);
            assertFalse(fresh.isOpen());
        }
    }

    @Test
    void what_a_pause_has_held_back_is_early_too() {
        connection.start(LineFraming.of(new Upgrading("tls"), LineDelimiter.LF_OR_CRLF, 100));
        connection.peerSends("pause\ntls\nMAIL\n");

        frames.connection.resumeReading();
        assertEarly("5");
        assertEquals(2, frames.heard.indexOf("tls") + 1);
        assertFalse(frames.heard.contains("MAIL"));
    }

    @Test
    void the_beginning_of_a_line_is_early_where_tls_is_asked_for_between_lines() {
        connection.start(LineFraming.of(new Upgrading("never"), LineDelimiter.LF_OR_CRLF, 100));
        connection.peerSends("one\nMA");

        reactor.inLoop(() -> upgrades.add(frames.connection.startTls(
                TlsSettings.of(context()), () -> Protocol.receiving((secured, lent) -> {}))));
        assertEarly("2");
    }

    @Test
    void a_plain_protocol_that_took_over_says_by_its_position_what_it_has_read() throws Exception {
        for (boolean readsAll : List.of(true, false)) {
            upgrades.clear();
            ScriptedConnection fresh = reactor.newConnection();
            frames.switchAt = "over";
            frames.next = Protocol.receiving((plain, lent) -> {
                lent.position(readsAll ? lent.limit() : lent.position() + 3);
                upgrades.add(
                        plain.startTls(TlsSettings.of(context()), () -> Protocol.receiving((secured, more) -> {})));
            });
            fresh.start(LineFraming.of(frames, LineDelimiter.LF_OR_CRLF, 100));

            fresh.peerSends("over\ntlsMAIL");
            reactor.turn();

            if (readsAll) {
                assertTrue(fresh.isHandshaking());
                fresh.handshakeSucceeds();
                upgrades.get(0).await();
            } else {
                IOException early =
                        assertThrows(IOException.class, () -> upgrades.get(0).await());
                assertTrue(words(early).contains(": 4 bytes"), words(early));
                assertFalse(fresh.isOpen());
            }
        }
    }
}
