package org.hextet.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.hextet.addresses.AddressSyntaxException;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.IpAddress;

/**
 * Whom a certificate speaks for: the DNS names and IP addresses of its subjectAltName, and nothing else (the common
 * name is no identity). Names are compared without case; a wildcard stands for one whole label, the leftmost.
 * Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9525#section-6">RFC 9525, section 6</a>
 */
public final class ServerIdentity {

    /** Types of a GeneralName, RFC 5280, section 4.2.1.6. */
    private static final int DNS_NAME = 2;

    private static final int IP_ADDRESS = 7;

    private final List<String> names;
    private final List<IpAddress> addresses;

    private ServerIdentity(List<String> names, List<IpAddress> addresses) {
        this.names = names;
        this.addresses = addresses;
    }

    /**
     * The identity in a certificate.
     *
     * @param certificate any; one without subjectAltName, or with one that cannot be read, speaks for nobody
     * @return its names and addresses
     */
    public static ServerIdentity of(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        List<IpAddress> addresses = new ArrayList<>();
        for (List<?> entry : alternativeNames(certificate)) {
            if (entry.size() == 2 && entry.get(1) instanceof String text) {
                if (Integer.valueOf(DNS_NAME).equals(entry.get(0))) {
                    names.add(text);
                } else if (Integer.valueOf(IP_ADDRESS).equals(entry.get(0))) {
                    addAddress(addresses, text);
                }
            }
        }
        return new ServerIdentity(List.copyOf(names), List.copyOf(addresses));
    }

    @SuppressWarnings("EmptyCatch") // what cannot be read speaks for nobody
    private static Collection<List<?>> alternativeNames(X509Certificate certificate) {
        try {
            Collection<List<?>> entries = certificate.getSubjectAlternativeNames();
            return entries == null ? List.of() : entries;
        } catch (CertificateParsingException unreadable) {
            return List.of();
        }
    }

    private static void addAddress(List<IpAddress> addresses, String text) {
        try {
            addresses.add(AddressText.parse(text));
        } catch (AddressSyntaxException unreadable) {
            // A range, as in an authority's name constraints: no address.
        }
    }

    /**
     * The DNS names.
     *
     * @return as they stand in the certificate, in its order
     */
    public List<String> names() {
        return names;
    }

    /**
     * The IP addresses.
     *
     * @return in the order of the certificate, without zone
     */
    public List<IpAddress> addresses() {
        return addresses;
    }

    /**
     * Whether the certificate is of a name.
     *
     * @param name in its ASCII form (A-labels), with or without a final dot
     * @return false for text that is no name
     */
    public boolean isOf(String name) {
        String asked = normal(name);
        if (asked.isEmpty()) {
            return false;
        }
        for (String presented : names) {
            if (matches(normal(presented), asked)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the certificate is of an address.
     *
     * @param address its zone does not count: no certificate has one
     * @return true if it is among the certificate's addresses
     */
    public boolean isOf(IpAddress address) {
        for (IpAddress presented : addresses) {
            if (Arrays.equals(presented.bytes(), address.bytes())) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(String presented, String asked) {
        if (!presented.startsWith("*.")) {
            return presented.indexOf('*') < 0 && presented.equals(asked);
        }
        int dot = asked.indexOf('.');
        return dot > 0 && presented.indexOf('*', 1) < 0 && asked.substring(dot).equals(presented.substring(1));
    }

    private static String normal(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /**
     * For messages.
     *
     * @return for example {@code a.example, *.b.example, ::1}; {@code nobody} if there is none
     */
    @Override
    public String toString() {
        List<String> all = new ArrayList<>(names);
        addresses.forEach(address -> all.add(address.toString()));
        return all.isEmpty() ? "nobody (it has no subjectAltName)" : String.join(", ", all);
    }
}
