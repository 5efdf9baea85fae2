package org.hextet.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where keys and their certificates come from. */
sealed interface IdentitySource {

    /** One at least. */
    List<Identity> read() throws GeneralSecurityException, IOException;

    /** A pair of PEM files. */
    final class OfFiles implements IdentitySource {

        private final Path chain;
        private final Path key;
        private final char @Nullable [] password;

        OfFiles(Path chain, Path key, char @Nullable [] password) {
            this.chain = chain;
            this.key = key;
            this.password = password == null ? null : password.clone();
        }

        @Override
        public List<Identity> read() throws TlsFileException {
            return List.of(Identity.read(chain, key, password));
        }
    }

    /** The private keys of a key store. */
    final class OfStore implements IdentitySource {

        private final KeyStore store;
        private final char[] password;

        OfStore(KeyStore store, char[] password) {
            this.store = store;
            this.password = password.clone();
        }

        @Override
        public List<Identity> read() throws GeneralSecurityException, IOException {
            List<Identity> identities = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias) && key(alias) instanceof PrivateKey key) {
                    identities.add(new Identity(chain(alias), key));
                }
            }
            if (identities.isEmpty()) {
                throw new IOException("key store: no private key with a certificate in it, only "
                        + Collections.list(store.aliases()) + "; is it the one for trust?");
            }
            return identities;
        }

        private @Nullable Key key(String alias) throws GeneralSecurityException, IOException {
            try {
                return store.getKey(alias, password);
            } catch (UnrecoverableKeyException locked) {
                throw new IOException("key store: the password does not open its key \"" + alias + "\"", locked);
            }
        }

        private List<X509Certificate> chain(String alias) throws GeneralSecurityException, IOException {
            Certificate[] chain = store.getCertificateChain(alias);
            List<X509Certificate> certificates = new ArrayList<>();
            for (Certificate certificate : chain == null ? new Certificate[0] : chain) {
                if (certificate instanceof X509Certificate x509) {
                    certificates.add(x509);
                }
            }
            if (certificates.isEmpty()) {
                throw new IOException("key store: its key \"" + alias + "\" has no X.509 certificate");
            }
            return certificates;
        }
    }
}
