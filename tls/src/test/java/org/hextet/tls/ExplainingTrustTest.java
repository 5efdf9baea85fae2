package org.hextet.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLException;
import org.hextet.api.TlsSettings;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainingTrustTest {

    private static final String SAN = "SAN=dns:a.example,dns:*.b.example,ip:::1";

    @TempDir
    private static Path folder;

    private static TestCertificates certificates;

    @BeforeAll
    static void make_certificates() throws Exception {
        certificates = new TestCertificates(folder);
        make("authority", "-ext", "bc:c");
        make("middle", "-signer", "authority", "-ext", "bc:c");
        make("host", "-signer", "authority", "-ext", SAN);
        make("below", "-signer", "middle", "-ext", SAN);
        make("alone", "-ext", SAN);
        make("expired", "-signer", "authority", "-startdate", "2020/01/01 00:00:00", "-validity", "31", "-ext", SAN);
        make("early", "-signer", "authority", "-startdate", "2090/01/01 00:00:00", "-ext", SAN);
        make("expired-alone", "-startdate", "2020/01/01 00:00:00", "-validity", "31", "-ext", SAN);
        make("common-name.example", "-signer", "authority");
        make("person", "-signer", "authority", "-ext", "eku=clientAuth", "-ext", SAN);
    }

    private static void make(String alias, String... more) throws Exception {
        List<String> all = new ArrayList<>(List.of("-groupname", "secp256r1"));
        all.addAll(Arrays.asList(more));
        certificates.make(alias, "EC", all.toArray(String[]::new));
    }

    private static TlsSettings server(String alias) throws Exception {
        return TlsSettingsBuilder.server(certificates.chain(alias), certificates.key(alias))
                .build();
    }

    private static TlsSettingsBuilder trusting(String alias) throws Exception {
        return TlsSettingsBuilder.client().withTrust(certificates.trustStore(alias));
    }

    private static String refusal(SSLException thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateRefusedException) {
                return String.valueOf(cause.getMessage());
            }
        }
        return fail("no CertificateRefusedException", thrown);
    }

    private static String refusal(TlsSettings client, TlsSettings server, String host) {
        return refusal(assertThrows(SSLException.class, () -> Handshake.between(client, server, host)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            expired | authority | it is expired since 2020-02-0
            early | authority | it is not valid before 2090-01-01T
            expired-alone | expired-alone | it is expired since 2020-02-0
            alone | authority | it is self-signed, and not among the trusted
            host | alone | issued by "CN=authority", whom nobody here trusts
            below | alone | issued by "CN=authority", whom nobody here trusts
            person | authority | does not permit use for TLS server
            """)
    void what_is_wrong_with_a_certificate_is_said(String shown, String trusted, String words) throws Exception {
        String message = refusal(trusting(trusted).build(), server(shown), "a.example");

        assertTrue(message.contains(words), message);
        assertTrue(message.contains("\"CN=" + shown + "\""), message);
        assertTrue(message.contains("a.example, *.b.example, ::1"), message);
    }

    @Test
    void what_is_issued_by_nobody_known_and_expired_too_is_said_to_be_both() throws Exception {
        String message = refusal(trusting("alone").build(), server("expired"), "a.example");

        assertTrue(message.contains("expired since 2020"), message);
        assertTrue(message.contains("issued by \"CN=authority\""), message);
    }

    @Test
    void somebody_else_of_the_authoritys_name_is_told_apart(@TempDir Path elsewhere) throws Exception {
        TestCertificates impostor = new TestCertificates(elsewhere)
                .make("authority", "EC", "-groupname", "secp256r1", "-ext", "bc:c")
                .make("host", "EC", "-groupname", "secp256r1", "-signer", "authority", "-ext", SAN);
        Path leaf = impostor.write("leaf.pem", impostor.certificate("host"));
        TlsSettings server =
                TlsSettingsBuilder.server(leaf, impostor.key("host")).build();

        String message = refusal(trusting("authority").build(), server, "a.example");

        assertTrue(message.contains("trusted by that name did not sign it"), message);
    }

    @Test
    void a_peer_that_leaves_out_what_is_between_is_told_to_send_it() throws Exception {
        Path leaf = certificates.write("leaf.pem", certificates.certificate("below"));
        TlsSettings server =
                TlsSettingsBuilder.server(leaf, certificates.key("below")).build();

        String message = refusal(trusting("authority").build(), server, "a.example");

        assertTrue(message.contains("\"CN=middle\""), message);
        assertTrue(message.contains("the peer must send its certificate too"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.example", "A.EXAMPLE", "x.b.example", "::1", "0::1"})
    void names_of_the_certificate_are_accepted(String name) throws Exception {
        Handshake done = Handshake.between(trusting("authority").build(), server("host"), name);

        assertEquals("CN=host", done.client().getSession().getPeerPrincipal().getName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"b.example", "y.x.b.example", "::2", "host"})
    void other_names_are_refused_by_name_and_a_wildcard_is_a_whole_label(String name) throws Exception {
        String message = refusal(trusting("authority").build(), server("host"), name);

        assertTrue(message.contains("is not of " + name + " but of a.example, *.b.example"), message);
    }

    @Test
    void a_common_name_is_no_identity() throws Exception {
        String message = refusal(trusting("authority").build(), server("common-name.example"), "common-name.example");

        assertTrue(message.contains("is not of common-name.example but of nobody"), message);
    }

    @Test
    void a_wildcard_for_a_part_of_a_label_is_none() throws Exception {
        OpenSsl.assume();
        Path key = folder.resolve("partial-key.pem");
        Path chain = folder.resolve("partial.pem");
        OpenSsl.run("req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -days 2 -subj /CN=partial"
                + " -addext subjectAltName=DNS:f*.c.example -keyout " + key + " -out " + chain);

        String message = refusal(
                TlsSettingsBuilder.client().withTrust(chain).build(),
                TlsSettingsBuilder.server(chain, key).build(),
                "foo.c.example");

        assertTrue(message.contains("is not of foo.c.example but of f*.c.example"), message);
    }

    @Test
    void without_name_verification_only_the_name_does_not_count() throws Exception {
        Handshake done = Handshake.between(
                trusting("authority").withoutNameVerification().build(), server("host"), "else.example");
        String message = refusal(trusting("alone").withoutNameVerification().build(), server("host"), "else.example");

        assertEquals("CN=host", done.client().getSession().getPeerPrincipal().getName());
        assertTrue(message.contains("whom nobody here trusts"), message);
    }

    @Test
    void an_impostor_gets_an_alert_and_sees_no_certificate_of_the_client() throws Exception {
        TlsSettings server = TlsSettingsBuilder.server(certificates.chain("host"), certificates.key("host"))
                .withClientAuthentication(ClientAuthentication.OPTIONAL)
                .withTrust(certificates.trustStore("authority"))
                .build();
        TlsSettings client = trusting("authority")
                .withCertificate(certificates.chain("person"), certificates.key("person"))
                .build();
        Handshake handshake = Handshake.of(client, server, "else.example");

        assertThrows(SSLException.class, handshake::run);
        SSLException alert = assertThrows(SSLException.class, handshake::toldToServer);

        assertTrue(String.valueOf(alert.getMessage()).contains("certificate_unknown"), alert.toString());
        assertThrows(SSLException.class, () -> handshake.server().getSession().getPeerCertificates());
    }

    @Test
    void the_alert_says_that_it_is_expired_where_the_platform_can() throws Exception {
        String expected = Runtime.version().feature() < 25 ? "certificate_unknown" : "certificate_expired";
        for (String alias : List.of("expired", "expired-alone")) {
            Handshake handshake = Handshake.of(
                    TlsSettingsBuilder.client()
                            .withTrust(certificates.trustStore("authority", "expired-alone"))
                            .build(),
                    server(alias),
                    "a.example");

            assertThrows(SSLException.class, handshake::run);
            SSLException alert = assertThrows(SSLException.class, handshake::toldToServer);

            assertTrue(String.valueOf(alert.getMessage()).contains(expected), alert.toString());
        }
    }

    @Test
    void a_refused_client_is_explained_too() throws Exception {
        TlsSettings server = TlsSettingsBuilder.server(certificates.chain("host"), certificates.key("host"))
                .withClientAuthentication(ClientAuthentication.REQUIRED)
                .withTrust(certificates.trustStore("authority"))
                .build();
        TlsSettings client = trusting("authority")
                .withCertificate(certificates.keyStore("expired"), TestCertificates.password())
                .build();

        String message = refusal(client, server, "a.example");

        assertTrue(message.contains("\"CN=expired\""), message);
        assertTrue(message.contains("expired since 2020"), message);
        assertFalse(message.contains("is not of"), message);
    }

    @Test
    void the_systems_trust_explains_as_well() throws Exception {
        String message = refusal(TlsSettingsBuilder.client().build(), server("host"), "a.example");

        assertTrue(message.contains("whom nobody here trusts"), message);
    }
}
