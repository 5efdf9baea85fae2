package org.hextet.addresses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("OrphanedFormatString") // A zone is no format: fe80::1%eth0
final class HostPortTest {

    @Test
    void an_ipv6_address_with_a_port_but_without_brackets_is_refused_with_both_readings() {
        AddressSyntaxException refused = assertThrows(AddressSyntaxException.class, () -> HostPort.parse("::1:80"));

        assertEquals(
                "\"::1:80\": ambiguous \":\" at character 4; IPv6 stands in brackets;"
                        + " write [::1]:80, or [::1:80] if that is the address",
                refused.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "65536", "", "80x", " 80", "+80", "99999999999999999999", "\uff18\uff10"})
    void what_is_no_port_is_refused_and_the_range_is_named(String port) {
        AddressSyntaxException alone = assertThrows(AddressSyntaxException.class, () -> HostPort.parsePort(port));
        AddressSyntaxException inText =
                assertThrows(AddressSyntaxException.class, () -> HostPort.parseWithPort("[::1]:" + port));

        assertTrue(String.valueOf(alone.getMessage()).contains("0 to 65535"), alone::getMessage);
        assertTrue(
                port.startsWith(" ") || String.valueOf(inText.getMessage()).contains("0 to 65535"), inText::getMessage);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[::1]            | 5  | no port",
                "example.org      | 11 | no port",
                "*                | 1  | no port",
                "[::1]:65536      | 6  | port above 65535",
                "[::1]:8x         | 7  | 'x' in the port",
                "[::1:80          | 7  | no closing bracket",
                "::1              | 0  | IPv6 address without brackets",
                "fe80::1%eth0:80  | 12 | ambiguous \":\"",
                "a:b:c            | 3  | second \":\" outside of brackets",
                ":80              | 0  | no host",
                "``               | 0  | no host",
                "[]:80            | 1  | empty brackets",
                "[1.2.3.4]:80     | 1  | no IPv6 address in brackets",
                "[::1]80          | 5  | text behind the closing bracket",
                "[::g]:80         | 3  | 'g', no hexadecimal digit,",
                "[fe80::1%25]:80  | 8  | empty zone",
                "[fe80::1%25a%2]:80 | 12 | incomplete percent-encoding",
                "1.2.3.4%eth0:80  | 7  | \"%\" outside of brackets",
                "127.1:80         | 5  | end after 2 parts of 4",
                "foo.0x4:80       | 0  | 'f', no decimal digit,",
                "a..b:80          | 2  | empty label",
                "a.-b:80          | 2  | hyphen at the edge of a label",
                "a!b:80           | 1  | '!', which no host name holds,",
                "tcp://h:80       | 4  | \"/\"",
                "u@h:80           | 1  | \"@\"",
            })
    void the_place_is_the_character_that_is_wrong(String text, int position, String problem) {
        AddressSyntaxException refused = assertThrows(AddressSyntaxException.class, () -> HostPort.parseWithPort(text));

        assertEquals(problem, refused.problem());
        assertEquals(position, refused.position());
        assertEquals(text + '\n' + " ".repeat(position) + '^', refused.caretLines());
    }

    @Test
    void a_missing_port_is_refused_with_an_example_for_that_host() {
        AddressSyntaxException refused =
                assertThrows(AddressSyntaxException.class, () -> HostPort.parseWithPort("[fe80::1%eth0]"));

        assertTrue(String.valueOf(refused.getMessage()).endsWith("as in [fe80::1%eth0]:9000"), refused::getMessage);
    }

    @ParameterizedTest
    @CsvSource({
        "[fe80::1%25eth0]:80, [fe80::1%eth0]:80, [fe80::1%25eth0]:80",
        "[fe80::1%2525]:80, [fe80::1%2525]:80, [fe80::1%2525]:80",
        "[fe80::1%25if0%40if1]:80, [fe80::1%25if0%40if1]:80, [fe80::1%25if0%40if1]:80",
        "[fe80::1%eth0:1]:80, [fe80::1%25eth0%3A1]:80, [fe80::1%25eth0%3A1]:80",
        "[2001:DB8::0:1], [2001:db8::1], [2001:db8::1]",
        "192.0.2.1:0, 192.0.2.1:0, 192.0.2.1:0",
        "Example.ORG.:80, Example.ORG.:80, example.org.:80",
        "*:80, *:80, *:80",
    })
    void it_is_written_for_people_and_for_uris(String text, String people, String uri) {
        HostPort parsed = HostPort.parse(text);

        assertEquals(people, parsed.toString());
        assertEquals(uri, parsed.toUriString());
    }

    @Test
    void names_are_compared_without_regard_to_case_and_kept_as_given() {
        assertEquals(Host.parse("LOCALHOST"), Host.parse("localhost"));
        assertEquals(Host.parse("LOCALHOST").hashCode(), Host.parse("localhost").hashCode());
        assertEquals("LOCALHOST", Host.parse("LOCALHOST").toString());
        assertNotEquals(Host.parse("example.org"), Host.parse("example.org."));
    }

    @Test
    void other_scripts_become_a_labels() {
        Host.Name name = assertInstanceOf(Host.Name.class, Host.parse("B\u00fccher.example"));

        assertEquals("xn--bcher-kva.example", name.asciiName());
        assertEquals("B\u00fccher.example", name.name());
        assertEquals(Host.parse("xn--bcher-kva.example"), name);
        assertEquals("xn--bcher-kva.example:80", HostPort.of(name, 80).toUriString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\uff11\uff12\uff17.1", // full-width digits that would become 127.1
                "a\u3002b", // an ideographic full stop would become a dot
                "a\u2024b", // a one dot leader
                "a\u200bb", // nothing to be seen
                "\u2100.org", // would become a/c
                "a\u00adb", // soft hyphen
                "\ud83d\ude00.org",
                "\ud800.org",
            })
    void look_alikes_and_what_maps_to_something_else_are_refused(String text) {
        assertThrows(AddressSyntaxException.class, () -> Host.parse(text));
        assertThrows(AddressSyntaxException.class, () -> HostPort.parse(text + ":80"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"::1:80x", "a:b", "fe80::1%", "[::1]", "1.2.3.4%1", "::ffff:1.2.3", "127.1", "0x7f000001"})
    void text_that_could_be_an_address_is_never_taken_for_a_name(String text) {
        assertThrows(AddressSyntaxException.class, () -> Host.parse(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "example.org/x | 11 | '/', which no host name holds,",
                "10.0.0.0/8    | 8  | '/', which no host name holds,",
                "example.org%1 | 11 | \"%\" outside of brackets",
                "a[1]          | 1  | '[', which no host name holds,",
                "[::1]         | 0  | bracket",
                "fe80::1%      | 7  | empty zone"
            })
    void a_host_alone_is_refused_at_the_character_that_is_wrong(String text, int position, String problem) {
        AddressSyntaxException refused = assertThrows(AddressSyntaxException.class, () -> Host.parse(text));

        assertEquals(problem, refused.problem());
        assertEquals(position, refused.position());
    }

    @Test
    void a_name_is_checked_by_whatever_way_it_is_made() {
        assertThrows(AddressSyntaxException.class, () -> new Host.Name("127.1"));
        assertThrows(AddressSyntaxException.class, () -> new Host.Name("a b"));
        assertThrows(AddressSyntaxException.class, () -> new Host.Name(""));
        assertThrows(AddressSyntaxException.class, () -> new Host.Name("."));
    }

    @Test
    void a_name_has_253_characters_at_most_without_its_final_dot() {
        String label = "a".repeat(63) + '.';
        String longest = label.repeat(3) + "a".repeat(61);

        assertEquals(253, longest.length());
        assertInstanceOf(Host.Name.class, Host.parse(longest));
        assertInstanceOf(Host.Name.class, Host.parse(longest + '.'));
        assertThrows(AddressSyntaxException.class, () -> Host.parse(longest + 'a'));
    }

    @Test
    void an_asterisk_is_every_interface() {
        assertEquals(new HostPort(new Host.Any(), OptionalInt.of(9000)), HostPort.parse("*:9000"));
    }

    @Test
    void a_port_out_of_range_is_refused_in_a_value_too() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> HostPort.of(Host.parse("example.org"), 65_536));

        assertEquals("example.org port 65536: out of range; a port is a number from 0 to 65535", refused.getMessage());
    }
}
