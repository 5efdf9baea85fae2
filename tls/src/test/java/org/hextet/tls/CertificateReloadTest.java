package org.hextet.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.hextet.api.TlsSettings;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateReloadTest {

    private static final Duration AT_ONCE = Duration.ofNanos(1);

    @TempDir
    private static Path folder;

    private static TestCertificates certificates;

    private final List<String> told = new ArrayList<>();
    private Path chain = folder.resolve("current-chain.pem");
    private Path key = folder.resolve("current-key.pem");
    private Path trust = folder.resolve("current-trust.pem");

    @BeforeAll
    static void make_certificates() throws Exception {
        certificates = new TestCertificates(folder)
                .make("authority", "EC", "-groupname", "secp256r1", "-ext", "bc:c")
                .make("next-authority", "EC", "-groupname", "secp256r1", "-ext", "bc:c")
                .make("old", "EC", "-groupname", "secp256r1", "-signer", "authority", "-ext", "SAN=dns:a.test")
                .make("new", "RSA", "-keysize", "2048", "-signer", "authority", "-ext", "SAN=dns:a.test")
                .make("next", "EC", "-groupname", "secp256r1", "-signer", "next-authority", "-ext", "SAN=dns:a.test");
    }

    @BeforeEach
    void put_the_old_ones() throws Exception {
        put("old");
        trust("authority");
    }

    private void put(String alias) throws Exception {
        putChain(alias);
        putKey(alias);
    }

    private void putChain(String alias) throws Exception {
        Files.copy(certificates.chain(alias), chain, StandardCopyOption.REPLACE_EXISTING);
    }

    private void putKey(String alias) throws Exception {
        Files.copy(certificates.key(alias), key, StandardCopyOption.REPLACE_EXISTING);
    }

    private void trust(String alias) throws Exception {
        Files.writeString(trust, certificates.certificate(alias));
    }

    private CertificateReload atOnce() {
        return CertificateReload.every(AT_ONCE, failure -> told.add(String.valueOf(failure.getMessage())));
    }

    private TlsSettings server(CertificateReload reload) throws IOException {
        return TlsSettingsBuilder.server(chain, key).withReload(reload).build();
    }

    private static TlsSettings client() throws Exception {
        return TlsSettingsBuilder.client()
                .withTrust(certificates.trustStore("authority", "next-authority"))
                .build();
    }

    /** A client's settings are new each time: nothing is resumed. */
    private static String shown(TlsSettings server) throws Exception {
        return Handshake.between(client(), server, "a.test")
                .client()
                .getSession()
                .getPeerPrincipal()
                .getName();
    }

    @Test
    void a_renewed_certificate_is_shown_to_the_next_client() throws Exception {
        TlsSettings server = server(atOnce());
        assertEquals("CN=old", shown(server));

        put("new");

        assertEquals("CN=new", shown(server));
        assertEquals(List.of(), told);
    }

    @Test
    void one_that_does_not_fit_its_key_leaves_both_and_is_told_once() throws Exception {
        TlsSettings server = server(atOnce());

        putChain("new");

        assertEquals("CN=old", shown(server));
        assertEquals("CN=old", shown(server));
        assertEquals(1, told.size(), told::toString);
        assertTrue(told.get(0).contains("not the key of the first certificate"), told::toString);

        putKey("new");

        assertEquals("CN=new", shown(server));
        assertEquals(1, told.size(), told::toString);
    }

    @Test
    void a_file_that_is_gone_or_half_written_leaves_the_old_one() throws Exception {
        TlsSettings server = server(atOnce());

        Files.delete(key);
        assertEquals("CN=old", shown(server));
        Files.writeString(key, "-----BEGIN PRIVATE KEY-----\nMII");
        assertEquals("CN=old", shown(server));

        assertEquals(2, told.size(), told::toString);
        assertTrue(told.get(0).contains("no such file"), told::toString);
        assertTrue(told.get(1).contains("has no end"), told::toString);
    }

    @Test
    void it_is_not_read_more_often_than_was_said() throws Exception {
        TlsSettings server = server(CertificateReload.every(Duration.ofDays(1), failure -> told.add("failed")));

        Files.delete(key);

        assertEquals("CN=old", shown(server));
        assertEquals(List.of(), told);
    }

    @Test
    void without_reload_later_changes_are_not_seen() throws Exception {
        TlsSettings server = TlsSettingsBuilder.server(chain, key).build();

        put("new");

        assertEquals("CN=old", shown(server));
    }

    @Test
    void it_is_read_again_by_hand() throws Exception {
        CertificateReload reload = CertificateReload.byHand();
        TlsSettings server = server(reload);

        put("new");
        assertEquals("CN=old", shown(server));
        reload.now();
        assertEquals("CN=new", shown(server));

        Files.delete(chain);
        TlsFileException failure = assertThrows(TlsFileException.class, reload::now);
        assertEquals(chain, failure.file());
        assertEquals("CN=new", shown(server));
    }

    @Test
    void one_reload_serves_many_settings_and_goes_on_after_a_failure() throws Exception {
        CertificateReload reload = CertificateReload.byHand();
        Path otherKey = Files.copy(key, folder.resolve("other-key.pem"), StandardCopyOption.REPLACE_EXISTING);
        Path otherChain = Files.copy(chain, folder.resolve("other-chain.pem"), StandardCopyOption.REPLACE_EXISTING);
        TlsSettings first = TlsSettingsBuilder.server(otherChain, otherKey)
                .withReload(reload)
                .build();
        TlsSettings second = server(reload);

        Files.delete(otherKey);
        put("new");
        assertThrows(TlsFileException.class, reload::now);

        assertEquals("CN=old", shown(first));
        assertEquals("CN=new", shown(second));
    }

    @Test
    void trust_is_read_again_too() throws Exception {
        TlsSettings client = TlsSettingsBuilder.client()
                .withTrust(trust)
                .withReload(atOnce())
                .build();
        TlsSettings server = TlsSettingsBuilder.server(certificates.keyStore("next"), TestCertificates.password())
                .build();
        assertThrows(SSLException.class, () -> Handshake.between(client, server, "a.test"));

        trust("next-authority");

        Handshake done = Handshake.between(client, server, "a.test");
        assertEquals("CN=next", done.client().getSession().getPeerPrincipal().getName());
        Files.writeString(trust, "");
        TlsSettings again = server(CertificateReload.byHand());
        assertThrows(SSLException.class, () -> Handshake.between(client, again, "a.test"));
        assertTrue(told.get(0).contains("the file is empty"), told::toString);
    }

    @Test
    void a_time_of_nothing_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> CertificateReload.every(Duration.ZERO, failure -> {}));
    }
}
