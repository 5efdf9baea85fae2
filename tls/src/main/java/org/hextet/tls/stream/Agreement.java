package org.hextet.tls.stream;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.hextet.api.TlsRole;
import org.hextet.api.TlsSession;
import org.hextet.tls.CertificateRefusedException;

/** What an engine has agreed on, when its handshake is over. */
final class Agreement {

    private final SSLEngine engine;
    private final Handshake handshake;

    Agreement(SSLEngine engine, Handshake handshake) {
        this.engine = engine;
        this.handshake = handshake;
    }

    /**
     * Looks at the server's name once more: a context may trust anybody, and custom trust managers look at no name.
     *
     * @throws CertificateRefusedException if the certificate is not of the name asked for; the session is of no further
     *     use then
     */
    void verify() throws CertificateRefusedException {
        if (handshake.role() != TlsRole.CLIENT || !handshake.verified()) {
            return;
        }
        try {
            handshake.name().orElseThrow().requireIn(leaf());
        } catch (CertificateRefusedException refused) {
            engine.getSession().invalidate();
            throw refused;
        }
    }

    private X509Certificate leaf() throws CertificateRefusedException {
        try {
            Certificate[] chain = engine.getSession().getPeerCertificates();
            if (chain.length > 0 && chain[0] instanceof X509Certificate leaf) {
                return leaf;
            }
        } catch (SSLPeerUnverifiedException none) {
            throw new CertificateRefusedException("the peer showed no certificate", none);
        }
        throw new CertificateRefusedException("the peer showed no X.509 certificate");
    }

    TlsSession session() {
        SSLSession session = engine.getSession();
        return new TlsSession(session, handshake.role(), applicationProtocol(), serverName(session));
    }

    private Optional<String> applicationProtocol() {
        try {
            String chosen = engine.getApplicationProtocol();
            return chosen == null || chosen.isEmpty() ? Optional.empty() : Optional.of(chosen);
        } catch (UnsupportedOperationException lacking) {
            return Optional.empty();
        }
    }

    private Optional<String> serverName(SSLSession session) {
        if (handshake.role() == TlsRole.CLIENT) {
            return handshake.name().map(ServerName::text);
        }
        if (session instanceof ExtendedSSLSession extended) {
            try {
                for (SNIServerName name : extended.getRequestedServerNames()) {
                    if (name instanceof SNIHostName host) {
                        return Optional.of(host.getAsciiName());
                    }
                }
            } catch (UnsupportedOperationException lacking) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }
}
