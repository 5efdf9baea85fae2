package org.hextet.addresses;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads a vector file: a header line, cells separated by tabs. */
final class Vectors {

    private Vectors() {}

    static List<Row> rows(String file) {
        List<String> lines = content(file).lines().toList();
        String[] header = lines.get(0).split("\t", -1);
        List<Row> rows = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            String[] cells = lines.get(i).split("\t", -1);
            Map<String, String> row = new HashMap<>();
            for (int column = 0; column < header.length; column++) {
                row.put(header[column], cells[column]);
            }
            rows.add(new Row(i + 1, row));
        }
        return rows;
    }

    private static String content(String file) {
        try (InputStream stream = Vectors.class.getResourceAsStream("/org/hextet/vectors/" + file)) {
            if (stream == null) {
                throw new IllegalStateException(file + " is not among the test resources");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One line; {@code line} is its number in the file, for failures. */
    record Row(int line, Map<String, String> cells) {

        String cell(String column) {
            String cell = cells.get(column);
            if (cell == null) {
                throw new IllegalStateException("no column " + column);
            }
            return cell;
        }

        /** A cell that holds text as typed. */
        String text(String column) {
            String cell = cell(column);
            StringBuilder text = new StringBuilder();
            int at = 0;
            while (at < cell.length()) {
                char c = cell.charAt(at++);
                if (c != '\\') {
                    text.append(c);
                    continue;
                }
                char escaped = cell.charAt(at++);
                switch (escaped) {
                    case 't' -> text.append('\t');
                    case 'n' -> text.append('\n');
                    case 'r' -> text.append('\r');
                    case '0' -> text.append('\0');
                    case '\\' -> text.append('\\');
                    case 'u' -> {
                        text.append((char) Integer.parseInt(cell.substring(at, at + 4), 16));
                        at += 4;
                    }
                    default -> throw new IllegalStateException("line " + line + ": escape \\" + escaped);
                }
            }
            return text.toString();
        }

        boolean isValid() {
            return cell("verdict").equals("valid");
        }

        @Override
        public String toString() {
            return "line " + line + ": " + cells.getOrDefault("input", cells.getOrDefault("id", "")) + " ("
                    + cell("why") + ")";
        }
    }
}
