package org.hextet.resolver.dnsjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.hextet.addresses.HostPort;
import org.hextet.api.NameResolver;
import org.hextet.api.spi.Discovery;
import org.hextet.api.spi.ProviderListing;
import org.hextet.api.spi.ProviderSpec;
import org.hextet.api.spi.ResolverProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Run twice by the build: on the module path, where {@code provides} counts, and on the class path. */
class DnsjavaResolverProviderTest {

    private static DnsOptions options(String spec) {
        return DnsOptions.of(ProviderSpec.parse(spec));
    }

    @Test
    void discovery_finds_it() {
        List<ProviderListing<ResolverProvider>> found = Discovery.resolvers();

        assertEquals(
                List.of("dnsjava 50 available"),
                found.stream()
                        .map(one -> one.name() + " " + one.priority() + (one.isAvailable() ? " available" : ""))
                        .toList());
        assertEquals(Optional.of("dnsjava"), Discovery.defaultResolver());
    }

    @Test
    void this_run_is_on_the_path_that_it_says() {
        boolean onModulePath = System.getProperty("jdk.module.path") != null;

        assertEquals(onModulePath, DnsjavaResolverProvider.class.getModule().isNamed());
    }

    @Test
    void it_opens_by_name_and_has_the_capabilities_of_its_provider() throws Exception {
        try (NameResolver resolver = NameResolver.open("dnsjava?server=[fd00::53]&attempts=2")) {
            assertEquals("dnsjava", resolver.provider());
            assertSame(new DnsjavaResolverProvider().capabilities(), resolver.capabilities());
            assertEquals(
                    "[dns, resolve, resolve-family, resolve-kinds, resolve-records, resolve-streaming]",
                    resolver.capabilities().present().stream().sorted().toList().toString());
            assertEquals(List.of(), resolver.warnings());
        }
    }

    @Test
    void options_are_read() {
        DnsOptions read = options("dnsjava?server=[fe80::53%eth0]:5353,192.0.2.53,::1&resolv-conf=/a&hosts=/b&order=dns"
                + "&search=a.test.,b&ndots=2&timeout=250ms&attempts=3&rotate=on&tcp=off&edns=4096&0x20=true&cache=5"
                + "&max-ttl=2m&max-negative-ttl=1h&serve-stale=1d&clock=reactor&questions=7");

        assertEquals(
                List.of("[fe80::53%eth0]:5353", "192.0.2.53", "[::1]"),
                read.servers().stream().map(HostPort::toString).toList());
        assertEquals(Path.of("/a"), read.resolvConf());
        assertEquals(Path.of("/b"), read.hosts());
        assertEquals(DnsOptions.Order.DNS_ONLY, read.order());
        assertEquals(Optional.of(List.of("a.test", "b")), read.search());
        assertEquals(OptionalInt.of(2), read.dots());
        assertEquals(Optional.of(Duration.ofMillis(250)), read.timeout());
        assertEquals(OptionalInt.of(3), read.attempts());
        assertEquals(Optional.of(true), read.rotate());
        assertEquals(Optional.of(false), read.streams());
        assertEquals(4096, read.ednsBytes());
        assertTrue(read.mixedCase());
        assertEquals(5, read.cacheRecords());
        assertEquals(Duration.ofMinutes(2), read.maxTtl());
        assertEquals(Duration.ofHours(1), read.maxNegativeTtl());
        assertEquals(Duration.ofDays(1), read.serveStale());
        assertEquals(DnsOptions.Clock.REACTOR, read.clock());
        assertEquals(7, read.questions());
        assertEquals(DnsOptions.DEFAULT, options("dnsjava"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "server=",
                "server=ns.example",
                "server=::1,",
                "server=[::1]:0",
                "server=[::1]:99999",
                "server=*",
                "server=::1,::1,::1,::1,::1,::1,::1,::1,::1",
                "resolv-conf=",
                "order=files",
                "search=a,,b",
                "ndots=16",
                "timeout=5",
                "timeout=0",
                "timeout=2h",
                "attempts=0",
                "rotate=maybe",
                "edns=100",
                "cache=-1",
                "clock=sun",
                "questions=0"
            })
    void a_wrong_option_is_refused_and_named(String option) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> NameResolver.open("dnsjava?" + option));

        String message = String.valueOf(refused.getMessage());
        assertTrue(message.startsWith("resolver dnsjava?" + option + ": " + option.split("=", 2)[0]), message);
    }

    @Test
    void an_unknown_option_is_refused_with_the_known_ones() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> NameResolver.open("dnsjava?threads=2"));

        assertTrue(
                String.valueOf(refused.getMessage()).contains("unknown option \"threads\"; known are server, "),
                refused::getMessage);
    }
}
