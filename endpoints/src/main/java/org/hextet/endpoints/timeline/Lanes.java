package org.hextet.endpoints.timeline;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.PrintableText;

/**
 * What a picture of a timeline shows. The order of the addresses is not in it: it is no matter of time.
 *
 * @param shown in the order in which they began; of many the first, and the one that won
 * @param leftOut how many are not shown
 * @param endNanos the end of the time that is shown, more than 0
 */
record Lanes(List<Lane> shown, int leftOut, long endNanos) {

    private static final int LONGEST_NAME = 80;

    static Lanes of(Timeline timeline, int most) {
        List<Lane> all = new ArrayList<>();
        Iterator<Span> spans = timeline.spans().iterator();
        long endNanos = Math.max(1, timeline.elapsedNanos());
        for (TimelineEvent event : timeline.events()) {
            endNanos = Math.max(endNanos, event.atNanos());
            if (event.begins().isPresent()) {
                all.add(Lane.of(spans.next()));
            } else if (event.ends().isEmpty() && !(event instanceof TimelineEvent.Order)) {
                all.add(Lane.of(event));
            }
        }
        return new Lanes(bounded(all, most), Math.max(0, all.size() - most), endNanos);
    }

    private static List<Lane> bounded(List<Lane> all, int most) {
        if (all.size() <= most) {
            return List.copyOf(all);
        }
        List<Lane> shown = new ArrayList<>(all.subList(0, most));
        all.subList(most, all.size()).stream()
                .filter(Lanes::isWinner)
                .findFirst()
                .ifPresent(winner -> shown.set(most - 1, winner));
        return List.copyOf(shown);
    }

    static boolean isWinner(Lane lane) {
        return lane.outcome().filter(Span.Outcome.CONNECTED::equals).isPresent();
    }

    /** {@code example.org port 443}. */
    static String target(Timeline timeline) {
        return cut(PrintableText.of(timeline.name()), LONGEST_NAME) + " port " + timeline.port();
    }

    /** {@code connected to 192.0.2.1 in 270 ms}. */
    static String end(Timeline timeline) {
        String elapsed = TimeText.of(timeline.elapsedNanos());
        return timeline.winner()
                .map(winner -> timeline.outcome() + " to " + AddressText.format(winner) + " in " + elapsed)
                .orElseGet(() -> timeline.outcome() + " after " + elapsed);
    }

    /** So many characters at most. */
    static String cut(String text, int most) {
        return text.codePointCount(0, text.length()) <= most
                ? text
                : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "\u2026";
    }
}
