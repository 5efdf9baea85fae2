package org.hextet.tck.report;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hextet.tck.CheckResult;
import org.hextet.tck.Outcome;

/** Rows that went so for one and the same reason, which then need be told once. */
final class Reasons {

    private Reasons() {}

    /** By reason, in the order in which each came first. */
    static Map<String, List<CheckResult>> of(Collection<CheckResult> results, Outcome outcome) {
        return results.stream()
                .filter(result -> result.outcome() == outcome)
                .collect(Collectors.groupingBy(CheckResult::detail, LinkedHashMap::new, Collectors.toList()));
    }

    /** The ids, each once. */
    static List<String> ids(Collection<CheckResult> results) {
        return results.stream().map(result -> result.row().id()).distinct().toList();
    }
}
