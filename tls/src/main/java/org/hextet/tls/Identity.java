package org.hextet.tls;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who this side is: a key, and the certificates that say so.
 *
 * @param chain the own certificate first, then who issued each one before
 * @param key of the first certificate
 */
record Identity(List<X509Certificate> chain, PrivateKey key) {

    private static final String ROLE = "certificate chain";

    static Identity read(Path chainFile, Path keyFile, char @Nullable [] password) throws TlsFileException {
        List<X509Certificate> chain = Certificates.read(ROLE, chainFile);
        PrivateKey key = PrivateKeys.read(keyFile, password);
        requireMatch(chain, key, chainFile, keyFile);
        requireOrder(chain, chainFile);
        return new Identity(chain, key);
    }

    private static void requireMatch(List<X509Certificate> chain, PrivateKey key, Path chainFile, Path keyFile)
            throws TlsFileException {
        if (belongsTo(key, chain.get(0).getPublicKey())) {
            return;
        }
        String problem =
                "not the key of the first certificate of " + chainFile + ", " + Certificates.name(chain.get(0));
        for (int i = 1; i < chain.size(); i++) {
            if (belongsTo(key, chain.get(i).getPublicKey())) {
                throw new TlsFileException(
                        PrivateKeys.ROLE,
                        keyFile,
                        problem + ", but of number " + (i + 1) + ", " + Certificates.name(chain.get(i))
                                + "; put that first",
                        null);
            }
        }
        throw new TlsFileException(PrivateKeys.ROLE, keyFile, problem + "; give the two files of one pair", null);
    }

    /**
     * RFC 8446, section 4.4.2, lets newer peers sort a chain themselves; older ones fail, and one by one is hard to
     * find out.
     */
    private static void requireOrder(List<X509Certificate> chain, Path chainFile) throws TlsFileException {
        for (int i = 1; i < chain.size(); i++) {
            X509Certificate subject = chain.get(i - 1);
            X509Certificate issuer = chain.get(i);
            if (!subject.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())
                    || chain.subList(0, i).contains(issuer)) {
                throw new TlsFileException(
                        ROLE,
                        chainFile,
                        "certificate " + (i + 1) + ", " + Certificates.name(issuer)
                                + ", is not the issuer of the one before, " + Certificates.name(subject)
                                + "; put the own certificate first, then each one's issuer",
                        null);
            }
        }
    }

    /** Whether what the key signs, the certificate's key verifies; for RSA the modulus tells. */
    private static boolean belongsTo(PrivateKey key, PublicKey certified) {
        if (key instanceof RSAKey mine && certified instanceof RSAKey theirs) {
            return mine.getModulus().equals(theirs.getModulus());
        }
        if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
            return false;
        }
        byte[] message = "hextet".getBytes(StandardCharsets.US_ASCII);
        try {
            Signature signature = Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "EdDSA");
            signature.initSign(key);
            signature.update(message);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(message);
            return signature.verify(signed);
        } catch (GeneralSecurityException ofAnotherCurve) {
            return false;
        }
    }
}
