package org.hextet.cli.tls;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.hextet.addresses.IpAddress;
import org.hextet.tls.ServerIdentity;

/**
 * A key and a certificate of it that nobody has issued, for this host's names and addresses: for a first try. The JDK
 * makes certificates only by its keytool.
 *
 * @param store holds both
 * @param password of the key in it
 */
public record SelfSignedCertificate(KeyStore store, String password) {

    private static final String ALIAS = "hextet";
    private static final String PASSWORD_VARIABLE = "HEXTET_STORE_PASSWORD";
    private static final String DAYS = "90";
    private static final int PASSWORD_BITS = 160;
    private static final long PATIENCE_SECONDS = 60;
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    /**
     * Makes one. What is written meanwhile can be read by the owner only, and is removed.
     *
     * @return new
     * @throws IOException if there is no keytool beside this Java, or it fails; says what it says
     */
    public static SelfSignedCertificate make() throws IOException {
        Path folder = ownFolder();
        Path file = folder.resolve("store.p12");
        try {
            String password = new BigInteger(PASSWORD_BITS, new SecureRandom()).toString(36);
            run(file, password);
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(file)) {
                store.load(in, password.toCharArray());
            }
            return new SelfSignedCertificate(store, password);
        } catch (GeneralSecurityException unreadable) {
            throw new IOException("self-signed certificate: " + unreadable.getMessage(), unreadable);
        } finally {
            Files.deleteIfExists(file);
            Files.deleteIfExists(folder);
        }
    }

    private static Path ownFolder() throws IOException {
        if (Path.of("").getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return Files.createTempDirectory(
                    "hextet-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        return Files.createTempDirectory("hextet-");
    }

    private static void run(Path file, String password) throws IOException {
        Path tool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        if (!Files.isExecutable(tool)) {
            throw new IOException("self-signed certificate: " + tool + " is not there, and it makes them; run a whole"
                    + " JDK, or give --tls-cert and --tls-key");
        }
        List<String> words = new ArrayList<>(List.of(tool.toString(), "-genkeypair", "-noprompt"));
        // Halves its time: its life is too short for a better compiler.
        words.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
        words.addAll(List.of("-alias", ALIAS, "-keyalg", "EC", "-groupname", "secp256r1", "-validity", DAYS));
        words.addAll(List.of("-dname", "CN=Hextet first try", "-ext", "SAN=" + String.join(",", names())));
        words.addAll(List.of("-ext", "EKU=serverAuth", "-storetype", "PKCS12", "-keystore", file.toString()));
        words.addAll(List.of("-storepass:env", PASSWORD_VARIABLE));
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().put(PASSWORD_VARIABLE, password);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("self-signed certificate: keytool failed: " + said);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("self-signed certificate: stopped while keytool ran", stopped);
        } finally {
            process.destroy();
        }
    }

    /** As keytool reads them. A zone has no place in a certificate. */
    private static Set<String> names() throws SocketException {
        Set<String> names = new LinkedHashSet<>();
        String host = hostName();
        if (host.matches("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")) {
            names.add("dns:" + host);
        }
        names.add("dns:localhost");
        NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .map(InetAddress::getAddress)
                .forEach(bytes -> names.add("ip:" + IpAddress.of(bytes)));
        return names;
    }

    @SuppressWarnings("AddressSelection") // the name only
    private static String hostName() {
        try {
            return Files.isReadable(HOST_NAME)
                    ? Files.readString(HOST_NAME, StandardCharsets.US_ASCII).strip()
                    : InetAddress.getLocalHost().getHostName();
        } catch (IOException unknown) {
            return "";
        }
    }

    /**
     * What it is, for whoever wants to trust it: whom it is for, and its fingerprint.
     *
     * @return one line
     */
    public String line() {
        try {
            if (store.getCertificate(ALIAS) instanceof X509Certificate certificate) {
                return "self-signed certificate of " + ServerIdentity.of(certificate) + ": SHA-256 fingerprint "
                        + Fingerprint.of(certificate);
            }
            throw new IllegalStateException("keytool made no certificate");
        } catch (GeneralSecurityException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }
}
