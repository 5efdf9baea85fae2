package org.hextet.reactor;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations in options and properties: {@code 50us}, {@code 100ms}. */
final class DurationOption {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(ns|us|ms|s)");

    private DurationOption() {}

    /**
     * Reads one.
     *
     * @param name of the option, for the error
     * @param text what it is set to
     * @param example a good one
     * @throws IllegalArgumentException if it is no whole number with a unit
     */
    static Duration parse(String name, String text, String example) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    name + "=" + text + ": need a whole number and ns, us, ms or s, as in " + name + "=" + example);
        }
        long count = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "ns" -> Duration.ofNanos(count);
            case "us" -> Duration.ofNanos(Math.multiplyExact(count, 1_000L));
            case "ms" -> Duration.ofMillis(count);
            default -> Duration.ofSeconds(count);
        };
    }
}
