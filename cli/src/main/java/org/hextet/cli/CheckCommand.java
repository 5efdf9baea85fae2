package org.hextet.cli;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.hextet.addresses.AddressText;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.cli.report.Console;
import org.hextet.cli.report.ExitStatus;
import org.hextet.cli.report.Format;
import org.hextet.cli.report.UsageException;
import org.hextet.cli.tls.SessionReport;
import org.hextet.endpoints.json.Json;
import org.hextet.policies.DurationText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Whether endpoints can be connected to. */
@Command(
        name = "check",
        description = "Connects to each endpoint, with TLS shakes hands, and sends nothing else; a line each.",
        footer = {
            "",
            "Exit status 3 if one of them could not be connected to, or has a certificate that expires too soon."
        })
final class CheckCommand implements Callable<Integer> {

    private static final String GREEN = "\033[32m";
    private static final String RED = "\033[31m";
    private static final String PLAIN = "\033[0m";

    private final Console console;

    @Mixin
    OutputOptions output = new OutputOptions();

    @Mixin
    TransportOptions transport = new TransportOptions();

    @Mixin
    ConnectOptions connect = new ConnectOptions();

    @Mixin
    TlsOptions tls = new TlsOptions();

    @Mixin
    TlsClientOptions server = new TlsClientOptions();

    @Mixin
    StartTlsOption startTls = new StartTlsOption();

    @Option(names = "--wait", paramLabel = "D", description = "Tries again until it succeeds, for so long.")
    @Nullable
    Duration patience;

    @Option(
            names = "--expires-within",
            paramLabel = "D",
            description = "Fails also where one of the certificates that the peer shows expires so soon: 14d.")
    @Nullable
    Duration expiresWithin;

    @Parameters(
            paramLabel = "ENDPOINT",
            arity = "1..*",
            description = "What to connect to: tcp://[::1]:9000, tls://example.org:443.")
    List<String> uris = List.of();

    CheckCommand(Console console) {
        this.console = console;
    }

    /** One endpoint, checked. */
    private record Checked(
            String uri, String address, long elapsedNanos, Optional<Instant> expiry, Optional<IOException> failure) {

        boolean isOk() {
            return failure.isEmpty();
        }

        String kind() {
            return failure.isPresent() && failure.get() instanceof NetworkFailure known
                    ? known.kind().text()
                    : "";
        }

        String message() {
            return failure.map(why -> String.valueOf(why.getMessage())).orElse("");
        }

        Map<String, @Nullable Object> toMap() {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            map.put("endpoint", uri);
            map.put("ok", isOk());
            map.put("address", orNull(address));
            map.put("elapsed_ms", Json.millis(elapsedNanos));
            map.put("certificate_expires", expiry.map(Instant::toString).orElse(null));
            map.put("kind", orNull(kind()));
            map.put("message", orNull(message()));
            return map;
        }

        private static @Nullable Object orNull(String text) {
            return text.isEmpty() ? null : text;
        }
    }

    @Override
    public Integer call() throws Exception {
        for (String uri : uris) {
            if (UdpArguments.isOne(uri)) {
                throw new UsageException(
                        "\"" + uri + "\": a check sends nothing, and without a datagram nobody can tell"
                                + " whether one would arrive; use connect, and see whether it is answered");
            }
        }
        if (patience != null && connect.retry != null) {
            throw new UsageException("--wait and --retry: both try again; leave one of them out");
        }
        if (expiresWithin != null && !uris.stream().allMatch(this::isSecured)) {
            throw new UsageException(
                    "--expires-within: certificates are of TLS, and not every endpoint here has it; check"
                            + " those that have none by themselves");
        }
        try (ConnectOptions.Targets targets =
                        connect.open(uris, each -> Target.parse(each, tls, server, startTls), this::note);
                Reactor reactor = transport.open(console, output)) {
            List<Pending<Checked>> running = new ArrayList<>();
            for (int i = 0; i < uris.size(); i++) {
                running.add(check(reactor, uris.get(i), targets.all().get(i)));
            }
            List<Checked> all = new ArrayList<>();
            for (Pending<Checked> each : running) {
                all.add(each.await());
                if (output.format != Format.JSON && !output.quiet) {
                    print(all.get(all.size() - 1));
                }
            }
            if (output.format == Format.JSON) {
                console.tell(Json.of(all.stream().map(Checked::toMap).toList()));
            }
            return all.stream().allMatch(Checked::isOk) ? ExitStatus.OK : ExitStatus.CHECK_FAILED;
        }
    }

    private boolean isSecured(String uri) {
        return TlsUris.isOne(uri) || startTls.isGiven();
    }

    private Pending<Checked> check(Reactor reactor, String uri, Target target) {
        org.hextet.api.Promise<Checked> checked = reactor.promise(() -> {});
        long beganNanos = reactor.nanoTime();
        new Tries<>(
                        reactor,
                        target,
                        Optional.ofNullable(patience),
                        each -> each.connect(reactor, () -> Protocol.receiving((connection, data) -> {})),
                        (failure, pause) ->
                                note(uri + ": " + failure.getMessage() + "; again in " + pause.toMillis() + " ms"))
                .start()
                .whenComplete((connection, failure) -> {
                    long elapsed = reactor.nanoTime() - beganNanos;
                    if (failure == null) {
                        Checked result = looked(uri, connection, elapsed);
                        connection.close();
                        // Told when it is gone: the end of this process must not become a reset.
                        connection.closed().whenComplete((reason, never) -> checked.succeed(result));
                    } else if (failure instanceof IOException why) {
                        checked.succeed(new Checked(uri, "", elapsed, Optional.empty(), Optional.of(why)));
                    } else {
                        checked.fail(failure);
                    }
                });
        return checked;
    }

    private Checked looked(String uri, Connection connection, long elapsedNanos) {
        Optional<SessionReport> report = connection.tlsSession().map(SessionReport::new);
        report.ifPresent(agreed -> agreed.lines().forEach(line -> note(uri + ": " + line)));
        Optional<Instant> expiry = report.flatMap(SessionReport::expiry);
        String address = AddressText.formatSocket(connection.remoteAddress());
        return new Checked(uri, address, elapsedNanos, expiry, expiry.flatMap(this::tooSoon));
    }

    private Optional<IOException> tooSoon(Instant expiry) {
        if (expiresWithin == null || expiry.isAfter(Instant.now().plus(expiresWithin))) {
            return Optional.empty();
        }
        return Optional.of(new IOException(
                "a certificate expires on " + expiry + ", within " + DurationText.format(expiresWithin)));
    }

    private void print(Checked checked) {
        if (output.format == Format.TSV) {
            console.tell(String.join(
                    "\t",
                    checked.uri(),
                    checked.isOk() ? "ok" : "failed",
                    checked.address(),
                    Json.millis(checked.elapsedNanos()).toPlainString(),
                    checked.kind(),
                    checked.message().replaceAll("\\s+", " ")));
            return;
        }
        String time = checked.elapsedNanos() / 1_000_000 + " ms";
        console.tell(
                checked.isOk()
                        ? coloured(GREEN, "ok") + "      " + checked.uri() + "  " + checked.address() + "  " + time
                        : coloured(RED, "failed") + "  " + checked.uri() + "  " + checked.message() + "  " + time);
    }

    private String coloured(String colour, String text) {
        return console.isColoured() ? colour + text + PLAIN : text;
    }

    private void note(String line) {
        if (output.verbose) {
            console.note(line);
        }
    }
}
