package org.hextet.tck.report;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hextet.tck.CheckResult;
import org.hextet.tck.Report;

/** Results by area and provider. */
final class Grid {

    private final Map<Column, List<CheckResult>> byColumn = new LinkedHashMap<>();
    private final Set<String> areas = new LinkedHashSet<>();

    Grid(Report report) {
        report.results().stream()
                .map(Column::of)
                .distinct()
                .sorted(Comparator.comparingInt(Column::place))
                .forEachOrdered(column -> byColumn.put(
                        column,
                        report.results().stream()
                                .filter(result -> Column.of(result).equals(column))
                                .toList()));
        report.results().forEach(result -> areas.add(result.row().area()));
    }

    /** House, transports, resolvers, each in the order in which they ran. */
    List<Column> columns() {
        return List.copyOf(byColumn.keySet());
    }

    List<String> areas() {
        return List.copyOf(areas);
    }

    List<CheckResult> results(Column column) {
        return byColumn.getOrDefault(column, List.of());
    }

    List<CheckResult> results(Column column, String area) {
        return results(column).stream()
                .filter(result -> result.row().area().equals(area))
                .toList();
    }
}
