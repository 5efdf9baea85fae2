package org.hextet.tck.matrix;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hextet.tck.checks.Area;
import org.hextet.tck.checks.Areas;
import org.hextet.tck.run.Catalogue;
import org.hextet.tck.subject.Subject;

/** The matrix as a page of the documentation. */
final class MatrixDocument {

    /** Where the part begins that is about this project's own providers. */
    static final String PROVIDERS = "\n## This project's providers\n";

    /** Where it ends. */
    static final String ROWS = "\n## address (";

    private final List<Row> checks = Catalogue.of(Areas.all()).entries().stream()
            .map(Catalogue.Entry::row)
            .toList();

    /** What comes before that part. */
    String introduction() {
        StringBuilder text = new StringBuilder(
                "# The behaviour matrix\n\n<!-- Made by MatrixDocumentTest: " + MatrixDocumentTest.ANEW + " -->\n\n");
        text.append("What the TCK checks, row by row: ")
                .append(Matrix.rows().size())
                .append(" rows, ")
                .append(levels())
                .append(". ")
                .append(checks.size())
                .append(" of them are checks. How they ran on a transport or resolver is told by `./hextet tck`,")
                .append(" and by `./hextet tck --out matrix.html` as a page.\n\n")
                .append(GLOSSARY);
        return text.toString();
    }

    /** What comes after it. */
    String rows() {
        StringBuilder text = new StringBuilder();
        for (Area area : Areas.all()) {
            appendArea(text, area.name());
        }
        text.append("\n## Rows that are no checks\n\n|id|why|\n|-|-|\n");
        Matrix.unchecked().forEach(row -> appendLine(text, row.id(), row.whyUnchecked()));
        text.append("\n## What has no row, and why\n\n|behaviour|why|\n|-|-|\n");
        Matrix.untested().forEach((what, why) -> appendLine(text, what, why));
        text.append(
                "\n## Capabilities\n\nA provider declares them. A row is UNSUPPORTED where one that it needs is absent,"
                        + " or one that it is only for the lack of (`!`) is present.\n\n|name|meaning|rows|\n|-|-|-|\n");
        Matrix.capabilities().forEach((name, meaning) -> appendLine(text, "`" + name + "`", meaning, rowsOf(name)));
        text.append(
                "\n## Environments\n\nWhat a row needs beyond this host's loopback; of several each in turn. Where one"
                        + " cannot be had the row is NOT_RUN.\n\n|name|what it is|rows|\n|-|-|-|\n");
        Matrix.environments().forEach((name, meaning) -> appendLine(text, "`" + name + "`", meaning, countOf(name)));
        return text.toString();
    }

    private static final String GLOSSARY = """
            **Levels.** MUST: a FAIL fails the provider. SHOULD: a FAIL is shown; the provider says why. MAY: for information.
            **Outcomes.** PASS. FAIL. UNSUPPORTED: the provider does not declare a capability that the row needs. NOT_RUN: this
            host lacks something. Neither of the last two is ever a pass.

            **Words.** `p` is one port number, `x` any suitable host part. "Typed" is one of the project's exceptions, each under
            the JDK's type that is named. "Before any packet": failed by the library itself, with no socket left. "Feed": the
            policy is given these events on the check's own clock. In brackets: what plain java.nio or the JDK does if left alone;
            the provider must still do what the row says, or lack the capability. The source of each row, why it matters and
            where to look when it fails stand in its `@Check`, and in every report.
            """;

    private static String levels() {
        Map<Level, Long> counts = Matrix.rows().stream()
                .collect(Collectors.groupingBy(MatrixRow::level, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(one -> one.getValue() + " " + one.getKey())
                .collect(Collectors.joining(", "));
    }

    private static void appendArea(StringBuilder text, String area) {
        List<MatrixRow> rows =
                Matrix.rows().stream().filter(row -> row.area().equals(area)).toList();
        text.append("\n## ")
                .append(area)
                .append(" (")
                .append(rows.size())
                .append(")\n\n|id|level|given|when|then|needs|runs in|\n|-|-|-|-|-|-|-|\n");
        rows.forEach(row -> appendLine(
                text,
                row.id(),
                row.level().name(),
                row.given(),
                row.when(),
                row.then(),
                row.capabilities(),
                row.environments()));
    }

    private static void appendLine(StringBuilder text, String... cells) {
        text.append('|');
        for (String cell : cells) {
            text.append(outsideCode(cell)).append('|');
        }
        text.append('\n');
    }

    /** What Markdown would take for markup, outside of code. */
    private static String outsideCode(String cell) {
        String[] parts = cell.split("`", -1);
        for (int at = 0; at < parts.length; at++) {
            parts[at] = at % 2 == 0
                    ? parts[at].replace("<", "\\<").replace("*", "\\*").replace("_", "\\_")
                    : parts[at];
        }
        return String.join("`", parts).replace("|", "\\|");
    }

    private String rowsOf(String capability) {
        return checks.stream()
                .filter(row -> Stream.concat(row.needs().stream(), row.lacks().stream())
                        .anyMatch(capability::equals))
                .collect(Collectors.groupingBy(Row::area, LinkedHashMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(one -> one.getKey() + " " + one.getValue())
                .collect(Collectors.joining(", "));
    }

    private String countOf(String environment) {
        return Long.toString(checks.stream()
                .filter(row ->
                        row.environments().stream().anyMatch(one -> one.text().equals(environment)))
                .count());
    }

    /** What providers declare on this host and JDK, and so which rows hold them to something. */
    String providers(List<Subject> subjects) {
        StringBuilder text = new StringBuilder(PROVIDERS).append("""

                On Linux and Java 17: how many rows hold each provider to something, of those that there are for its kind. CI runs
                all of them on every change: a MUST that fails fails the build.

                """);
        text.append("|area|house|");
        subjects.forEach(subject -> text.append(subject.name()).append('|'));
        text.append("\n|-|-|").append("-|".repeat(subjects.size())).append('\n');
        for (Area area : Areas.all()) {
            text.append('|')
                    .append(area.name())
                    .append('|')
                    .append(cell(area.name(), List.of(Scope.HOUSE), Subject.HOUSE))
                    .append('|');
            for (Subject subject : subjects) {
                text.append(cell(area.name(), scopes(subject), subject)).append('|');
            }
            text.append('\n');
        }
        text.append("\n|provider|lacks|\n|-|-|\n");
        for (Subject subject : subjects) {
            text.append('|')
                    .append(subject.name())
                    .append('|')
                    .append(lacking(subject))
                    .append("|\n");
        }
        return text.toString();
    }

    private static List<Scope> scopes(Subject subject) {
        return subject.resolver().isPresent()
                ? List.of(Scope.RESOLVER, Scope.RESOLVER_ON_EACH_TRANSPORT)
                : List.of(Scope.TRANSPORT);
    }

    private String cell(String area, List<Scope> scopes, Subject subject) {
        List<Row> rows = checks.stream()
                .filter(row -> row.area().equals(area) && scopes.contains(row.scope()))
                .toList();
        long supported =
                rows.stream().filter(row -> subject.unsupported(row).isEmpty()).count();
        return rows.isEmpty() ? "" : supported == rows.size() ? "" + supported : supported + " of " + rows.size();
    }

    private String lacking(Subject subject) {
        List<Scope> scopes = scopes(subject);
        TreeSet<String> lacking = checks.stream()
                .filter(row -> scopes.contains(row.scope()))
                .flatMap(row -> row.needs().stream())
                .filter(name -> !subject.has(name))
                .collect(Collectors.toCollection(TreeSet::new));
        return lacking.isEmpty() ? "nothing" : "`" + String.join("` `", lacking) + "`";
    }
}
