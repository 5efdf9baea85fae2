package org.hextet.addresses;

import java.io.ByteArrayOutputStream;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The zone inside the brackets of a host: behind {@code %25} percent-encoded (RFC 6874), behind a bare {@code %} as it
 * is.
 */
final class UriZone {

    private static final String ESCAPED = "%25";

    private UriZone() {}

    /** A host as it stands before {@code :port}: IPv6 in brackets, its zone in the form that can be read back. */
    static String hostText(IpAddress address) {
        if (address.family() == StandardProtocolFamily.INET) {
            return address.toString();
        }
        String zone = address.zone();
        if (zone.isEmpty() || (isPlain(zone) && !zone.startsWith("25"))) {
            return '[' + address.toString() + ']';
        }
        return escapedHostText(address);
    }

    /** The same, with the zone as a URI must have it. */
    static String escapedHostText(IpAddress address) {
        if (address.zone().isEmpty()) {
            return hostText(address);
        }
        StringBuilder host = new StringBuilder("[").append(address.withZone("")).append(ESCAPED);
        for (byte b : address.zone().getBytes(StandardCharsets.UTF_8)) {
            if (isUnreserved((char) (b & 0xff))) {
                host.append((char) b);
            } else {
                host.append(String.format("%%%02X", b & 0xff));
            }
        }
        return host.append(']').toString();
    }

    /** The zone whose {@code %} stands at a place of the text. */
    static String parse(String text, int percent, int end) {
        if (!text.startsWith(ESCAPED, percent)) {
            return ZoneText.parse(text, percent + 1, end);
        }
        int start = percent + ESCAPED.length();
        if (start == end) {
            throw new AddressSyntaxException(
                    text,
                    percent,
                    "empty zone",
                    "\"%25\" is the escaped \"%\"; write an interface name behind it, or %2525 for index 25");
        }
        String zone = decoded(text, start, end);
        try {
            return ZoneText.parse(zone, 0, zone.length());
        } catch (AddressSyntaxException inZone) {
            AddressSyntaxException here =
                    new AddressSyntaxException(text, start, inZone.problem() + " (decoded)", inZone.advice());
            here.initCause(inZone);
            throw here;
        }
    }

    private static String decoded(String text, int start, int end) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int at = start;
        while (at < end) {
            if (text.charAt(at) == '%') {
                int high = at + 1 < end ? Character.digit(text.charAt(at + 1), 16) : -1;
                int low = at + 2 < end ? Character.digit(text.charAt(at + 2), 16) : -1;
                if (high < 0 || low < 0 || text.charAt(at + 1) > 0x7f || text.charAt(at + 2) > 0x7f) {
                    throw new AddressSyntaxException(
                            text,
                            at,
                            "incomplete percent-encoding",
                            "two hexadecimal digits follow \"%\" (RFC 3986, 2.1)");
                }
                bytes.write(high << 4 | low);
                at += 3;
            } else {
                int next = at + Character.charCount(text.codePointAt(at));
                bytes.writeBytes(text.substring(at, next).getBytes(StandardCharsets.UTF_8));
                at = next;
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            AddressSyntaxException here = new AddressSyntaxException(
                    text, start, "percent-encoded bytes that are no UTF-8", "write the interface's name");
            here.initCause(notUtf8);
            throw here;
        }
    }

    private static boolean isPlain(String zone) {
        return zone.chars().allMatch(c -> isUnreserved((char) c));
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-._~".indexOf(c) >= 0;
    }
}
