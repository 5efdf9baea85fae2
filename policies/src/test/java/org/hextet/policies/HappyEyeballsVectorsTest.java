package org.hextet.policies;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every row of {@code happy-eyeballs.tsv}, to the millisecond. */
class HappyEyeballsVectorsTest {

    @TestFactory
    Stream<DynamicTest> the_schedule_is_that_of_the_vector() throws IOException {
        List<String[]> rows = rows();
        assertFalse(rows.isEmpty());
        return rows.stream().map(row -> dynamicTest(row[0], () -> check(row)));
    }

    private static void check(String[] row) {
        Staggered policy = ConnectPolicy.staggered();
        long deadlineNanos = World.NEVER;
        for (String knob : row[1].equals("default") ? new String[0] : row[1].split("; ")) {
            String[] parts = knob.split("=", 2);
            if (parts[0].equals("deadline")) {
                deadlineNanos = Long.parseLong(parts[1]) * World.MILLISECOND;
            } else {
                policy = set(policy, parts[0], Integer.parseInt(parts[1]));
            }
        }

        Run run = Run.of(policy, World.read(row[2], row[3], deadlineNanos));

        assertTrue(
                Arrays.stream(row[4].split(" \\|\\| "))
                        .anyMatch(one -> sorted(one).equals(sorted(run.schedule()))),
                () -> row[6] + "\nexpected: " + row[4] + "\nbut was:  " + run.schedule());
    }

    private static Staggered set(Staggered policy, String knob, int value) {
        return switch (knob) {
            case "resolution-delay" -> policy.resolutionDelay(Duration.ofMillis(value));
            case "attempt-delay" -> policy.attemptDelay(Duration.ofMillis(value));
            case "min-gap" -> policy.minimumGap(Duration.ofMillis(value));
            case "first-family-count" -> policy.firstFamilyCount(value);
            case "prefer" -> policy.prefer(family(value));
            case "families" -> value == 46 ? policy : policy.only(family(value));
            default -> throw new IllegalArgumentException("unknown knob " + knob);
        };
    }

    private static StandardProtocolFamily family(int number) {
        return number == 6 ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
    }

    /** Steps of one instant have no order among themselves. */
    private static List<String> sorted(String schedule) {
        List<String> steps = new ArrayList<>(Arrays.asList(schedule.split("; ")));
        steps.sort(null);
        return steps;
    }

    private static List<String[]> rows() throws IOException {
        try (InputStream vectors = Objects.requireNonNull(
                HappyEyeballsVectorsTest.class.getResourceAsStream("/org/hextet/vectors/happy-eyeballs.tsv"))) {
            return new String(vectors.readAllBytes(), UTF_8)
                    .lines()
                    .skip(1)
                    .map(line -> line.split("\t", -1))
                    .toList();
        }
    }
}
