package org.hextet.addresses;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hextet.addresses.Vectors.Row;
import org.junit.jupiter.api.Test;

/** Every row of rfc6724-source.tsv, in either order of its candidates. */
final class SourceSelectionVectorsTest {

    private static final List<Row> ROWS = Vectors.rows("rfc6724-source.tsv");

    @Test
    void every_row_chooses_as_expected_by_the_rule_that_it_names() {
        assertAll(ROWS.stream()
                .flatMap(row -> orders(row).map(candidates -> () -> {
                    SourceChoice choice = selection(row)
                            .choose(SourceText.address(row.cell("destination")), candidates)
                            .orElseThrow();

                    List<String> expected = Arrays.stream(row.cell("expected").split("\\|", -1))
                            .map(text -> AddressText.format(SourceText.address(text)))
                            .toList();
                    String chosen = AddressText.format(choice.source().address());
                    assertTrue(expected.contains(chosen), () -> chosen + " was chosen: " + row);
                    assertEquals(row.cell("rule"), choice.rule().number(), row::toString);
                })));
    }

    private static Stream<List<SourceAddress>> orders(Row row) {
        List<SourceAddress> given = Arrays.stream(row.cell("candidates").split(" ", -1))
                .map(SourceText::parse)
                .collect(Collectors.toList());
        List<SourceAddress> reversed = Arrays.asList(given.toArray(new SourceAddress[0]));
        Collections.reverse(reversed);
        return Stream.of(given, reversed);
    }

    private static SourceSelection selection(Row row) {
        SourceSelection selection = SourceSelection.standard();
        for (String word : row.cell("policy").split(" ", -1)) {
            if (word.equals("prefer-public")) {
                selection = selection.withPublicPreferred(true);
            } else if (!word.equals("default")) {
                selection = selection.withTable(PrefixTable.parse(word));
            }
        }
        return selection;
    }
}
