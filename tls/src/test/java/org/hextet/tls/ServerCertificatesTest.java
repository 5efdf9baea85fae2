package org.hextet.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.hextet.api.TlsSettings;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several certificates on one server. */
class ServerCertificatesTest {

    @TempDir
    private static Path folder;

    private static TestCertificates certificates;

    @BeforeAll
    static void make_certificates() throws Exception {
        certificates = new TestCertificates(folder)
                .make("authority", "EC", "-groupname", "secp256r1", "-ext", "bc:c")
                .make("default-rsa", "RSA", "-keysize", "2048", "-signer", "authority", "-ext", "SAN=dns:default.test")
                .make(
                        "default-ec",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-signer",
                        "authority",
                        "-ext",
                        "SAN=dns:default.test")
                .make("a", "EC", "-groupname", "secp256r1", "-signer", "authority", "-ext", "SAN=dns:a.test")
                .make("any", "RSA", "-keysize", "2048", "-signer", "authority", "-ext", "SAN=dns:*.any.test")
                .make("one", "EC", "-groupname", "secp256r1", "-signer", "authority", "-ext", "SAN=dns:one.any.test")
                .make("other-authority", "EC", "-groupname", "secp256r1", "-ext", "bc:c")
                .make("stranger", "EC", "-groupname", "secp256r1", "-signer", "other-authority");
    }

    private static TlsSettings server() throws Exception {
        TlsSettingsBuilder builder =
                TlsSettingsBuilder.server(certificates.chain("default-rsa"), certificates.key("default-rsa"));
        for (String alias : List.of("default-ec", "any", "a", "one")) {
            builder = builder.withCertificate(certificates.chain(alias), certificates.key(alias));
        }
        return builder.build();
    }

    private static TlsSettings client(String version, String asked) throws Exception {
        TlsSettings settings = TlsSettingsBuilder.client()
                .withTrust(certificates.trustStore("authority"))
                .withProtocols(version)
                .withoutNameVerification()
                .build();
        if (!asked.isEmpty()) {
            settings.parameters().setServerNames(List.of(new SNIHostName(asked)));
        }
        return settings;
    }

    private static String shown(TlsSettings client, TlsSettings server) throws Exception {
        return Handshake.between(client, server, "::1")
                .client()
                .getSession()
                .getPeerPrincipal()
                .getName();
    }

    @ParameterizedTest
    @CsvSource({
        "a.test, a",
        "A.TEST, a",
        "one.any.test, one",
        "two.any.test, any",
        "x.y.any.test, default",
        "default.test, default",
        "unknown.test, default",
        "'', default"
    })
    void the_name_that_is_asked_for_chooses(String asked, String expected) throws Exception {
        TlsSettings server = server();
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            String shown = shown(client(version, asked), server);

            assertEquals("CN=" + expected, shown.replaceFirst("default-.*", "default"), version);
        }
    }

    @Test
    void of_the_same_names_it_is_the_one_whose_key_the_client_can_use() throws Exception {
        TlsSettings server = server();

        assertEquals("CN=default-ec", shown(withCipher("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", ""), server));
        assertEquals("CN=default-rsa", shown(withCipher("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", ""), server));
        assertThrows(
                SSLException.class, () -> shown(withCipher("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "a.test"), server));
    }

    private static TlsSettings withCipher(String suite, String asked) throws Exception {
        TlsSettings settings = client("TLSv1.2", asked);
        SSLParameters parameters = settings.parameters();
        parameters.setCipherSuites(new String[] {suite});
        return settings;
    }

    @Test
    void a_client_shows_the_one_of_an_authority_that_the_server_names() throws Exception {
        for (String trusted : List.of("authority", "other-authority")) {
            TlsSettings server = TlsSettingsBuilder.server(certificates.keyStore("a"), TestCertificates.password())
                    .withTrust(certificates.trustStore(trusted))
                    .withClientAuthentication(ClientAuthentication.REQUIRED)
                    .build();
            for (String version : List.of("TLSv1.3", "TLSv1.2")) {
                TlsSettings client = TlsSettingsBuilder.client()
                        .withTrust(certificates.trustStore("authority"))
                        .withProtocols(version)
                        .withCertificate(certificates.keyStore("stranger"), TestCertificates.password())
                        .withCertificate(certificates.keyStore("one"), TestCertificates.password())
                        .build();

                Handshake done = Handshake.between(client, server, "a.test");

                assertEquals(
                        trusted.equals("authority") ? "CN=one" : "CN=stranger",
                        done.server().getSession().getPeerPrincipal().getName());
            }
        }
    }

    @Test
    void a_key_store_may_hold_several() throws Exception {
        TlsSettings server = TlsSettingsBuilder.server(certificates.keyStore("a", "one"), TestCertificates.password())
                .build();

        assertEquals("CN=one", shown(client("TLSv1.3", "one.any.test"), server));
        assertEquals("CN=a", shown(client("TLSv1.3", "a.test"), server));
        assertEquals("CN=a", shown(client("TLSv1.3", "unknown.test"), server));
    }
}
