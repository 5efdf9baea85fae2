package org.hextet.endpoints.bindings;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;
import org.hextet.addresses.AddressSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * That a connect by name asks for the name's services too, and how: by HTTPS records, or by SVCB records of another
 * scheme (RFC 9460). What is found comes before the addresses of the name itself, which stay as the last resort.
 *
 * <p>Services are tried in the order of their priority, each with its own addresses and its own port; addresses that
 * the record hints at are used until the real ones are there. AliasMode is followed, eight steps at most. Passed over,
 * with the reason in the timeline, are records that make a key mandatory which is not known here (known are
 * {@code alpn}, {@code no-default-alpn}, {@code port}, {@code ipv4hint}, {@code ipv6hint}), and those whose protocols
 * do not fit. Keys of Encrypted Client Hello ({@code ech}) are not used: JSSE has none; a record that has them without
 * making them mandatory is used without. The name that TLS verifies stays that of the endpoint. DNS answers are not
 * authenticated here: where the records cannot be had, the connect goes on without. Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9460">RFC 9460</a>
 * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-happy-happyeyeballs-v3/">Happy Eyeballs version 3</a>
 */
public final class ServiceBindings {

    private static final String HTTPS_SCHEME = "https";
    private static final int HTTPS_PORT = 443;

    private static final ServiceBindings HTTPS =
            new ServiceBindings(HTTPS_SCHEME, OptionalInt.of(HTTPS_PORT), List.of());

    private final String scheme;
    private final OptionalInt defaultPort;
    private final List<String> protocols;

    private ServiceBindings(String scheme, OptionalInt defaultPort, List<String> protocols) {
        this.scheme = scheme;
        this.defaultPort = defaultPort;
        this.protocols = List.copyOf(protocols);
    }

    /**
     * By HTTPS records: of the name itself for port 443, else of {@code _PORT._https.NAME} (RFC 9460, section 9.1).
     *
     * @return for HTTP over TLS
     */
    public static ServiceBindings https() {
        return HTTPS;
    }

    /**
     * By SVCB records of {@code _PORT._SCHEME.NAME} (RFC 9460, section 2.3).
     *
     * @param scheme of URIs of that protocol, without underscore: {@code foo}
     * @return for that scheme; {@code https} gives {@link #https}
     * @throws IllegalArgumentException if it is no scheme
     */
    public static ServiceBindings of(String scheme) {
        return scheme.equals(HTTPS_SCHEME)
                ? HTTPS
                : new ServiceBindings(requireScheme(scheme, scheme), OptionalInt.empty(), List.of());
    }

    /**
     * By SVCB records of {@code _SCHEME.NAME} on the default port of the scheme, as {@code dns} has it (RFC 9461), else
     * of {@code _PORT._SCHEME.NAME}.
     *
     * @param scheme of URIs of that protocol, without underscore
     * @param defaultPort 1 to 65535
     * @return for that scheme
     * @throws IllegalArgumentException if it is no scheme, or {@code https} with another port than 443, or the port is
     *     out of range
     */
    public static ServiceBindings of(String scheme, int defaultPort) {
        if (defaultPort < 1 || defaultPort > 65_535) {
            throw new IllegalArgumentException(
                    "default port " + defaultPort + " of scheme " + scheme + ": need 1 to 65535");
        }
        if (scheme.equals(HTTPS_SCHEME)) {
            if (defaultPort != HTTPS_PORT) {
                throw new IllegalArgumentException(
                        "default port " + defaultPort + " of scheme https: it is 443; leave it out");
            }
            return HTTPS;
        }
        return new ServiceBindings(requireScheme(scheme, scheme), OptionalInt.of(defaultPort), List.of());
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @param text {@code https}, a scheme, or a scheme and its default port: {@code dns:53}
     * @return the same
     * @throws IllegalArgumentException if it is something else: points at the character
     */
    public static ServiceBindings parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            return of(requireScheme(text, text));
        }
        String port = text.substring(colon + 1);
        if (!port.matches("[0-9]{1,5}")) {
            throw new AddressSyntaxException(text, colon + 1, "no port", "write scheme:port, as in dns:53");
        }
        try {
            return of(requireScheme(text.substring(0, colon), text), Integer.parseInt(port));
        } catch (AddressSyntaxException wrong) {
            throw wrong;
        } catch (IllegalArgumentException outOfRange) {
            throw new AddressSyntaxException(
                    text, colon + 1, "wrong default port", Objects.requireNonNull(outOfRange.getMessage()));
        }
    }

    private static String requireScheme(String scheme, String text) {
        if (!scheme.matches("[a-z][a-z0-9-]{0,61}")) {
            throw new AddressSyntaxException(
                    text, 0, "no scheme", "write https, or a scheme in lower case letters, as in foo or dns:53");
        }
        return scheme;
    }

    /**
     * With the protocols that the client speaks, where it is not the endpoint's own TLS that offers them.
     *
     * @param names of ALPN: {@code h2}; none: those that the endpoint's TLS settings offer, and where the endpoint has
     *     none, every protocol but those of QUIC
     * @return a changed copy
     */
    public ServiceBindings withProtocols(String... names) {
        return new ServiceBindings(scheme, defaultPort, List.of(names));
    }

    /**
     * The protocols that the client speaks.
     *
     * @return empty where TLS settings say so
     */
    public List<String> protocols() {
        return protocols;
    }

    /**
     * The protocol that a service offers without naming it.
     *
     * @return {@code http/1.1}; empty for schemes other than https: it is not known
     */
    public List<String> defaultProtocols() {
        return type().equals("HTTPS") ? List.of("http/1.1") : List.of();
    }

    /**
     * The type of record that is asked for.
     *
     * @return {@code HTTPS} or {@code SVCB}
     */
    public String type() {
        return scheme.equals(HTTPS_SCHEME) ? "HTTPS" : "SVCB";
    }

    /**
     * The name that is asked for.
     *
     * @param host of the endpoint
     * @param port of the endpoint
     * @return for example {@code example.org}, {@code _8443._https.example.org}, {@code _dns.example.org}
     */
    public String question(String host, int port) {
        if (defaultPort.isPresent() && defaultPort.getAsInt() == port) {
            return scheme.equals(HTTPS_SCHEME) ? host : "_" + scheme + "." + host;
        }
        return String.format(Locale.ROOT, "_%d._%s.%s", port, scheme, host);
    }

    @Override
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public boolean equals(@Nullable Object other) {
        return other instanceof ServiceBindings that
                && scheme.equals(that.scheme)
                && defaultPort.equals(that.defaultPort)
                && protocols.equals(that.protocols);
    }

    @Override
    public int hashCode() {
        return Objects.hash(scheme, defaultPort, protocols);
    }

    /**
     * As {@link #parse} reads it; protocols have no text.
     *
     * @return {@code https}, {@code foo}, {@code dns:53}
     */
    @Override
    public String toString() {
        return equals(HTTPS.withProtocols(protocols.toArray(String[]::new))) || defaultPort.isEmpty()
                ? scheme
                : scheme + ":" + defaultPort.getAsInt();
    }
}
