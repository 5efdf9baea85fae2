package org.hextet.tck.checks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hextet.tck.rig.Rig;

/** The rows of a file of test vectors, judged all together: a header line, cells separated by tabs. */
final class VectorFile {

    /** What is wrong with a row. */
    @FunctionalInterface
    interface Judge {
        /**
         * Looks at one row.
         *
         * @param row one that the check is about
         * @return what is wrong, as a sentence; empty if nothing is
         */
        Optional<String> flaw(Row row);
    }

    private final String name;
    private final List<Row> rows;

    private VectorFile(String name, List<Row> rows) {
        this.name = name;
        this.rows = List.copyOf(rows);
    }

    static VectorFile read(String name) {
        List<String> lines = content(name).lines().toList();
        String[] header = lines.get(0).split("\t", -1);
        List<Row> rows = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            String[] cells = lines.get(i).split("\t", -1);
            Map<String, String> row = new HashMap<>();
            for (int column = 0; column < header.length; column++) {
                row.put(header[column], cells[column]);
            }
            rows.add(new Row(name, i + 1, row));
        }
        return new VectorFile(name, rows);
    }

    private static String content(String name) {
        try (InputStream stream = VectorFile.class.getResourceAsStream("/org/hextet/vectors/" + name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is not in the jar of the TCK");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Those rows whose outcome the standards fix. */
    VectorFile binding() {
        return new VectorFile(
                name,
                rows.stream()
                        .filter(row -> !row.cell("why").startsWith("free:"))
                        .toList());
    }

    /** Those rows whose text the standards fix too. */
    VectorFile bindingInText() {
        return new VectorFile(
                name,
                rows.stream().filter(row -> !row.cell("why").startsWith("free")).toList());
    }

    VectorFile valid(boolean isValid) {
        return new VectorFile(
                name,
                rows.stream()
                        .filter(row -> row.cell("verdict").equals("valid") == isValid)
                        .toList());
    }

    /** Every row is judged; the failure tells the first few that are wrong, and how many there are. */
    void judge(Rig rig, Judge judge) {
        rig.expect(!rows.isEmpty(), name + " has no row to look at");
        List<String> flaws = new ArrayList<>();
        for (Row row : rows) {
            try {
                judge.flaw(row).ifPresent(flaw -> flaws.add(row + ": " + flaw));
            } catch (RuntimeException thrown) {
                flaws.add(row + ": threw " + thrown);
            }
        }
        rig.expect(
                flaws.isEmpty(),
                flaws.size() + " of " + rows.size() + " rows of " + name + " are not as they should be: "
                        + String.join("; ", flaws.subList(0, Math.min(5, flaws.size()))));
    }

    /** One line; its number is that in the file. */
    record Row(String file, int line, Map<String, String> cells) {

        String cell(String column) {
            String cell = cells.get(column);
            if (cell == null) {
                throw new IllegalStateException(file + " has no column " + column);
            }
            return cell;
        }

        String[] words(String column) {
            return cell(column).split(" ", -1);
        }

        /** A cell that holds text as somebody typed it. */
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
                    default -> throw new IllegalStateException(this + ": escape \\" + escaped);
                }
            }
            return text.toString();
        }

        @Override
        public String toString() {
            String subject = cells.getOrDefault("input", cells.getOrDefault("id", ""));
            return "line " + line + ", " + subject + " (" + cell("why") + ")";
        }
    }
}
