package org.hextet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ProvidersTest {

    @Test
    void lists_the_providers_beside_it_with_their_capabilities() {
        InProcess run = InProcess.run("providers");

        assertEquals(0, run.status(), run.err());
        assertTrue(run.out().contains("transport nio: available, the default\n"), run.out());
        assertTrue(run.out().contains("resolver jdk: available, the default\n"), run.out());
        assertTrue(run.out().matches("(?s).*  has    [^\n]*\\btcp\\b.*"), run.out());
        assertTrue(run.out().matches("(?s).*  lacks  v6only \\([^\n]+\\)\n.*"), run.out());
    }

    @Test
    void json_has_the_fields_of_the_contract() {
        InProcess run = InProcess.run("providers", "--format", "json");

        assertEquals(0, run.status(), run.err());
        assertTrue(
                run.out()
                        .startsWith("{\"transports\":[{\"name\":\"nio\",\"available\":true,\"reason\":null,"
                                + "\"default\":true,\"capabilities\":[\""),
                run.out());
        assertTrue(
                run.out()
                        .contains("\"resolvers\":[{\"name\":\"jdk\",\"available\":true,\"reason\":null,"
                                + "\"default\":true,\"capabilities\":[\""),
                run.out());
    }

    @Test
    void tsv_is_a_line_a_provider_without_a_head() {
        InProcess run = InProcess.run("providers", "--format", "tsv");

        assertEquals(2, run.out().lines().count());
        assertTrue(run.out().startsWith("transport\tnio\ttrue\ttrue\t\t"), run.out());
    }
}
