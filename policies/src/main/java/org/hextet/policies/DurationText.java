package org.hextet.policies;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Durations as people write them: a whole number and a unit, {@code 250ms}, {@code 2s}, {@code 500us}, {@code 14d}; and
 * {@code 0}, the only one that needs no unit. The same in policies, endpoints and on the command line.
 */
public final class DurationText {

    private static final String EXAMPLES = "write a whole number and a unit, such as 250ms or 2s";

    private DurationText() {}

    /**
     * Reads a duration: decimal digits and one of {@code ns}, {@code us}, {@code ms}, {@code s}, {@code m} (60 s),
     * {@code h}, {@code d} (24 h), with nothing between or around them.
     *
     * @param text the duration
     * @return 0 to 2<sup>63</sup>-1 ns (292 years)
     * @throws SettingSyntaxException if it is not written so, or longer; says which character
     */
    public static Duration parse(String text) {
        int digits = 0;
        while (digits < text.length() && isDigit(text.charAt(digits))) {
            digits++;
        }
        if (digits == 0) {
            String problem =
                    text.isEmpty() ? "no duration" : text.startsWith("-") ? "a duration below zero" : "no number";
            throw new SettingSyntaxException(text, 0, problem, EXAMPLES);
        }
        String unit = text.substring(digits);
        if (unit.isEmpty()) {
            if (text.chars().anyMatch(digit -> digit != '0')) {
                throw new SettingSyntaxException(text, digits, "no unit", "units are " + Unit.listed());
            }
            return Duration.ZERO;
        }
        if (unit.startsWith(".") || unit.startsWith(",")) {
            throw new SettingSyntaxException(
                    text, digits, "a fraction", "write a whole number of a smaller unit, such as 1500ms");
        }
        long unitNanos = unit(text, digits).nanos;
        try {
            return Duration.ofNanos(Math.multiplyExact(Long.parseLong(text.substring(0, digits)), unitNanos));
        } catch (NumberFormatException | ArithmeticException tooLong) {
            throw new SettingSyntaxException(text, 0, "too long", "at most " + Long.MAX_VALUE / Unit.D.nanos + "d");
        }
    }

    /**
     * Writes a duration so that {@link #parse} reads it back: in the largest unit that leaves a whole number, {@code 0}
     * as {@code 0}.
     *
     * @param duration 0 to 2<sup>63</sup>-1 ns
     * @return for example {@code 250ms}
     * @throws IllegalArgumentException if the duration is negative or longer
     */
    public static String format(Duration duration) {
        long nanos;
        try {
            nanos = duration.toNanos();
        } catch (ArithmeticException tooLong) {
            throw new IllegalArgumentException("duration " + duration + ": outside of 0 to 292 years", tooLong);
        }
        if (nanos < 0) {
            throw new IllegalArgumentException("duration " + duration + ": below zero");
        }
        if (nanos == 0) {
            return "0";
        }
        Unit unit = Unit.NS;
        for (Unit larger : Unit.values()) {
            if (nanos % larger.nanos == 0) {
                unit = larger;
            }
        }
        return nanos / unit.nanos + unit.text();
    }

    private static Unit unit(String text, int from) {
        String written = text.substring(from);
        for (Unit unit : Unit.values()) {
            if (unit.text().equals(written)) {
                return unit;
            }
        }
        throw new SettingSyntaxException(
                text, from, "unknown unit " + SettingSyntaxException.quoted(written), "units are " + Unit.listed());
    }

    /** ASCII only: {@link Character#isDigit} takes the digits of every script. */
    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** From short to long; each divides the next. */
    private enum Unit {
        NS(1L),
        US(1_000L),
        MS(1_000_000L),
        S(1_000_000_000L),
        M(60_000_000_000L),
        H(3_600_000_000_000L),
        D(86_400_000_000_000L);

        private final long nanos;

        Unit(long nanos) {
            this.nanos = nanos;
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static String listed() {
            return Arrays.stream(values()).map(Unit::text).collect(Collectors.joining(", "));
        }
    }
}
