package org.hextet.tck.rig;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** The certificates that the TCK carries, read once. {@code certificates/make} says what is in them. */
final class Certificates {

    private static final String RESOURCE = "certificates.p12";
    private static final String AUTHORITY = "authority";

    /** The keys are public: it guards nothing. */
    private static final char[] PASSWORD = "hextet".toCharArray();

    private static final KeyStore ALL = load();

    private Certificates() {}

    private static KeyStore load() {
        try (InputStream stored =
                Objects.requireNonNull(Certificates.class.getResourceAsStream(RESOURCE), RESOURCE + " is missing")) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(stored, PASSWORD);
            return store;
        } catch (IOException | GeneralSecurityException unreadable) {
            throw new IllegalStateException(RESOURCE + ": " + unreadable.getMessage(), unreadable);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, PASSWORD);
        return store;
    }

    /** Of several, the one that fits the name that a client asks for. */
    static KeyManager[] keysOf(TlsIdentity... identities) throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        for (TlsIdentity identity : identities) {
            String alias = identity.alias();
            store.setKeyEntry(alias, ALL.getKey(alias, PASSWORD), PASSWORD, ALL.getCertificateChain(alias));
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, PASSWORD);
        return factory.getKeyManagers();
    }

    /** The authority alone. */
    static KeyStore authority() throws GeneralSecurityException, IOException {
        KeyStore store = empty();
        store.setCertificateEntry(AUTHORITY, ALL.getCertificate(AUTHORITY));
        return store;
    }

    static TrustManager[] trust() throws GeneralSecurityException, IOException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(authority());
        return factory.getTrustManagers();
    }
}
