package org.hextet.addresses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class Nat64PrefixTest {

    private static InetAddress address(String text) {
        return AddressText.parse(text).toInetAddress();
    }

    private static List<String> discovered(String... answered) {
        return Nat64Prefix.discovered(
                        Arrays.stream(answered).map(Nat64PrefixTest::address).toList())
                .stream()
                .map(Nat64Prefix::toString)
                .toList();
    }

    /** RFC 6052, section 2.4, tables 2 and 3. */
    @ParameterizedTest
    @CsvSource({
        "2001:db8::/32, 2001:db8:c000:221::",
        "2001:db8:100::/40, 2001:db8:1c0:2:21::",
        "2001:db8:122::/48, 2001:db8:122:c000:2:2100::",
        "2001:db8:122:300::/56, 2001:db8:122:3c0:0:221::",
        "2001:db8:122:344::/64, 2001:db8:122:344:c0:2:2100::",
        "2001:db8:122:344::/96, 2001:db8:122:344::192.0.2.33",
        "64:ff9b::/96, 64:ff9b::192.0.2.33"
    })
    void the_table_of_rfc_6052_both_ways(String prefix, String embedded) {
        Nat64Prefix parsed = Nat64Prefix.parse(prefix);

        assertEquals(address(embedded), parsed.embed(address("192.0.2.33")));
        assertEquals(Optional.of(address("192.0.2.33")), parsed.extract(address(embedded)));
        assertEquals(prefix, parsed.toString());
        assertEquals(parsed, Nat64Prefix.parse(parsed.toString()));
    }

    @Test
    void what_is_embedded_comes_out_again_whatever_the_length() {
        Random random = new Random(6052);
        for (String prefix :
                List.of("fd00::/32", "fd00:1::/40", "fd00:2::/48", "fd00::/56", "fd00::/64", "fd00::/96")) {
            Nat64Prefix parsed = Nat64Prefix.parse(prefix);
            for (int i = 0; i < 200; i++) {
                byte[] ipv4 = {(byte) (1 + random.nextInt(9)), 0, 0, 0};
                ipv4[1] = (byte) random.nextInt();
                ipv4[2] = (byte) random.nextInt();
                ipv4[3] = (byte) random.nextInt();
                InetAddress given = AddressBytes.toInetAddress(ipv4);
                assertEquals(Optional.of(given), parsed.extract(parsed.embed(given)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"64:ff9b:1::c000:221", "2001:db8::1", "192.0.2.33", "64:ff9b::100:0:c000:221"})
    void what_is_not_under_the_prefix_stands_for_nothing(String other) {
        assertEquals(Optional.empty(), Nat64Prefix.WELL_KNOWN.extract(address(other)));
    }

    @Test
    void a_suffix_is_of_no_interest_and_the_reserved_octet_is() {
        Nat64Prefix prefix = Nat64Prefix.parse("2001:db8:122:344::/64");

        assertEquals(Optional.of(address("192.0.2.33")), prefix.extract(address("2001:db8:122:344:c0:2:21ff:ffff")));
        assertEquals(Optional.empty(), prefix.extract(address("2001:db8:122:344:1c0:2:2100:0")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.1.2.3",
                "172.31.0.1",
                "192.168.0.1",
                "100.64.0.1",
                "192.0.0.170",
                "192.88.99.1",
                "198.19.0.1",
                "240.0.0.1"
            })
    void the_well_known_prefix_carries_global_addresses_only(String local) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> Nat64Prefix.WELL_KNOWN.embed(address(local)));
        assertEquals(
                local + " under 64:ff9b::/96: "
                        + Nat64Prefix.WELL_KNOWN.refusal(address(local)).orElseThrow(),
                refused.getMessage());
        // The network's own prefix may lead to its own hosts.
        assertEquals(Optional.empty(), Nat64Prefix.parse("2001:db8::/96").refusal(address(local)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.1.2.3", "127.0.0.1", "169.254.1.1", "224.0.0.1", "255.255.255.255"})
    void what_means_one_host_or_network_is_translated_by_nobody(String local) {
        for (String prefix : List.of("64:ff9b::/96", "2001:db8::/32")) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Nat64Prefix.parse(prefix).embed(address(local)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1.1.1.1", "172.32.0.1", "100.128.0.1", "192.0.2.1", "198.51.100.1", "203.0.113.1", "11.0.0.1"})
    void every_other_address_is_carried(String global) {
        assertEquals(Optional.empty(), Nat64Prefix.WELL_KNOWN.refusal(address(global)));
    }

    @Test
    void an_ipv6_address_needs_no_translator() {
        assertThrows(IllegalArgumentException.class, () -> Nat64Prefix.WELL_KNOWN.embed(address("2001:db8::1")));
    }

    /** RFC 7050, section 3. */
    @ParameterizedTest
    @CsvSource({
        "2001:db8::/32",
        "2001:db8:100::/40",
        "2001:db8:122::/48",
        "2001:db8:122:300::/56",
        "2001:db8:122:344::/64",
        "2001:db8:122:344::/96",
        "64:ff9b::/96"
    })
    void a_prefix_is_recognised_by_either_well_known_address_at_each_length(String prefix) {
        Nat64Prefix parsed = Nat64Prefix.parse(prefix);
        for (String wellKnown : List.of("c000:aa", "c000:ab")) {
            // Embedding refuses these two under the well-known prefix: they are not global.
            Nat64Prefix other = prefix.startsWith("64:") ? Nat64Prefix.parse("65:ff9b::/96") : parsed;
            byte[] bytes = other.embed(address("192.0.0." + (wellKnown.endsWith("a") ? 170 : 171)))
                    .getAddress();
            bytes[1] = address(prefix.substring(0, prefix.indexOf('/'))).getAddress()[1];
            assertEquals(
                    List.of(parsed), Nat64Prefix.discovered(List.of(AddressBytes.toInetAddress(bytes))), wellKnown);
        }
    }

    @Test
    void two_addresses_of_one_prefix_tell_it_once_and_several_prefixes_stand_in_order() {
        assertEquals(
                List.of("64:ff9b::/96", "2001:db8:64::/96"),
                discovered("64:ff9b::c000:aa", "2001:db8:64::c000:ab", "64:ff9b::c000:ab", "2001:db8:64::c000:aa"));
    }

    @Test
    void an_address_with_the_value_in_two_places_tells_nothing_and_the_other_value_does() {
        String twice = "2001:db8:c000:aa:c0:0:aa00:0";
        assertEquals(List.of(), discovered(twice));
        assertEquals(List.of("2001:db8:c000:aa::/64"), discovered(twice, "2001:db8:c000:aa:c0:0:ab00:0"));
        assertEquals(List.of(), discovered("2001:db8:c000:aa:c0:0:ab00:0"));
    }

    @Test
    void an_answer_without_the_value_tells_of_no_nat64() {
        assertEquals(List.of(), discovered("2001:db8::1", "192.0.0.170", "64:ff9b::c000:221"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "64:ff9b:: | 9 | no prefix length",
                "64:ff9b::/95 | 10 | no length of a NAT64 prefix",
                "64:ff9b::/096 | 10 | no length of a NAT64 prefix",
                "192.0.2.0/24 | 0 | no IPv6 prefix",
                "64:ff9b::1/96 | 0 | bits behind the prefix length",
                "2001:db8:0:0:100::/96 | 0 | bits 64 to 71 that are not zero"
            })
    void a_malformed_prefix_is_refused_with_its_place(String text, int at, String problem) {
        AddressSyntaxException wrong = assertThrows(AddressSyntaxException.class, () -> Nat64Prefix.parse(text));
        assertEquals(at, wrong.position());
        assertEquals(problem, wrong.problem());
    }
}
