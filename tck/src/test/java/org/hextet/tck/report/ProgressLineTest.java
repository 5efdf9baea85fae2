package org.hextet.tck.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.hextet.tck.CheckResult;
import org.hextet.tck.Selection;
import org.hextet.tck.Tck;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

    private final List<CheckResult> results = SampleReport.of(
                    Tck.of(Selection.everything().withIds(Set.of("TCP-009", "MTU-008")))
                            .rows())
            .results();

    private String printed(Paint paint) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ProgressLine line = new ProgressLine(new PrintStream(bytes, true, StandardCharsets.US_ASCII), paint)) {
            for (int at = 0; at < results.size(); at++) {
                line.finished(results.get(at), at + 1, results.size());
            }
        }
        return bytes.toString(StandardCharsets.US_ASCII).replaceAll("  \\d+:\\d\\d", "  TIME");
    }

    @Test
    void it_says_how_far_it_is_keeps_failures_above_it_and_is_gone_at_the_end() {
        String[] states = printed(Paint.PLAIN).split("\r\033\\[K", -1);

        assertEquals("[===                 ] 1 of 6  TCP-009 nio  TIME", states[1]);
        assertEquals(
                "FAIL TCP-009 MUST mine: the accepted peer is fe80::2, expected fe80::2%veth0\n"
                        + "[==========          ] 3 of 6  TCP-009 mine  1 failed  TIME",
                states[3]);
        assertEquals("", states[7]);
    }

    @Test
    void what_a_provider_says_does_not_move_the_cursor() {
        String[] states = printed(Paint.PLAIN).split("\r\033\\[K", -1);

        assertTrue(states[6].contains("\\u202e\\u0000\\u001b[31m"), states[6]);
        assertTrue(states[6].lines().allMatch(line -> line.length() < 200), states[6]);
    }
}
