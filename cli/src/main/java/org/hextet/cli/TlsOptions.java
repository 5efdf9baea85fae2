package org.hextet.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.hextet.api.TlsSettings;
import org.hextet.cli.report.UsageException;
import org.hextet.cli.tls.SelfSignedCertificate;
import org.hextet.tls.ClientAuthentication;
import org.hextet.tls.TlsSettingsBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What either side of TLS may have. */
final class TlsOptions {

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "PEM: the certificate of this side, then who issued each one before.")
    @Nullable
    Path certificate;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "PEM: the private key of the certificate (in the same file).")
    @Nullable
    Path key;

    @Option(
            names = "--tls-trust",
            paramLabel = "FILE",
            description = "PEM: whose certificates are trusted, in place of the system's authorities. A server asks its"
                    + " clients for one then.")
    @Nullable
    Path trust;

    @Option(
            names = "--alpn",
            paramLabel = "A,B",
            description = "Application protocols to agree on, the preferred one first: h2,http/1.1.")
    @Nullable
    String applicationProtocols;

    TlsOptions() {}

    TlsOptions copy() {
        TlsOptions copy = new TlsOptions();
        copy.certificate = certificate;
        copy.key = key;
        copy.trust = trust;
        copy.applicationProtocols = applicationProtocols;
        return copy;
    }

    boolean isGiven() {
        return certificate != null || key != null || trust != null || applicationProtocols != null;
    }

    private void requireKeyWithCertificate() {
        if (key != null && certificate == null) {
            throw new UsageException(
                    "--tls-key without --tls-cert: a key alone proves nothing; give the certificate too");
        }
    }

    /**
     * For connecting.
     *
     * @param server what is expected of the server
     * @throws IOException if a file cannot be used
     */
    TlsSettings client(TlsClientOptions server) throws IOException {
        requireKeyWithCertificate();
        if (server.insecure && trust != null) {
            throw new UsageException(
                    "--insecure with --tls-trust: the one trusts everybody, the other only some; leave" + " one out");
        }
        TlsSettingsBuilder builder = TlsSettingsBuilder.client();
        if (certificate != null) {
            builder = builder.withCertificate(certificate, key == null ? certificate : key);
        }
        builder = trust == null ? builder : builder.withTrust(trust);
        builder = server.insecure ? builder.withoutVerification() : builder;
        TlsSettings settings = agreeing(builder).build();
        return server.serverName().map(settings::withServerName).orElse(settings);
    }

    /**
     * For listening.
     *
     * @param selfSigned takes the place of a certificate
     * @throws IOException if a file cannot be used
     */
    TlsSettings server(Optional<SelfSignedCertificate> selfSigned) throws IOException {
        TlsSettingsBuilder builder;
        if (selfSigned.isPresent()) {
            builder = TlsSettingsBuilder.server(
                    selfSigned.get().store(), selfSigned.get().password().toCharArray());
        } else {
            requireKeyWithCertificate();
            if (certificate == null) {
                throw new UsageException("TLS without a certificate: a server needs one; give --tls-cert FILE --tls-key"
                        + " FILE, or for a first try --tls-self-signed");
            }
            builder = TlsSettingsBuilder.server(certificate, key == null ? certificate : key);
        }
        if (trust != null) {
            builder = builder.withTrust(trust).withClientAuthentication(ClientAuthentication.REQUIRED);
        }
        return agreeing(builder).build();
    }

    private TlsSettingsBuilder agreeing(TlsSettingsBuilder builder) {
        return applicationProtocols == null
                ? builder
                : builder.withApplicationProtocols(applicationProtocols.split(",", -1));
    }
}
