package org.hextet.cli;

import java.util.Optional;
import org.hextet.cli.report.UsageException;
import org.hextet.tls.Tls;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a client expects of a server of TLS. */
final class TlsClientOptions {

    @Option(
            names = "--insecure",
            description = "Verifies neither certificate nor name: anybody on the way can read and change everything.")
    boolean insecure;

    @Option(
            names = "--server-name",
            paramLabel = "NAME",
            description = "The name (or address) that is sent and verified in place of the host.")
    @Nullable
    String serverName;

    TlsClientOptions() {}

    boolean isGiven() {
        return insecure || serverName != null;
    }

    Optional<String> serverName() {
        Optional<String> given = Optional.ofNullable(serverName);
        given.flatMap(Tls::wrongServerName).ifPresent(wrong -> {
            throw new UsageException("--server-name " + wrong);
        });
        return given;
    }
}
