package org.hextet.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Host;
import org.hextet.addresses.Zones;
import org.hextet.api.NameResolver;
import org.hextet.api.Reactor;
import org.hextet.api.TlsSettings;
import org.hextet.api.spi.ProviderSpec;
import org.hextet.cli.diagnosis.Examination;
import org.hextet.cli.diagnosis.Expectation;
import org.hextet.cli.diagnosis.Paint;
import org.hextet.cli.diagnosis.Plan;
import org.hextet.cli.diagnosis.Report;
import org.hextet.cli.diagnosis.Target;
import org.hextet.cli.report.Console;
import org.hextet.cli.report.ExitStatus;
import org.hextet.cli.report.Format;
import org.hextet.cli.report.ProgressLine;
import org.hextet.cli.report.UsageException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How a name is reached over each family, and what is wrong with it. */
@Command(
        name = "doctor",
        description = {
            "Tells how NAME is reached over each family: what each name server answers, in which order addresses are tried and"
                    + " why, how an attempt at every one of them goes, and what that means.",
            "Without NAME it looks at the host alone: addresses, routes, name servers, NAT64, switches of the JVM. It asks name"
                    + " servers for ipv4only.arpa then, and nobody for anything else."
        },
        footerHeading =
                "%nExit status 0 if all is well, else 3. What it finds has a name, in JSON the member \"code\":%n")
final class DoctorCommand implements Callable<Integer> {

    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
    private static final Path HOSTS = Path.of("/etc/hosts");
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration USUAL_ATTEMPT_TIMEOUT = Duration.ofSeconds(5);

    private final Console console;

    @Mixin
    OutputOptions output = new OutputOptions();

    @Mixin
    TransportOptions transport = new TransportOptions();

    @Mixin
    NameOptions names = new NameOptions();

    @Mixin
    TlsOptions tls = new TlsOptions();

    @Mixin
    TlsClientOptions server = new TlsClientOptions();

    @Option(names = "--tls", description = "Shakes hands at every address, too.")
    boolean secured;

    @Option(
            names = "--expect",
            paramLabel = "6|4|both",
            description = "The families that must work (those that the host has).")
    Expectation expectation = Expectation.OF_HOST;

    @Option(names = "--timeout", paramLabel = "D", description = "How long the whole may take (30s).")
    Duration timeout = USUAL_TIMEOUT;

    @Option(
            names = "--attempt-timeout",
            paramLabel = "D",
            description = "How long an attempt at one address may take, TLS included (5s).")
    Duration attemptTimeout = USUAL_ATTEMPT_TIMEOUT;

    @Parameters(
            paramLabel = "[NAME PORT]",
            hideParamSyntax = true,
            arity = "0..*",
            description = "A host name or an address, and a port: example.org 443.")
    List<String> words = List.of();

    private boolean isTold;

    DoctorCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        Optional<Target> target = target();
        requirePositive("--timeout", timeout);
        requirePositive("--attempt-timeout", attemptTimeout);
        boolean hasTls = secured || tls.isGiven() || server.isGiven();
        if (target.isEmpty() && (hasTls || !names.fixed.isEmpty())) {
            throw new UsageException("options of a name, and no NAME: give one with its port, as in example.org 443");
        }
        Optional<TlsSettings> settings = hasTls && target.isPresent()
                ? Optional.of(named(tls.client(server), target.get().host()))
                : Optional.empty();
        List<Host> hosts = target.map(Target::host).map(List::of).orElse(List.of());
        try (NameResolver resolver = names.open(hosts, Set.of());
                Reactor reactor = transport.open(console, output)) {
            Plan plan = new Plan(
                    target,
                    resolver,
                    names.askedServers(),
                    serverResolvers(hosts),
                    names.file("resolv-conf").orElse(RESOLV_CONF),
                    names.file("hosts").orElse(HOSTS),
                    settings,
                    timeout,
                    attemptTimeout);
            return examine(reactor, new Examination(reactor, plan, expectation, this::note));
        }
    }

    // ---- the command line

    private Optional<Target> target() {
        if (words.isEmpty()) {
            return Optional.empty();
        }
        String name = words.get(0);
        if (words.size() > 2) {
            throw new UsageException("\"" + words.get(2)
                    + "\" is one word too many; write NAME and PORT, as in hextet doctor " + "example.org 443");
        }
        if (name.contains("://")) {
            throw new UsageException("\"" + name + "\": write NAME and PORT, as in hextet doctor example.org 443");
        }
        Host host = Host.parse(name);
        if (host instanceof Host.Any) {
            throw new UsageException("\"*\" cannot be reached; give a name or an address, as in example.org 443");
        }
        if (words.size() == 1) {
            throw new UsageException(
                    "\"" + name + "\" without a PORT; write it behind, as in hextet doctor " + name + " 443");
        }
        int port = port(words.get(1));
        if (host instanceof Host.Literal literal) {
            Zones zones = Zones.ofHost();
            InetSocketAddress unused = AddressRules.target(
                    new InetSocketAddress(literal.address().toInetAddress(zones), port), "connect to", zones);
        }
        expectation.requireFitting(host);
        return Optional.of(new Target(host, port));
    }

    private static int port(String text) {
        if (text.matches("[0-9]{1,5}")) {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= 65_535) {
                return port;
            }
        }
        throw new UsageException("PORT \"" + text + "\" is none; a port is a number from 1 to 65535, as in 443");
    }

    private static void requirePositive(String option, Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            throw new UsageException(option + " 0: need more than zero, as in " + option + " 2s");
        }
    }

    private static TlsSettings named(TlsSettings settings, Host host) {
        return settings.serverName().isPresent() || host instanceof Host.Literal
                ? settings
                : settings.withServerName(((Host.Name) host).asciiName());
    }

    /** Name servers can be asked one by one by a resolver that has them to choose, unless another one is wanted. */
    private Optional<Plan.ServerResolvers> serverResolvers(List<Host> hosts) {
        if (names.areFixed(hosts)) {
            return Optional.empty();
        }
        return names.withServers().map(spec -> asked -> open(spec, asked));
    }

    private static NameResolver open(ProviderSpec spec, InetSocketAddress asked) throws IOException {
        Map<String, String> options = new LinkedHashMap<>(spec.options());
        options.put("server", AddressText.formatSocket(asked));
        Map<String, String> dnsOnly = new LinkedHashMap<>(options);
        dnsOnly.put("order", "dns");
        try {
            return NameResolver.open(new ProviderSpec(spec.name(), dnsOnly).toString());
        } catch (IllegalArgumentException unknown) {
            // Another maker's resolver has no such option.
            return NameResolver.open(new ProviderSpec(spec.name(), options).toString());
        }
    }

    // ---- the examination

    private int examine(Reactor reactor, Examination examination) throws IOException, InterruptedException {
        boolean isShown = console.errIsTerminal() && !output.quiet && output.format == Format.TABLE;
        ProgressLine progress =
                isShown ? ProgressLine.start(console, reactor, examination::progress) : ProgressLine.none();
        Thread atSignal = new Thread(
                () -> {
                    progress.end();
                    tellOnce(examination.soFar());
                },
                "hextet-signal");
        Runtime.getRuntime().addShutdownHook(atSignal);
        Report report;
        try {
            report = examination.run();
        } finally {
            progress.end();
            forget(atSignal);
        }
        tellOnce(report);
        return report.isOk() ? ExitStatus.OK : ExitStatus.CHECK_FAILED;
    }

    private void note(String line) {
        if (output.verbose) {
            console.note(line);
        }
    }

    /** A signal tells what was seen so far, perhaps while the whole is about to be told. */
    private synchronized void tellOnce(Report report) {
        if (!isTold) {
            isTold = true;
            tell(report);
        }
    }

    private void tell(Report report) {
        Paint paint = console.isColoured() ? Paint.COLOURED : Paint.PLAIN;
        console.out()
                .print(
                        switch (output.format) {
                            case JSON -> report.toJson() + "\n";
                            case TSV -> report.toTsv();
                            case TABLE -> output.quiet ? report.summary(paint) + "\n" : report.toText(paint);
                        });
        console.out().flush();
    }

    private static void forget(Thread atSignal) {
        try {
            boolean unused = Runtime.getRuntime().removeShutdownHook(atSignal);
        } catch (IllegalStateException ending) {
            // The signal came first: the thread runs, and the process ends with it.
        }
    }
}
