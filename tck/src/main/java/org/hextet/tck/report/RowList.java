package org.hextet.tck.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hextet.endpoints.json.Json;
import org.hextet.tck.matrix.Matrix;
import org.hextet.tck.matrix.MatrixRow;
import org.hextet.tck.matrix.Row;

/** Checks that were not run but listed; for people also the rows of the same areas that are no checks. */
public final class RowList {

    private final List<Row> rows;

    /**
     * Of checks.
     *
     * @param rows in the matrix's order
     */
    public RowList(List<Row> rows) {
        this.rows = List.copyOf(rows);
    }

    /**
     * The list.
     *
     * @param format table, TSV or JSON
     * @return its whole text
     * @throws IllegalArgumentException if a list has no such form
     */
    public String text(ReportFormat format) {
        return switch (format) {
            case TABLE -> table();
            case TSV -> rows.stream().map(row -> row.toTsv() + "\n").collect(Collectors.joining());
            case JSON -> Json.of(rows.stream().map(RowList::toMap).toList()) + "\n";
            case HTML, JUNIT, MARKDOWN ->
                throw new IllegalArgumentException("a list of checks has no format " + format + "; table, json, tsv");
        };
    }

    private String table() {
        TextTable table = new TextTable("id", "area", "level", "capability", "environment", "sentence");
        rows.forEach(row -> table.row(
                row.id(), row.area(), row.level().name(), row.capabilityText(), row.environmentText(), row.sentence()));
        Set<String> areas = rows.stream().map(Row::area).collect(Collectors.toSet());
        List<MatrixRow> unchecked = Matrix.unchecked().stream()
                .filter(row -> areas.contains(row.area()))
                .toList();
        if (unchecked.isEmpty()) {
            return table.toString();
        }
        TextTable others = new TextTable("no check", "area", "level", "given, when, then", "why");
        unchecked.forEach(row -> others.row(
                row.id(),
                row.area(),
                row.level().name(),
                row.given() + ": " + row.when() + ": " + row.then(),
                row.whyUnchecked()));
        return table + "\n" + others;
    }

    private static Map<String, Object> toMap(Row row) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", row.id());
        map.put("area", row.area());
        map.put("level", row.level().name());
        map.put("capability", row.capabilityText());
        map.put("environment", row.environmentText());
        map.put("sentence", row.sentence());
        map.put("given", row.given());
        map.put("when", row.when());
        map.put("then", row.then());
        map.put("source", row.source());
        return map;
    }
}
