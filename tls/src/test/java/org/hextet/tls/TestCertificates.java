package org.hextet.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Certificates made on the spot by the {@code keytool} of this JDK, and written as PEM. */
public final class TestCertificates {

    private static final String PASSWORD = "only-for-tests";

    private final Path folder;
    private final Path store;

    public TestCertificates(Path folder) {
        this.folder = folder;
        this.store = folder.resolve("all.p12");
        assumeTrue(Files.isExecutable(keytool()), "no keytool in this Java: " + keytool());
    }

    private static Path keytool() {
        return Path.of(System.getProperty("java.home"), "bin", "keytool");
    }

    /** A key pair and its certificate, self-signed unless the arguments name a signer. */
    public TestCertificates make(String alias, String algorithm, String... more)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(keytool().toString(), "-genkeypair"));
        if (!algorithm.equals("RSA")) {
            // Too short a life for a better compiler; primes of RSA want it.
            command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
        }
        command.addAll(List.of("-alias", alias, "-keyalg", algorithm, "-dname", "CN=" + alias));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        command.addAll(List.of(more));
        run(command);
        return this;
    }

    static void run(List<String> command) throws IOException, InterruptedException {
        Path said = Files.createTempFile("said", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "not done: " + command);
        assertEquals(0, process.exitValue(), () -> command + " failed: see " + said);
        Files.delete(said);
    }

    /** The chain as it was signed, as a PEM file. */
    Path chain(String alias) throws IOException, GeneralSecurityException {
        StringBuilder pem = new StringBuilder();
        for (Certificate certificate : open().getCertificateChain(alias)) {
            pem.append(pem("CERTIFICATE", certificate.getEncoded()));
        }
        return write(alias + "-chain.pem", pem.toString());
    }

    /** The one certificate, as PEM. */
    String certificate(String alias) throws IOException, GeneralSecurityException {
        return pem("CERTIFICATE", open().getCertificate(alias).getEncoded());
    }

    /** The key as a PEM file. */
    Path key(String alias) throws IOException, GeneralSecurityException {
        Key key = open().getKey(alias, PASSWORD.toCharArray());
        assertNotNull(key);
        return write(alias + "-key.pem", pem("PRIVATE KEY", key.getEncoded()));
    }

    public static char[] password() {
        return PASSWORD.toCharArray();
    }

    /** A key store in memory with these keys, and all that belongs to them. */
    public KeyStore keyStore(String... aliases) throws IOException, GeneralSecurityException {
        KeyStore made = empty();
        for (String alias : aliases) {
            made.setKeyEntry(alias, open().getKey(alias, password()), password(), open().getCertificateChain(alias));
        }
        return made;
    }

    /** A key store in memory that trusts these certificates. */
    public KeyStore trustStore(String... aliases) throws IOException, GeneralSecurityException {
        KeyStore made = empty();
        for (String alias : aliases) {
            made.setCertificateEntry(alias, open().getCertificate(alias));
        }
        return made;
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore made = KeyStore.getInstance("PKCS12");
        made.load(null, null);
        return made;
    }

    Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    static String pem(String label, byte[] content) {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    private KeyStore open() throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    }
}
