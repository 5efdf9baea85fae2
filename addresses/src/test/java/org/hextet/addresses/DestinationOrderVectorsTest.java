package org.hextet.addresses;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hextet.addresses.Vectors.Row;
import org.junit.jupiter.api.Test;

/** Every row of rfc6724.tsv, free rows as recommended. */
final class DestinationOrderVectorsTest {

    private static final List<Row> ROWS = Vectors.rows("rfc6724.tsv");

    @Test
    void every_row_is_sorted_as_expected() {
        assertAll(ROWS.stream().map(row -> () -> {
            List<Placement> placements = order(row).sort(candidates(row));

            String sorted = placements.stream()
                    .map(placement -> AddressText.format(placement.destination()))
                    .collect(Collectors.joining(" "));
            assertEquals(row.cell("expected"), sorted, row::toString);
        }));
    }

    @Test
    void every_row_is_decided_by_the_rules_that_it_names() {
        assertAll(ROWS.stream().map(row -> () -> {
            List<Placement> placements = order(row).sort(candidates(row));

            Set<Integer> rules =
                    placements.stream().map(Placement::rule).collect(Collectors.toCollection(TreeSet::new));
            if (rules.size() > 1) {
                rules.remove(10); // The file names it only where nothing else decides.
            }
            Set<Integer> expected = Arrays.stream(row.cell("rule").split(", ", -1))
                    .map(Integer::valueOf)
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(expected, rules, row::toString);
        }));
    }

    @Test
    void every_placement_has_a_reason_that_begins_with_its_rule() {
        assertAll(ROWS.stream()
                .flatMap(row -> order(row).sort(candidates(row)).stream())
                .map(placement -> () -> assertTrue(
                        placement.reason().matches("rule " + placement.rule() + ": [a-z].{5,}"), placement::toString)));
    }

    private static DestinationOrder order(Row row) {
        DestinationOrder order = DestinationOrder.standard();
        for (String word : row.cell("policy").split(" ", -1)) {
            if (word.equals("rule9-ipv4=off")) {
                order = order.withRule9ForIpv4(false);
            } else if (!word.equals("default")) {
                order = order.withTable(PrefixTable.parse(word));
            }
        }
        return order;
    }

    private static List<Candidate> candidates(Row row) {
        String[] destinations = row.cell("destinations").split(" ", -1);
        String[] sources = row.cell("sources").split(" ", -1);
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < destinations.length; i++) {
            candidates.add(new Candidate(SourceText.address(destinations[i]), source(sources[i])));
        }
        return candidates;
    }

    private static Optional<SourceAddress> source(String text) {
        return text.equals("-") ? Optional.empty() : Optional.of(SourceText.parse(text));
    }
}
