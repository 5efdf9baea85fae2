package org.hextet.endpoints.text;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.hextet.addresses.AddressSyntaxException;
import org.hextet.addresses.HostPort;

/**
 * An endpoint URI taken apart: {@code scheme://HOST:PORT?name=value&name=value}. No path, no fragment, no user.
 *
 * @param text the whole URI as it was given
 * @param hostPort host and port; the port is always there
 * @param hostAt where the host begins in the text
 * @param options by name, in the order given; unmodifiable
 * @param example an option with a value, for errors
 */
public record EndpointUri(
        String text, HostPort hostPort, int hostAt, Map<String, OptionValue> options, String example) {

    /** Takes all as they are. */
    public EndpointUri {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
    }

    /**
     * Reads a URI.
     *
     * @param uri the whole text
     * @param scheme the one that it must have, lower case
     * @param optionExample an option that the scheme has, with a value, for errors
     * @return its parts; nothing is looked up
     * @throws AddressSyntaxException if it is malformed, or gives an option twice; points at the character
     */
    public static EndpointUri parse(String uri, String scheme, String optionExample) {
        String example = ", as in " + scheme + "://[::1]:9000";
        int colon = uri.indexOf(':');
        if (colon < 0 || !uri.substring(0, colon).equalsIgnoreCase(scheme)) {
            throw new AddressSyntaxException(uri, 0, "another scheme than " + scheme, "begin with " + scheme + "://");
        }
        if (!uri.startsWith("//", colon + 1)) {
            throw new AddressSyntaxException(
                    uri, colon + 1, "no \"//\" behind the scheme", "write " + scheme + "://HOST:PORT" + example);
        }
        int hostAt = colon + 3;
        int end = endOfHost(uri, hostAt);
        HostPort hostPort;
        try {
            hostPort = HostPort.parseWithPort(uri.substring(hostAt, end));
        } catch (AddressSyntaxException inHost) {
            throw inHost.within(uri, hostAt);
        }
        if (end < uri.length() && uri.charAt(end) == '/') {
            end++;
        }
        if (end < uri.length() && uri.charAt(end) != '?') {
            throw new AddressSyntaxException(
                    uri,
                    end,
                    uri.charAt(end) == '#' ? "fragment" : "path",
                    "an endpoint has none; only options may follow, as in " + scheme + "://[::1]:9000?"
                            + optionExample);
        }
        return new EndpointUri(
                uri,
                hostPort,
                hostAt,
                end < uri.length() ? UriOptions.parse(uri, end + 1, optionExample) : Map.of(),
                optionExample);
    }

    /** The first character that is not of host and port. */
    private static int endOfHost(String uri, int from) {
        int at = from;
        while (at < uri.length() && "/?#".indexOf(uri.charAt(at)) < 0) {
            at++;
        }
        return at;
    }

    /**
     * The scheme.
     *
     * @return lower case
     */
    public String scheme() {
        return text.substring(0, text.indexOf(':')).toLowerCase(Locale.ROOT);
    }

    /**
     * Refuses options that are not among those known.
     *
     * @param known the names that have a meaning here
     * @param elsewhere names that have one for the other side
     * @param side who this is for: {@code client}, {@code server}
     * @throws AddressSyntaxException at the first that is unknown; lists those known
     */
    public void requireKnown(Collection<String> known, Collection<String> elsewhere, String side) {
        UriOptions.requireKnown(options, known, elsewhere, side, example);
    }

    /**
     * A failure that points at the host.
     *
     * @param problem what is wrong
     * @param advice what to do
     * @return to be thrown
     */
    public AddressSyntaxException wrongHost(String problem, String advice) {
        return new AddressSyntaxException(text, hostAt, problem, advice);
    }

    /**
     * A failure that points at the port.
     *
     * @param problem what is wrong
     * @param advice what to do
     * @return to be thrown
     */
    public AddressSyntaxException wrongPort(String problem, String advice) {
        return new AddressSyntaxException(
                text, text.lastIndexOf(':', endOfHost(text, hostAt) - 1) + 1, problem, advice);
    }
}
