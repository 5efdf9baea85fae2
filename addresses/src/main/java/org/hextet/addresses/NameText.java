package org.hextet.addresses;

import java.net.IDN;
import java.util.Locale;

/** Checks host names: RFC 1123 labels, underscores too because the DNS has them, other scripts by their A-labels. */
final class NameText {

    private static final int MAX_NAME = 253;
    private static final int MAX_LABEL = 63;

    private NameText() {}

    /**
     * Whether the last label is a number, decimal or {@code 0x}: such a text is an IPv4 address or an error, and no
     * shorthand such as 127.1 reaches a resolver.
     */
    static boolean endsInNumber(String text, int start, int end) {
        int last = end > start && text.charAt(end - 1) == '.' ? end - 1 : end;
        int label = text.lastIndexOf('.', last - 1) + 1;
        label = Math.max(label, start);
        if (label >= last) {
            return false;
        }
        if (text.charAt(label) == '0' && label + 1 < last && (text.charAt(label + 1) | 0x20) == 'x') {
            return text.substring(label + 2, last).chars().allMatch(c -> c < 0x80 && Character.digit(c, 16) >= 0);
        }
        return text.substring(label, last).chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** The name in lower-case ASCII, as it is asked and compared; checked. */
    static String ascii(String text, int start, int end) {
        boolean isAscii = checkLabels(text, start, end);
        String name = text.substring(start, end);
        if (isAscii) {
            checkLengths(text, start, name);
            return name.toLowerCase(Locale.ROOT);
        }
        int foreign = start;
        while (text.charAt(foreign) < 0x80) {
            foreign++;
        }
        String ascii;
        try {
            ascii = IDN.toASCII(name).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException notMappable) {
            AddressSyntaxException here = new AddressSyntaxException(
                    text,
                    foreign,
                    "name that has no ASCII form (RFC 3490)",
                    "write its A-label, which begins with xn--");
            here.initCause(notMappable);
            throw here;
        }
        // Mapping makes new text of old: full-width digits become digits, ligatures become two letters. Judge the
        // result.
        try {
            if (endsInNumber(ascii, 0, ascii.length())) {
                throw new AddressSyntaxException(ascii, 0, "number as last label", "write an address in ASCII digits");
            }
            if (!checkLabels(ascii, 0, ascii.length())) {
                throw new AddressSyntaxException(
                        ascii, 0, "character that stays outside of ASCII", "write its A-label");
            }
            checkLengths(ascii, 0, ascii);
        } catch (AddressSyntaxException inMapped) {
            AddressSyntaxException here = new AddressSyntaxException(
                    text,
                    foreign,
                    inMapped.problem() + " in the ASCII form \"" + PrintableText.of(ascii) + "\"",
                    inMapped.advice());
            here.initCause(inMapped);
            throw here;
        }
        return ascii;
    }

    private static boolean checkLabels(String text, int start, int end) {
        boolean isAscii = true;
        int labelStart = start;
        for (int at = start; at <= end; at++) {
            if (at == end || text.charAt(at) == '.') {
                boolean isRootDot = at == end && labelStart == end && end > start + 1;
                if (labelStart == at && !isRootDot) {
                    throw new AddressSyntaxException(
                            text,
                            at,
                            "empty label",
                            "a name is labels with one dot between them, as in host.example.org");
                }
                if (at > labelStart && text.charAt(labelStart) == '-') {
                    throw hyphen(text, labelStart);
                }
                if (at > labelStart && text.charAt(at - 1) == '-') {
                    throw hyphen(text, at - 1);
                }
                labelStart = at + 1;
                continue;
            }
            int codePoint = text.codePointAt(at);
            if (codePoint >= 0x80 && isLetterElsewhere(codePoint)) {
                isAscii = false;
                at += Character.charCount(codePoint) - 1;
            } else if (!isNameCharacter(codePoint)) {
                throw new AddressSyntaxException(
                        text,
                        at,
                        PrintableText.character(text, at) + ", which no host name holds,",
                        "labels are letters, digits and inner hyphens (RFC 1123, 2.1)");
            }
        }
        return isAscii;
    }

    private static void checkLengths(String text, int start, String name) {
        int labelStart = 0;
        for (int at = 0; at <= name.length(); at++) {
            if (at == name.length() || name.charAt(at) == '.') {
                if (at - labelStart > MAX_LABEL) {
                    throw new AddressSyntaxException(
                            text,
                            start + labelStart + MAX_LABEL,
                            "label of " + (at - labelStart) + " characters",
                            "63 are the most (RFC 1123, 2.1)");
                }
                labelStart = at + 1;
            }
        }
        int length = name.endsWith(".") ? name.length() - 1 : name.length();
        if (length > MAX_NAME) {
            throw new AddressSyntaxException(
                    text, start + MAX_NAME, "name of " + length + " characters", "253 are the most (RFC 1035, 2.3.4)");
        }
    }

    private static AddressSyntaxException hyphen(String text, int at) {
        return new AddressSyntaxException(
                text, at, "hyphen at the edge of a label", "it may stand inside only (RFC 1123, 2.1)");
    }

    private static boolean isNameCharacter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    private static boolean isLetterElsewhere(int codePoint) {
        return Character.isLetterOrDigit(codePoint)
                || Character.getType(codePoint) == Character.NON_SPACING_MARK
                || Character.getType(codePoint) == Character.COMBINING_SPACING_MARK;
    }
}
