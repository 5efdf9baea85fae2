package org.hextet.cli.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.hextet.addresses.AddressSyntaxException;
import org.hextet.addresses.UnknownZoneException;
import org.hextet.addresses.Zones;
import org.hextet.api.NoProviderException;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.junit.jupiter.api.Test;

class ProblemTest {

    private static Problem of(Throwable thrown) {
        return Problem.of(thrown, "connect", Optional.of("tcp://x:1"), false);
    }

    @Test
    void mistakes_are_status_2_and_what_the_host_says_is_1() {
        assertEquals(2, of(new IllegalArgumentException("wrong")).status());
        assertEquals(2, of(new UsageException("wrong")).status());
        assertEquals(
                2,
                of(new AddressSyntaxException("x", 0, "wrong", "write it right"))
                        .status());
        assertEquals(
                1,
                of(new UnknownZoneException("fe80::1 in zone x", "x", Zones.of(List.of())))
                        .status());
        assertEquals(
                1,
                of(new UnsupportedOperationException("capability x is not available"))
                        .status());
        assertEquals(1, of(new IOException("no")).status());
        assertEquals(1, of(new IllegalStateException("bug")).status());
    }

    @Test
    void a_provider_that_is_not_there_is_a_mistake_only_of_who_named_it() {
        NoProviderException absent = new NoProviderException("no transport named x", false);
        NoProviderException unavailable = new NoProviderException("transport x is unavailable here", true);

        assertEquals(2, Problem.of(absent, "serve", Optional.empty(), true).status());
        assertEquals(1, Problem.of(absent, "serve", Optional.empty(), false).status());
        assertEquals(1, Problem.of(unavailable, "serve", Optional.empty(), true).status());
    }

    @Test
    void a_network_failure_has_its_own_operation_and_kind() {
        Problem problem = of(Failures.of(new Facts(FailureKind.IN_USE, "listen"), "listen on x: in use", null));

        assertEquals(
                "{\"error\":{\"operation\":\"listen\",\"target\":\"tcp://x:1\",\"kind\":\"in-use\","
                        + "\"message\":\"listen on x: in use\"}}",
                problem.toJson());
    }

    @Test
    void a_malformed_text_is_shown_with_a_caret() {
        Problem problem = of(new AddressSyntaxException("1::2::3", 4, "second \"::\"", "only one is allowed"));

        List<String> lines = problem.toText().lines().toList();
        assertTrue(lines.get(0).startsWith("hextet: \"1::2::3\": second \"::\" at character 5"), lines.get(0));
        assertEquals(List.of("  1::2::3", "      ^"), lines.subList(1, 3));
    }

    @Test
    void a_message_is_one_line_and_a_bug_says_what_it_is() {
        assertEquals("hextet: one; two", of(new IOException("one\n  two\n")).toText());
        assertEquals(
                "hextet: java.lang.IllegalStateException: bug",
                of(new IllegalStateException("bug")).toText());
        assertEquals("hextet: java.io.IOException", of(new IOException()).toText());
    }
}
