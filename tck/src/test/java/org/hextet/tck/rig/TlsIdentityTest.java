package org.hextet.tck.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;
import org.hextet.tls.ServerIdentity;
import org.junit.jupiter.api.Test;

/** The certificates that the TCK carries are what the checks take them for. */
class TlsIdentityTest {

    private static final Set<TlsIdentity> REFUSED =
            Set.of(TlsIdentity.EXPIRED, TlsIdentity.FUTURE, TlsIdentity.UNKNOWN, TlsIdentity.ALONE);

    private static X509Certificate[] chain(TlsIdentity identity) throws Exception {
        X509KeyManager manager = Arrays.stream(Certificates.keysOf(identity))
                .filter(X509KeyManager.class::isInstance)
                .map(X509KeyManager.class::cast)
                .findFirst()
                .orElseThrow();
        String[] aliases = manager.getClientAliases("EC", null);
        if (aliases == null) {
            aliases = manager.getServerAliases("EC", null);
        }
        return manager.getCertificateChain(aliases[0]);
    }

    private static String speaksFor(TlsIdentity identity) throws Exception {
        return ServerIdentity.of(chain(identity)[0]).toString();
    }

    @Test
    void each_has_its_names_and_addresses() throws Exception {
        String ofA = "a.example, xn--bcher-kva.example, 127.0.0.1, ::1, fe80::1";

        for (TlsIdentity identity : List.of(
                TlsIdentity.A, TlsIdentity.EXPIRED, TlsIdentity.FUTURE, TlsIdentity.UNKNOWN, TlsIdentity.ALONE)) {
            assertEquals(ofA, speaksFor(identity), identity.name());
        }
        assertEquals("b.example, 192.0.2.1, 2001:db8::1", speaksFor(TlsIdentity.B));
        assertEquals("*.example", speaksFor(TlsIdentity.WILDCARD));
        assertEquals("f*.example", speaksFor(TlsIdentity.PARTIAL));
        assertEquals("nobody (it has no subjectAltName)", speaksFor(TlsIdentity.COMMON_NAME));
    }

    @Test
    void each_has_its_common_name_and_an_elliptic_key() throws Exception {
        for (TlsIdentity identity : TlsIdentity.values()) {
            X509Certificate leaf = chain(identity)[0];

            assertEquals(
                    "CN=" + identity.commonName() + ",O=Hextet TCK",
                    leaf.getSubjectX500Principal().getName());
            assertEquals("EC", leaf.getPublicKey().getAlgorithm());
        }
    }

    @Test
    void each_is_valid_in_its_time_alone() throws Exception {
        Instant end = Instant.parse("2099-01-01T00:00:00Z");

        for (TlsIdentity identity : TlsIdentity.values()) {
            X509Certificate leaf = chain(identity)[0];
            Instant expected = identity == TlsIdentity.EXPIRED ? Instant.parse("2021-01-01T00:00:00Z") : end;
            assertEquals(expected, leaf.getNotAfter().toInstant(), identity.name());
        }
        assertEquals(
                Instant.parse("2098-01-01T00:00:00Z"),
                chain(TlsIdentity.FUTURE)[0].getNotBefore().toInstant());
    }

    @Test
    void the_authority_vouches_for_all_but_those_that_are_to_be_refused() throws Exception {
        X509TrustManager trust = Stream.of(Certificates.trust())
                .filter(X509TrustManager.class::isInstance)
                .map(X509TrustManager.class::cast)
                .findFirst()
                .orElseThrow();

        for (TlsIdentity identity : TlsIdentity.values()) {
            X509Certificate[] chain = chain(identity);
            if (REFUSED.contains(identity)) {
                assertThrows(
                        CertificateException.class, () -> trust.checkServerTrusted(chain, "UNKNOWN"), identity.name());
            } else if (identity == TlsIdentity.CLIENT) {
                trust.checkClientTrusted(chain, "EC");
                assertThrows(CertificateException.class, () -> trust.checkServerTrusted(chain, "UNKNOWN"));
            } else {
                trust.checkServerTrusted(chain, "UNKNOWN");
            }
        }
    }
}
