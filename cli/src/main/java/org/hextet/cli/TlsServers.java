package org.hextet.cli;

import java.io.IOException;
import java.util.Optional;
import org.hextet.api.ServerEndpoint;
import org.hextet.cli.report.Console;
import org.hextet.cli.report.UsageException;
import org.hextet.cli.tls.SelfSignedCertificate;
import org.hextet.endpoints.StartTlsServerEndpoint;
import org.hextet.endpoints.TlsServerEndpoint;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Server endpoints of URIs, secured as the command line says. */
final class TlsServers {

    @Option(
            names = "--tls-self-signed",
            description = "Makes a certificate for this run, of this host's names and addresses, and prints its SHA-256"
                    + " fingerprint on standard error: for a first try.")
    boolean isSelfSigned;

    private @Nullable SelfSignedCertificate made;

    TlsServers() {}

    /**
     * What a URI names.
     *
     * @param uri of a server endpoint
     * @param tls of it; none of them where it has no TLS
     * @param startTls what is spoken before TLS, if it begins in plain text
     * @param console told of a certificate that was made
     * @return nothing is bound
     * @throws IOException if a file cannot be used, or no certificate can be made
     */
    ServerEndpoint endpoint(String uri, TlsOptions tls, Optional<String> startTls, Console console) throws IOException {
        if (startTls.isPresent()) {
            return StartTlsServerEndpoint.around(
                    ServerEndpoint.of(uri), startTls.get(), tls.server(selfSigned(tls, console)));
        }
        if (!TlsUris.isOne(uri)) {
            if (tls.isGiven()) {
                throw new UsageException(
                        "\"" + uri + "\": not secured, and there are options of TLS on the command line;"
                                + " write tls://, or leave them out");
            }
            return ServerEndpoint.of(uri);
        }
        if (!tls.isGiven() && !isSelfSigned && TlsUris.hasOptions(uri)) {
            return ServerEndpoint.of(uri);
        }
        ServerEndpoint plain = TlsUris.plainServer(uri);
        return TlsServerEndpoint.over(plain, tls.server(selfSigned(tls, console)));
    }

    private Optional<SelfSignedCertificate> selfSigned(TlsOptions tls, Console console) throws IOException {
        if (!isSelfSigned) {
            return Optional.empty();
        }
        if (tls.certificate != null || tls.key != null) {
            throw new UsageException("--tls-self-signed with --tls-cert: there can be one certificate; leave one out");
        }
        SelfSignedCertificate known = made;
        if (known == null) {
            known = SelfSignedCertificate.make();
            made = known;
            console.note(known.line());
        }
        return Optional.of(known);
    }
}
