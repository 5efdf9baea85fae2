package org.hextet.cli.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hextet.addresses.AddressSyntaxException;
import org.hextet.addresses.AddressText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrefixTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.0, false",
        "0.0.0.0/0, 255.255.255.255, true",
        "0.0.0.0/0, ::1, false",
        "::/0, 127.0.0.1, false",
        "::/0, ::ffff:127.0.0.1, false",
        "127.0.0.0/8, ::ffff:127.0.0.1, true",
        "::/0, 2001:db8::1, true",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "fe80::/10, fe80::1%1, true",
    })
    void holds_what_begins_with_it(String prefix, String address, boolean expected) {
        assertEquals(
                expected,
                Prefix.parse(prefix).contains(AddressText.parse(address).toInetAddress()));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1/24, 10, 192.0.2.0/24",
        "2001:db8::1/32, 12, 2001:db8::/32",
        "192.0.2.0/33, 10, no length of 0 to 32",
        "192.0.2.0/, 10, no length",
        "192.0.2.0/08, 10, no length of 0 to 32",
        "::/129, 3, no length of 0 to 128",
        "10/8, 0, ",
        "::ffff:192.0.2.0/120, 0, IPv4-mapped",
        "fe80::%eth0/10, 6, zone",
        "example.org/8, 0, ",
    })
    void what_is_none_is_pointed_at(String text, int position, String words) {
        AddressSyntaxException wrong = assertThrows(AddressSyntaxException.class, () -> Prefix.parse(text));

        assertEquals(text, wrong.text());
        if (words != null) {
            assertEquals(position, wrong.position());
            String message = String.valueOf(wrong.getMessage());
            assertTrue(message.contains(words), message);
        }
    }

    @Test
    void an_empty_list_allows_everybody_and_another_nobody_else() {
        var address = AddressText.parse("192.0.2.1").toInetAddress();

        assertTrue(new AllowList(List.of()).allows(address));
        assertTrue(new AllowList(List.of(Prefix.parse("::1"), Prefix.parse("192.0.2.0/24"))).allows(address));
        assertFalse(new AllowList(List.of(Prefix.parse("::1"))).allows(address));
    }
}
