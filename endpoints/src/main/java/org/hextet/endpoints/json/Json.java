package org.hextet.endpoints.json;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON (RFC 8259) in ASCII, on one line. Without {@code <}, {@code >} and {@code &}, so that it can stand within
 * a script element of HTML.
 */
public final class Json {

    private static final int NANOS_PER_MILLI_DIGITS = 6;

    private final StringBuilder text = new StringBuilder();

    private Json() {}

    /**
     * Writes a value.
     *
     * @param value a map (an object, in its own order), collection (an array), text, number, boolean or null
     * @return its text
     * @throws IllegalArgumentException if there is anything else in it
     */
    public static String of(@Nullable Object value) {
        Json json = new Json();
        json.value(value);
        return json.text.toString();
    }

    /**
     * A time as contracts have it: milliseconds, a number.
     *
     * @param nanos nanoseconds
     * @return milliseconds, with as many decimals as there are
     */
    public static BigDecimal millis(long nanos) {
        return new BigDecimal(BigDecimal.valueOf(nanos, NANOS_PER_MILLI_DIGITS)
                .stripTrailingZeros()
                .toPlainString());
    }

    private void value(@Nullable Object value) {
        if (value == null || value instanceof Boolean) {
            text.append(value);
        } else if (value instanceof BigDecimal decimal) {
            text.append(decimal.toPlainString());
        } else if (value instanceof Integer || value instanceof Long) {
            text.append(value);
        } else if (value instanceof Double number && Double.isFinite(number)) {
            text.append(value);
        } else if (value instanceof CharSequence chars) {
            string(chars);
        } else if (value instanceof Map<?, ?> map) {
            object(map);
        } else if (value instanceof Collection<?> collection) {
            array(collection);
        } else {
            throw new IllegalArgumentException("no JSON for " + value.getClass());
        }
    }

    private void object(Map<?, ?> members) {
        text.append('{');
        String separator = "";
        for (Map.Entry<?, ?> member : members.entrySet()) {
            text.append(separator);
            string(String.valueOf(member.getKey()));
            text.append(':');
            value(member.getValue());
            separator = ",";
        }
        text.append('}');
    }

    private void array(Collection<?> elements) {
        text.append('[');
        String separator = "";
        for (Object element : elements) {
            text.append(separator);
            value(element);
            separator = ",";
        }
        text.append(']');
    }

    private void string(CharSequence chars) {
        text.append('"');
        for (int at = 0; at < chars.length(); at++) {
            char c = chars.charAt(at);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < ' ' || c > '~' || c == '<' || c == '>' || c == '&') {
                        text.append(String.format("\\u%04x", (int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
