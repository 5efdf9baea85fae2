package org.hextet.addresses;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.hextet.addresses.Vectors.Row;
import org.junit.jupiter.api.Test;

/** Every row of uri-host.tsv, free rows as recommended. */
final class HostPortVectorsTest {

    private static final List<Row> ROWS = Vectors.rows("uri-host.tsv");

    @Test
    void every_valid_text_gives_the_host_the_zone_and_the_port_of_its_row() {
        assertAll(valid().map(row -> () -> {
            HostPort parsed = HostPort.parse(row.text("input"));

            String zone = "";
            String host = parsed.host().toString();
            if (parsed.host() instanceof Host.Literal literal) {
                IpAddress address = literal.address();
                zone = address.zone();
                host = address.withZone("").toString();
            }
            String port = row.cell("port");
            assertEquals(row.text("host"), host, row::toString);
            assertEquals(row.text("zone"), zone, row::toString);
            assertEquals(
                    port.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(port)),
                    parsed.port(),
                    row::toString);
        }));
    }

    @Test
    void every_invalid_text_is_refused_with_the_text_the_place_and_the_reason() {
        assertAll(ROWS.stream().filter(row -> !row.isValid()).map(row -> () -> {
            String input = row.text("input");

            AddressSyntaxException refused =
                    assertThrows(AddressSyntaxException.class, () -> HostPort.parse(input), row::toString);

            assertEquals(input, refused.text(), row::toString);
            assertTrue(refused.position() >= 0 && refused.position() <= input.length(), row::toString);
            assertTrue(!refused.advice().isEmpty() && !refused.problem().isEmpty(), row::toString);
            assertTrue(
                    String.valueOf(refused.getMessage()).chars().noneMatch(Character::isISOControl),
                    refused::getMessage);
        }));
    }

    @Test
    void both_ways_of_writing_it_are_read_back_as_the_same_value() {
        assertAll(valid().map(row -> () -> {
            HostPort once = HostPort.parse(row.text("input"));

            assertEquals(once, HostPort.parse(once.toString()), row::toString);
            assertEquals(once, HostPort.parse(once.toUriString()), row::toString);
        }));
    }

    private static Stream<Row> valid() {
        return ROWS.stream().filter(Row::isValid);
    }
}
