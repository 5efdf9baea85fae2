package org.hextet.tck.matrix;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The behaviour matrix as it is written: what each row says, which of them are no checks, and what no row can say. */
public final class Matrix {

    private static final Map<String, MatrixRow> ROWS = read();

    private Matrix() {}

    /**
     * Every row, checks and others.
     *
     * @return in the matrix's order
     */
    public static List<MatrixRow> rows() {
        return List.copyOf(ROWS.values());
    }

    /**
     * The row of an id.
     *
     * @param id for example {@code TCP-009}
     * @return empty if the matrix has none
     */
    public static Optional<MatrixRow> row(String id) {
        return Optional.ofNullable(ROWS.get(id));
    }

    /**
     * The rows that are no checks.
     *
     * @return in the matrix's order, each with its reason
     */
    public static List<MatrixRow> unchecked() {
        return ROWS.values().stream().filter(row -> !row.isCheck()).toList();
    }

    /**
     * What the capabilities mean that rows need.
     *
     * @return meanings by name, in the matrix's order
     */
    public static Map<String, String> capabilities() {
        return pairs("capabilities.tsv");
    }

    /**
     * What the environments are that rows need.
     *
     * @return meanings by name ({@link org.hextet.tck.lab.Environment#text()}), in the matrix's order
     */
    public static Map<String, String> environments() {
        return pairs("environments.tsv");
    }

    /**
     * What has no row, because nobody can check it from outside, or not everywhere.
     *
     * @return reasons by behaviour
     */
    public static Map<String, String> untested() {
        return pairs("untested.tsv");
    }

    private static Map<String, MatrixRow> read() {
        Map<String, MatrixRow> rows = new LinkedHashMap<>();
        lines("matrix.tsv").map(MatrixRow::ofTsv).forEachOrdered(row -> {
            if (rows.put(row.id(), row) != null) {
                throw new IllegalStateException("matrix.tsv has " + row.id() + " twice");
            }
        });
        return rows;
    }

    private static Map<String, String> pairs(String name) {
        Map<String, String> pairs = new LinkedHashMap<>();
        lines(name).map(line -> line.split("\t", -1)).forEachOrdered(cells -> pairs.put(cells[0], cells[1]));
        return pairs;
    }

    /** Without the header. */
    private static Stream<String> lines(String name) {
        try (InputStream stream = Matrix.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is not in the jar of the TCK");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
