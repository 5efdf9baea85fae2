package org.hextet.tls.stream;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import org.hextet.addresses.AddressSyntaxException;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Host;
import org.hextet.addresses.IpAddress;
import org.hextet.tls.CertificateRefusedException;
import org.hextet.tls.ServerIdentity;

/**
 * Whom a client wants to speak to.
 *
 * @param text what a certificate is compared with: a name in its ASCII form without a final dot, or an address in its
 *     canonical form without zone (an address of another host's zone says nothing here)
 * @param indication what is sent; empty for addresses (RFC 6066, section 3)
 */
public record ServerName(String text, Optional<SNIHostName> indication) {

    /**
     * Reads what a user gave.
     *
     * @throws IllegalArgumentException if it is neither name nor address
     */
    public static ServerName of(String given) {
        Host host;
        try {
            host = Host.parse(given);
        } catch (AddressSyntaxException wrong) {
            throw new IllegalArgumentException("TLS server name: " + wrong.getMessage(), wrong);
        }
        if (host instanceof Host.Literal literal) {
            return of(literal.address().withZone("").toInetAddress());
        }
        if (host instanceof Host.Name name) {
            String ascii = name.asciiName().toLowerCase(Locale.ROOT);
            String bare = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
            return new ServerName(bare, indication(bare, given));
        }
        throw new IllegalArgumentException(
                "TLS server name \"" + given + "\": every interface is no peer; give a name or an address");
    }

    public static ServerName of(InetAddress address) {
        return new ServerName(IpAddress.of(address.getAddress()).toString(), Optional.empty());
    }

    private static Optional<SNIHostName> indication(String name, String given) {
        try {
            return Optional.of(new SNIHostName(name));
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "TLS server name \"" + given + "\": it cannot be sent (RFC 6066): " + wrong.getMessage(), wrong);
        }
    }

    public boolean isAddress() {
        return indication.isEmpty();
    }

    /**
     * Looks for it in a certificate.
     *
     * @throws CertificateRefusedException if the certificate is of others; names them
     */
    public void requireIn(X509Certificate certificate) throws CertificateRefusedException {
        ServerIdentity identity = ServerIdentity.of(certificate);
        if (!(isAddress() ? identity.isOf(AddressText.parse(text)) : identity.isOf(text))) {
            throw new CertificateRefusedException("the certificate of the peer (\""
                    + certificate.getSubjectX500Principal().getName() + "\") is not of " + text + " but of "
                    + identity);
        }
    }
}
