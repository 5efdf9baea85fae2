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
import org.hextet.policies.Backoff;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How to connect. */
final class ConnectOptions {

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

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

    @Option(
            names = "--retry",
            paramLabel = "D",
            description =
                    "Where the connect fails, tries again for so long, with growing pauses; --timeout bounds that,"
                            + " too. What would only fail again is not tried: a name that does not exist, a certificate that is"
                            + " refused.")
    @Nullable
    Duration retry;

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
        if (retry != null && retry.isZero()) {
            throw new UsageException("--retry 0: need more than zero, as in --retry 30s");
        }
        List<Target> parsed = new ArrayList<>();
        List<Host> hosts = new ArrayList<>();
        for (String uri : uris) {
            Target target = parser.parse(uri);
            parsed.add(target);
            if (target.hostname().isPresent()) {
                hosts.add(Host.parse(target.hostname().get().host()));
            } else if (race.isGiven() || names.isGiven() || timeout != null || bind != null || retry != null) {
                throw new UsageException("\"" + uri + "\": this scheme takes options in the URI only");
            }
        }
        Optional<NameResolver> resolver = names.open(hosts);
        try {
            return new Targets(
                    parsed.stream()
                            .map(target -> target.withHostname(hostname -> changed(hostname, resolver, note)))
                            .map(this::retrying)
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

    /** The last try ends with the time, too. */
    private Target retrying(Target target) {
        return retry == null
                ? target
                : target.within(retry)
                        .retrying(Backoff.exponential().most(LONGEST_PAUSE).within(retry));
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
