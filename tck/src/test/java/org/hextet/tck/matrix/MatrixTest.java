package org.hextet.tck.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hextet.tck.Selection;
import org.hextet.tck.Tck;
import org.hextet.tck.checks.Areas;
import org.hextet.tck.lab.Environment;
import org.hextet.tck.run.Catalogue;
import org.junit.jupiter.api.Test;

class MatrixTest {

    private final List<Row> checks = Catalogue.of(Areas.all()).entries().stream()
            .map(Catalogue.Entry::row)
            .toList();

    @Test
    void every_check_says_what_its_row_of_the_matrix_says() {
        List<String> differences = new ArrayList<>();
        for (Row check : checks) {
            Matrix.row(check.id())
                    .ifPresentOrElse(
                            row -> compare(row, check, differences),
                            () -> differences.add(check.id() + ": a check without a row in matrix.tsv"));
        }

        assertEquals(List.of(), differences);
    }

    private static void compare(MatrixRow row, Row check, List<String> differences) {
        compare(row, "area", row.area(), check.area(), differences);
        compare(row, "level", row.level().name(), check.level().name(), differences);
        compare(row, "capability", row.capabilities(), check.capabilityText(), differences);
        compare(row, "environment", row.environments(), check.environmentText(), differences);
    }

    private static void compare(MatrixRow row, String what, String written, String annotated, List<String> to) {
        if (!written.equals(annotated)) {
            to.add(row.id() + ": " + what + " is " + written + " in matrix.tsv, " + annotated + " in @Check");
        }
    }

    @Test
    void every_row_is_a_check_or_says_why_not() {
        Set<String> ids = checks.stream().map(Row::id).collect(Collectors.toSet());

        List<String> lacking = Matrix.rows().stream()
                .filter(row -> row.isCheck() != ids.contains(row.id()))
                .map(row -> row.id() + (row.isCheck() ? " has no check and no reason" : " has a check and a reason"))
                .toList();

        assertEquals(List.of(), lacking);
    }

    @Test
    void rows_stand_in_the_order_of_the_checks() {
        assertEquals(
                checks.stream().map(Row::id).toList(),
                Matrix.rows().stream()
                        .filter(MatrixRow::isCheck)
                        .map(MatrixRow::id)
                        .toList());
    }

    @Test
    void every_row_says_given_when_and_then() {
        for (MatrixRow row : Matrix.rows()) {
            for (String text : List.of(row.given(), row.when(), row.then())) {
                assertEquals(text.strip(), text, row.id());
                assertTrue(!text.isEmpty() && text.chars().filter(c -> c == '`').count() % 2 == 0, row.toString());
            }
        }
    }

    @Test
    void every_capability_and_every_environment_is_explained() {
        Set<String> needed = checks.stream()
                .flatMap(row -> Stream.concat(row.needs().stream(), row.lacks().stream()))
                .collect(Collectors.toCollection(TreeSet::new));

        needed.removeAll(Matrix.capabilities().keySet());
        assertEquals(Set.of(), needed);
        assertEquals(
                Stream.of(Environment.values()).map(Environment::text).collect(Collectors.toCollection(TreeSet::new)),
                new TreeSet<>(Matrix.environments().keySet()));
    }

    @Test
    void a_row_that_is_no_check_says_why_when_it_is_asked_for() {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class,
                () -> Tck.of(Selection.everything().withIds(Set.of("TIM-009"))).rows());

        assertEquals(
                "TIM-009 is a row of the matrix, but no check: The api has no periodic timer: a timer that is to come"
                        + " again is scheduled again by its task (TIM-006).",
                refusal.getMessage());
    }
}
