package org.hextet.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void columns_are_aligned_and_lines_have_no_white_space_at_their_end() {
        Table table = new Table("a", "reason");
        table.row("2001:db8::1", "one");
        table.row("::1", "");

        assertEquals("a            reason\n2001:db8::1  one\n::1\n", table.toString());
    }

    @Test
    void tsv_keeps_a_row_on_its_line() {
        Table table = new Table("a", "b");
        table.row("one\ttwo", "three\nfour");

        assertEquals("one two\tthree four\n", table.toTsv());
    }

    @Test
    void a_row_has_as_many_cells_as_there_are_columns() {
        assertThrows(IllegalArgumentException.class, () -> new Table("a", "b").row("one"));
    }
}
