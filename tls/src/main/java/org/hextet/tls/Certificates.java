package org.hextet.tls;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads certificates from PEM files. */
final class Certificates {

    /** The second is how old programs label it (RFC 7468, section 5.1). */
    private static final Set<String> LABELS = Set.of("CERTIFICATE", "X509 CERTIFICATE");

    private Certificates() {}

    /** All certificates of a file, one at least, in order; other blocks, a key for example, are skipped. */
    static List<X509Certificate> read(String role, Path path) throws TlsFileException {
        PemFile file = PemFile.read(role, path);
        List<X509Certificate> certificates = new ArrayList<>();
        for (PemFile.Block block : file.blocks()) {
            if (LABELS.contains(block.label())) {
                certificates.add(decode(file, block));
            }
        }
        if (certificates.isEmpty()) {
            throw file.problem("no CERTIFICATE in it, only " + file.labels() + "; is it the right file?", null);
        }
        return certificates;
    }

    /** A certificate in a sentence. */
    static String name(X509Certificate certificate) {
        return "\"" + certificate.getSubjectX500Principal().getName() + "\"";
    }

    private static X509Certificate decode(PemFile file, PemFile.Block block) throws TlsFileException {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(block.content()));
        } catch (CertificateException damaged) {
            throw file.problem(
                    "line " + block.line() + ": not a certificate (" + damaged.getMessage() + "); is the file damaged?",
                    damaged);
        }
    }
}
