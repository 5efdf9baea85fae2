package org.hextet.endpoints.timeline;

import org.hextet.addresses.AddressText;
import org.hextet.addresses.PrintableText;

/** Writes a timeline for people. */
final class TimelineTable {

    private static final int EVENT_WIDTH = "attempt-cancelled".length();

    private TimelineTable() {}

    static String of(Timeline timeline) {
        int width = timeline.events().stream()
                .mapToInt(event -> millis(event).length())
                .max()
                .orElse(1);
        StringBuilder text = new StringBuilder();
        for (TimelineEvent event : timeline.events()) {
            String millis = millis(event);
            text.append(" ".repeat(width - millis.length())).append(millis).append(" ms  ");
            text.append(event.event())
                    .append(" ".repeat(EVENT_WIDTH - event.event().length()));
            text.append("  ").append(subject(event));
            event.inShort().ifPresent(words -> text.append("  ").append(PrintableText.of(words)));
            text.append('\n');
        }
        return text.toString();
    }

    private static String millis(TimelineEvent event) {
        return Long.toString(Timeline.millis(event.atNanos()));
    }

    private static String subject(TimelineEvent event) {
        return event.address()
                .map(AddressText::format)
                .or(() -> event.family().map(Timeline::familyName))
                .orElse("");
    }
}
