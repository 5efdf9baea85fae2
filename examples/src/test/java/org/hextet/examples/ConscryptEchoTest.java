package org.hextet.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.conscrypt.Conscrypt;
import org.hextet.api.Connection;
import org.hextet.api.ListeningPort;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsSettings;
import org.hextet.tls.TlsSettingsBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConscryptEchoTest {

    private static final char[] PASSWORD = "only-for-tests".toCharArray();

    @TempDir
    private static Path folder;

    private static KeyStore keys;

    @BeforeAll
    static void make_a_certificate() throws Exception {
        assumeTrue(Conscrypt.isAvailable(), "Conscrypt has no native code for this platform");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        assumeTrue(Files.isExecutable(keytool), "no keytool in this Java: " + keytool);
        Path store = folder.resolve("keys.p12");
        Process process = new ProcessBuilder(List.of(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "host",
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-dname",
                        "CN=host",
                        "-ext",
                        "SAN=ip:127.0.0.1,ip:::1",
                        "-keystore",
                        store.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        String.valueOf(PASSWORD)))
                .inheritIO()
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue());
        keys = KeyStore.getInstance(store.toFile(), PASSWORD);
    }

    /** Says much, and hangs up when all of it has come back. */
    private static final class Client implements Protocol {

        private static final byte[] SAID = "hello\n".repeat(50_000).getBytes(UTF_8);

        private final CompletableFuture<byte[]> heard = new CompletableFuture<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void connected(Connection connection) {
            connection.write(ByteBuffer.wrap(SAID));
        }

        @Override
        public void received(Connection connection, ByteBuffer data) {
            byte[] copy = new byte[data.remaining()];
            data.get(copy);
            bytes.writeBytes(copy);
            if (bytes.size() >= SAID.length) {
                heard.complete(bytes.toByteArray());
                connection.close();
            }
        }
    }

    @Test
    void echoes_between_itself_and_the_jdks_provider() throws Exception {
        TlsSettings conscrypt = ConscryptEcho.settings(keys, PASSWORD, keys);
        TlsSettings jdk = TlsSettingsBuilder.client()
                .withTrust(keys)
                .withApplicationProtocols("echo")
                .build();
        try (Reactor reactor = Reactor.open()) {
            ListeningPort port = ConscryptEcho.serve(
                            reactor, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), conscrypt)
                    .await();
            for (TlsSettings settings : List.of(conscrypt, jdk)) {
                Client client = new Client();
                Connection connection = reactor.connectTls(
                                port.localAddresses().get(0), StreamOptions.DEFAULT, settings, () -> client)
                        .await();

                assertEquals(new String(Client.SAID, UTF_8), new String(client.heard.get(30, TimeUnit.SECONDS), UTF_8));
                assertEquals(
                        "echo",
                        connection
                                .tlsSession()
                                .orElseThrow()
                                .applicationProtocol()
                                .orElseThrow());
            }
        }
    }
}
