package org.hextet.tls;

import java.net.Socket;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import org.hextet.tls.stream.ServerName;
import org.jspecify.annotations.Nullable;

/**
 * Asks the platform's trust manager, and then is stricter in two things: a server's name is looked for as RFC 9525 has
 * it ({@link ServerIdentity}; the JDK takes {@code f*.example}, and the common name), and a certificate that is itself
 * among the trusted ones may be out of date as little as any other. What is refused is a
 * {@link CertificateRefusedException}. Because it happens in the handshake, the peer gets an alert, and an impostor
 * sees no certificate of this side.
 */
final class ExplainingTrust extends X509ExtendedTrustManager {

    private final Supplier<X509ExtendedTrustManager> current;

    /** @param current the platform's, as it is now: asked for once for each check */
    ExplainingTrust(Supplier<X509ExtendedTrustManager> current) {
        this.current = current;
    }

    private interface Check {
        void by(X509ExtendedTrustManager platform) throws CertificateException;
    }

    private void explained(X509Certificate[] chain, @Nullable ServerName asked, Check check)
            throws CertificateRefusedException {
        X509ExtendedTrustManager platform = current.get();
        try {
            check.by(platform);
            requireInDate(chain[0]);
        } catch (CertificateException said) {
            throw Refusal.of(chain, platform.getAcceptedIssuers(), asked, said);
        }
        if (asked != null) {
            asked.requireIn(chain[0]);
        }
    }

    private static void requireInDate(X509Certificate certificate) throws CertificateException {
        try {
            certificate.checkValidity();
        } catch (CertificateExpiredException expired) {
            throw ofPath(expired, BasicReason.EXPIRED);
        } catch (CertificateNotYetValidException early) {
            throw ofPath(early, BasicReason.NOT_YET_VALID);
        }
    }

    /** As the platform's own check says it. */
    private static CertificateException ofPath(CertificateException date, BasicReason reason) {
        return new CertificateException(
                date.getMessage(), new CertPathValidatorException(date.getMessage(), date, null, -1, reason));
    }

    /** Whom the server's certificate must be of; null if it may be anybody's. */
    private static @Nullable ServerName asked(@Nullable SSLSession session, SSLParameters parameters)
            throws CertificateRefusedException {
        String algorithm = parameters.getEndpointIdentificationAlgorithm();
        if (algorithm == null || algorithm.isEmpty()) {
            return null;
        }
        String host = session == null ? null : session.getPeerHost();
        if (host == null || host.isEmpty()) {
            throw new CertificateRefusedException("nothing says whom the certificate must be of: the engine was made"
                    + " without a peer's host; make it by createSSLEngine(host, port)");
        }
        try {
            return ServerName.of(host);
        } catch (IllegalArgumentException noName) {
            throw new CertificateRefusedException(String.valueOf(noName.getMessage()), noName);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        explained(
                chain,
                asked(engine.getHandshakeSession(), engine.getSSLParameters()),
                platform -> platform.checkServerTrusted(chain, authType, engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        ServerName asked =
                socket instanceof SSLSocket ssl ? asked(ssl.getHandshakeSession(), ssl.getSSLParameters()) : null;
        explained(chain, asked, platform -> platform.checkServerTrusted(chain, authType, socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        explained(chain, null, platform -> platform.checkServerTrusted(chain, authType));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        explained(chain, null, platform -> platform.checkClientTrusted(chain, authType, engine));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        explained(chain, null, platform -> platform.checkClientTrusted(chain, authType, socket));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        explained(chain, null, platform -> platform.checkClientTrusted(chain, authType));
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return current.get().getAcceptedIssuers();
    }
}
