package org.hextet.cli;

import java.io.IOException;
import java.util.Optional;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.spi.ProviderSpec;
import org.hextet.cli.report.Console;
import org.hextet.endpoints.ReactorGroup;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** On which reactor. */
final class TransportOptions {

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            description = "The transport, for example nio; options of its own follow as in \"epoll?busy-poll=50us\".")
    @Nullable
    ProviderSpec transport;

    TransportOptions() {}

    Reactor open(Console console, OutputOptions output) throws IOException {
        return Reactor.open(options(console, output));
    }

    ReactorGroup openGroup(int size, Console console, OutputOptions output) throws IOException {
        return ReactorGroup.open(size, options(console, output));
    }

    private ReactorOptions options(Console console, OutputOptions output) {
        ReactorOptions options =
                ReactorOptions.DEFAULT.withDaemon(true).withUncaught(new IncidentPrinter(console, output.verbose));
        return Optional.ofNullable(transport).map(options::withTransport).orElse(options);
    }
}
