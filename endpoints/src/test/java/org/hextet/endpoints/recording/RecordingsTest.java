package org.hextet.endpoints.recording;

import static org.hextet.endpoints.scripted.ScriptedReactor.Outcome.connects;
import static org.hextet.endpoints.scripted.ScriptedReactor.Outcome.fails;
import static org.hextet.endpoints.scripted.ScriptedReactor.Outcome.never;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.StandardProtocolFamily;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.hextet.api.Protocol;
import org.hextet.api.failure.FailureKind;
import org.hextet.endpoints.HostnameClientEndpoint;
import org.hextet.endpoints.scripted.ScriptedReactor;
import org.hextet.endpoints.scripted.ScriptedResolver;
import org.hextet.endpoints.timeline.ConnectObserver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RecordingsTest {

    private static final String SIX = "2001:db8::1";
    private static final String FOUR = "192.0.2.1";

    @TempDir
    Path folder;

    private final ScriptedReactor reactor = new ScriptedReactor();
    private final ScriptedResolver resolver = new ScriptedResolver();

    /** One connect, seen by a recording: what it has of our events, in the order of their begins. */
    private List<RecordedEvent> recorded(String name, long millis) throws Exception {
        Path file = folder.resolve("connect.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            HostnameClientEndpoint.of(name, 443)
                    .withResolver(resolver)
                    .connect(reactor, () -> Protocol.receiving((connection, lent) -> {}));
            reactor.advance(millis);
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("org.hextet."))
                .filter(event -> name.equals(event.getString("name")))
                .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                .toList();
    }

    private static String sentence(RecordedEvent event) {
        StringBuilder text = new StringBuilder(event.getEventType().getName().replace("org.hextet.", ""));
        for (String field :
                List.of("port", "family", "address", "policy", "outcome", "winner", "attempts", "kind", "detail")) {
            if (event.hasField(field) && event.getValue(field) != null) {
                text.append(' ').append(event.<Object>getValue(field));
            }
        }
        return text.toString();
    }

    private static List<String> sorted(List<RecordedEvent> events) {
        return events.stream().map(RecordingsTest::sentence).sorted().toList();
    }

    @Test
    void a_recording_has_the_lookups_the_attempts_and_the_connect() throws Exception {
        resolver.aaaa(0, SIX).fails(StandardProtocolFamily.INET, FailureKind.TEMPORARY, 0);
        reactor.host(SIX, connects(20));

        Instant before = Instant.now();
        List<RecordedEvent> events = recorded("won.test", 300);

        assertEquals(
                List.of(
                        "Connect 443 staggered connected 2001:db8::1 1",
                        "ConnectAttempt 443 IPv6 2001:db8::1 connected",
                        "Lookup 443 IPv4 failed temporary look up won.test: temporary",
                        "Lookup 443 IPv6 answered 2001:db8::1"),
                sorted(events));
        RecordedEvent connect = events.stream()
                .filter(event -> event.getEventType().getName().equals("org.hextet.Connect"))
                .findFirst()
                .orElseThrow();
        for (RecordedEvent event : events) {
            assertFalse(event.getStartTime().isBefore(connect.getStartTime()), event::toString);
            assertFalse(event.getEndTime().isAfter(connect.getEndTime()), event::toString);
            assertEquals(List.of("Hextet"), event.getEventType().getCategoryNames());
        }
        assertTrue(connect.getDuration().toNanos() > 0, connect::toString);
        assertFalse(connect.getStartTime().isBefore(before.minusMillis(1)), connect::toString);
    }

    @Test
    void losers_and_what_nobody_waits_for_are_cancelled() throws Exception {
        resolver.aaaa(0, SIX, "2001:db8::2");
        reactor.host(SIX, never()).host("2001:db8::2", connects(20));

        assertEquals(
                List.of(
                        "Connect 443 staggered connected 2001:db8::2 2",
                        "ConnectAttempt 443 IPv6 2001:db8::1 cancelled",
                        "ConnectAttempt 443 IPv6 2001:db8::2 connected",
                        "Lookup 443 IPv4 cancelled",
                        "Lookup 443 IPv6 answered 2001:db8::1, 2001:db8::2"),
                sorted(recorded("raced.test", 300)));
    }

    @Test
    void a_failure_has_its_kind_and_the_kernels_word() throws Exception {
        resolver.aaaa(0).a(0, FOUR);
        reactor.host(FOUR, fails(FailureKind.REFUSED, "ECONNREFUSED", 5));

        List<String> events = sorted(recorded("lost.test", 300));

        assertTrue(
                events.contains("ConnectAttempt 443 IPv4 192.0.2.1 failed refused refused (ECONNREFUSED)"),
                events::toString);
        assertTrue(events.contains("Connect 443 staggered failed 1"), events::toString);
    }

    @Test
    void without_a_recording_nobody_listens() {
        ConnectObserver observer = Recordings.observer().orElseThrow();

        assertSame(ConnectObserver.IGNORING, observer.begun("quiet.test", 443));
    }
}
