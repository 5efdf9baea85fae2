package org.hextet.addresses;

/**
 * Text from outside, made safe to print: no control character reaches a terminal or a log, no direction is overridden.
 */
public final class PrintableText {

    private PrintableText() {}

    /**
     * Escapes what has no glyph of its own: controls, formats, separators, unpaired surrogates, private and unassigned
     * characters.
     *
     * @param text any
     * @return on one line; the same text where there is nothing to escape
     */
    public static String of(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.codePoints().forEach(codePoint -> {
            if (hasGlyph(codePoint)) {
                printable.appendCodePoint(codePoint);
            } else {
                escape(codePoint, printable);
            }
        });
        return printable.toString();
    }

    /** Escapes everything but printable ASCII: one column per character. */
    static String ascii(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.chars().forEach(unit -> {
            if (unit >= ' ' && unit < 0x7f) {
                printable.append((char) unit);
            } else {
                escape(unit, printable);
            }
        });
        return printable.toString();
    }

    /** A character for a sentence: {@code 'g'}, or {@code U+FF11} if it would not print. */
    static String character(String text, int position) {
        int codePoint = text.codePointAt(position);
        return codePoint > ' ' && codePoint < 0x7f ? "'" + (char) codePoint + "'" : String.format("U+%04X", codePoint);
    }

    private static boolean hasGlyph(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            case Character.SPACE_SEPARATOR -> codePoint == ' ';
            default -> true;
        };
    }

    private static void escape(int codePoint, StringBuilder to) {
        switch (codePoint) {
            case '\t' -> to.append("\\t");
            case '\n' -> to.append("\\n");
            case '\r' -> to.append("\\r");
            case 0 -> to.append("\\0");
            default -> {
                for (char unit : Character.toChars(codePoint)) {
                    to.append(String.format("\\u%04x", (int) unit));
                }
            }
        }
    }
}
