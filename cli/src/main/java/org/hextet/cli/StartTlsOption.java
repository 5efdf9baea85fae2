package org.hextet.cli;

import java.util.Optional;
import org.hextet.cli.report.UsageException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether connections begin in plain text, and go on in TLS. */
final class StartTlsOption {

    @Option(
            names = "--starttls",
            paramLabel = "PROTOCOL",
            description =
                    "Begins in plain text, of smtp, imap, pop3, xmpp or postgres, and goes on in TLS, or not at all;"
                            + " with tcp://.")
    @Nullable
    String protocol;

    StartTlsOption() {}

    boolean isGiven() {
        return protocol != null;
    }

    /** The protocol, for an endpoint that can begin in plain text. */
    Optional<String> of(String uri) {
        if (protocol != null && (TlsUris.isOne(uri) || UdpArguments.isOne(uri))) {
            throw new UsageException(
                    "\"" + uri + "\" with --starttls: it begins in plain text on a stream; write tcp://");
        }
        return Optional.ofNullable(protocol);
    }
}
