package org.hextet.tck.mutants;

import java.util.stream.Collectors;

/** All mutants as the table of {@code docs/mutants.md}. */
public final class MutantTable {

    private MutantTable() {}

    /**
     * The table.
     *
     * @return Markdown, lines that end in a line feed
     */
    public static String markdown() {
        StringBuilder text = new StringBuilder(Mutants.all().size() + " mutants.\n\n")
                .append("| mutant | what it does wrong | caught by | which says |\n")
                .append("|-|-|-|-|\n");
        for (Mutant mutant : Mutants.all()) {
            text.append("| `")
                    .append(mutant.name())
                    .append("` | ")
                    .append(cell(mutant.sentence()))
                    .append(" | ")
                    .append(mutant.caughtBy())
                    .append(
                            mutant.alsoCaughtBy().isEmpty()
                                    ? ""
                                    : mutant.alsoCaughtBy().stream()
                                            .sorted()
                                            .collect(Collectors.joining(", ", ", also ", "")))
                    .append(" | ")
                    .append(mutant.words().stream()
                            .map(MutantTable::cell)
                            .collect(Collectors.joining(" … ", "… ", " …")))
                    .append(" |\n");
        }
        return text.toString();
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*");
    }
}
