package org.hextet.addresses;

import java.util.OptionalInt;

/**
 * A host and perhaps a port, as they stand in a command line and between {@code scheme://} and the path of a URI:
 * {@code example.org:80}, {@code 192.0.2.1:80}, {@code [2001:db8::1]:80}, {@code [fe80::1%eth0]:80},
 * {@code [fe80::1%25eth0]:80}, {@code *:80}.
 *
 * <p>IPv6 stands in brackets, always, and nothing but IPv6 does. Its zone follows {@code %25}, percent-encoded (RFC
 * 6874), or a bare {@code %}, as it is; interface index 25 is written {@code %2525}.
 *
 * @param host the host
 * @param port 0 to 65535, or none
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3986#section-3.2.2">RFC 3986, section 3.2.2</a>
 */
public record HostPort(Host host, OptionalInt port) {

    /**
     * Checks the port.
     *
     * @param host the host
     * @param port the port, or none
     * @throws IllegalArgumentException if it is not 0 to 65535
     */
    public HostPort {
        if (port.isPresent()) {
            AddressRules.requirePort(port.getAsInt(), host.toString());
        }
    }

    /**
     * A host with a port.
     *
     * @param host the host
     * @param port 0 to 65535
     * @return both
     * @throws IllegalArgumentException if the port is out of range
     */
    public static HostPort of(Host host, int port) {
        return new HostPort(host, OptionalInt.of(port));
    }

    /**
     * Reads a host and, if there is one, a port. A final colon with nothing behind it means no port (RFC 3986, section
     * 3.2.3).
     *
     * @param text the whole text
     * @return host and port; nothing is looked up
     * @throws AddressSyntaxException if it is malformed; points at the character
     */
    public static HostPort parse(String text) {
        return new HostPortParser(text).parse();
    }

    /**
     * Reads a host and a port that must be there.
     *
     * @param text the whole text
     * @return host and port
     * @throws AddressSyntaxException if it is malformed or has no port; points at the character
     */
    public static HostPort parseWithPort(String text) {
        HostPort parsed = parse(text);
        if (parsed.port.isEmpty()) {
            throw new AddressSyntaxException(
                    text,
                    text.length(),
                    "no port",
                    "a number from 0 to 65535 must follow the host, as in " + of(parsed.host, 9000));
        }
        return parsed;
    }

    /**
     * Reads a port alone.
     *
     * @param text decimal digits
     * @return 0 to 65535
     * @throws AddressSyntaxException if it is empty, no number or out of range
     */
    public static int parsePort(String text) {
        return HostPortParser.port(text, 0);
    }

    /**
     * The form for people: a zone behind a bare {@code %} where that can be read back, else as {@link #toUriString()}.
     *
     * @return text that {@link #parse} reads back as an equal value
     */
    @Override
    public String toString() {
        return withPort(host instanceof Host.Literal literal ? UriZone.hostText(literal.address()) : host.toString());
    }

    /**
     * The form for URIs: a zone behind {@code %25}, percent-encoded (RFC 6874); names as A-labels.
     *
     * @return ASCII text that {@link #parse} reads back as an equal value
     */
    public String toUriString() {
        if (host instanceof Host.Literal literal) {
            return withPort(UriZone.escapedHostText(literal.address()));
        }
        return withPort(host instanceof Host.Name name ? name.asciiName() : host.toString());
    }

    private String withPort(String hostText) {
        return port.isPresent() ? hostText + ':' + port.getAsInt() : hostText;
    }
}
