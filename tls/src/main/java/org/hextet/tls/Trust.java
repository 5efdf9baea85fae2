package org.hextet.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whose certificates are believed. */
sealed interface Trust {

    /** In the form that a context takes. */
    TrustManager[] trustManagers() throws GeneralSecurityException, IOException;

    /** The authorities of the Java installation, or of {@code javax.net.ssl.trustStore}. */
    record OfSystem() implements Trust {

        @Override
        public TrustManager[] trustManagers() throws GeneralSecurityException, IOException {
            TrustManager[] managers = managers(null);
            boolean isEmpty = Arrays.stream(managers)
                    .filter(X509TrustManager.class::isInstance)
                    .allMatch(manager -> ((X509TrustManager) manager).getAcceptedIssuers().length == 0);
            if (isEmpty) {
                throw new IOException(
                        "system trust: this Java knows no authority (its file lib/security/cacerts, or that of "
                                + "-Djavax.net.ssl.trustStore, is missing or empty); install it, or name a PEM file of trusted certificates");
            }
            return managers;
        }
    }

    /** The certificates of a PEM file, and nobody else. */
    record OfFile(Path bundle) implements Trust {

        @Override
        public TrustManager[] trustManagers() throws GeneralSecurityException, IOException {
            List<X509Certificate> trusted = Certificates.read("trusted certificates", bundle);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < trusted.size(); i++) {
                store.setCertificateEntry("trusted-" + i, trusted.get(i));
            }
            return managers(store);
        }
    }

    /** Everybody, whoever they say they are. */
    record OfAnybody() implements Trust {

        @Override
        public TrustManager[] trustManagers() {
            return new TrustManager[] {new UnverifiedTrust()};
        }
    }

    private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }
}
