package org.hextet.addresses;

import java.util.Arrays;

/** Reads one literal from a part of a text. Places in errors count in the whole text. */
@SuppressWarnings("OrphanedFormatString") // A zone is no format: fe80::1%eth0
final class LiteralParser {

    private static final String FOUR_PARTS = "write four decimal numbers from 0 to 255, as in 192.0.2.1";
    private static final String GROUPS = "write groups of hexadecimal digits, as in 2001:db8::1 (RFC 4291, 2.2)";

    private final String text;
    private final int start;
    private final int end;
    private int at;

    private LiteralParser(String text, int start, int end) {
        this.text = text;
        this.start = start;
        this.end = end;
        this.at = start;
    }

    /** A literal of either family, with or without a zone. */
    static IpAddress parse(String text, int start, int end) {
        if (start == end) {
            throw new AddressSyntaxException(text, start, "no address", "write one such as 2001:db8::1 or 192.0.2.1");
        }
        if (text.charAt(start) == '[') {
            throw bracket(text, start, start, end);
        }
        int percent = text.indexOf('%', start);
        int addressEnd = percent < 0 || percent >= end ? end : percent;
        if (addressEnd == start) {
            throw new AddressSyntaxException(text, start, "no address before \"%\"", "write one such as fe80::1%eth0");
        }
        LiteralParser literal = new LiteralParser(text, start, addressEnd);
        int colon = text.indexOf(':', start);
        boolean isIpv6 = colon >= 0 && colon < addressEnd;
        byte[] bytes = isIpv6 ? literal.ipv6() : literal.ipv4();
        if (addressEnd == end) {
            return IpAddress.checked(bytes, "");
        }
        if (!isIpv6) {
            throw new AddressSyntaxException(
                    text,
                    addressEnd,
                    "zone on an IPv4 address",
                    "IPv4 has no zones; write " + text.substring(start, addressEnd));
        }
        return IpAddress.checked(bytes, ZoneText.parse(text, addressEnd + 1, end));
    }

    /** The 16 bytes of an IPv6 literal without a zone. */
    static byte[] ipv6(String text, int start, int end) {
        return new LiteralParser(text, start, end).ipv6();
    }

    /** The four bytes of an IPv4 literal. */
    static byte[] ipv4(String text, int start, int end) {
        return new LiteralParser(text, start, end).ipv4();
    }

    private byte[] ipv6() {
        byte[] bytes = new byte[16];
        int count = 0;
        int shortened = -1; // How many groups stand before "::".
        int shortenedAt = -1;
        if (is(':', at)) {
            if (!is(':', at + 1)) {
                throw wrong(at, "single \":\" at the beginning", "only \"::\" may stand there (RFC 4291, 2.2)");
            }
            shortened = 0;
            shortenedAt = at;
            skipDoubleColon();
        }
        while (at < end) {
            if (count == 8) {
                throw wrong(at, "ninth group", "an IPv6 address has eight groups of 16 bits (RFC 4291, 2.2)");
            }
            int groupStart = at;
            int group = hexGroup();
            if (is('.', at)) {
                if (count > 6) {
                    throw wrong(
                            groupStart,
                            "IPv4 part where one group is left",
                            "it takes the place of the last two groups");
                }
                at = groupStart;
                dotted(bytes, 2 * count);
                count += 2;
                break;
            }
            bytes[2 * count] = (byte) (group >> 8);
            bytes[2 * count + 1] = (byte) group;
            count++;
            if (at == end) {
                break;
            }
            if (!is(':', at)) {
                throw unexpected(true);
            }
            if (is(':', at + 1)) {
                if (shortened >= 0) {
                    throw wrong(at, "second \"::\"", "only one is allowed (RFC 4291, 2.2)");
                }
                shortened = count;
                shortenedAt = at;
                skipDoubleColon();
            } else if (at + 1 == end) {
                throw wrong(at, "single \":\" at the end", "only \"::\" may stand there (RFC 4291, 2.2)");
            } else {
                at++;
            }
        }
        if (shortened < 0 && count < 8) {
            throw wrong(
                    end,
                    "end after " + count + (count == 1 ? " group of 8" : " groups of 8"),
                    "write all eight, or \"::\" for a run of zeros (RFC 4291, 2.2)");
        }
        if (shortened >= 0 && count == 8) {
            throw wrong(
                    shortenedAt,
                    "\"::\" beside eight groups",
                    "it stands for at least one group of zeros (RFC 4291, 2.2)");
        }
        if (shortened >= 0) {
            int behind = 2 * (count - shortened);
            System.arraycopy(bytes, 2 * shortened, bytes, 16 - behind, behind);
            Arrays.fill(bytes, 2 * shortened, 16 - behind, (byte) 0);
        }
        return bytes;
    }

    private void skipDoubleColon() {
        at += 2;
        if (is(':', at)) {
            throw wrong(at, "third \":\" in a row", "\"::\" is two (RFC 4291, 2.2)");
        }
    }

    private int hexGroup() {
        int group = 0;
        int groupStart = at;
        while (at < end) {
            int digit = hexDigit(text.charAt(at));
            if (digit < 0) {
                break;
            }
            if (at - groupStart == 4) {
                throw wrong(at, "fifth digit in a group", "a group has one to four (RFC 4291, 2.2)");
            }
            group = group << 4 | digit;
            at++;
        }
        if (at == groupStart) {
            throw unexpected(true);
        }
        return group;
    }

    private byte[] ipv4() {
        byte[] bytes = new byte[4];
        dotted(bytes, 0);
        return bytes;
    }

    private void dotted(byte[] bytes, int offset) {
        for (int part = 0; part < 4; part++) {
            bytes[offset + part] = (byte) decimalPart();
            if (part < 3) {
                if (at == end) {
                    String only = part == 0 ? "end after 1 part of 4" : "end after " + (part + 1) + " parts of 4";
                    throw wrong(end, only, FOUR_PARTS + "; short forms are not read");
                }
                if (!is('.', at)) {
                    throw unexpected(false);
                }
                at++;
            }
        }
        if (at < end) {
            if (is('.', at)) {
                throw at + 1 == end ? wrong(at, "\".\" at the end", FOUR_PARTS) : wrong(at, "fifth part", FOUR_PARTS);
            }
            if (is(':', at)) {
                throw wrong(at, "\":\" behind the IPv4 part", "an embedded IPv4 address stands last (RFC 4291, 2.2)");
            }
            throw unexpected(false);
        }
    }

    private int decimalPart() {
        int partStart = at;
        int value = 0;
        while (at < end && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            if (at > partStart && text.charAt(partStart) == '0') {
                throw wrong(partStart, "leading zero", "it could be read as octal; write the number without it");
            }
            value = 10 * value + (text.charAt(at) - '0');
            if (value > 255) {
                throw wrong(partStart, "number above 255", FOUR_PARTS);
            }
            at++;
        }
        if (at == partStart) {
            if (at == end) {
                throw wrong(at, "empty part", FOUR_PARTS);
            }
            if (is('.', at)) {
                throw wrong(at, "empty part before \".\"", FOUR_PARTS);
            }
            throw unexpected(false);
        }
        if (value == 0 && (is('x', at) || is('X', at))) {
            throw wrong(partStart, "hexadecimal part", FOUR_PARTS);
        }
        return value;
    }

    private AddressSyntaxException unexpected(boolean hexadecimal) {
        String advice = hexadecimal ? GROUPS : FOUR_PARTS;
        int colon = text.indexOf(':', start);
        boolean isEmbedded = colon >= 0 && colon < end;
        char c = text.charAt(at);
        if (c == '/') {
            return wrong(at, "prefix length", "an address stands alone here; leave out \"/\" and what follows");
        }
        if (c == '[' || c == ']') {
            throw bracket(text, at, start, end);
        }
        if (c == '-' || c == '+') {
            return wrong(at, "sign '" + c + "'", "numbers here have none");
        }
        if (Character.isWhitespace(c)) {
            return wrong(at, "white space (" + PrintableText.character(text, at) + ")", "an address holds none");
        }
        if (Character.isISOControl(c)) {
            return wrong(at, "control character " + PrintableText.character(text, at), advice);
        }
        if (c > 0x7f) {
            return wrong(at, PrintableText.character(text, at) + ", which is not ASCII,", advice);
        }
        return wrong(
                at,
                PrintableText.character(text, at) + ", no " + (hexadecimal ? "hexadecimal" : "decimal") + " digit,",
                isEmbedded || hexadecimal ? advice : advice + ", or an IPv6 address; names are not looked up here");
    }

    private static AddressSyntaxException bracket(String text, int at, int start, int end) {
        boolean isEnclosed = end - start > 2 && text.charAt(start) == '[' && text.charAt(end - 1) == ']';
        return new AddressSyntaxException(
                text,
                at,
                "bracket",
                "brackets belong to host:port and to URIs; drop the brackets"
                        + (isEnclosed ? ": write " + PrintableText.of(text.substring(start + 1, end - 1)) : ""));
    }

    private AddressSyntaxException wrong(int position, String problem, String advice) {
        return new AddressSyntaxException(text, position, problem, advice);
    }

    private boolean is(char c, int position) {
        return position < end && text.charAt(position) == c;
    }

    private static int hexDigit(char c) {
        // Not Character.digit: it takes the digits of every script.
        if (c >= '0' && c <= '9') {
            return c - '0';
        }
        char lower = (char) (c | 0x20);
        return lower >= 'a' && lower <= 'f' && c < 0x80 ? lower - 'a' + 10 : -1;
    }
}
