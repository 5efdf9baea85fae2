package org.hextet.tck.report;

import java.util.stream.Collectors;

/** Text of a provider's, for a terminal: what would move its cursor, paint, or reorder other text is written out. */
final class Visible {

    private Visible() {}

    static String of(String text) {
        return text.chars()
                .mapToObj(c -> isHidden((char) c) ? String.format("\\u%04x", c) : Character.toString((char) c))
                .collect(Collectors.joining());
    }

    private static boolean isHidden(char c) {
        return (Character.isISOControl(c) && c != '\n' && c != '\t')
                || Character.getType(c) == Character.FORMAT
                || c == '\u2028'
                || c == '\u2029';
    }
}
