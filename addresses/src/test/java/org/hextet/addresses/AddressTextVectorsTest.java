package org.hextet.addresses;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.hextet.addresses.Vectors.Row;
import org.junit.jupiter.api.Test;

/** Every row of address-text.tsv, free rows as recommended. */
final class AddressTextVectorsTest {

    private static final List<Row> ROWS = Vectors.rows("address-text.tsv");

    @Test
    void every_valid_text_gives_the_bytes_the_family_and_the_zone_of_its_row() {
        assertAll(valid().map(row -> () -> {
            IpAddress address = AddressText.parse(row.text("input"));

            assertEquals(row.cell("bytes"), HexFormat.of().formatHex(address.bytes()), row::toString);
            assertEquals(row.text("zone"), address.zone(), row::toString);
            assertEquals(
                    row.cell("bytes").length() == 8 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6,
                    address.family(),
                    row::toString);
        }));
    }

    @Test
    void every_invalid_text_is_refused_with_the_text_the_place_and_the_reason() {
        assertAll(invalid().map(row -> () -> {
            String input = row.text("input");

            AddressSyntaxException refused =
                    assertThrows(AddressSyntaxException.class, () -> AddressText.parse(input), row::toString);

            String message = String.valueOf(refused.getMessage());
            assertEquals(input, refused.text(), row::toString);
            assertTrue(refused.position() >= 0 && refused.position() <= input.length(), row::toString);
            assertTrue(message.startsWith('"' + PrintableText.of(input) + "\": " + refused.problem()), message);
            assertTrue(message.contains(" at character " + (refused.position() + 1) + "; "), message);
            assertTrue(message.endsWith(refused.advice()) && !refused.advice().isEmpty(), message);
            assertTrue(message.chars().noneMatch(Character::isISOControl), message);
        }));
    }

    @Test
    void every_valid_text_is_written_canonically() {
        assertAll(valid().map(row -> () -> assertEquals(
                row.text("canonical"), AddressText.parse(row.text("input")).toString(), row::toString)));
    }

    @Test
    void what_was_written_is_read_back_as_the_same_value() {
        assertAll(valid().map(row -> () -> {
            IpAddress once = AddressText.parse(row.text("input"));

            IpAddress twice = AddressText.parse(once.toString());

            assertEquals(once, twice, row::toString);
            assertEquals(once.hashCode(), twice.hashCode(), row::toString);
        }));
    }

    @Test
    void a_literal_as_a_host_alone_is_the_same_address_and_what_is_none_is_never_a_name_if_it_has_a_colon() {
        assertAll(ROWS.stream().map(row -> () -> {
            String input = row.text("input");
            if (row.isValid()) {
                assertEquals(new Host.Literal(AddressText.parse(input)), Host.parse(input), row::toString);
            } else if (input.contains(":")) {
                assertThrows(AddressSyntaxException.class, () -> Host.parse(input), row::toString);
            }
        }));
    }

    @Test
    void the_platform_s_address_has_the_same_bytes_and_is_ipv4_if_mapped() {
        assertAll(valid().filter(row -> row.cell("zone").isEmpty()).map(row -> () -> {
            InetAddress address = AddressText.parse(row.text("input")).toInetAddress(Zones.of(List.of()));

            String bytes = row.cell("bytes");
            String expected = bytes.startsWith("00000000000000000000ffff") ? bytes.substring(24) : bytes;
            assertEquals(expected, HexFormat.of().formatHex(address.getAddress()), row::toString);
        }));
    }

    private static Stream<Row> valid() {
        return ROWS.stream().filter(Row::isValid);
    }

    private static Stream<Row> invalid() {
        return ROWS.stream().filter(row -> !row.isValid());
    }
}
