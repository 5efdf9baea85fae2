package org.hextet.resolver.dnsjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hextet.addresses.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResolvConfTest {

    private static ResolvConf parse(String... lines) {
        return ResolvConf.parse(String.join("\n", lines), Optional.empty());
    }

    private static List<String> servers(ResolvConf conf) {
        return conf.servers().stream().map(IpAddress::toString).toList();
    }

    static Stream<String> rows() throws IOException {
        try (InputStream stream = ResolvConfTest.class.getResourceAsStream("/org/hextet/vectors/resolv-conf.tsv")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().skip(1).toList().stream();
        }
    }

    /** Rows that leave a choice too: the recommended one is taken everywhere. */
    @ParameterizedTest
    @MethodSource("rows")
    void names_are_asked_in_the_order_of_the_vectors(String row) {
        String[] cells = row.split("\t", -1);
        String file = cells[0].replace("\\t", "\t").replace("\\n", "\n").replace("\\r", "\r");

        List<String> candidates = ResolvConf.parse(file, Optional.empty()).candidates(cells[1]);

        assertEquals(cells[2], candidates.stream().map(name -> name + '.').collect(Collectors.joining(" ")), cells[3]);
    }

    @Test
    void the_vectors_are_there() throws IOException {
        assertTrue(rows().count() > 50);
    }

    @Test
    void what_the_file_may_say_is_read() {
        ResolvConf conf = parse(
                "# made by hand",
                "nameserver\t2001:db8::53",
                "nameserver 192.0.2.53 # first in the list below",
                "nameserver fe80::1%eth0",
                "options timeout:3 attempts:4 rotate use-vc no-tld-query no-aaaa");

        assertEquals(List.of("2001:db8::53", "192.0.2.53", "fe80::1%eth0"), servers(conf));
        assertEquals(3, conf.timeoutSeconds());
        assertEquals(4, conf.attempts());
        assertTrue(conf.rotates() && conf.streams() && conf.spareTopLevel() && conf.spareIpv6());
    }

    @Test
    void an_empty_file_has_the_defaults_of_the_manual() {
        ResolvConf conf = parse("");

        assertEquals(List.of(), conf.servers());
        assertEquals(1, conf.dots());
        assertEquals(5, conf.timeoutSeconds());
        assertEquals(2, conf.attempts());
    }

    @Test
    void numbers_out_of_range_are_cut() {
        ResolvConf conf = parse("options timeout:999 attempts:0 ndots:99999999999");

        assertEquals(30, conf.timeoutSeconds());
        assertEquals(1, conf.attempts());
        assertEquals(15, conf.dots());
    }

    @Test
    void a_server_that_is_no_address_is_kept_with_the_reason() {
        ResolvConf conf = parse("nameserver ns.example", "nameserver 127.1", "nameserver ::1");

        assertEquals(List.of("::1"), servers(conf));
        assertEquals(2, conf.unusable().size());
        assertTrue(conf.unusable().get(0).contains("ns.example"), conf.unusable()::toString);
    }

    @Test
    void more_servers_than_help_are_left_out() {
        String many = "nameserver 192.0.2.1\n".repeat(10_000);

        assertEquals(8, ResolvConf.parse(many, Optional.empty()).servers().size());
    }

    @Test
    void the_domain_of_the_hosts_own_name_serves_where_the_file_has_none() {
        assertEquals(Optional.of("example.org"), SystemFiles.domain("host.example.org"));
        assertEquals(Optional.empty(), SystemFiles.domain("host"));
        assertEquals(Optional.empty(), SystemFiles.domain("host."));

        assertEquals(
                List.of("x.example.org", "x"),
                ResolvConf.parse("", Optional.of("example.org")).candidates("x"));
        assertEquals(
                List.of("x.test", "x"),
                ResolvConf.parse("search test", Optional.of("example.org")).candidates("x"));
    }
}
