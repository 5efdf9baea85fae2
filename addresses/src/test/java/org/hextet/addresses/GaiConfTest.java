package org.hextet.addresses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The policy table in the form of gai.conf(5). */
final class GaiConfTest {

    private static final String RFC = """
            # RFC 6724, section 2.1
            label       ::1/128        0
            label       ::/0           1
            label       ::ffff:0:0/96  4   # IPv4
            label       2002::/16      2
            label\t2001::/32\t5
            label fc00::/7 13
            label ::/96 3
            label fec0::/10 11
            label 3ffe::/16 12

            precedence ::1/128 50
            precedence ::/0 40
            precedence ::ffff:0:0/96 35
            precedence 2002::/16 30
            precedence 2001::/32 5
            precedence fc00::/7 3
            precedence ::/96 1
            precedence fec0::/10 1
            precedence 3ffe::/16 1
            """;

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# all is as it was\n\n   # and so is this", "#label ::/0 7", "reload no"})
    void a_text_without_lines_that_count_is_the_rfc_s_table(String text) {
        assertEquals(PrefixTable.standard(), PrefixTable.parseGaiConf(text));
    }

    @Test
    void the_rfc_s_table_can_be_written_in_full() {
        assertEquals(PrefixTable.standard(), PrefixTable.parseGaiConf(RFC));
        assertEquals(PrefixTable.standard(), PrefixTable.parseGaiConf(RFC.replace("\n", "\r\n")));
    }

    @Test
    void one_precedence_line_puts_ipv4_first_and_all_else_at_40() {
        PrefixTable table = PrefixTable.parseGaiConf("precedence ::ffff:0:0/96  100\n");

        assertEquals(100, table.lookup(address("192.0.2.1")).precedence());
        assertEquals(40, table.lookup(address("2001:db8::1")).precedence());
        assertEquals(40, table.lookup(address("fd00::1")).precedence(), "the other precedences are replaced");
        assertEquals(13, table.lookup(address("fd00::1")).label(), "the labels are not");
        assertEquals(
                "192.0.2.1",
                AddressText.format(DestinationOrder.standard()
                        .withTable(table)
                        .sorted(List.of(
                                Candidate.of(address("2001:db8::1"), Optional.of(address("2001:db8::2"))),
                                Candidate.of(address("192.0.2.1"), Optional.of(address("192.0.2.2")))))
                        .get(0)));
    }

    @Test
    void what_no_line_covers_has_label_1_and_precedence_40() {
        PrefixTable table = PrefixTable.parseGaiConf("label 2001:db8::/32 7\nprecedence 2001:db8:1::/48 9");

        assertEquals(
                "2001:db8:1::/48,9,7", table.lookup(address("2001:db8:1::1")).toString());
        assertEquals(
                "2001:db8::/32,40,7", table.lookup(address("2001:db8:2::1")).toString());
        assertEquals("::/0,40,1", table.lookup(address("::1")).toString());
    }

    @Test
    void a_prefix_may_be_one_address_or_ipv4() {
        PrefixTable table = PrefixTable.parseGaiConf("label 2001:db8::1 7\nlabel 10.0.0.0/8 8\nlabel 10.0.0.1 9");

        assertEquals(128, table.lookup(address("2001:db8::1")).length());
        assertEquals(
                "2001:db8::1", table.lookup(address("2001:db8::1")).address().toString());
        assertEquals(8, table.lookup(address("10.0.0.2")).label());
        assertEquals(9, table.lookup(address("10.0.0.1")).label());
    }

    @Test
    void scopes_that_say_what_the_rfc_says_are_taken() {
        assertEquals(PrefixTable.standard(), PrefixTable.parseGaiConf("""
                        scopev4 ::ffff:169.254.0.0/112  2
                        scopev4 ::ffff:127.0.0.0/104    2
                        scopev4 ::ffff:0.0.0.0/96       14
                        scopev4 10.0.0.0/8 14
                        """));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "labels ::/0 1                    | 0  | unknown keyword \"labels\" in line 2",
                "Label ::/0 1                     | 0  | unknown keyword \"Label\" in line 2",
                "label                            | 5  | line too short in line 2",
                "label ::/0                       | 10 | line too short in line 2",
                "label ::/0 # 1                   | 10 | line too short in line 2",
                "label ::/0 1 2                   | 13 | one word too many in line 2",
                "precedence ::/0 4o               | 17 | 'o' in the precedence in line 2",
                "precedence ::/0 99999999999      | 16 | precedence above 2147483647 in line 2",
                "label ::/129 1                   | 9  | prefix length above 128 in line 2",
                "label ::/ 1                      | 9  | no prefix length in line 2",
                "label ::/-1 1                    | 9  | '-' in the prefix length in line 2",
                "label fe80::%eth0/10 1           | 12 | zone in line 2",
                "label 2001:db8::1/32 1           | 6  | bits behind the prefix length in line 2",
                "label ::ffff:0:0/96 7            | 6  | second label line for ::ffff:0.0.0.0/96 in line 2",
                "label 0.0.0.0/0 7                | 6  | second label line for ::ffff:0.0.0.0/96 in line 2",
                "scopev4 ::ffff:10.0.0.0/104 5    | 28 | scopev4 other than RFC 6724's in line 2",
                "scopev4 2001:db8::/32 5          | 8  | scopev4 for IPv6 addresses in line 2",
                "scopev4 ::/0 14                  | 8  | scopev4 for IPv6 addresses in line 2",
                "scopev4 10.0.0.0/8 16            | 19 | scopev4 above 15 in line 2",
                "reload yes                       | 7  | reload that is not no in line 2",
                "reload                           | 6  | line too short in line 2",
            })
    void a_malformed_line_is_refused_with_its_number_and_the_place_in_it(String line, int position, String problem) {
        AddressSyntaxException refused = assertThrows(
                AddressSyntaxException.class,
                () -> PrefixTable.parseGaiConf("label ::ffff:0:0/96 1\n" + line + "\nlabel ::/0 1\n"));

        assertEquals(problem, refused.problem());
        assertEquals(position, refused.position());
        assertEquals(line, refused.text());
    }

    @Test
    void the_message_is_one_line_and_the_caret_stands_below_the_line_in_question() {
        AddressSyntaxException refused = assertThrows(
                AddressSyntaxException.class, () -> PrefixTable.parseGaiConf("# mine\nprecedence\t::/0 x\nlabel\n"));

        assertEquals(
                "\"precedence\\t::/0 x\": 'x' in the precedence in line 2 at character 17; write decimal digits",
                refused.getMessage());
        assertEquals("precedence\\t::/0 x\n                 ^", refused.caretLines());
    }

    @Test
    void a_text_is_bounded() {
        String text = IntStream.rangeClosed(0, 1000)
                .mapToObj(i -> "label " + IpAddress.of(new byte[] {10, 0, (byte) (i >> 8), (byte) i}) + " 1\n")
                .collect(Collectors.joining());

        AddressSyntaxException refused =
                assertThrows(AddressSyntaxException.class, () -> PrefixTable.parseGaiConf(text));

        assertEquals("more than 1000 lines of label in line 1001", refused.problem());
    }

    @Test
    void the_text_of_every_table_is_read_back() {
        Random random = new Random(6724);
        for (int round = 0; round < 300; round++) {
            PrefixTable table = PrefixTable.parse(Stream.concat(
                            Stream.of("::/0,40,1"),
                            random.ints(random.nextInt(12), 1, 128)
                                    .distinct()
                                    .mapToObj(length -> prefix(random, length)
                                            + ','
                                            + random.nextInt(99)
                                            + ','
                                            + random.nextInt(9)))
                    .collect(Collectors.joining(";")));

            assertEquals(table, PrefixTable.parseGaiConf(table.toGaiConf()));
            assertEquals(
                    table.toString(),
                    PrefixTable.parseGaiConf(table.toGaiConf()).toString());
            assertEquals(table, PrefixTable.parse(table.toString()));
        }
    }

    @Test
    void the_order_of_lines_does_not_matter() {
        PrefixTable one = PrefixTable.parse("::/0,40,1;2002::/16,30,2");
        PrefixTable other = PrefixTable.parse("2002::/16,30,2;::/0,40,1");

        assertEquals(one, other);
        assertEquals(one.hashCode(), other.hashCode());
        assertNotEquals(one, PrefixTable.parse("::/0,40,1;2002::/16,30,3"));
        assertTrue(one.toGaiConf().startsWith("label ::/0 1\nlabel 2002::/16 2\nprecedence ::/0 40\n"), one::toGaiConf);
    }

    private static String prefix(Random random, int length) {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        for (int bit = length; bit < 128; bit++) {
            bytes[bit / 8] &= (byte) ~(0x80 >> bit % 8);
        }
        return IpAddress.of(bytes).toString() + '/' + length;
    }

    private static InetAddress address(String text) {
        return AddressText.parse(text).toInetAddress(Zones.of(List.of()));
    }
}
