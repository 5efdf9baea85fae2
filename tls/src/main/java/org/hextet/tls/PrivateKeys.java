package org.hextet.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Reads private keys from PEM files: PKCS #8, encrypted or not (RFC 5958), and the older formats of RSA and EC (RFC
 * 8017, RFC 5915) where they are not.
 */
final class PrivateKeys {

    static final String ROLE = "private key";

    private static final String ENCRYPTED_PKCS8 = "ENCRYPTED PRIVATE KEY";

    /** A key factory takes keys of its own algorithm only. EdDSA is Ed25519 and Ed448. */
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA", "RSASSA-PSS");

    private PrivateKeys() {}

    /**
     * The one key of a file; other blocks, certificates for example, are skipped.
     *
     * @param password decrypts it; null: there is none. Ignored where the key is not encrypted
     */
    static PrivateKey read(Path path, char @Nullable [] password) throws TlsFileException {
        PemFile file = PemFile.read(ROLE, path);
        List<PemFile.Block> keys = file.blocks().stream()
                .filter(block -> block.label().endsWith("PRIVATE KEY"))
                .toList();
        if (keys.isEmpty()) {
            throw file.problem("no PRIVATE KEY in it, only " + file.labels() + "; is it the right file?", null);
        }
        if (keys.size() > 1) {
            throw file.problem(keys.size() + " private keys in it; leave the one of the certificate", null);
        }
        PemFile.Block block = keys.get(0);
        if (block.isEncrypted()) {
            throw file.problem(
                    "encrypted in the older format " + block.label() + ", need PKCS #8; convert it with \"openssl pkcs8"
                            + " -topk8 -in " + path + " -out NEW\", and give its password",
                    null);
        }
        return decode(file, block, pkcs8(file, block, password));
    }

    private static byte[] pkcs8(PemFile file, PemFile.Block block, char @Nullable [] password) throws TlsFileException {
        try {
            return switch (block.label()) {
                case "PRIVATE KEY" -> block.content();
                case ENCRYPTED_PKCS8 -> decrypt(file, block, password);
                case "RSA PRIVATE KEY" -> OlderKeyFormats.ofRsa(block.content());
                case "EC PRIVATE KEY" -> OlderKeyFormats.ofEc(block.content(), curve(file));
                default ->
                    throw file.problem(
                            "of the format " + block.label()
                                    + ", need PRIVATE KEY (PKCS #8); convert it with \"openssl pkcs8 -topk8 -nodes -in "
                                    + file.path() + " -out NEW\"",
                            null);
            };
        } catch (IllegalArgumentException malformed) {
            throw file.problem(
                    "line " + block.line() + ": not an " + block.label() + ": " + malformed.getMessage()
                            + "; is the file damaged?",
                    malformed);
        }
    }

    private static byte @Nullable [] curve(PemFile file) {
        for (PemFile.Block block : file.blocks()) {
            if (block.label().equals("EC PARAMETERS")) {
                return block.content();
            }
        }
        return null;
    }

    private static byte[] decrypt(PemFile file, PemFile.Block block, char @Nullable [] password)
            throws TlsFileException {
        if (password == null) {
            throw file.problem(
                    "encrypted; give its password, or decrypt it with \"openssl pkey -in " + file.path()
                            + " -out NEW\", and keep that readable to its user only",
                    null);
        }
        Cipher cipher;
        EncryptedPrivateKeyInfo encrypted;
        PBEKeySpec spec = new PBEKeySpec(password);
        try {
            encrypted = new EncryptedPrivateKeyInfo(block.content());
            AlgorithmParameters parameters = encrypted.getAlgParameters();
            String scheme = parameters == null ? encrypted.getAlgName() : parameters.toString();
            // Only what the parameters print names the scheme whole, as in PBEWithHmacSHA256AndAES_256.
            String algorithm = scheme.startsWith("PBE") ? scheme : encrypted.getAlgName();
            cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.DECRYPT_MODE, SecretKeyFactory.getInstance(algorithm).generateSecret(spec), parameters);
        } catch (IOException | GeneralSecurityException unknown) {
            throw file.problem(
                    "line " + block.line() + ": encrypted in a way that this Java does not know ("
                            + unknown.getMessage() + "); encrypt it anew with \"openssl pkcs8 -topk8 -v2 aes256 -in "
                            + file.path() + " -out NEW\"",
                    unknown);
        } finally {
            spec.clearPassword();
        }
        try {
            return encrypted.getKeySpec(cipher).getEncoded();
        } catch (GeneralSecurityException wrong) {
            throw file.problem("the password does not open it; give the one that it was encrypted with", wrong);
        }
    }

    private static PrivateKey decode(PemFile file, PemFile.Block block, byte[] pkcs8) throws TlsFileException {
        PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(pkcs8);
        TlsFileException unusable = file.problem(
                "line " + block.line() + ": not a key that this Java can use (RSA, EC, Ed25519 or Ed448)", null);
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (GeneralSecurityException other) {
                unusable.addSuppressed(other);
            }
        }
        throw unusable;
    }
}
