package org.hextet.cli.report;

import java.util.ArrayList;
import java.util.List;

/** Rows of text under a head. Not thread-safe. */
public final class Table {

    private static final String GAP = "  ";

    private final List<String> head;
    private final List<List<String>> rows = new ArrayList<>();

    /**
     * A table without rows.
     *
     * @param head the names of the columns
     */
    public Table(String... head) {
        this.head = List.of(head);
    }

    /**
     * Adds a row.
     *
     * @param cells one for each column; white space in them becomes one space
     * @throws IllegalArgumentException if there are more or fewer
     */
    public void row(String... cells) {
        if (cells.length != head.size()) {
            throw new IllegalArgumentException(cells.length + " cells in a table of " + head.size() + " columns");
        }
        List<String> row = new ArrayList<>();
        for (String cell : cells) {
            row.add(cell.replaceAll("\\s+", " "));
        }
        rows.add(row);
    }

    /**
     * Fields with tabs between, without the head.
     *
     * @return lines, each with its end
     */
    public String toTsv() {
        StringBuilder text = new StringBuilder();
        rows.forEach(row -> text.append(String.join("\t", row)).append('\n'));
        return text.toString();
    }

    /**
     * Aligned columns under their head, the last one ragged.
     *
     * @return lines, each with its end
     */
    @Override
    public String toString() {
        int[] widths = new int[head.size()];
        widen(widths, head);
        rows.forEach(row -> widen(widths, row));
        StringBuilder text = new StringBuilder();
        append(text, widths, head);
        rows.forEach(row -> append(text, widths, row));
        return text.toString();
    }

    private static void widen(int[] widths, List<String> row) {
        for (int column = 0; column < widths.length; column++) {
            widths[column] = Math.max(widths[column], row.get(column).length());
        }
    }

    private static void append(StringBuilder text, int[] widths, List<String> row) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = row.get(column);
            line.append(cell).append(" ".repeat(widths[column] - cell.length())).append(GAP);
        }
        text.append(line.toString().stripTrailing()).append('\n');
    }
}
