package org.hextet.endpoints.timeline;

import java.util.Optional;
import org.hextet.addresses.AddressText;

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
            words(event).ifPresent(words -> text.append("  ").append(words));
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

    /** Of a failed attempt only the kind and the kernel's word: its message repeats the address. */
    private static Optional<String> words(TimelineEvent event) {
        return event instanceof TimelineEvent.AttemptFailed failed ? Optional.of(failed.summary()) : event.detail();
    }
}
