package org.hextet.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.hextet.addresses.Host;
import org.hextet.api.NameResolver;
import org.hextet.api.StreamOptions;
import org.hextet.cli.report.UsageException;
import org.hextet.endpoints.HostnameClientEndpoint;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How to connect. */
final class ConnectOptions {

    @Mixin
    RaceOptions race = new RaceOptions();

    @Mixin
    NameOptions names = new NameOptions();

    @Option(
            names = "--timeout",
            paramLabel = "D",
            description =
                    "How long the whole connect may take, lookup, all attempts and the TLS handshake: 250ms, 2s (the system's own limits).")
    @Nullable
    Duration timeout;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS[:PORT]",
            description = "The local address to connect from; only targets of its family are tried.")
    @Nullable
    String bind;

    ConnectOptions() {}

    /**
     * The targets of URIs, changed by the options. The resolver among the options is opened, and closed by the caller.
     */
    record Targets(List<Target> all, Optional<NameResolver> resolver) implements AutoCloseable {

        @Override
        public void close() {
            resolver.ifPresent(NameResolver::close);
        }
    }

    /** Makes a target of a URI. */
    @FunctionalInterface
    interface TargetParser {
        Target parse(String uri) throws IOException;
    }

    Targets open(List<String> uris, TargetParser parser, Consumer<String> note) throws IOException {
        if (timeout != null) {
            requirePositive(timeout);
        }
        List<Target> parsed = new ArrayList<>();
        List<Host> hosts = new ArrayList<>();
        for (String uri : uris) {
            Target target = parser.parse(uri);
            parsed.add(target);
            if (target.hostname().isPresent()) {
                hosts.add(Host.parse(target.hostname().get().host()));
            } else if (race.isGiven() || names.isGiven() || timeout != null || bind != null) {
                throw new UsageException("\"" + uri + "\": this scheme takes options in the URI only");
            }
        }
        Optional<NameResolver> resolver = names.open(hosts);
        try {
            return new Targets(
                    parsed.stream()
                            .map(target -> target.withHostname(hostname -> changed(hostname, resolver, note)))
                            .toList(),
                    resolver);
        } catch (RuntimeException wrong) {
            resolver.ifPresent(NameResolver::close);
            throw wrong;
        }
    }

    private static Duration requirePositive(Duration duration) {
        if (duration.isZero()) {
            throw new UsageException("--timeout 0: need more than zero, as in --timeout 2s");
        }
        return duration;
    }

    /** Where one was given. */
    Optional<Duration> positiveTimeout() {
        return Optional.ofNullable(timeout).map(ConnectOptions::requirePositive);
    }

    private HostnameClientEndpoint changed(
            HostnameClientEndpoint hostname, Optional<NameResolver> resolver, Consumer<String> note) {
        StreamOptions options = hostname.options();
        if (timeout != null) {
            options = options.withDeadline(timeout);
        }
        if (bind != null) {
            options = options.withBind(AddressArgument.parse("--bind", bind, 0));
        }
        HostnameClientEndpoint changed =
                hostname.withOptions(options).withPolicy(race.applyTo(hostname.policy(), note));
        return resolver.isPresent() ? changed.withResolver(resolver.get()) : changed;
    }
}
