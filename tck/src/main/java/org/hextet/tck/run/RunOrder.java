package org.hextet.tck.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.hextet.tck.lab.Environment;

/**
 * In which order, and how often, the rows of a run come. Those of one environment stay together, since building one
 * takes long.
 *
 * @param seed of a random order; the same one always makes the same order. Empty: the matrix's order
 * @param rounds how often each row is run, 1 or more
 */
public record RunOrder(OptionalLong seed, int rounds) {

    /** The matrix's order, once. */
    public static final RunOrder USUAL = new RunOrder(OptionalLong.empty(), 1);

    /**
     * An order.
     *
     * @param seed as of the record
     * @param rounds as of the record
     * @throws IllegalArgumentException if there are less than 1
     */
    public RunOrder {
        if (rounds < 1) {
            throw new IllegalArgumentException("repeat " + rounds + " times: need 1 or more");
        }
    }

    /**
     * Puts a plan into this order.
     *
     * @param plan in the matrix's order
     * @return all of it, as often as there are rounds
     */
    public List<Planned> of(List<Planned> plan) {
        List<Planned> all = new ArrayList<>(IntStream.range(0, rounds)
                .boxed()
                .flatMap(round -> plan.stream().map(one -> one.inRound(round)))
                .toList());
        List<Environment> environments = new ArrayList<>(List.of(Environment.values()));
        seed.ifPresent(number -> {
            Random random = new Random(number);
            Collections.shuffle(environments, random);
            Collections.shuffle(all, random);
        });
        Map<Environment, Integer> turn = new EnumMap<>(Environment.class);
        environments.forEach(environment -> turn.put(environment, turn.size()));
        // A stable sort: within a round of an environment the order is kept.
        all.sort(Comparator.comparing((Planned one) -> turn.get(one.environment()))
                .thenComparing(Planned::round));
        return all;
    }
}
