package org.hextet.policies;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

/** Reads a {@link Backoff}: {@code 30s,first=50ms,jitter=0.2}. */
final class BackoffText {

    static final String FIRST = "first";
    static final String MOST = "most";
    static final String FACTOR = "factor";
    static final String JITTER = "jitter";
    static final String TIMES = "times";

    private static final String SETTINGS = String.join(", ", FACTOR, FIRST, JITTER, MOST, TIMES);
    private static final String EXAMPLE = "write a time to give up, as in 30s, and settings behind commas,"
            + " as in 30s,first=100ms,most=10s,factor=2,jitter=0.5,times=5";

    private BackoffText() {}

    static Backoff parse(String text) {
        Backoff backoff = Backoff.exponential();
        Set<String> seen = new HashSet<>();
        int from = 0;
        while (from <= text.length()) {
            int comma = text.indexOf(',', from);
            int to = comma < 0 ? text.length() : comma;
            int equals = text.substring(0, to).indexOf('=', from);
            if (from == to) {
                throw new SettingSyntaxException(text, from, text.isEmpty() ? "no backoff" : "no setting", EXAMPLE);
            }
            if (equals < 0) {
                if (from > 0) {
                    throw new SettingSyntaxException(
                            text, from, "no name=value", "only the time to give up has no name, and it stands first");
                }
                backoff = within(backoff, text, to);
            } else {
                String name = text.substring(from, equals);
                if (!seen.add(name)) {
                    throw new SettingSyntaxException(text, from, name + " a second time", "give each setting once");
                }
                backoff = set(backoff, name, new Value(text, from, equals + 1, to));
            }
            from = to + 1;
        }
        return backoff;
    }

    private static Backoff within(Backoff backoff, String text, int to) {
        Value value = new Value(text, 0, 0, to);
        return value.inRange(() -> backoff.within(value.duration()));
    }

    private static Backoff set(Backoff backoff, String name, Value value) {
        return value.inRange(() -> switch (name) {
            case FIRST -> backoff.first(value.duration());
            case MOST -> backoff.most(value.duration());
            case FACTOR -> backoff.factor(value.number());
            case JITTER -> backoff.jitter(value.number());
            case TIMES -> backoff.times(value.count());
            default ->
                throw new SettingSyntaxException(
                        value.whole,
                        value.nameAt,
                        "unknown setting " + SettingSyntaxException.quoted(name),
                        "settings of a retry are " + SETTINGS);
        });
    }

    /** As short as it can be read back, never with an exponent. */
    static String format(double number) {
        return new BigDecimal(Double.toString(number)).stripTrailingZeros().toPlainString();
    }

    private record Value(String whole, int nameAt, int from, int to) {

        String text() {
            return whole.substring(from, to);
        }

        Duration duration() {
            try {
                return DurationText.parse(text());
            } catch (SettingSyntaxException e) {
                throw e.within(whole, from);
            }
        }

        double number() {
            if (!text().matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
                throw wrong("a number, such as 1.6");
            }
            return Double.parseDouble(text());
        }

        int count() {
            if (!text().matches("[0-9]{1,9}")) {
                throw wrong("a whole number of at most nine digits");
            }
            return Integer.parseInt(text());
        }

        private SettingSyntaxException wrong(String expected) {
            return new SettingSyntaxException(
                    whole, from, "value " + SettingSyntaxException.quoted(text()), "need " + expected);
        }

        /** Gives what the setting itself refuses the place in the text. */
        Backoff inRange(Supplier<Backoff> setting) {
            try {
                return setting.get();
            } catch (SettingSyntaxException e) {
                throw e;
            } catch (IllegalArgumentException e) {
                throw new SettingSyntaxException(
                        whole, from, "a value out of range", Objects.requireNonNull(e.getMessage()));
            }
        }
    }
}
