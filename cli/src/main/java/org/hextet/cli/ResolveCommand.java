package org.hextet.cli;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Candidate;
import org.hextet.addresses.DestinationOrder;
import org.hextet.addresses.Host;
import org.hextet.addresses.Placement;
import org.hextet.api.Answers;
import org.hextet.api.Capability;
import org.hextet.api.NameResolver;
import org.hextet.api.Promise;
import org.hextet.api.Reactor;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.cli.report.Console;
import org.hextet.cli.report.ExitStatus;
import org.hextet.cli.report.Format;
import org.hextet.cli.report.Json;
import org.hextet.cli.report.Table;
import org.hextet.cli.report.UsageException;
import org.hextet.policies.ConnectPolicy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The addresses of a name, in the order of the attempts. */
@Command(
        name = "resolve",
        description = "Prints the addresses of a name in the order in which they would be tried, with the reason.",
        footer = {"", "Without addresses it fails. -q prints the addresses alone."})
final class ResolveCommand implements Callable<Integer> {

    /** As long as a connect without a deadline would wait. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private static final List<String> OTHER_TYPES = List.of("SRV", "HTTPS", "SVCB", "PTR", "TXT", "MX", "NS");

    private final Console console;

    @Mixin
    OutputOptions output = new OutputOptions();

    @Mixin
    TransportOptions transport = new TransportOptions();

    @Mixin
    RaceOptions race = new RaceOptions();

    @Mixin
    NameOptions names = new NameOptions();

    @Option(names = "--timeout", paramLabel = "D", description = "How long to wait for answers (30s).")
    @Nullable
    Duration timeout;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            split = ",",
            description = "A, AAAA (default: both); SRV, HTTPS, SVCB, PTR, TXT, MX, NS where the resolver has them.")
    List<String> types = List.of();

    @Parameters(paramLabel = "NAME", description = "A host name; of an address, its name is asked (PTR).")
    String name = "";

    ResolveCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws Exception {
        Host host = Host.parse(name);
        if (host instanceof Host.Any) {
            throw new UsageException("\"*\" is no name to look up; give one, as in example.org");
        }
        if (timeout != null && timeout.isZero()) {
            throw new UsageException("--timeout 0: need more than zero, as in --timeout 2s");
        }
        ConnectPolicy policy = race.applyTo(ConnectPolicy.staggered(), this::note);
        Set<StandardProtocolFamily> families = families(policy);
        try (NameResolver resolver = opened(host)) {
            if (host instanceof Host.Literal || needsRecords()) {
                resolver.capabilities().require(Capability.RESOLVE_RECORDS);
                throw new UnsupportedOperationException(
                        "resolve --type " + (types.isEmpty() ? "PTR" : String.join(",", types))
                                + ": this version looks up A and AAAA only");
            }
            try (Reactor reactor = transport.open(console, output)) {
                print(placed(reactor, policy, lookUp(reactor, resolver, families)), resolver);
            }
        }
        return ExitStatus.OK;
    }

    private NameResolver opened(Host host) throws java.io.IOException {
        Optional<NameResolver> chosen = names.open(List.of(host));
        return chosen.isPresent() ? chosen.get() : NameResolver.open("");
    }

    private boolean needsRecords() {
        return types.stream().anyMatch(type -> OTHER_TYPES.contains(type.toUpperCase(Locale.ROOT)));
    }

    /** Of the types asked for, those that the policy looks up. */
    private Set<StandardProtocolFamily> families(ConnectPolicy policy) {
        Set<StandardProtocolFamily> families = EnumSet.noneOf(StandardProtocolFamily.class);
        for (String type : types) {
            String upper = type.toUpperCase(Locale.ROOT);
            switch (upper) {
                case "A" -> families.add(StandardProtocolFamily.INET);
                case "AAAA" -> families.add(StandardProtocolFamily.INET6);
                default -> {
                    if (!OTHER_TYPES.contains(upper)) {
                        throw new UsageException("--type \"" + type + "\" is not known; there are A, AAAA, "
                                + String.join(", ", OTHER_TYPES));
                    }
                }
            }
        }
        if (types.isEmpty()) {
            return policy.families();
        }
        families.retainAll(policy.families());
        if (families.isEmpty() && !needsRecords()) {
            throw new UsageException("--type " + String.join(",", types)
                    + ": not of the only family that is looked up (" + policy + "); leave one of them out");
        }
        return families;
    }

    // ---- asking

    /** An address as it was answered. */
    private record Answered(InetAddress address, OptionalLong ttlSeconds) {}

    private List<Answered> lookUp(Reactor reactor, NameResolver resolver, Set<StandardProtocolFamily> families)
            throws Exception {
        Promise<List<Answered>> all = reactor.promise(() -> {});
        Duration deadline = timeout == null ? LONGEST : timeout;
        resolver.lookup(reactor, name, families, deadline, new Collector(families, all, this::note));
        return all.await();
    }

    /** Waits until every family has its answer. */
    private static final class Collector implements Answers {

        private final Set<StandardProtocolFamily> open;
        private final Promise<List<Answered>> all;
        private final java.util.function.Consumer<String> note;
        private final List<Answered> answered = new ArrayList<>();
        private final Map<StandardProtocolFamily, UnknownHostException> failures =
                new EnumMap<>(StandardProtocolFamily.class);

        Collector(
                Set<StandardProtocolFamily> families,
                Promise<List<Answered>> all,
                java.util.function.Consumer<String> note) {
            this.open = EnumSet.copyOf(families);
            this.all = all;
            this.note = note;
        }

        @Override
        public void answered(StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
            addresses.forEach(address -> answered.add(new Answered(AddressRules.unmapped(address), ttlSeconds)));
            closeIfComplete(family);
        }

        @Override
        public void failed(StandardProtocolFamily family, UnknownHostException why) {
            failures.put(family, why);
            note.accept(String.valueOf(why.getMessage()));
            closeIfComplete(family);
        }

        private void closeIfComplete(StandardProtocolFamily family) {
            open.remove(family);
            if (!open.isEmpty()) {
                return;
            }
            if (answered.isEmpty()) {
                all.fail(telling());
            } else {
                all.succeed(answered);
            }
        }

        /** The failure that leaves most hope: a name that may exist is not called absent. */
        private UnknownHostException telling() {
            List<FailureKind> hope =
                    List.of(FailureKind.TEMPORARY, FailureKind.TIMEOUT, FailureKind.CANCELLED, FailureKind.NO_DATA);
            for (FailureKind kind : hope) {
                for (UnknownHostException each : failures.values()) {
                    if (each instanceof NetworkFailure known && known.kind() == kind) {
                        return each;
                    }
                }
            }
            return failures.values().iterator().next();
        }
    }

    // ---- ordering

    /** One address in its place. */
    private record Row(Placement placement, OptionalLong ttlSeconds, String reason) {

        String source() {
            return placement
                    .source()
                    .map(source -> AddressText.format(source.address()))
                    .orElse("");
        }
    }

    private List<Row> placed(Reactor reactor, ConnectPolicy policy, List<Answered> answered) throws Exception {
        List<Candidate> candidates = new ArrayList<>();
        for (Answered each : answered) {
            candidates.add(Candidate.of(
                    each.address(), reactor.sourceAddress(each.address()).await()));
        }
        List<Placement> sorted = DestinationOrder.standard().sort(candidates);
        List<Row> rows = new ArrayList<>();
        for (Placement placement : AttemptOrder.of(policy, sorted)) {
            boolean isMoved = !sorted.get(rows.size()).equals(placement);
            rows.add(new Row(
                    placement,
                    ttl(answered, placement),
                    placement.reason()
                            + (isMoved
                                    ? "; " + policy
                                            + " puts its preferred family first and lets the families take turns"
                                    : "")));
        }
        return rows;
    }

    private static OptionalLong ttl(List<Answered> answered, Placement placement) {
        return answered.stream()
                .filter(each -> each.address().equals(placement.destination()))
                .findFirst()
                .map(Answered::ttlSeconds)
                .orElse(OptionalLong.empty());
    }

    // ---- telling

    private void print(List<Row> rows, NameResolver resolver) {
        if (output.format == Format.JSON) {
            console.tell(Json.of(rows.stream().map(row -> toMap(row, resolver)).toList()));
            return;
        }
        if (output.quiet) {
            rows.forEach(row ->
                    console.out().print(AddressText.format(row.placement().destination()) + "\n"));
            return;
        }
        Table table = new Table("address", "source", "ttl", "resolver", "reason");
        for (Row row : rows) {
            table.row(
                    AddressText.format(row.placement().destination()),
                    row.source().isEmpty() ? "-" : row.source(),
                    row.ttlSeconds().isPresent() ? row.ttlSeconds().getAsLong() + " s" : "-",
                    resolver.provider(),
                    row.reason());
        }
        console.out().print(output.format == Format.TSV ? table.toTsv() : table.toString());
    }

    private static Map<String, @Nullable Object> toMap(Row row, NameResolver resolver) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("address", AddressText.format(row.placement().destination()));
        map.put("family", AddressRules.family(row.placement().destination()) == StandardProtocolFamily.INET6 ? 6 : 4);
        map.put("source", row.source().isEmpty() ? null : row.source());
        map.put("rule", row.reason());
        map.put(
                "ttl_s",
                row.ttlSeconds().isPresent() ? (Object) row.ttlSeconds().getAsLong() : null);
        map.put("resolver", resolver.provider());
        return map;
    }

    private void note(String line) {
        if (output.verbose) {
            console.note(line);
        }
    }
}
