package org.hextet.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.hextet.tck.mutants.Mutant;
import org.hextet.tck.mutants.Mutants;
import org.junit.jupiter.api.Test;

/**
 * Each mutant is caught. Some by hand, and with the rest of their areas: {@code -Dhextet.test.mutants=drops-the-zone
 * -Dhextet.test.flood=true}.
 */
class MutantsTest {

    private static Stream<Mutant> wanted() {
        String names = System.getProperty("hextet.test.mutants", "");
        return names.isEmpty()
                ? Mutants.all().stream()
                : Arrays.stream(names.split(",")).map(Mutants::named);
    }

    @Test
    void each_mutant_is_caught_by_its_check_in_the_right_words() throws Exception {
        assumeTrue(
                MutantRun.isSafeHere(),
                "mutants may send where they should not, and here is a network: .ci/run gives JDK 25 a namespace without");
        MutantRun run = MutantRun.of(wanted().toList());
        List<MutantVerdict> verdicts = (Boolean.getBoolean("hextet.test.flood") ? run : run.withoutRestOfArea())
                .run(verdict -> System.out.println(verdict.text()));

        System.out.println(MutantRun.summary(verdicts));
        assertEquals(
                List.of(),
                verdicts.stream()
                        .filter(verdict -> verdict.fate() == MutantVerdict.Fate.NOT_CAUGHT)
                        .map(MutantVerdict::text)
                        .toList());
    }

    @Test
    void names_are_plain_and_of_one_mutant_each() {
        List<String> names = Mutants.all().stream().map(Mutant::name).toList();

        assertEquals(names.stream().distinct().toList(), names);
        assertTrue(names.stream().allMatch(name -> name.matches("[a-z0-9]+(-[a-z0-9]+)*")), names.toString());
    }
}
