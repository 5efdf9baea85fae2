package org.hextet.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/** Reads private keys from PEM files: unencrypted PKCS #8 (RFC 5958). */
final class PrivateKeys {

    static final String ROLE = "private key";

    /** A key factory takes keys of its own algorithm only. EdDSA is Ed25519 and Ed448. */
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA", "RSASSA-PSS");

    private PrivateKeys() {}

    /** The one key of a file; other blocks, certificates for example, are skipped. */
    static PrivateKey read(Path path) throws TlsFileException {
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
                    "encrypted; decrypt it with \"openssl pkey -in " + path
                            + " -out NEW\", and keep that readable to its user only",
                    null);
        }
        if (!block.label().equals("PRIVATE KEY")) {
            throw file.problem(
                    "of the older format " + block.label()
                            + ", need PRIVATE KEY (PKCS #8); convert it with \"openssl pkcs8 " + "-topk8 -nodes -in "
                            + path + " -out NEW\"",
                    null);
        }
        return decode(file, block);
    }

    private static PrivateKey decode(PemFile file, PemFile.Block block) throws TlsFileException {
        PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(block.content());
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
