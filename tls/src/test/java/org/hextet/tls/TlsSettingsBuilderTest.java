package org.hextet.tls;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateExpiredException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.hextet.api.TlsSettings;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsSettingsBuilderTest {

    private static final String NAMES = "SAN=dns:localhost,dns:xn--bcher-kva.test,ip:127.0.0.1,ip:::1,ip:fd00::2";

    @TempDir
    private static Path folder;

    private static TestCertificates certificates;

    @BeforeAll
    static void make_certificates() throws Exception {
        certificates = new TestCertificates(folder)
                .make("ec", "EC", "-groupname", "secp256r1", "-ext", NAMES)
                .make("rsa", "RSA", "-keysize", "2048", "-ext", NAMES)
                .make("ed25519", "Ed25519", "-ext", NAMES)
                .make("other", "EC", "-groupname", "secp256r1", "-ext", NAMES)
                .make("authority", "EC", "-groupname", "secp256r1", "-ext", "bc:c")
                .make("host", "EC", "-groupname", "secp256r1", "-signer", "authority", "-ext", NAMES)
                .make("person", "EC", "-groupname", "secp256r1", "-signer", "authority")
                .make(
                        "expired",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-signer",
                        "authority",
                        "-startdate",
                        "-10d",
                        "-validity",
                        "5",
                        "-ext",
                        NAMES);
    }

    private static TlsSettingsBuilder server(String alias) throws Exception {
        return TlsSettingsBuilder.server(certificates.chain(alias), certificates.key(alias));
    }

    private static TlsSettingsBuilder clientTrusting(String alias) throws Exception {
        return TlsSettingsBuilder.client()
                .withTrust(certificates.write("trust-" + alias + ".pem", certificates.certificate(alias)));
    }

    // Handshakes

    @ParameterizedTest
    @ValueSource(strings = {"ec", "rsa", "ed25519"})
    void a_client_that_trusts_the_certificate_shakes_hands(String alias) throws Exception {
        Handshake done =
                Handshake.between(clientTrusting(alias).build(), server(alias).build(), "localhost");

        assertEquals("TLSv1.3", done.client().getSession().getProtocol());
        assertEquals(
                "CN=" + alias, done.client().getSession().getPeerPrincipal().getName());
    }

    @Test
    void a_chain_is_trusted_by_its_authority() throws Exception {
        Handshake done = Handshake.between(
                clientTrusting("authority").build(), server("host").build(), "localhost");

        assertEquals("CN=host", done.client().getSession().getPeerPrincipal().getName());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1", "::1", "0:0:0:0:0:0:0:1", "fd00::2", "FD00:0::2", "localhost", "xn--bcher-kva.test"
            })
    void names_and_addresses_of_the_certificate_are_verified(String host) throws Exception {
        Handshake done =
                Handshake.between(clientTrusting("ec").build(), server("ec").build(), host);

        assertEquals("CN=ec", done.client().getSession().getPeerPrincipal().getName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.2", "::2", "other.test", "ec"})
    void other_names_and_addresses_are_refused_unless_that_is_switched_off(String host) throws Exception {
        TlsSettings server = server("ec").build();
        TlsSettingsBuilder client = clientTrusting("ec");

        assertThrows(SSLException.class, () -> Handshake.between(client.build(), server, host));

        Handshake done = Handshake.between(client.withoutNameVerification().build(), server, host);
        assertEquals("CN=ec", done.client().getSession().getPeerPrincipal().getName());
    }

    @Test
    void without_name_verification_the_authority_still_counts() throws Exception {
        TlsSettings client = clientTrusting("other").withoutNameVerification().build();
        TlsSettings server = server("ec").build();

        assertThrows(SSLException.class, () -> Handshake.between(client, server, "localhost"));
    }

    @Test
    void without_verification_anybody_is_believed_until_trust_is_named_again() throws Exception {
        TlsSettingsBuilder client = TlsSettingsBuilder.client().withoutVerification();
        TlsSettings server = server("expired").build();
        Path others = certificates.write("others.pem", certificates.certificate("other"));

        Handshake done = Handshake.between(client.build(), server, "no-such-name.test");

        assertEquals("CN=expired", done.client().getSession().getPeerPrincipal().getName());
        assertThrows(
                SSLException.class,
                () -> Handshake.between(client.withTrust(others).build(), server, "localhost"));
    }

    @Test
    void an_expired_certificate_is_an_error_of_the_handshake() throws Exception {
        TlsSettings server = server("expired").build();
        TlsSettings client = clientTrusting("authority").build();

        SSLException refused = assertThrows(SSLException.class, () -> Handshake.between(client, server, "localhost"));

        Throwable root = refused;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        assertInstanceOf(CertificateExpiredException.class, root);
    }

    @Test
    void a_required_client_certificate_must_be_there_and_trusted() throws Exception {
        TlsSettings server = server("host")
                .withClientAuthentication(ClientAuthentication.REQUIRED)
                .withTrust(certificates.write("people.pem", certificates.certificate("authority")))
                .build();
        TlsSettingsBuilder client = clientTrusting("authority");

        Handshake done = Handshake.between(
                client.withCertificate(certificates.chain("person"), certificates.key("person"))
                        .build(),
                server,
                "localhost");

        assertEquals("CN=person", done.server().getSession().getPeerPrincipal().getName());
        assertThrows(SSLException.class, () -> Handshake.between(client.build(), server, "localhost"));
        TlsSettings stranger = client.withCertificate(certificates.chain("other"), certificates.key("other"))
                .build();
        assertThrows(SSLException.class, () -> Handshake.between(stranger, server, "localhost"));
    }

    @Test
    void a_client_may_go_without_an_optional_certificate() throws Exception {
        TlsSettings server = server("host")
                .withClientAuthentication(ClientAuthentication.OPTIONAL)
                .withTrust(certificates.write("people.pem", certificates.certificate("authority")))
                .build();

        Handshake done = Handshake.between(clientTrusting("authority").build(), server, "localhost");

        assertThrows(
                SSLPeerUnverifiedException.class,
                () -> done.server().getSession().getPeerPrincipal());
    }

    @Test
    void application_protocols_are_agreed_on_in_the_servers_order() throws Exception {
        Handshake done = Handshake.between(
                clientTrusting("ec").withApplicationProtocols("http/1.1", "h2").build(),
                server("ec").withApplicationProtocols("h2", "http/1.1").build(),
                "localhost");

        assertEquals("h2", done.client().getApplicationProtocol());
        assertEquals("h2", done.server().getApplicationProtocol());
    }

    @Test
    void versions_can_be_narrowed() throws Exception {
        Handshake done = Handshake.between(
                clientTrusting("ec").withProtocols("TLSv1.2").build(),
                server("ec").build(),
                "localhost");

        assertEquals("TLSv1.2", done.client().getSession().getProtocol());
    }

    // Settings

    @Test
    void a_client_is_strict_by_default() throws Exception {
        TlsSettings settings = clientTrusting("ec").build();

        assertEquals("HTTPS", settings.parameters().getEndpointIdentificationAlgorithm());
        assertArrayEquals(
                new String[] {"TLSv1.3", "TLSv1.2"}, settings.parameters().getProtocols());
        assertEquals(Optional.empty(), settings.handshakeDeadline());
        assertEquals(Optional.empty(), settings.tasks());
    }

    @Test
    void a_server_asks_no_client_for_anything_by_default() throws Exception {
        TlsSettings settings = server("ec").build();

        assertNull(settings.parameters().getEndpointIdentificationAlgorithm());
        assertFalse(settings.parameters().getNeedClientAuth());
        assertFalse(settings.parameters().getWantClientAuth());
    }

    @Test
    void the_systems_trust_is_a_clients_default() throws Exception {
        assumeTrue(
                Files.exists(Path.of(System.getProperty("java.home"), "lib", "security", "cacerts")),
                "this Java has no trusted authorities");
        TlsSettings client = TlsSettingsBuilder.client().build();
        TlsSettings server = server("ec").build();

        assertThrows(SSLException.class, () -> Handshake.between(client, server, "localhost"));
    }

    @Test
    void deadline_and_executor_are_handed_on() throws Exception {
        Executor executor = Runnable::run;

        TlsSettings settings = server("ec")
                .withHandshakeDeadline(Duration.ofSeconds(3))
                .withTasks(executor)
                .build();

        assertEquals(Optional.of(Duration.ofSeconds(3)), settings.handshakeDeadline());
        assertSame(executor, settings.tasks().orElseThrow());
    }

    @Test
    void a_builder_is_not_changed_by_its_methods() throws Exception {
        TlsSettingsBuilder client = clientTrusting("ec");

        client.withoutNameVerification().withApplicationProtocols("h2");

        assertEquals("HTTPS", client.build().parameters().getEndpointIdentificationAlgorithm());
        assertArrayEquals(new String[0], client.build().parameters().getApplicationProtocols());
    }

    @Test
    void what_makes_no_sense_is_refused_at_the_call() throws Exception {
        TlsSettingsBuilder client = TlsSettingsBuilder.client();
        TlsSettingsBuilder server = server("ec");

        assertThrows(IllegalArgumentException.class, () -> client.withProtocols());
        assertThrows(IllegalArgumentException.class, () -> client.withProtocols("TLSv1.1", "TLSv1.2"));
        assertThrows(IllegalArgumentException.class, () -> client.withApplicationProtocols(""));
        assertThrows(IllegalArgumentException.class, () -> client.withApplicationProtocols("a".repeat(256)));
        assertThrows(IllegalArgumentException.class, () -> client.withApplicationProtocols("\u20ac"));
        assertThrows(IllegalArgumentException.class, () -> client.withApplicationProtocols("h2", "h2"));
        assertThrows(IllegalArgumentException.class, () -> client.withHandshakeDeadline(Duration.ZERO));
        assertThrows(IllegalStateException.class, () -> client.withClientAuthentication(ClientAuthentication.REQUIRED));
        assertThrows(IllegalStateException.class, server::withoutNameVerification);
        assertThrows(
                IllegalStateException.class,
                () -> server.withClientAuthentication(ClientAuthentication.OPTIONAL)
                        .build());
    }

    // Key stores

    @Test
    void key_stores_give_certificates_and_trust() throws Exception {
        TlsSettings server = TlsSettingsBuilder.server(certificates.keyStore("host"), TestCertificates.password())
                .withClientAuthentication(ClientAuthentication.REQUIRED)
                .withTrust(certificates.trustStore("authority"))
                .build();
        TlsSettings client = TlsSettingsBuilder.client()
                .withTrust(certificates.trustStore("authority"))
                .withCertificate(certificates.keyStore("person"), TestCertificates.password())
                .build();

        Handshake done = Handshake.between(client, server, "localhost");

        assertEquals("CN=host", done.client().getSession().getPeerPrincipal().getName());
        assertEquals("CN=person", done.server().getSession().getPeerPrincipal().getName());
    }

    @Test
    void a_key_store_that_does_not_fit_is_refused_with_the_reason() throws Exception {
        KeyStore keys = certificates.keyStore("host");
        KeyStore trusted = certificates.trustStore("authority");
        KeyStore empty = certificates.trustStore();

        assertStoreRefused(TlsSettingsBuilder.server(keys, "wrong".toCharArray()), "password", "\"host\"");
        assertStoreRefused(TlsSettingsBuilder.server(trusted, new char[0]), "no private key", "[authority]");
        assertStoreRefused(TlsSettingsBuilder.client().withTrust(empty), "no trusted certificate", "[]");
    }

    private static void assertStoreRefused(TlsSettingsBuilder builder, String... facts) {
        String message =
                String.valueOf(assertThrows(IOException.class, builder::build).getMessage());
        for (String fact : facts) {
            assertTrue(message.contains(fact), message);
        }
    }

    // Files

    private static void assertRefused(TlsSettingsBuilder builder, Path file, String... facts) {
        TlsFileException refused = assertThrows(TlsFileException.class, builder::build);
        String message = String.valueOf(refused.getMessage());
        assertEquals(file, refused.file());
        assertTrue(message.contains(file.toString()), message);
        assertEquals(1, message.lines().count());
        for (String fact : facts) {
            assertTrue(message.contains(fact), message);
        }
    }

    private static TlsSettingsBuilder serverWithKey(Path key) throws Exception {
        return TlsSettingsBuilder.server(certificates.chain("ec"), key);
    }

    @Test
    void text_around_the_blocks_is_skipped_and_one_file_may_hold_both() throws Exception {
        Path both = certificates.write(
                "both.pem",
                "subject=CN = ec\r\n" + Files.readString(certificates.key("ec")).replace("\n", "\r\n")
                        + "\nBag Attributes\n" + certificates.certificate("ec"));

        Handshake done = Handshake.between(
                clientTrusting("ec").build(),
                TlsSettingsBuilder.server(both, both).build(),
                "localhost");

        assertEquals("CN=ec", done.client().getSession().getPeerPrincipal().getName());
    }

    @Test
    void a_file_that_is_not_there_is_named() throws Exception {
        Path missing = folder.resolve("missing.pem");

        assertRefused(TlsSettingsBuilder.server(missing, missing), missing, "certificate chain", "no such file");
        assertRefused(serverWithKey(missing), missing, "private key", "no such file");
        assertRefused(TlsSettingsBuilder.client().withTrust(missing), missing, "trusted certificates", "no such file");
        assertRefused(TlsSettingsBuilder.client().withTrust(folder), folder, "a directory");
    }

    @Test
    void a_file_without_what_is_wanted_says_what_it_holds() throws Exception {
        Path key = certificates.key("ec");
        Path chain = certificates.chain("ec");
        Path text = certificates.write("text.pem", "hello\n");
        Path empty = certificates.write("empty.pem", "");

        assertRefused(TlsSettingsBuilder.client().withTrust(key), key, "no CERTIFICATE", "only PRIVATE KEY");
        assertRefused(serverWithKey(chain), chain, "no PRIVATE KEY", "only CERTIFICATE");
        assertRefused(TlsSettingsBuilder.client().withTrust(text), text, "no PEM", "-----BEGIN CERTIFICATE-----");
        assertRefused(TlsSettingsBuilder.client().withTrust(empty), empty, "the file is empty");
    }

    @Test
    void a_key_of_another_certificate_is_refused() throws Exception {
        for (String alias : List.of("other", "rsa", "ed25519")) {
            Path key = certificates.key(alias);
            assertRefused(
                    serverWithKey(key),
                    key,
                    "not the key of",
                    certificates.chain("ec").toString(),
                    "\"CN=ec\"");
        }
    }

    @Test
    void a_chain_out_of_order_is_refused_with_the_place() throws Exception {
        Path turned = certificates.write(
                "turned.pem", certificates.certificate("authority") + certificates.certificate("host"));
        Path foreign =
                certificates.write("foreign.pem", certificates.certificate("host") + certificates.certificate("other"));
        Path twice = certificates.write("twice.pem", certificates.certificate("ec") + certificates.certificate("ec"));
        Path hostKey = certificates.key("host");

        assertRefused(
                TlsSettingsBuilder.server(turned, hostKey), hostKey, "but of number 2, \"CN=host\"", "put that first");
        assertRefused(
                TlsSettingsBuilder.server(foreign, hostKey), foreign, "certificate 2, \"CN=other\"", "not the issuer");
        assertRefused(TlsSettingsBuilder.server(twice, certificates.key("ec")), twice, "certificate 2, \"CN=ec\"");
    }

    @Test
    void keys_that_cannot_be_read_are_refused_with_what_to_do() throws Exception {
        Path encrypted =
                certificates.write("encrypted.pem", TestCertificates.pem("ENCRYPTED PRIVATE KEY", new byte[] {1}));
        Path rsa = certificates.write("rsa1.pem", TestCertificates.pem("RSA PRIVATE KEY", new byte[] {1}));
        Path ec = certificates.write("ec1.pem", TestCertificates.pem("EC PRIVATE KEY", new byte[] {0x30, 0}));
        Path dsa = certificates.write("dsa.pem", TestCertificates.pem("DSA PRIVATE KEY", new byte[] {1}));

        assertRefused(serverWithKey(encrypted), encrypted, "encrypted", "openssl pkey -in " + encrypted);
        assertRefused(serverWithKey(rsa), rsa, "line 1", "not a key that this Java can use");
        assertRefused(serverWithKey(ec), ec, "line 1", "nothing says on which curve it is");
        assertRefused(serverWithKey(dsa), dsa, "DSA PRIVATE KEY", "openssl pkcs8 -topk8 -nodes -in " + dsa);
    }

    @Test
    void damaged_files_are_refused_with_the_line() throws Exception {
        String certificate = certificates.certificate("ec");
        Path cut = certificates.write("cut.pem", "one line\n" + certificate.substring(0, 200));
        Path nested = certificates.write("nested.pem", certificate.substring(0, 200) + "\n" + certificate);
        Path notBase64 = certificates.write("base64.pem", certificate.replace("MI", "M\u00e4"));
        Path garbage = certificates.write("garbage.pem", "\n\n" + TestCertificates.pem("CERTIFICATE", new byte[100]));
        Path hollow = certificates.write("hollow.pem", TestCertificates.pem("CERTIFICATE", new byte[0]));
        Path keyGarbage = certificates.write("key-garbage.pem", TestCertificates.pem("PRIVATE KEY", new byte[100]));
        Path keys = certificates.write(
                "keys.pem", Files.readString(certificates.key("ec")) + Files.readString(certificates.key("rsa")));

        assertRefused(TlsSettingsBuilder.client().withTrust(cut), cut, "line 2", "has no end");
        assertRefused(TlsSettingsBuilder.client().withTrust(nested), nested, "line 1", "has no end");
        assertRefused(TlsSettingsBuilder.client().withTrust(notBase64), notBase64, "line 1", "not base64");
        assertRefused(TlsSettingsBuilder.client().withTrust(garbage), garbage, "line 3", "not a certificate");
        assertRefused(TlsSettingsBuilder.client().withTrust(hollow), hollow, "line 1", "is empty");
        assertRefused(serverWithKey(keyGarbage), keyGarbage, "line 1", "not a key that this Java can use");
        assertRefused(serverWithKey(keys), keys, "2 private keys");
    }

    @Test
    void a_binary_file_is_refused_with_the_commands_that_convert_it() throws Exception {
        Path store = folder.resolve("all.p12");

        assertRefused(
                TlsSettingsBuilder.client().withTrust(store), store, "binary", "openssl pkcs12 -nodes -in " + store);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa:2048", "ec", "ed25519"})
    void files_of_openssl_are_read(String algorithm) throws Exception {
        OpenSsl.assume();
        Path key = folder.resolve("openssl-key.pem");
        Path chain = folder.resolve("openssl-chain.pem");
        List<String> command = new ArrayList<>(List.of("openssl", "req", "-x509", "-nodes", "-days", "2", "-text"));
        command.addAll(List.of("-newkey", algorithm, "-subj", "/CN=openssl", "-addext", "subjectAltName=IP:::1"));
        if (algorithm.equals("ec")) {
            command.addAll(List.of("-pkeyopt", "ec_paramgen_curve:P-256"));
        }
        command.addAll(List.of("-keyout", key.toString(), "-out", chain.toString()));
        TestCertificates.run(command);

        Handshake done = Handshake.between(
                TlsSettingsBuilder.client().withTrust(chain).build(),
                TlsSettingsBuilder.server(chain, key).build(),
                "::1");

        assertEquals("CN=openssl", done.client().getSession().getPeerPrincipal().getName());
    }
}
