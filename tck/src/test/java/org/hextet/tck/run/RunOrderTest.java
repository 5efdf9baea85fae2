package org.hextet.tck.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.hextet.tck.CheckResult;
import org.hextet.tck.Outcome;
import org.hextet.tck.checks.Areas;
import org.hextet.tck.lab.Environment;
import org.hextet.tck.matrix.Row;
import org.hextet.tck.subject.Subject;
import org.junit.jupiter.api.Test;

class RunOrderTest {

    private static final Catalogue CATALOGUE = Catalogue.of(Areas.all());

    private static final List<Planned> PLAN = IntStream.range(
                    0, CATALOGUE.entries().size())
            .mapToObj(place -> new Planned(place, 0, CATALOGUE.entries().get(place), Subject.HOUSE))
            .toList();

    private static List<Planned> shuffled(long seed, int rounds) {
        return new RunOrder(OptionalLong.of(seed), rounds).of(PLAN);
    }

    @Test
    void a_seed_always_makes_the_same_order_and_another_one_another() {
        assertEquals(shuffled(42, 1), shuffled(42, 1));
        assertNotEquals(shuffled(42, 1), shuffled(43, 1));
        assertNotEquals(RunOrder.USUAL.of(PLAN), shuffled(42, 1));
        assertEquals(Set.copyOf(PLAN), Set.copyOf(shuffled(42, 1)));
    }

    @Test
    void rows_of_an_environment_stay_together_and_of_a_round_too() {
        List<List<Object>> blocks = new ArrayList<>();
        for (Planned planned : shuffled(42, 3)) {
            List<Object> block = List.of(planned.environment(), planned.round());
            if (blocks.isEmpty() || !blocks.get(blocks.size() - 1).equals(block)) {
                blocks.add(block);
            }
        }

        assertEquals(Set.copyOf(blocks).size(), blocks.size());
        assertTrue(blocks.contains(List.of(Environment.LAB, 2)), blocks::toString);
    }

    @Test
    void each_round_has_an_order_of_its_own() {
        List<Integer> first = places(0);
        List<Integer> second = places(1);

        assertEquals(Set.copyOf(first), Set.copyOf(second));
        assertNotEquals(first, second);
    }

    private static List<Integer> places(int round) {
        return shuffled(42, 2).stream()
                .filter(planned -> planned.round() == round)
                .map(Planned::place)
                .toList();
    }

    @Test
    void of_several_rounds_the_worst_counts_and_says_how_often() {
        Row row = CATALOGUE.entry("TCP-002").row();
        CheckResult pass = Results.of(row, Subject.HOUSE, Outcome.PASS, "");
        CheckResult fail = Results.failed(row, Subject.HOUSE, "it is wrong", List.of());

        assertEquals("", Results.ofRounds(List.of(pass, pass)).detail());
        assertEquals("it is wrong", Results.ofRounds(List.of(fail, fail)).detail());
        assertEquals(
                "in 1 of 3 runs: it is wrong",
                Results.ofRounds(List.of(pass, fail, pass)).detail());
    }
}
