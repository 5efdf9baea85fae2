package org.hextet.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Whose certificates are believed. */
sealed interface Trust {

    /** As it is now: what is read from is read once more at each call. */
    X509ExtendedTrustManager read() throws GeneralSecurityException, IOException;

    /** The authorities of the Java installation, or of {@code javax.net.ssl.trustStore}. */
    record OfSystem() implements Trust {

        @Override
        public X509ExtendedTrustManager read() throws GeneralSecurityException, IOException {
            return platform(
                    null,
                    "system trust: this Java knows no authority (its file lib/security/cacerts, or that of "
                            + "-Djavax.net.ssl.trustStore, is missing or empty); install it, or name a PEM file of trusted certificates");
        }
    }

    /** The certificates of a PEM file, and nobody else. */
    record OfFile(Path bundle) implements Trust {

        @Override
        public X509ExtendedTrustManager read() throws GeneralSecurityException, IOException {
            List<X509Certificate> trusted = Certificates.read("trusted certificates", bundle);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int i = 0; i < trusted.size(); i++) {
                store.setCertificateEntry("trusted-" + i, trusted.get(i));
            }
            return platform(store, bundle + ": no trusted certificate in it");
        }
    }

    /** The certificates of a key store, and nobody else. */
    record OfStore(KeyStore store) implements Trust {

        @Override
        public X509ExtendedTrustManager read() throws GeneralSecurityException, IOException {
            return platform(
                    store,
                    "key store of trusted certificates: no trusted certificate in it, only "
                            + Collections.list(store.aliases())
                            + "; import one with \"keytool -importcert\", which marks it as trusted");
        }
    }

    /** Everybody, whoever they say they are. */
    record OfAnybody() implements Trust {

        @Override
        public X509ExtendedTrustManager read() {
            return new UnverifiedTrust();
        }
    }

    private static X509ExtendedTrustManager platform(@Nullable KeyStore store, String ifEmpty)
            throws GeneralSecurityException, IOException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager extended) {
                if (extended.getAcceptedIssuers().length == 0) {
                    throw new IOException(ifEmpty);
                }
                return extended;
            }
        }
        throw new GeneralSecurityException("its trust manager factory " + factory.getAlgorithm() + " of "
                + factory.getProvider().getName() + " makes no X509ExtendedTrustManager");
    }
}
