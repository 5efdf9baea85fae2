package org.hextet.tck.report;

import java.util.Optional;
import org.hextet.tck.CheckResult;
import org.hextet.tck.matrix.Row;

/** How to run one row on one provider again. */
final class Alone {

    private static final String IN_REPORT = "  alone    ";

    private Alone() {}

    /** A report's own line if it has one: it also knows the options that the provider was opened with. */
    static String of(CheckResult result) {
        return result.report()
                .lines()
                .filter(line -> line.startsWith(IN_REPORT))
                .findFirst()
                .map(line -> line.substring(IN_REPORT.length()))
                .orElseGet(() -> "hextet tck --check " + result.row().id() + provider(result));
    }

    private static String provider(CheckResult result) {
        Row row = result.row();
        return switch (row.scope()) {
            case HOUSE -> "";
            case TRANSPORT -> option("--transport", result.transport());
            case RESOLVER -> option("--resolver", result.resolver());
            case RESOLVER_ON_EACH_TRANSPORT ->
                option("--transport", result.transport()) + option("--resolver", result.resolver());
        };
    }

    private static String option(String option, String name) {
        return Optional.of(name)
                .filter(one -> !one.equals("-"))
                .map(one -> " " + option + " " + one)
                .orElse("");
    }
}
