package org.hextet.endpoints.timeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hextet.addresses.AddressText;
import org.hextet.api.failure.FailureKind;
import org.junit.jupiter.api.Test;

final class WaterfallTest {

    private static final InetAddress SIX = AddressText.parse("2001:db8::1").toInetAddress();
    private static final InetAddress FOUR = AddressText.parse("192.0.2.1").toInetAddress();
    private static final long MILLI = 1_000_000;

    private static final Timeline RACE = new Timeline(
            "example.test",
            443,
            "staggered",
            Timeline.Outcome.CONNECTED,
            400 * MILLI,
            List.of(
                    new TimelineEvent.LookupStart(0, StandardProtocolFamily.INET6),
                    new TimelineEvent.LookupStart(0, StandardProtocolFamily.INET),
                    new TimelineEvent.Answer(3 * MILLI, StandardProtocolFamily.INET6, List.of(SIX)),
                    new TimelineEvent.Order(3 * MILLI, SIX, "the only one"),
                    new TimelineEvent.AttemptStart(3 * MILLI, SIX),
                    new TimelineEvent.LookupFailed(
                            100 * MILLI, StandardProtocolFamily.INET, FailureKind.NO_DATA, "no A record"),
                    new TimelineEvent.AttemptStart(250 * MILLI, FOUR),
                    new TimelineEvent.AttemptFailed(
                            300 * MILLI, FOUR, FailureKind.REFUSED, "ECONNREFUSED", "long words"),
                    new TimelineEvent.Connected(400 * MILLI, SIX)));

    private static Timeline timeline(String name, List<TimelineEvent> events) {
        return new Timeline(name, 1, "serial", Timeline.Outcome.FAILED, 1000 * MILLI, events);
    }

    /** More attempts than a picture shows, all failed but the last. */
    private static Timeline longOne() {
        List<TimelineEvent> events = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            InetAddress address =
                    AddressText.parse("10.0." + i / 256 + "." + i % 256).toInetAddress();
            events.add(new TimelineEvent.AttemptStart(i * MILLI, address));
            events.add(
                    i < 299
                            ? new TimelineEvent.AttemptFailed(i * MILLI, address, FailureKind.REFUSED, null, "")
                            : new TimelineEvent.Connected(i * MILLI, address));
        }
        return new Timeline("a", 1, "serial", Timeline.Outcome.CONNECTED, 299 * MILLI, events);
    }

    @Test
    void bars_stand_where_the_time_was_spent() {
        assertEquals("""
                example.test port 443: connected to 2001:db8::1 in 400 ms (staggered)
                  lookup   IPv6         |=                                       |  at   0 ms  for 3.0 ms  2001:db8::1
                  lookup   IPv4         |=========x                              |  at   0 ms  for 100 ms  no-data: no A record
                  attempt  2001:db8::1  |========================================|  at 3.0 ms  for 397 ms  connected
                  attempt  192.0.2.1    |                         ====x          |  at 250 ms  for  50 ms  refused (ECONNREFUSED)
                """, RACE.toWaterfall());
    }

    @Test
    void a_long_timeline_is_cut_and_shows_the_winner() {
        List<String> lines = longOne().toWaterfall().lines().toList();

        assertEquals(1 + 64 + 1, lines.size());
        assertTrue(lines.get(64).contains("10.0.1.43"), lines.get(64));
        assertEquals("  and 236 more", lines.get(65));
        assertTrue(longOne().toSvg().contains("and 200 more"), "not bounded");
    }

    @Test
    void nothing_of_outside_makes_a_line_of_its_own() {
        Timeline forged = timeline(
                "a\nb",
                List.of(
                        new TimelineEvent.LookupStart(0, StandardProtocolFamily.INET6),
                        new TimelineEvent.LookupFailed(
                                1, StandardProtocolFamily.INET6, FailureKind.TEMPORARY, "forged\nline\u202e")));

        assertEquals(2, forged.toWaterfall().lines().count(), forged::toWaterfall);
        assertEquals(2, forged.toString().lines().count(), forged::toString);
        assertTrue(forged.toWaterfall().contains("temporary: forged\\nline\\u202e"), forged::toWaterfall);
    }

    @Test
    void a_timeline_in_which_nothing_happened_is_drawn_all_the_same() {
        Timeline empty = new Timeline("::1", 1, "serial", Timeline.Outcome.CANCELLED, 0, List.of());

        assertEquals("::1 port 1: cancelled after 0 ms (serial)\n", empty.toWaterfall());
        assertWellFormed(empty.toSvg());
    }

    @Test
    void the_picture_is_well_formed_and_says_everything_in_words() {
        String svg = RACE.toSvg();

        assertWellFormed(svg);
        assertTrue(svg.contains("Connect to example.test port 443: connected to 2001:db8::1 in 400 ms</title>"), svg);
        assertTrue(svg.contains("attempt 192.0.2.1, begun at 250 ms, after 50 ms failed: refused (ECONNREFUSED)"), svg);
        assertFalse(svg.matches("(?s).*(href|@import|url\\().*"), "it needs something beside it");
    }

    @Test
    void text_in_the_picture_is_escaped() {
        Timeline forged = timeline(
                "\"'><script>&\u0000\ud800",
                List.of(
                        new TimelineEvent.LookupStart(0, StandardProtocolFamily.INET6),
                        new TimelineEvent.LookupFailed(
                                1, StandardProtocolFamily.INET6, FailureKind.TEMPORARY, "</text>\u0001]]>")));

        String svg = forged.toSvg();

        assertWellFormed(svg);
        assertTrue(svg.contains("&quot;'&gt;&lt;script&gt;&amp;\\0\\ud800 port 1"), svg);
        assertFalse(svg.contains("<script"), svg);
    }

    @Test
    void ticks_stand_at_round_numbers() {
        TimeAxis axis = new TimeAxis(301 * MILLI);

        assertEquals(
                List.of("0", "50 ms", "100 ms", "150 ms", "200 ms", "250 ms", "300 ms"),
                axis.ticks().stream().map(axis::label).toList());
        assertEquals(List.of(0L, 1L), new TimeAxis(1).ticks());
        assertEquals("20 s", new TimeAxis(134_000 * MILLI).label(20_000 * MILLI));
        assertTrue(new TimeAxis(Long.MAX_VALUE).ticks().size() <= 8, "too many");
    }

    /** As far as it goes without an XML parser, which is no part of what this module needs. */
    private static void assertWellFormed(String svg) {
        Deque<String> open = new ArrayDeque<>();
        Matcher tags = Pattern.compile("<(/?)(\\w+)((?: [\\w-]+=\"[^\"<>]*\")*)(/?)>|<|&(?!(amp|lt|gt|quot);)")
                .matcher(svg);
        while (tags.find()) {
            String element = tags.group(2);
            assertTrue(element != null, () -> "at " + tags.start() + ": " + svg.substring(tags.start()));
            if (!tags.group(1).isEmpty()) {
                assertEquals(open.pop(), element);
            } else if (tags.group(4).isEmpty()) {
                open.push(element);
            }
        }
        assertTrue(open.isEmpty(), open::toString);
        assertTrue(svg.startsWith("<svg xmlns=\"http://www.w3.org/2000/svg\""), svg);
        assertTrue(svg.chars().allMatch(c -> c >= ' ' || c == '\n'), "a control character");
    }
}
