package org.hextet.cli.tls;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.hextet.api.TlsSession;
import org.hextet.tls.ServerIdentity;

/** What a TLS handshake has agreed on and shown, for people. */
public final class SessionReport {

    private final TlsSession agreed;

    /**
     * Of a session.
     *
     * @param agreed what there is to tell
     */
    public SessionReport(TlsSession agreed) {
        this.agreed = agreed;
    }

    /**
     * Protocol, cipher, application protocol, server name; of each certificate of the peer's chain subject, issuer and
     * dates, of the first whom it is for.
     *
     * @return lines
     */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("TLS " + agreed.session().getProtocol() + ", "
                + agreed.session().getCipherSuite()
                + agreed.applicationProtocol()
                        .map(name -> ", application protocol " + name)
                        .orElse(", no application protocol")
                + agreed.serverName().map(name -> ", server name " + name).orElse(""));
        List<X509Certificate> chain = chain();
        for (int i = 0; i < chain.size(); i++) {
            X509Certificate certificate = chain.get(i);
            lines.add("certificate " + (i + 1) + " of " + chain.size() + ": subject "
                    + certificate.getSubjectX500Principal().getName() + ", issuer "
                    + certificate.getIssuerX500Principal().getName() + ", valid from "
                    + certificate.getNotBefore().toInstant() + " to "
                    + certificate.getNotAfter().toInstant());
            if (i == 0) {
                lines.add("  of " + ServerIdentity.of(certificate));
            }
        }
        return lines;
    }

    /**
     * When the first of the peer's certificates expires.
     *
     * @return empty if it showed none
     */
    public Optional<Instant> expiry() {
        return chain().stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo);
    }

    private List<X509Certificate> chain() {
        try {
            return Arrays.stream(agreed.session().getPeerCertificates())
                    .filter(X509Certificate.class::isInstance)
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (SSLPeerUnverifiedException none) {
            return List.of();
        }
    }
}
