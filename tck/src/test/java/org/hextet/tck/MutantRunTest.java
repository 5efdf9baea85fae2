package org.hextet.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.mutants.Mutants;
import org.hextet.tck.mutants.TransportMutant;
import org.junit.jupiter.api.Test;

/** The judge of mutants sees one that escapes, one that is caught in other words, and one whose friends are missing. */
class MutantRunTest {

    private static MutantVerdict judge(String caughtBy, String words, Set<String> also, boolean isWholeArea) {
        TransportMutant real = (TransportMutant) Mutants.named("cancels-a-timer-again");
        MutantRun run = MutantRun.of(List.of(
                new TransportMutant(real.name(), real.sentence(), caughtBy, List.of(words), also, real.change())));
        return (isWholeArea ? run : run.withoutRestOfArea()).run(verdict -> {}).get(0);
    }

    @Test
    void one_that_escapes_is_not_caught() {
        MutantVerdict verdict = judge("TIM-002", "anything", Set.of(), false);

        assertEquals(MutantVerdict.Fate.NOT_CAUGHT, verdict.fate());
        assertEquals(List.of("TIM-002: PASS, expected FAIL"), verdict.problems());
        assertEquals("0 of 1 caught", MutantRun.summary(List.of(verdict)));
    }

    @Test
    void one_that_is_caught_in_other_words_is_not_caught() {
        MutantVerdict verdict = judge("TIM-004", "the third cancel", Set.of(), false);

        assertEquals(MutantVerdict.Fate.NOT_CAUGHT, verdict.fate());
        assertTrue(
                verdict.problems()
                        .get(0)
                        .startsWith("TIM-004 does not say \"the third cancel\" but \"the second cancel"),
                verdict.text());
    }

    @Test
    void what_fails_beside_it_unexpectedly_is_told() {
        MutantVerdict verdict = judge("TIM-004", "the second cancel", Set.of("TIM-003"), true);

        assertEquals(MutantVerdict.Fate.NOT_CAUGHT, verdict.fate());
        assertEquals(1, verdict.problems().size(), verdict.text());
        assertTrue(verdict.problems().get(0).startsWith("also TIM-005: a second cancel"), verdict.text());
    }

    @Test
    void what_may_fail_beside_it_need_not() {
        MutantVerdict verdict = judge("TIM-004", "the second cancel", Set.of("TIM-003", "TIM-005"), true);

        assertEquals(MutantVerdict.Fate.CAUGHT, verdict.fate(), verdict.text());
    }

    @Test
    void the_guards_are_the_usual_ones_afterwards() {
        String before = System.getProperty(Patience.PROPERTY, "none");

        judge("TIM-004", "the second cancel", Set.of(), false);

        assertEquals(before, System.getProperty(Patience.PROPERTY, "none"));
    }
}
