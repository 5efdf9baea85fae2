package org.hextet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.hextet.api.spi.Discovery;
import org.junit.jupiter.api.Test;

class ProvidersTest {

    @Test
    void lists_the_providers_beside_it_with_their_capabilities() {
        InProcess run = InProcess.run("providers");

        assertEquals(0, run.status(), run.err());
        String usual = Discovery.defaultTransport().orElseThrow();
        assertTrue(run.out().contains("transport " + usual + ": available, the default\n"), run.out());
        assertTrue(run.out().matches("(?s).*transport nio: available(, the default)?\n.*"), run.out());
        assertTrue(run.out().contains("resolver jdk: available, the default\n"), run.out());
        assertTrue(run.out().contains("resolver dnsjava: available\n"), run.out());
        assertTrue(run.out().matches("(?s).*  has    [^\n]*\\btcp\\b.*"), run.out());
        assertTrue(run.out().matches("(?s).*  lacks  v6only \\([^\n]+\\)\n.*"), run.out());
    }

    @Test
    void json_has_the_fields_of_the_contract() {
        InProcess run = InProcess.run("providers", "--format", "json");

        assertEquals(0, run.status(), run.err());
        boolean isUsual = Discovery.defaultTransport().filter("nio"::equals).isPresent();
        assertTrue(run.out().startsWith("{\"transports\":[{\"name\":\""), run.out());
        assertTrue(
                run.out()
                        .contains("{\"name\":\"nio\",\"available\":true,\"reason\":null," + "\"default\":" + isUsual
                                + ",\"capabilities\":[\""),
                run.out());
        assertTrue(
                run.out()
                        .contains("{\"name\":\"jdk\",\"available\":true,\"reason\":null,"
                                + "\"default\":true,\"capabilities\":[\""),
                run.out());
    }

    @Test
    void every_capability_of_a_provider_is_listed_whatever_its_name() {
        InProcess run = InProcess.run("providers");

        Discovery.transports().stream()
                .filter(listing -> listing.isAvailable())
                .flatMap(listing -> listing.provider().orElseThrow().capabilities().present().stream())
                .forEach(capability -> assertTrue(run.out().contains(" " + capability), capability.name()));
    }

    @Test
    void tsv_is_a_line_a_provider_without_a_head() {
        InProcess run = InProcess.run("providers", "--format", "tsv");

        assertEquals(
                Discovery.transports().size() + Discovery.resolvers().size(),
                run.out().lines().count());
        assertTrue(
                run.out().lines().anyMatch(line -> line.matches("transport\tnio\ttrue\t(true|false)\t\t.*\\btcp\\b.*")),
                run.out());
    }
}
