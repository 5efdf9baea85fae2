package org.hextet.addresses;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("OrphanedFormatString") // A zone is no format: fe80::1%eth0
final class AddressTextTest {

    private static final Zones ZONES = Zones.of(List.of(new Zone("lo", 1), new Zone("eth0", 2), new Zone("25", 7)));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2001:0:0:1:0:0:0:1 | 2001:0:0:1::1",
                "2001:db8:0:0:1:0:0:1 | 2001:db8::1:0:0:1",
                "2001:db8:0:1:1:1:1:1 | 2001:db8:0:1:1:1:1:1",
                "2001:DB8:00AB::000F | 2001:db8:ab::f",
                "0:0:0:0:0:0:0:0 | ::",
                "1:0:0:0:0:0:0:0 | 1::",
                "0:1:0:0:0:0:0:0 | 0:1::",
            })
    void the_first_longest_run_of_zeros_is_shortened_and_a_lone_zero_is_not(String text, String canonical) {
        assertEquals(canonical, AddressText.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.1", "2130706433", "0x7f.1", "0177.0.0.1", "1"})
    void shorthand_and_other_bases_of_ipv4_are_refused(String text) {
        assertThrows(AddressSyntaxException.class, () -> AddressText.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.3", "1.2.3.256", "1.2.3.4.5", "01.2.3.4", "1.2.3.4."})
    void ipv4_is_four_decimal_parts_and_nothing_else(String text) {
        assertThrows(AddressSyntaxException.class, () -> AddressText.parse(text));
    }

    @Test
    void brackets_are_refused_with_the_address_that_should_be_written() {
        AddressSyntaxException refused =
                assertThrows(AddressSyntaxException.class, () -> AddressText.parse("[fe80::1%eth0]"));

        assertTrue(refused.advice().endsWith("drop the brackets: write fe80::1%eth0"), refused::getMessage);
    }

    @Test
    void the_message_is_one_line_with_text_problem_place_and_advice() {
        AddressSyntaxException refused =
                assertThrows(AddressSyntaxException.class, () -> AddressText.parse("2001:db8::1::2"));

        assertEquals(
                "\"2001:db8::1::2\": second \"::\" at character 12; only one is allowed (RFC 4291, 2.2)",
                refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "2001:db8::1::2   | 11 | second \"::\"",
                ":1               | 0  | single \":\" at the beginning",
                "1:               | 1  | single \":\" at the end",
                "2001:::1         | 6  | third \":\" in a row",
                ":::              | 2  | third \":\" in a row",
                "12345::          | 4  | fifth digit in a group",
                "1:2:3:4:5:6:7:8:9 | 16 | ninth group",
                "1:2:3            | 5  | end after 3 groups of 8",
                "1::2:3:4:5:6:7:8 | 1  | \"::\" beside eight groups",
                "1::g             | 3  | 'g', no hexadecimal digit,",
                "::1/64           | 3  | prefix length",
                "[::1]            | 0  | bracket",
                "fe80::1%         | 7  | empty zone",
                "fe80::1%a%b      | 9  | second \"%\"",
                "fe80::1%a/b      | 9  | \"/\" in the zone",
                "%eth0            | 0  | no address before \"%\"",
                "192.0.2.1%eth0   | 9  | zone on an IPv4 address",
                "192.0.2          | 7  | end after 3 parts of 4",
                "192.0.2.1.5      | 9  | fifth part",
                "192.0.2.01       | 8  | leading zero",
                "192.0.256.1      | 6  | number above 255",
                "192..2.1         | 4  | empty part before \".\"",
                "0x7f.0.0.1       | 0  | hexadecimal part",
                "example.org      | 0  | 'e', no decimal digit,",
                "::ffff:192.0.2.x | 15 | 'x', no decimal digit,",
                "1:2:3:4:5:6:7:192.0.2.1 | 14 | IPv4 part where one group is left",
                "``               | 0  | no address",
            })
    void the_place_is_the_character_that_is_wrong(String text, int position, String problem) {
        AddressSyntaxException refused = assertThrows(AddressSyntaxException.class, () -> AddressText.parse(text));

        assertEquals(problem, refused.problem());
        assertEquals(position, refused.position());
        assertEquals(text + '\n' + " ".repeat(position) + '^', refused.caretLines());
    }

    @Test
    void the_caret_stays_under_its_character_when_others_are_escaped() {
        AddressSyntaxException refused =
                assertThrows(AddressSyntaxException.class, () -> AddressText.parse("fe80::1%\u00fc\t"));

        assertEquals("""
                fe80::1%\\u00fc\\t
                              ^""", refused.caretLines());
    }

    @Test
    void control_and_direction_characters_never_reach_the_message() {
        AddressSyntaxException refused =
                assertThrows(AddressSyntaxException.class, () -> AddressText.parse("::1\u001b[2J\n\u202e\ud800"));

        assertTrue(
                String.valueOf(refused.getMessage())
                        .startsWith("\"::1\\u001b[2J\\n\\u202e\\ud800\": control character U+001B at"),
                refused::getMessage);
    }

    @Test
    void a_failure_inside_a_longer_text_is_shown_in_it() {
        AddressSyntaxException inner = assertThrows(AddressSyntaxException.class, () -> HostPort.parse("[::1::]:80"));

        AddressSyntaxException outer = inner.within("tcp://[::1::]:80", 6);

        assertEquals(10, outer.position());
        assertTrue(
                String.valueOf(outer.getMessage()).startsWith("\"tcp://[::1::]:80\": second \"::\" at character 11"),
                outer::getMessage);
    }

    @Test
    void random_text_is_read_or_refused_and_never_anything_else() {
        Random random = new Random(6724);
        String alphabet = "0123456789abcdefABCDEF::::....%[]/x \t\0\u00e9\uff11\uff1a\u202e\ud83d\ude00\ud800*-_@#?";

        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(24); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String input = text.toString();

            assertReadOrRefused(
                    input,
                    () -> assertEquals(
                            AddressText.parse(input),
                            AddressText.parse(AddressText.parse(input).toString())));
            assertReadOrRefused(
                    input,
                    () -> assertEquals(
                            HostPort.parse(input),
                            HostPort.parse(HostPort.parse(input).toString())));
            assertReadOrRefused(
                    input,
                    () -> assertEquals(
                            HostPort.parse(input),
                            HostPort.parse(HostPort.parse(input).toUriString())));
            assertReadOrRefused(
                    input,
                    () -> assertEquals(
                            Host.parse(input), Host.parse(Host.parse(input).toString())));
        }
    }

    private static void assertReadOrRefused(String input, Runnable read) {
        try {
            read.run();
        } catch (AddressSyntaxException refused) {
            assertEquals(input, refused.text());
            assertEquals(2, refused.caretLines().lines().count());
        }
    }

    @Test
    void a_zone_is_found_by_name_and_by_index() {
        InetAddress byName = AddressText.parse("fe80::1%eth0").toInetAddress(ZONES);
        InetAddress byIndex = AddressText.parse("fe80::1%2").toInetAddress(ZONES);

        assertEquals(2, ((Inet6Address) byName).getScopeId());
        assertTrue(AddressKey.sameAddress(byName, byIndex));
    }

    @ParameterizedTest
    @ValueSource(strings = {"eth7", "99", "0", "02", "4294967297", "ETH0"})
    void an_unknown_zone_is_refused_with_a_list_of_those_that_exist(String zone) {
        IpAddress address = AddressText.parse("fe80::1%" + zone);

        UnknownZoneException refused = assertThrows(UnknownZoneException.class, () -> address.toInetAddress(ZONES));

        assertEquals(
                "fe80::1%" + zone + ": unknown zone \"" + zone + "\"; this host has lo (1), eth0 (2), 25 (7)",
                refused.getMessage());
        assertEquals(zone, refused.zone());
    }

    @Test
    void a_mapped_literal_is_ipv4_on_the_host_and_takes_no_zone() {
        assertInstanceOf(
                Inet4Address.class, AddressText.parse("::ffff:192.0.2.1").toInetAddress(ZONES));

        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> AddressText.parse("::ffff:192.0.2.1%eth0").toInetAddress(ZONES));
        assertEquals(
                "::ffff:192.0.2.1%eth0: an IPv4-mapped address has no zone; write 192.0.2.1", refused.getMessage());
    }

    @Test
    void an_address_is_written_with_its_zone_by_name_else_by_index_and_is_read_back() {
        assertAll(Stream.of("fe80::1%eth0", "fe80::1%9", "fe80::1%7", "::1", "192.0.2.1")
                .map(text -> () -> {
                    Zones zones = text.endsWith("9") ? Zones.of(List.of(new Zone("x", 9))) : ZONES;
                    InetAddress address = AddressText.parse(text).toInetAddress(zones);

                    String written = AddressText.format(address, ZONES);

                    assertEquals(text, written);
                    assertTrue(AddressKey.sameAddress(
                            address, AddressText.parse(written).toInetAddress(zones)));
                }));
    }

    @Test
    void a_hand_made_mapped_address_is_written_as_one() throws Exception {
        byte[] bytes = AddressText.parse("::ffff:192.0.2.1").bytes();

        assertEquals("::ffff:192.0.2.1", AddressText.format(Inet6Address.getByAddress(null, bytes, -1), ZONES));
    }

    @ParameterizedTest
    @CsvSource({
        "fe80::1%eth0, [fe80::1%eth0]:80",
        "fe80::1%7, [fe80::1%7]:80",
        "::1, [::1]:80",
        "192.0.2.1, 192.0.2.1:80",
        "::, [::]:80"
    })
    void address_and_port_have_brackets_around_ipv6_only(String address, String text) {
        InetSocketAddress socket =
                new InetSocketAddress(AddressText.parse(address).toInetAddress(ZONES), 80);

        assertEquals(text, AddressText.formatSocket(socket, ZONES));
    }

    @Test
    void a_zone_that_looks_like_an_escape_is_written_so_that_it_is_read_back() {
        InetSocketAddress socket = new InetSocketAddress(
                AddressText.parse("fe80::1%25").toInetAddress(Zones.of(List.of(new Zone("x", 25)))), 80);

        String written = AddressText.formatSocket(socket, ZONES);

        assertEquals("[fe80::1%2525]:80", written);
        assertEquals(
                new Host.Literal(AddressText.parse("fe80::1%25")),
                HostPort.parse(written).host());
    }

    @Test
    void an_unresolved_address_is_written_by_its_name() {
        assertEquals(
                "host.example:80", AddressText.formatSocket(InetSocketAddress.createUnresolved("host.example", 80)));
    }

    @Test
    void a_value_is_made_of_bytes_and_zone_and_shares_neither() {
        byte[] bytes = {10, 0, 0, 1};
        IpAddress address = IpAddress.of(bytes);

        bytes[0] = 11;
        address.bytes()[0] = 12;

        assertEquals("10.0.0.1", address.toString());
        assertNotEquals(AddressText.parse("fe80::1%a"), AddressText.parse("fe80::1%b"));
        assertThrows(IllegalArgumentException.class, () -> IpAddress.of(new byte[5]));
        assertThrows(IllegalArgumentException.class, () -> IpAddress.of(new byte[4], "eth0"));
        assertThrows(IllegalArgumentException.class, () -> IpAddress.of(new byte[16], "a/b"));
    }

    @Test
    void kinds_are_judged_by_the_bytes_and_mapped_addresses_as_ipv4() {
        assertTrue(AddressText.parse("fe80::1").isLinkLocal());
        assertTrue(AddressText.parse("febf::1").isLinkLocal());
        assertFalse(AddressText.parse("fec0::1").isLinkLocal());
        assertTrue(AddressText.parse("::ffff:169.254.0.1").isLinkLocal());
        assertTrue(AddressText.parse("ff02::1").isMulticast());
        assertFalse(AddressText.parse("ff::1").isMulticast());
        assertTrue(AddressText.parse("239.255.255.255").isMulticast());
        assertFalse(AddressText.parse("240.0.0.0").isMulticast());
        assertTrue(AddressText.parse("::ffff:127.0.0.2").isLoopback());
        assertFalse(AddressText.parse("::2").isLoopback());
        assertTrue(AddressText.parse("0.0.0.0").isWildcard());
        assertTrue(AddressText.parse("::ffff:0:1").isMapped());
        assertFalse(AddressText.parse("::fffe:0:1").isMapped());
    }
}
