package org.hextet.endpoints;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.hextet.api.TlsSettings;
import org.hextet.tls.TlsSettingsBuilder;

/**
 * A certificate made on the spot by the {@code keytool} of this JDK, of localhost, 127.0.0.1 and ::1, signed by itself.
 *
 * @param certificate a PEM file
 * @param key a PEM file
 */
public record TestCertificate(Path certificate, Path key) {

    private static final String PASSWORD = "only-for-tests";

    public static TestCertificate in(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        assumeTrue(Files.isExecutable(keytool), "no keytool in this Java: " + keytool);
        Path store = folder.resolve("store.p12");
        Path said = folder.resolve("said.txt");
        Process process = new ProcessBuilder(List.of(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=server",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1,ip:::1",
                        "-keystore",
                        store.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "keytool is not done");
        assertEquals(0, process.exitValue(), () -> "keytool failed: see " + said);
        KeyStore open = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        return new TestCertificate(
                write(
                        folder.resolve("certificate.pem"),
                        "CERTIFICATE",
                        Objects.requireNonNull(open.getCertificate("server")).getEncoded()),
                write(
                        folder.resolve("key.pem"),
                        "PRIVATE KEY",
                        Objects.requireNonNull(open.getKey("server", PASSWORD.toCharArray()))
                                .getEncoded()));
    }

    private static Path write(Path file, String label, byte[] content) throws IOException {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        return Files.writeString(file, "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n");
    }

    public TlsSettings server() throws IOException {
        return TlsSettingsBuilder.server(certificate, key).build();
    }

    public TlsSettings client() throws IOException {
        return TlsSettingsBuilder.client().withTrust(certificate).build();
    }
}
