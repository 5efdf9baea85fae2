package org.hextet.endpoints.timeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.List;
import java.util.Optional;
import org.hextet.addresses.AddressText;
import org.hextet.api.failure.FailureKind;
import org.junit.jupiter.api.Test;

final class SpansTest {

    private static final InetAddress SIX = AddressText.parse("2001:db8::1").toInetAddress();
    private static final InetAddress FOUR = AddressText.parse("192.0.2.1").toInetAddress();

    private static List<String> spans(TimelineEvent... events) {
        return new Timeline("a", 1, "staggered", Timeline.Outcome.FAILED, 1000, List.of(events))
                .spans().stream().map(SpansTest::sentence).toList();
    }

    private static String sentence(Span span) {
        return span.work() + " "
                + span.address()
                        .map(AddressText::format)
                        .orElseGet(() -> span.family().orElseThrow().name())
                + " " + span.beginNanos() + "-" + span.endNanos() + " " + span.outcome()
                + span.kind().map(kind -> " " + kind).orElse("")
                + span.detail().map(detail -> ": " + detail).orElse("");
    }

    @Test
    void lookups_and_attempts_have_their_begin_end_and_outcome() {
        assertEquals(
                List.of(
                        "lookup INET6 0-5 answered: 2001:db8::1",
                        "lookup INET 0-9 failed no-data: none",
                        "attempt 2001:db8::1 5-30 failed refused: refused (ECONNREFUSED)",
                        "attempt 192.0.2.1 20-40 connected"),
                spans(
                        new TimelineEvent.LookupStart(0, StandardProtocolFamily.INET6),
                        new TimelineEvent.LookupStart(0, StandardProtocolFamily.INET),
                        new TimelineEvent.Answer(5, StandardProtocolFamily.INET6, List.of(SIX)),
                        new TimelineEvent.Order(5, SIX, "the only one"),
                        new TimelineEvent.AttemptStart(5, SIX),
                        new TimelineEvent.LookupFailed(9, StandardProtocolFamily.INET, FailureKind.NO_DATA, "none"),
                        new TimelineEvent.AttemptStart(20, FOUR),
                        new TimelineEvent.AttemptFailed(30, SIX, FailureKind.REFUSED, "ECONNREFUSED", "long words"),
                        new TimelineEvent.Connected(40, FOUR)));
    }

    @Test
    void what_has_not_ended_when_the_connect_was_decided_is_cancelled_then() {
        assertEquals(
                List.of("lookup INET6 0-1000 cancelled", "attempt 192.0.2.1 10-1000 cancelled"),
                spans(
                        new TimelineEvent.LookupStart(0, StandardProtocolFamily.INET6),
                        new TimelineEvent.AttemptStart(10, FOUR)));
    }

    @Test
    void an_address_that_is_tried_again_is_a_second_span() {
        assertEquals(
                List.of("attempt 192.0.2.1 0-5 failed timeout: timeout", "attempt 192.0.2.1 100-110 connected"),
                spans(
                        new TimelineEvent.AttemptStart(0, FOUR),
                        new TimelineEvent.AttemptFailed(5, FOUR, FailureKind.TIMEOUT, null, "words"),
                        new TimelineEvent.AttemptStart(100, FOUR),
                        new TimelineEvent.Connected(110, FOUR)));
    }

    /** Two services of a name may be on one address, at two ports. */
    @Test
    void an_address_that_is_tried_twice_at_once_is_two_spans() {
        assertEquals(
                List.of("attempt 192.0.2.1 0-50 failed timeout: timeout", "attempt 192.0.2.1 10-60 connected"),
                spans(
                        new TimelineEvent.AttemptStart(0, FOUR),
                        new TimelineEvent.AttemptStart(10, FOUR),
                        new TimelineEvent.AttemptFailed(50, FOUR, FailureKind.TIMEOUT, null, "words"),
                        new TimelineEvent.Connected(60, FOUR)));
    }

    @Test
    void equal_bytes_in_two_zones_are_two_spans() throws Exception {
        byte[] bytes = AddressText.parse("fe80::1").toInetAddress().getAddress();
        InetAddress one = Inet6Address.getByAddress(null, bytes, 1);
        InetAddress other = Inet6Address.getByAddress(null, bytes, 77);

        Timeline timeline = new Timeline(
                "a",
                1,
                "staggered",
                Timeline.Outcome.CONNECTED,
                9,
                List.of(
                        new TimelineEvent.AttemptStart(0, one),
                        new TimelineEvent.AttemptStart(1, other),
                        new TimelineEvent.Connected(5, one),
                        new TimelineEvent.AttemptCancelled(6, other)));

        assertEquals(
                List.of(Span.Outcome.CONNECTED, Span.Outcome.CANCELLED),
                timeline.spans().stream().map(Span::outcome).toList());
    }

    @Test
    void an_end_without_a_begin_is_no_span() {
        assertEquals(List.of(), spans(new TimelineEvent.Connected(5, FOUR)));
        assertEquals(Optional.empty(), new TimelineEvent.Order(5, FOUR, "first").ends());
    }
}
