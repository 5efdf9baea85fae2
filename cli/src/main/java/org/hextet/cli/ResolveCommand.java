package org.hextet.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Host;
import org.hextet.addresses.Placement;
import org.hextet.api.Capability;
import org.hextet.api.DnsRecord;
import org.hextet.api.NameResolver;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.cli.lookup.AddressQuestion;
import org.hextet.cli.lookup.FamilyAnswer;
import org.hextet.cli.report.Console;
import org.hextet.cli.report.ExitStatus;
import org.hextet.cli.report.Format;
import org.hextet.cli.report.Table;
import org.hextet.cli.report.UsageException;
import org.hextet.endpoints.json.Json;
import org.hextet.endpoints.order.AddressPolicy;
import org.hextet.endpoints.order.HostOrder;
import org.hextet.policies.ConnectPolicy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The addresses of a name, in the order of the attempts, and its other records. */
@Command(
        name = "resolve",
        description = {
            "Prints the addresses of a name in the order in which they would be tried, with the reason.",
            "With --type also its other records: those of SRV, SVCB, HTTPS and MX in the order in which they would be tried."
        },
        footer = {
            "",
            "Where there is none of what was asked for it fails. -q prints the addresses, or the data of records, alone.",
            "--server, and types other than A and AAAA, take the first resolver that can, unless --resolver names one."
        })
final class ResolveCommand implements Callable<Integer> {

    /** As long as a connect without a deadline would wait. */
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private static final String PTR = "PTR";

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
            description =
                    "A, AAAA (default: both); SRV, HTTPS, SVCB, PTR, TXT, MX, NS and any other, also as TYPE65534.")
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
        List<String> recordTypes = recordTypes(host);
        Set<StandardProtocolFamily> families = families(host, policy);
        Set<Capability> needed = recordTypes.isEmpty() ? Set.of() : Set.of(Capability.RESOLVE_RECORDS);
        try (NameResolver resolver = names.open(List.of(host), needed);
                Reactor reactor = transport.open(console, output)) {
            return answer(reactor, resolver, policy, families, recordTypes);
        }
    }

    /** The types that are no addresses, in the order given. */
    private List<String> recordTypes(Host host) {
        if (types.isEmpty()) {
            return host instanceof Host.Literal ? List.of(PTR) : List.of();
        }
        List<String> others = new ArrayList<>();
        for (String type : types) {
            String upper = type.toUpperCase(Locale.ROOT);
            if (!upper.matches("[A-Z][A-Z0-9-]*")) {
                throw new UsageException("--type \"" + type
                        + "\" is no type of a record; give A, AAAA, SRV, HTTPS, SVCB, PTR, TXT, MX, NS, or one by number, as"
                        + " in TYPE65534");
            }
            if (!upper.equals("A") && !upper.equals("AAAA") && !others.contains(upper)) {
                others.add(upper);
            }
        }
        if (host instanceof Host.Literal && !others.equals(List.of(PTR))) {
            throw new UsageException("--type " + String.join(",", types) + " of " + name
                    + ": of an address only names are known; leave --type out, or give PTR");
        }
        return others;
    }

    /** Of the types asked for, those that the policy looks up. */
    private Set<StandardProtocolFamily> families(Host host, ConnectPolicy policy) {
        Set<StandardProtocolFamily> families = EnumSet.noneOf(StandardProtocolFamily.class);
        if (types.isEmpty()) {
            return host instanceof Host.Literal ? families : policy.families();
        }
        for (String type : types) {
            if (type.equalsIgnoreCase("A")) {
                families.add(StandardProtocolFamily.INET);
            } else if (type.equalsIgnoreCase("AAAA")) {
                families.add(StandardProtocolFamily.INET6);
            }
        }
        boolean areAsked = !families.isEmpty();
        families.retainAll(policy.families());
        if (areAsked && families.isEmpty()) {
            throw new UsageException("--type " + String.join(",", types)
                    + ": not of the only family that is looked up (" + policy + "); leave one of them out");
        }
        return families;
    }

    // ---- asking

    /**
     * Asks for everything at once, prints what there is, and fails if nothing is, or something may have been missed.
     */
    private int answer(
            Reactor reactor,
            NameResolver resolver,
            ConnectPolicy policy,
            Set<StandardProtocolFamily> families,
            List<String> recordTypes)
            throws IOException, InterruptedException {
        Duration deadline = timeout == null ? LONGEST : timeout;
        Map<String, Pending<List<DnsRecord>>> asked = new LinkedHashMap<>();
        for (String type : recordTypes) {
            asked.put(type, resolver.records(reactor, name, type, deadline));
        }
        List<FamilyAnswer> answers = families.isEmpty()
                ? List.of()
                : AddressQuestion.ask(reactor, resolver, name, families, deadline)
                        .await();
        List<UnknownHostException> failures = new ArrayList<>();
        List<DnsRecord> records = new ArrayList<>();
        for (Pending<List<DnsRecord>> each : asked.values()) {
            try {
                records.addAll(each.await());
            } catch (UnknownHostException why) {
                failures.add(why);
            }
        }
        List<Row> rows = placed(reactor, policy, answers);
        if (rows.isEmpty() && !answers.isEmpty()) {
            failures.add(0, FamilyAnswer.mostHopeful(answers));
        } else {
            answers.forEach(each -> each.failure().ifPresent(why -> note(String.valueOf(why.getMessage()))));
        }
        if (rows.isEmpty() && records.isEmpty()) {
            throw failures.get(0);
        }
        print(rows, records, resolver);
        for (UnknownHostException why : failures) {
            if (mayHaveMissed(why)) {
                throw why;
            }
            note(String.valueOf(why.getMessage()));
        }
        return ExitStatus.OK;
    }

    /** Other than where it is known that there is nothing. */
    private static boolean mayHaveMissed(UnknownHostException why) {
        return !(why instanceof NetworkFailure known
                && (known.kind() == FailureKind.NO_DATA || known.kind() == FailureKind.NO_SUCH_NAME));
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

    private static List<Row> placed(Reactor reactor, ConnectPolicy policy, List<FamilyAnswer> answers)
            throws IOException, InterruptedException {
        List<InetAddress> addresses =
                answers.stream().flatMap(each -> each.addresses().stream()).toList();
        List<Placement> sorted =
                HostOrder.of(reactor, AddressPolicy.ofProcess(), addresses).await();
        List<Row> rows = new ArrayList<>();
        for (Placement placement : AttemptOrder.of(policy, AddressPolicy.ofProcess(), sorted)) {
            boolean isMoved = !sorted.get(rows.size()).equals(placement);
            rows.add(new Row(
                    placement,
                    ttl(answers, placement),
                    placement.reason()
                            + (isMoved
                                    ? "; " + policy
                                            + " puts its preferred family first and lets the families take turns"
                                    : "")));
        }
        return rows;
    }

    private static OptionalLong ttl(List<FamilyAnswer> answers, Placement placement) {
        return answers.stream()
                .filter(each -> each.addresses().contains(placement.destination()))
                .findFirst()
                .map(FamilyAnswer::ttlSeconds)
                .orElse(OptionalLong.empty());
    }

    // ---- telling

    private void print(List<Row> rows, List<DnsRecord> records, NameResolver resolver) {
        if (output.format == Format.JSON) {
            List<Map<String, @Nullable Object>> all = new ArrayList<>();
            rows.forEach(row -> all.add(toMap(row, resolver)));
            records.forEach(each -> all.add(toMap(each)));
            console.tell(Json.of(all));
            return;
        }
        if (output.quiet) {
            rows.forEach(row -> console.tell(AddressText.format(row.placement().destination())));
            records.forEach(each -> console.tell(each.data()));
            return;
        }
        if (!rows.isEmpty()) {
            print(addressTable(rows, resolver));
        }
        if (!records.isEmpty()) {
            if (!rows.isEmpty() && output.format == Format.TABLE) {
                console.out().print("\n");
            }
            print(recordTable(records));
        }
    }

    private void print(Table table) {
        console.out().print(output.format == Format.TSV ? table.toTsv() : table.toString());
    }

    private static Table recordTable(List<DnsRecord> records) {
        Table table = new Table("name", "type", "ttl", "data");
        for (DnsRecord each : records) {
            table.row(each.name(), each.type(), each.ttlSeconds() + " s", each.data());
        }
        return table;
    }

    private static Table addressTable(List<Row> rows, NameResolver resolver) {
        Table table = new Table("address", "source", "ttl", "resolver", "reason");
        for (Row row : rows) {
            table.row(
                    AddressText.format(row.placement().destination()),
                    row.source().isEmpty() ? "-" : row.source(),
                    row.ttlSeconds().isPresent() ? row.ttlSeconds().getAsLong() + " s" : "-",
                    resolver.provider(),
                    row.reason());
        }
        return table;
    }

    private static Map<String, @Nullable Object> toMap(DnsRecord each) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("type", each.type());
        map.put("name", each.name());
        map.put("data", each.data());
        map.put("ttl_s", each.ttlSeconds());
        return map;
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
