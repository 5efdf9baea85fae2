package org.hextet.cli;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.hextet.cli.report.Console;
import org.hextet.cli.report.ExitStatus;
import org.hextet.cli.report.Json;
import org.hextet.cli.report.Table;
import org.hextet.tck.CheckResult;
import org.hextet.tck.Report;
import org.hextet.tck.Row;
import org.hextet.tck.Selection;
import org.hextet.tck.Tck;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the TCK. */
@Command(
        name = "tck",
        description = "Runs the behaviour matrix on every provider found.",
        footer = {
            "",
            "Exit status 3 if a MUST fails. UNSUPPORTED: the provider lacks the capability. NOT_RUN: this host lacks something."
        })
final class TckCommand implements Callable<Integer> {

    private final Console console;

    @Mixin
    OutputOptions output = new OutputOptions();

    @Option(
            names = "--area",
            paramLabel = "AREA",
            split = ",",
            description = "Only checks of this area, or whose area begins with this word.")
    List<String> areas = List.of();

    @Option(names = "--check", paramLabel = "ID", split = ",", description = "Only this check.")
    List<String> checks = List.of();

    @Option(
            names = "--transport",
            paramLabel = "NAME",
            split = ",",
            description = "Checks of a transport only on this one.")
    List<String> transports = List.of();

    @Option(
            names = "--resolver",
            paramLabel = "NAME",
            split = ",",
            description = "Checks of a resolver only on this one.")
    List<String> resolvers = List.of();

    @Option(names = "--list", description = "Prints the checks and runs none.")
    boolean list;

    TckCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Selection selection = Selection.everything()
                .withAreas(new LinkedHashSet<>(areas))
                .withIds(new LinkedHashSet<>(checks))
                .withTransports(transports)
                .withResolvers(resolvers);
        Tck tck = Tck.of(selection);
        if (list) {
            list(tck.rows());
            return ExitStatus.OK;
        }
        Report report = tck.run(this::progress);
        if (showsProgress()) {
            console.err().print("\r\033[K");
            console.err().flush();
        }
        switch (output.format) {
            case TSV -> console.out().print(report.toTsv());
            case JSON ->
                console.tell(
                        Json.of(report.results().stream().map(TckCommand::toMap).toList()));
            case TABLE -> console.out().print(output.quiet ? report.verdict() + "\n" : report.toTable());
        }
        return report.mustFailures().isEmpty() ? ExitStatus.OK : ExitStatus.CHECK_FAILED;
    }

    private boolean showsProgress() {
        return console.errIsTerminal() && !output.quiet;
    }

    private void progress(CheckResult result, int done, int all) {
        if (showsProgress()) {
            console.err()
                    .print("\r\033[K" + done + " of " + all + " checks, "
                            + result.row().id() + " " + result.outcome() + " on " + result.transport());
            console.err().flush();
        } else if (output.verbose) {
            console.note(result.toTsv());
        }
    }

    private static Map<String, Object> toMap(CheckResult result) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", result.row().id());
        map.put("area", result.row().area());
        map.put("level", result.row().level().name());
        map.put("transport", result.transport());
        map.put("resolver", result.resolver());
        map.put("outcome", result.outcome().name());
        map.put("detail", result.detail());
        return map;
    }

    private void list(List<Row> rows) {
        switch (output.format) {
            case TSV -> rows.forEach(row -> console.out().print(row.toTsv() + "\n"));
            case JSON ->
                console.tell(Json.of(rows.stream().map(TckCommand::toMap).toList()));
            case TABLE -> {
                Table table = new Table("id", "area", "level", "capability", "environment", "sentence");
                rows.forEach(row -> table.row(
                        row.id(),
                        row.area(),
                        row.level().name(),
                        row.capabilityText(),
                        row.environmentText(),
                        row.sentence()));
                console.out().print(table);
            }
        }
    }

    private static Map<String, Object> toMap(Row row) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", row.id());
        map.put("area", row.area());
        map.put("level", row.level().name());
        map.put("capability", row.capabilityText());
        map.put("environment", row.environmentText());
        map.put("sentence", row.sentence());
        return map;
    }
}
