package org.hextet.addresses;

import java.net.StandardProtocolFamily;
import java.util.OptionalInt;

/** Reads {@code host:port}. */
final class HostPortParser {

    private static final String EXAMPLES = "write example.org:80, 192.0.2.1:80 or [2001:db8::1]:80";
    private static final String PORTS = "a port is a number from 0 to 65535, as in [::1]:9000";

    private final String text;

    HostPortParser(String text) {
        this.text = text;
    }

    HostPort parse() {
        checkCharacters();
        if (text.isEmpty()) {
            throw wrong(0, "no host", EXAMPLES);
        }
        return text.charAt(0) == '[' ? bracketed() : plain();
    }

    /** What can be in no host and no port, wherever it stands. */
    private void checkCharacters() {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                throw wrong(at, "white space (" + PrintableText.character(text, at) + ")", "host and port hold none");
            }
            if (Character.isISOControl(c)) {
                throw wrong(at, "control character " + PrintableText.character(text, at), "host and port hold none");
            }
            if ("/?#\\".indexOf(c) >= 0) {
                throw wrong(at, "\"" + c + "\"", "it does not belong to host and port; " + EXAMPLES);
            }
            if (c == '@') {
                throw wrong(at, "\"@\"", "user information has no use here; write the host alone");
            }
        }
    }

    private HostPort bracketed() {
        int close = text.indexOf(']');
        int second = text.indexOf('[', 1);
        if (second > 0 && (close < 0 || second < close)) {
            throw wrong(second, "\"[\" inside brackets", "write one pair, as in [2001:db8::1]:80");
        }
        if (close < 0) {
            throw wrong(text.length(), "no closing bracket", "write \"]\" behind the address, as in [2001:db8::1]:80");
        }
        Host host = new Host.Literal(inBrackets(close));
        if (close + 1 == text.length()) {
            return new HostPort(host, OptionalInt.empty());
        }
        if (text.charAt(close + 1) != ':') {
            throw wrong(
                    close + 1,
                    "text behind the closing bracket",
                    "only \":\" and a port may follow, as in [2001:db8::1]:80");
        }
        return withPort(host, close + 2);
    }

    private IpAddress inBrackets(int close) {
        if (close == 1) {
            throw wrong(1, "empty brackets", "write an IPv6 address in them, as in [2001:db8::1]:80");
        }
        if (text.charAt(1) == 'v' || text.charAt(1) == 'V') {
            throw wrong(1, "\"" + text.charAt(1) + "\"", "no address of a later version is known (RFC 3986, 3.2.2)");
        }
        int percent = text.indexOf('%');
        int addressEnd = percent < 0 || percent > close ? close : percent;
        int colon = text.indexOf(':');
        if (colon < 0 || colon > addressEnd) {
            String inner = text.substring(1, addressEnd);
            throw wrong(
                    1,
                    "no IPv6 address in brackets",
                    "brackets are for IPv6 only"
                            + (inner.isEmpty() || addressEnd < close
                                    ? ", as in [2001:db8::1]:80"
                                    : "; write " + PrintableText.of(inner + text.substring(close + 1))));
        }
        byte[] bytes = LiteralParser.ipv6(text, 1, addressEnd);
        return IpAddress.checked(bytes, addressEnd == close ? "" : UriZone.parse(text, addressEnd, close));
    }

    private HostPort plain() {
        int colon = text.indexOf(':');
        int last = text.lastIndexOf(':');
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) == '[' || text.charAt(at) == ']') {
                if (colon >= 0 && at > colon && colon == last) {
                    throw badPort(text, at);
                }
                throw wrong(at, "misplaced bracket", "brackets enclose an IPv6 address, as in [2001:db8::1]:80");
            }
        }
        if (colon != last) {
            throw ambiguous(colon, last);
        }
        if (colon < 0) {
            return new HostPort(bareHost(text, 0, text.length()), OptionalInt.empty());
        }
        return withPort(bareHost(text, 0, colon), colon + 1);
    }

    /** More than one colon and no brackets: {@code ::1:80} may be an address, or an address and a port. */
    private AddressSyntaxException ambiguous(int colon, int last) {
        String head = text.substring(0, last);
        String tail = text.substring(last + 1);
        boolean isWhole = isIpv6(text);
        boolean isHead = isIpv6(head) && !tail.isEmpty() && tail.chars().allMatch(c -> c >= '0' && c <= '9');
        if (isHead) {
            String other = isWhole && text.indexOf('%') < 0 ? ", or [" + text + "] if that is the address" : "";
            return wrong(last, "ambiguous \":\"", "IPv6 stands in brackets; write [" + head + "]:" + tail + other);
        }
        if (isWhole) {
            return wrong(0, "IPv6 address without brackets", "write [" + text + "], and behind it :PORT");
        }
        return wrong(
                text.indexOf(':', colon + 1),
                "second \":\" outside of brackets",
                "an IPv6 address stands in brackets, as in [2001:db8::1]:80");
    }

    private static boolean isIpv6(String text) {
        try {
            return AddressText.parse(text).family() == StandardProtocolFamily.INET6;
        } catch (AddressSyntaxException notOne) {
            return false;
        }
    }

    /** A host without brackets: name, IPv4, or {@code *}. */
    static Host bareHost(String text, int start, int end) {
        if (start == end) {
            throw new AddressSyntaxException(text, start, "no host", EXAMPLES + ", or * for every local interface");
        }
        if (end - start == 1 && text.charAt(start) == '*') {
            return new Host.Any();
        }
        int percent = text.indexOf('%', start);
        if (percent >= 0 && percent < end) {
            throw new AddressSyntaxException(
                    text,
                    percent,
                    "\"%\" outside of brackets",
                    "only IPv6 has zones, and names are not percent-encoded");
        }
        if (NameText.endsInNumber(text, start, end)) {
            return new Host.Literal(IpAddress.checked(LiteralParser.ipv4(text, start, end), ""));
        }
        NameText.ascii(text, start, end);
        return new Host.Name(text.substring(start, end));
    }

    private HostPort withPort(Host host, int start) {
        return start == text.length()
                ? new HostPort(host, OptionalInt.empty())
                : new HostPort(host, OptionalInt.of(port(text, start)));
    }

    /** The port from a place of the text to its end. */
    static int port(String text, int start) {
        if (start == text.length()) {
            throw new AddressSyntaxException(text, start, "no port", PORTS);
        }
        int port = 0;
        for (int at = start; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c < '0' || c > '9') {
                throw badPort(text, at);
            }
            port = Math.min(10 * port + (c - '0'), 100_000);
        }
        if (port > 65_535) {
            throw new AddressSyntaxException(text, start, "port above 65535", PORTS);
        }
        return port;
    }

    private static AddressSyntaxException badPort(String text, int at) {
        return new AddressSyntaxException(
                text, at, PrintableText.character(text, at) + " in the port", PORTS + " in decimal digits");
    }

    private AddressSyntaxException wrong(int position, String problem, String advice) {
        return new AddressSyntaxException(text, position, problem, advice);
    }
}
