package org.hextet.adapters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** A certificate of both.test, made on the spot by the {@code keytool} of this JDK, signed by itself. */
public final class TestCertificate {

    private static final String PASSWORD = "only-for-tests";

    private static @Nullable TestCertificate shared;

    private final KeyStore store;

    private TestCertificate(KeyStore store) {
        this.store = store;
    }

    /** The one of this JVM: keytool is another JVM, and takes its time. */
    public static synchronized TestCertificate shared()
            throws IOException, InterruptedException, GeneralSecurityException {
        TestCertificate made = shared;
        if (made == null) {
            Path folder = Files.createTempDirectory("certificate");
            Path file = folder.resolve("store.p12");
            Path said = folder.resolve("said.txt");
            try {
                made = made(file, said);
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(said);
                Files.delete(folder);
            }
            shared = made;
        }
        return made;
    }

    private static TestCertificate made(Path file, Path said)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        assumeTrue(Files.isExecutable(keytool), "no keytool in this Java: " + keytool);
        List<String> command = new ArrayList<>();
        command.add(keytool.toString());
        command.addAll(List.of("-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=server"));
        command.addAll(List.of("-ext", "san=dns:both.test", "-storetype", "PKCS12"));
        command.addAll(List.of("-keystore", file.toString(), "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "keytool is not done");
        assertEquals(0, process.exitValue(), Files.readString(said));
        return new TestCertificate(KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray()));
    }

    /** The certificate in PEM. */
    public Path certificate(Path file) throws IOException, GeneralSecurityException {
        return write(
                file,
                "CERTIFICATE",
                Objects.requireNonNull(store.getCertificate("server")).getEncoded());
    }

    /** The key in PEM (PKCS#8). */
    public Path key(Path file) throws IOException, GeneralSecurityException {
        return write(
                file,
                "PRIVATE KEY",
                Objects.requireNonNull(store.getKey("server", PASSWORD.toCharArray()))
                        .getEncoded());
    }

    private static Path write(Path file, String label, byte[] content) throws IOException {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        return Files.writeString(file, "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n");
    }

    /** With the key, and trusting the certificate: for both ends. */
    public SSLContext context() throws GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), new TrustManager[] {trust()}, null);
        return context;
    }

    /** Trusts the certificate, and no other. */
    public TrustManager trust() throws GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        try {
            trusted.load(null, null);
        } catch (IOException never) {
            throw new GeneralSecurityException(never);
        }
        trusted.setCertificateEntry("server", store.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        return trust.getTrustManagers()[0];
    }
}
