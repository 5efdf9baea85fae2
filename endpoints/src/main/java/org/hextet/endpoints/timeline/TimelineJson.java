package org.hextet.endpoints.timeline;

import java.math.BigDecimal;
import java.net.StandardProtocolFamily;
import java.util.Optional;
import org.hextet.addresses.AddressText;

/** Writes a timeline for programs (RFC 8259). */
final class TimelineJson {

    private static final int NANOS_PER_MILLI_DIGITS = 6;

    private final StringBuilder json = new StringBuilder(512);

    private TimelineJson() {}

    static String of(Timeline timeline) {
        TimelineJson writer = new TimelineJson();
        writer.timeline(timeline);
        return writer.json.toString();
    }

    private void timeline(Timeline timeline) {
        json.append("{\"name\":");
        string(timeline.name());
        json.append(",\"port\":").append(timeline.port());
        json.append(",\"policy\":");
        string(timeline.policy());
        json.append(",\"outcome\":");
        string(timeline.outcome().text());
        json.append(",\"elapsed_ms\":").append(millis(timeline.elapsedNanos()));
        json.append(",\"winner\":");
        stringOrNull(timeline.winner().map(AddressText::format));
        json.append(",\"events\":[");
        String separator = "";
        for (TimelineEvent event : timeline.events()) {
            json.append(separator);
            event(event);
            separator = ",";
        }
        json.append("]}");
    }

    private void event(TimelineEvent event) {
        json.append("{\"at_ms\":").append(millis(event.atNanos()));
        json.append(",\"event\":");
        string(event.event());
        event.address().ifPresent(address -> {
            json.append(",\"address\":");
            string(AddressText.format(address));
        });
        event.family()
                .ifPresent(
                        family -> json.append(",\"family\":").append(family == StandardProtocolFamily.INET6 ? 6 : 4));
        json.append(",\"kind\":");
        stringOrNull(event.kind().map(kind -> kind.text()));
        json.append(",\"detail\":");
        stringOrNull(event.detail());
        json.append('}');
    }

    /** A JSON number without exponent and without trailing zeros. */
    private static String millis(long nanos) {
        BigDecimal millis = BigDecimal.valueOf(nanos, NANOS_PER_MILLI_DIGITS).stripTrailingZeros();
        return millis.toPlainString();
    }

    private void stringOrNull(Optional<String> text) {
        if (text.isPresent()) {
            string(text.get());
        } else {
            json.append("null");
        }
    }

    private void string(String text) {
        json.append('"');
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    // Beside what RFC 8259, section 7, demands: what a terminal or a JavaScript of old would take
                    // amiss.
                    if (c < ' ' || c == 0x7f || Character.isSurrogate(c) || c == '\u2028' || c == '\u2029') {
                        json.append(String.format("\\u%04x", (int) c));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        json.append('"');
    }
}
