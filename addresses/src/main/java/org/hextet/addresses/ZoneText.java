package org.hextet.addresses;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The text of a zone: what may stand after {@code %}. */
final class ZoneText {

    private ZoneText() {}

    /** Whether the text is an index and nothing else: decimal digits without a leading zero. */
    static boolean isNumber(String zone) {
        return !zone.isEmpty()
                && zone.chars().allMatch(c -> c >= '0' && c <= '9')
                && (zone.length() == 1 || zone.charAt(0) != '0');
    }

    /** The index that the text writes, 1 to 2^31 - 1; empty if it is a name, or a number that no interface has. */
    static OptionalInt number(String zone) {
        if (!isNumber(zone) || zone.length() > 10) {
            return OptionalInt.empty();
        }
        long number = Long.parseLong(zone);
        return number > 0 && number <= Integer.MAX_VALUE ? OptionalInt.of((int) number) : OptionalInt.empty();
    }

    /** The zone between two places of a text; {@code start} is the place behind the {@code %}. */
    static String parse(String text, int start, int end) {
        if (start == end) {
            throw new AddressSyntaxException(
                    text, start - 1, "empty zone", "write an interface name or index after \"%\", or leave \"%\" out");
        }
        for (int at = start; at < end; at++) {
            char c = text.charAt(at);
            if (c == '%') {
                throw new AddressSyntaxException(
                        text, at, "second \"%\"", "a zone follows the first \"%\" and holds none (RFC 4007, 11.2)");
            }
            String problem = problem(text, at);
            if (problem != null) {
                throw new AddressSyntaxException(text, at, problem + " in the zone", "no interface is called so");
            }
            if (Character.isHighSurrogate(c)) {
                at++;
            }
        }
        return text.substring(start, end);
    }

    private static @Nullable String problem(String text, int at) {
        int codePoint = text.codePointAt(at);
        if (codePoint == '/') {
            return "\"/\"";
        }
        if (codePoint == '[' || codePoint == ']') {
            return "bracket";
        }
        if (Character.isWhitespace(codePoint) && codePoint < 0x80) {
            return "white space";
        }
        if (Character.isISOControl(codePoint)) {
            return "control character " + PrintableText.character(text, at);
        }
        if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
            return "half a character (" + PrintableText.character(text, at) + ")";
        }
        return null;
    }
}
