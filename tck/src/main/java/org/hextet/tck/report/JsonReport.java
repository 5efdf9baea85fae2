package org.hextet.tck.report;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.hextet.endpoints.json.Json;
import org.hextet.tck.CheckResult;
import org.hextet.tck.Outcome;
import org.hextet.tck.ProviderFacts;
import org.hextet.tck.Report;
import org.hextet.tck.RunFacts;
import org.hextet.tck.matrix.Matrix;
import org.hextet.tck.matrix.MatrixRow;
import org.hextet.tck.matrix.Row;
import org.jspecify.annotations.Nullable;

/**
 * A report as one JSON object, in ASCII. Members may be added; those that there are keep name and meaning as long as
 * {@code format} is 1.
 *
 * <table>
 * <caption>Members</caption>
 * <tr><th>member</th><th>is</th></tr>
 * <tr><td>{@code format}</td><td>1</td></tr>
 * <tr><td>{@code run}</td><td>{@code started} (ISO 8601, UTC), {@code took_ms}, {@code tck}, {@code api} (versions),
 * {@code java}, {@code kernel}, {@code patience} (a number), {@code seed} (a number or null), {@code providers}: for
 * each {@code kind} ({@code transport}, {@code resolver}), {@code name}, {@code version}, {@code available},
 * {@code reason} (why it is not; or null), {@code capabilities} (names), {@code absent} (reasons by name)</td></tr>
 * <tr><td>{@code summary}</td><td>{@code pass}, {@code fail}, {@code must_fail} (of these), {@code unsupported},
 * {@code not_run}: how many results; {@code rows}: of how many rows, {@code checks}: of how many that the matrix has</td></tr>
 * <tr><td>{@code results}</td><td>for each {@code id}, {@code area}, {@code level}, {@code transport},
 * {@code resolver} ({@code -} if none), {@code outcome} (PASS, FAIL, UNSUPPORTED, NOT_RUN), {@code detail} (a line),
 * {@code took_ms}, {@code alone} (the command that runs it alone), and after a FAIL {@code report} and {@code log}
 * (several lines)</td></tr>
 * <tr><td>{@code rows}</td><td>what the results are of, each row once: {@code id}, {@code area}, {@code level},
 * {@code scope} (house, transport, resolver, resolver-on-each-transport), {@code capabilities} ({@code tcp},
 * {@code !v6only}), {@code environments}, {@code sentence}, {@code given}, {@code when}, {@code then},
 * {@code source}, {@code because}, {@code look_at}</td></tr>
 * <tr><td>{@code unchecked}</td><td>rows of the matrix that are no checks: {@code id}, {@code area}, {@code level},
 * {@code given}, {@code when}, {@code then}, {@code why}</td></tr>
 * </table>
 */
public final class JsonReport {

    private static final int FORMAT = 1;

    private final Report report;

    /**
     * Of a run.
     *
     * @param report how it went
     */
    public JsonReport(Report report) {
        this.report = report;
    }

    /**
     * The object.
     *
     * @return one line, with its end
     */
    public String text() {
        Map<String, @Nullable Object> whole = new LinkedHashMap<>();
        whole.put("format", FORMAT);
        whole.put("run", run(report.facts()));
        whole.put(
                "summary",
                summary(
                        Tally.of(report.results()),
                        report.results().stream()
                                .map(CheckResult::row)
                                .distinct()
                                .count()));
        whole.put("results", report.results().stream().map(JsonReport::result).toList());
        whole.put(
                "rows",
                report.results().stream()
                        .map(CheckResult::row)
                        .distinct()
                        .map(JsonReport::row)
                        .toList());
        whole.put(
                "unchecked",
                Matrix.unchecked().stream().map(JsonReport::unchecked).toList());
        return Json.of(whole) + "\n";
    }

    private static Map<String, @Nullable Object> run(RunFacts facts) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("started", facts.started().toString());
        map.put("took_ms", millis(facts.took()));
        map.put("tck", facts.tckVersion());
        map.put("api", facts.apiVersion());
        map.put("java", facts.java());
        map.put("kernel", facts.kernel());
        map.put("patience", facts.patience());
        map.put("seed", orNull(facts.seed()));
        map.put(
                "providers",
                facts.providers().stream().map(JsonReport::provider).toList());
        return map;
    }

    private static @Nullable Long orNull(OptionalLong number) {
        return number.isPresent() ? number.getAsLong() : null;
    }

    private static Map<String, @Nullable Object> provider(ProviderFacts facts) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("kind", facts.kind());
        map.put("name", facts.name());
        map.put("version", facts.version());
        map.put("available", facts.problem().isEmpty());
        map.put("reason", facts.problem().orElse(null));
        map.put("capabilities", facts.capabilities());
        map.put("absent", facts.absent());
        return map;
    }

    private static Map<String, Object> summary(Tally tally, long rows) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("pass", tally.of(Outcome.PASS));
        map.put("fail", tally.of(Outcome.FAIL));
        map.put("must_fail", tally.mustFailures());
        map.put("unsupported", tally.of(Outcome.UNSUPPORTED));
        map.put("not_run", tally.of(Outcome.NOT_RUN));
        map.put("rows", rows);
        map.put("checks", Matrix.rows().stream().filter(MatrixRow::isCheck).count());
        return map;
    }

    private static Map<String, Object> result(CheckResult result) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", result.row().id());
        map.put("area", result.row().area());
        map.put("level", result.row().level().name());
        map.put("transport", result.transport());
        map.put("resolver", result.resolver());
        map.put("outcome", result.outcome().name());
        map.put("detail", result.detail());
        map.put("took_ms", millis(result.took()));
        map.put("alone", Alone.of(result));
        putUnlessEmpty(map, "report", result.report());
        putUnlessEmpty(map, "log", result.log());
        return map;
    }

    private static void putUnlessEmpty(Map<String, Object> map, String name, String text) {
        Optional.of(text).filter(one -> !one.isEmpty()).ifPresent(one -> map.put(name, one));
    }

    private static Map<String, Object> row(Row row) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", row.id());
        map.put("area", row.area());
        map.put("level", row.level().name());
        map.put("scope", row.scope().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        map.put("capabilities", words(row.capabilityText()));
        map.put("environments", words(row.environmentText()));
        map.put("sentence", row.sentence());
        map.put("given", row.given());
        map.put("when", row.when());
        map.put("then", row.then());
        map.put("source", row.source());
        map.put("because", row.because());
        map.put("look_at", row.lookAt());
        return map;
    }

    private static Map<String, Object> unchecked(MatrixRow row) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", row.id());
        map.put("area", row.area());
        map.put("level", row.level().name());
        map.put("given", row.given());
        map.put("when", row.when());
        map.put("then", row.then());
        map.put("why", row.whyUnchecked());
        return map;
    }

    private static long millis(Duration duration) {
        return duration.toMillis();
    }

    private static List<String> words(String text) {
        return text.equals("-") ? List.of() : List.of(text.split(" "));
    }
}
