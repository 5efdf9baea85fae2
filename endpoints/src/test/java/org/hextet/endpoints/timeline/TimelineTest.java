package org.hextet.endpoints.timeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.List;
import java.util.Optional;
import org.hextet.addresses.AddressText;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.junit.jupiter.api.Test;

final class TimelineTest {

    private static final InetAddress SIX = AddressText.parse("2001:db8::1").toInetAddress();
    private static final InetAddress FOUR = AddressText.parse("192.0.2.1").toInetAddress();

    private static Timeline timeline(String name, TimelineEvent... events) {
        return new Timeline(name, 443, "staggered", Timeline.Outcome.FAILED, 22_000_001, List.of(events));
    }

    @Test
    void the_table_has_its_milliseconds_at_the_right() {
        Timeline timeline = timeline(
                "example.test",
                new TimelineEvent.LookupStart(0, StandardProtocolFamily.INET6),
                new TimelineEvent.LookupFailed(
                        999_999, StandardProtocolFamily.INET6, FailureKind.NO_DATA, "no address of that family"),
                new TimelineEvent.AttemptStart(9_999_999, FOUR),
                new TimelineEvent.AttemptFailed(
                        1_234_000_000, FOUR, FailureKind.REFUSED, "ECONNREFUSED", "connect to 192.0.2.1:443: refused"));

        assertEquals("""
                   0 ms  lookup-start       IPv6
                   0 ms  lookup-failed      IPv6  no address of that family
                   9 ms  attempt-start      192.0.2.1
                1234 ms  attempt-failed     192.0.2.1  refused (ECONNREFUSED)
                """, timeline.toString());
    }

    @Test
    void json_times_are_milliseconds_with_their_decimals() {
        Timeline timeline = timeline("a", new TimelineEvent.AttemptStart(250_417_300, SIX));

        assertEquals(
                "{\"name\":\"a\",\"port\":443,\"policy\":\"staggered\",\"outcome\":\"failed\",\"elapsed_ms\":22.000001,"
                        + "\"winner\":null,\"events\":[{\"at_ms\":250.4173,\"event\":\"attempt-start\","
                        + "\"address\":\"2001:db8::1\",\"kind\":null,\"detail\":null}]}",
                timeline.toJson());
    }

    @Test
    void json_text_is_escaped() {
        String json = timeline("q\"b\\n\nt\t\u0001\ud83d\ude00\u00fc").toJson();

        assertTrue(json.startsWith("{\"name\":\"q\\\"b\\\\n\\nt\\t\\u0001\\ud83d\\ude00\\u00fc\","), json);
    }

    @Test
    void addresses_in_json_have_their_zone() throws Exception {
        InetAddress scoped = Inet6Address.getByAddress(
                null, AddressText.parse("fe80::1").toInetAddress().getAddress(), 1);

        String json = timeline("a", new TimelineEvent.AttemptStart(0, scoped)).toJson();

        assertTrue(json.contains("\"address\":\"fe80::1%lo\""), json);
    }

    @Test
    void the_winner_is_the_address_that_connected() {
        Timeline won = new Timeline(
                "a",
                1,
                "serial",
                Timeline.Outcome.CONNECTED,
                5,
                List.of(new TimelineEvent.AttemptStart(0, SIX), new TimelineEvent.Connected(5, SIX)));

        assertEquals(Optional.of(SIX), won.winner());
        assertEquals(List.of(SIX), won.attempts());
        assertEquals(Optional.empty(), timeline("a").winner());
    }

    @Test
    void a_failure_with_its_timeline_survives_serialization() throws Exception {
        Timeline timeline = timeline("a", new TimelineEvent.Answer(1, StandardProtocolFamily.INET6, List.of(SIX)));
        AttemptsFailure failure =
                new AttemptsFailure(new Facts(FailureKind.REFUSED, "connect"), "words", null, timeline);

        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(failure);
        }
        AttemptsFailure read;
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            read = (AttemptsFailure) in.readObject();
        }

        assertEquals(timeline, read.timeline());
    }
}
