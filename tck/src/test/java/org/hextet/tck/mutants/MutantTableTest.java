package org.hextet.tck.mutants;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The table of {@code docs/mutants.md} is that of the mutants. */
class MutantTableTest {

    private static final String ANEW = "mvn -pl tck test -Dtest=MutantTableTest -Dhextet.docs=write";
    private static final String BEGIN = "## All of them\n\n";
    private static final Path FILE = Path.of("..", "docs", "mutants.md");

    @Test
    void the_document_lists_every_mutant() throws IOException {
        String text = Files.readString(FILE);
        int from = text.indexOf(BEGIN) + BEGIN.length();
        if (System.getProperty("hextet.docs", "").equals("write")) {
            Files.writeString(FILE, text.substring(0, from) + MutantTable.markdown());
        }

        assertEquals(
                MutantTable.markdown(),
                Files.readString(FILE).substring(from),
                "docs/mutants.md is not what the mutants say; make it anew: " + ANEW);
    }
}
