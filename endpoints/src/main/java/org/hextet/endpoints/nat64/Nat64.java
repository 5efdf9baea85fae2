package org.hextet.endpoints.nat64;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.hextet.addresses.AddressSyntaxException;
import org.hextet.addresses.Nat64Prefix;
import org.jspecify.annotations.Nullable;

/**
 * Whether IPv4 addresses are also tried through the network's NAT64 translator, where the host has no IPv4 address to
 * reach them from: an IPv4 literal, a list of addresses, or a name whose IPv6 addresses are none or do not answer. On a
 * host with IPv4 it changes nothing, and asks nobody.
 *
 * <p>Addresses of which a translator carries none ({@code 127.0.0.0/8}, {@code 169.254.0.0/16}) are not synthesised,
 * nor, under the well-known prefix {@code 64:ff9b::/96}, such that are not global. Nor is anything where the endpoint
 * is bound to a local address, asks for a flow label, or its policy leaves out a family. Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8305#section-7">RFC 8305, section 7</a>
 */
public final class Nat64 {

    /**
     * The system property of the process: {@code discover}, {@code off}, or prefixes. An endpoint that says nothing
     * does as it says, {@code discover} without it.
     */
    public static final String PROPERTY = "hextet.nat64";

    private static final String DISCOVER_WORD = "discover";
    private static final String OFF_WORD = "off";

    private static final Nat64 DISCOVER = new Nat64(DISCOVER_WORD, List.of());
    private static final Nat64 OFF = new Nat64(OFF_WORD, List.of());

    private final String text;
    private final List<String> prefixes;

    private Nat64(String text, List<String> prefixes) {
        this.text = text;
        this.prefixes = List.copyOf(prefixes);
    }

    /**
     * The prefix is found out when it is needed: the endpoint's resolver is asked for the IPv6 addresses of
     * {@code ipv4only.arpa} (RFC 7050), for 5 s at most and within the deadline. How long the answer is kept is the
     * resolver's affair. A host without a route for {@code 64:ff9b::c000:aa}, whose IPv6 leads nowhere far, asks
     * nobody.
     *
     * @return the default
     */
    public static Nat64 discover() {
        return DISCOVER;
    }

    /**
     * Nothing is synthesised.
     *
     * @return of every endpoint the same
     */
    public static Nat64 off() {
        return OFF;
    }

    /**
     * The prefixes are known, from router advertisements (RFC 8781) or from the administrator; nobody is asked.
     *
     * @param prefixes at least one, of a length of 32, 40, 48, 56, 64 or 96: {@code 2001:db8:64::/96}
     * @return with these, in this order
     * @throws IllegalArgumentException if there is none, or one is malformed: points at the character
     */
    public static Nat64 of(String... prefixes) {
        if (prefixes.length == 0) {
            throw new IllegalArgumentException("NAT64 without a prefix: give one, as in 64:ff9b::/96, or discover()");
        }
        List<String> canonical = Arrays.stream(prefixes)
                .map(Nat64Prefix::parse)
                .map(Nat64Prefix::toString)
                .distinct()
                .toList();
        return new Nat64(String.join(",", canonical), canonical);
    }

    /**
     * Reads what {@link #toString} writes.
     *
     * @param text {@code discover}, {@code off}, or prefixes separated by commas
     * @return the same
     * @throws IllegalArgumentException if it is something else: points at the character
     */
    public static Nat64 parse(String text) {
        if (text.equals(DISCOVER_WORD)) {
            return DISCOVER;
        }
        if (text.equals(OFF_WORD)) {
            return OFF;
        }
        List<String> prefixes = new ArrayList<>();
        int at = 0;
        while (at <= text.length()) {
            int comma = text.indexOf(',', at);
            int end = comma < 0 ? text.length() : comma;
            String prefix = text.substring(at, end);
            if (prefix.indexOf('/') < 0) {
                throw new AddressSyntaxException(
                        text,
                        at,
                        "neither \"discover\" nor \"off\" nor a prefix",
                        "write a NAT64 prefix as in 64:ff9b::/96");
            }
            try {
                Nat64Prefix.parse(prefix);
            } catch (AddressSyntaxException wrong) {
                throw wrong.within(text, at);
            }
            prefixes.add(prefix);
            at = end + 1;
        }
        return of(prefixes.toArray(String[]::new));
    }

    /**
     * What the process says.
     *
     * @return of the property {@value #PROPERTY}, {@link #discover} without it
     * @throws IllegalArgumentException if it is malformed: names it
     */
    public static Nat64 ofProcess() {
        String property = System.getProperty(PROPERTY, "");
        if (property.isEmpty()) {
            return DISCOVER;
        }
        try {
            return parse(property);
        } catch (AddressSyntaxException wrong) {
            throw new IllegalArgumentException("system property " + PROPERTY + ": " + wrong.getMessage(), wrong);
        }
    }

    /**
     * Whether anything is synthesised.
     *
     * @return false for {@link #off}
     */
    public boolean isOn() {
        return !equals(OFF);
    }

    /**
     * The prefixes that are known.
     *
     * @return empty if they are to be discovered, or nothing is synthesised
     */
    public List<String> prefixes() {
        return prefixes;
    }

    @Override
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public boolean equals(@Nullable Object other) {
        return other instanceof Nat64 that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(text);
    }

    /**
     * As {@link #parse} reads it.
     *
     * @return {@code discover}, {@code off}, or the prefixes, separated by commas
     */
    @Override
    public String toString() {
        return text;
    }
}
