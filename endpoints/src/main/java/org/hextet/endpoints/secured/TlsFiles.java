package org.hextet.endpoints.secured;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hextet.api.TlsSettings;
import org.hextet.tls.CertificateReload;
import org.hextet.tls.ClientAuthentication;
import org.hextet.tls.TlsSettingsBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS settings as a URI names them: files, and choices.
 *
 * @param isServer for which side
 * @param certificate the chain of this side; always there for a server
 * @param key of the certificate; empty: in the same file
 * @param trust whose certificates are trusted; empty: the system's authorities
 * @param applicationProtocols to agree on (ALPN), in order of preference
 * @param serverName sent and verified in place of the host
 * @param unverified whether a client verifies nothing
 * @param clientAuthentication whether a server asks for a certificate
 * @param handshakeTimeout how long a handshake may take
 * @param reload how long between two readings of the files, at handshakes; empty: they are read once
 */
public record TlsFiles(
        boolean isServer,
        Optional<Path> certificate,
        Optional<Path> key,
        Optional<Path> trust,
        List<String> applicationProtocols,
        Optional<String> serverName,
        boolean unverified,
        ClientAuthentication clientAuthentication,
        Optional<Duration> handshakeTimeout,
        Optional<Duration> reload) {

    /** Copies the list. */
    public TlsFiles {
        applicationProtocols = List.copyOf(applicationProtocols);
    }

    /** Reads the files: not for a reactor's thread. */
    TlsSettings read() throws IOException {
        TlsSettingsBuilder builder = certified();
        if (trust.isPresent()) {
            builder = builder.withTrust(trust.get());
        }
        if (unverified) {
            builder = builder.withoutVerification();
        }
        if (isServer) {
            builder = builder.withClientAuthentication(clientAuthentication);
        }
        if (handshakeTimeout.isPresent()) {
            builder = builder.withHandshakeDeadline(handshakeTimeout.get());
        }
        if (reload.isPresent()) {
            builder = builder.withReload(CertificateReload.every(
                    reload.get(),
                    unusable -> Log.LOG.warn("TLS goes on with what was read before: {}", unusable.getMessage())));
        }
        TlsSettings settings = builder.withApplicationProtocols(applicationProtocols.toArray(String[]::new))
                .build();
        return serverName.map(settings::withServerName).orElse(settings);
    }

    private TlsSettingsBuilder certified() {
        if (certificate.isEmpty()) {
            return TlsSettingsBuilder.client();
        }
        Path chain = certificate.get();
        Path ofKey = key.orElse(chain);
        return isServer
                ? TlsSettingsBuilder.server(chain, ofKey)
                : TlsSettingsBuilder.client().withCertificate(chain, ofKey);
    }

    /** Made when first used. */
    private static final class Log {
        private static final Logger LOG = LoggerFactory.getLogger("org.hextet.endpoints");
    }
}
