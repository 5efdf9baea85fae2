package org.hextet.resolver.dnsjava;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.hextet.addresses.IpAddress;
import org.junit.jupiter.api.Test;

class HostsFileTest {

    private static List<String> addresses(String file, String name) {
        return HostsFile.parse(file).addresses(name).stream()
                .map(IpAddress::toString)
                .toList();
    }

    @Test
    void both_families_aliases_comments_and_case() {
        String file = """
                # hosts
                192.0.2.1\thost.example  Host # alias
                2001:db8::1 host
                fe80::1%eth0 host
                  192.0.2.2   other
                192.0.2.1 host
                """;

        assertEquals(List.of("192.0.2.1", "2001:db8::1", "fe80::1%eth0"), addresses(file, "HOST."));
        assertEquals(List.of("192.0.2.1"), addresses(file, "host.example"));
        assertEquals(List.of("192.0.2.2"), addresses(file, "other"));
        assertEquals(List.of(), addresses(file, "alias"));
    }

    @Test
    void lines_that_begin_with_no_address_are_passed_over() {
        assertEquals(
                List.of("::1"),
                addresses("127.1 host\nhost ::2\n::1 host\n\u00ff\u00fe host\n300.0.0.1 host\n", "host"));
    }

    @Test
    void ten_thousand_addresses_of_one_name_are_read() {
        String file = IntStream.range(0, 10_000)
                .mapToObj(i -> "2001:db8::" + Integer.toHexString(i) + " big")
                .collect(Collectors.joining("\n"));

        assertEquals(10_000, addresses(file, "big").size());
    }
}
