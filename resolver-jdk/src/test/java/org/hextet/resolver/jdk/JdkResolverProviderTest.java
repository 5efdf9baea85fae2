package org.hextet.resolver.jdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hextet.api.Capability;
import org.hextet.api.NameResolver;
import org.hextet.api.spi.Discovery;
import org.hextet.api.spi.ProviderListing;
import org.hextet.api.spi.ProviderSpec;
import org.hextet.api.spi.ResolverProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Run twice by the build: on the module path, where {@code provides} counts, and on the class path. */
class JdkResolverProviderTest {

    @Test
    void discovery_finds_it() {
        List<ProviderListing<ResolverProvider>> found = Discovery.resolvers();

        assertEquals(
                List.of("jdk 100 available"),
                found.stream()
                        .map(one -> one.name() + " " + one.priority() + (one.isAvailable() ? " available" : ""))
                        .toList());
        assertEquals(Optional.of("jdk"), Discovery.defaultResolver());
    }

    @Test
    void this_run_is_on_the_path_that_it_says() {
        boolean onModulePath = System.getProperty("jdk.module.path") != null;

        assertEquals(onModulePath, JdkResolverProvider.class.getModule().isNamed());
    }

    @Test
    void it_opens_by_name_and_has_the_capabilities_of_its_provider() throws Exception {
        try (NameResolver resolver = NameResolver.open("jdk?threads=2&queue=5")) {
            assertEquals("jdk", resolver.provider());
            assertSame(new JdkResolverProvider().capabilities(), resolver.capabilities());
            assertTrue(resolver.capabilities().has(Capability.RESOLVE));
            assertEquals(List.of(), resolver.warnings());
        }
    }

    @Test
    void what_it_cannot_do_has_a_reason() {
        Map<Capability, String> absent = JdkResolverProvider.capabilities(Optional.of("the words are foreign"))
                .absent();

        assertEquals(
                List.of("dns", "resolve-family", "resolve-kinds", "resolve-records", "resolve-streaming"),
                absent.keySet().stream().map(Capability::name).toList());
        assertEquals("the words are foreign", absent.get(Capability.RESOLVE_KINDS));
    }

    @Test
    void options_are_read() {
        assertEquals(new JdkResolverOptions(8, 1024), JdkResolverOptions.of(ProviderSpec.parse("jdk")));
        assertEquals(
                new JdkResolverOptions(256, 65536),
                JdkResolverOptions.of(ProviderSpec.parse("jdk?queue=65536&threads=256")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "threads=0",
                "threads=257",
                "threads=",
                "threads=-1",
                "queue=0",
                "queue=65537",
                "queue=99999999999"
            })
    void an_option_out_of_its_range_is_refused_with_the_range(String option) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> NameResolver.open("jdk?" + option));

        assertTrue(String.valueOf(refused.getMessage()).contains("need a number from 1 to "), refused::getMessage);
    }

    @Test
    void an_unknown_option_is_refused_with_the_known_ones() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> NameResolver.open("jdk?server=::1"));

        assertEquals(
                "resolver jdk?server=::1: unknown option \"server\"; known are threads (1 to 256, default 8) and queue "
                        + "(1 to 65536, default 1024)",
                refused.getMessage());
    }
}
