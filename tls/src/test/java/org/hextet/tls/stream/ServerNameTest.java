package org.hextet.tls.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.UnknownHostException;
import javax.net.ssl.SNIHostName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerNameTest {

    @ParameterizedTest
    @CsvSource({
        "example.org, example.org, example.org",
        "EXAMPLE.org., example.org, example.org",
        "b\u00fccher.example, xn--bcher-kva.example, xn--bcher-kva.example",
        "localhost, localhost, localhost",
        "192.0.2.1, 192.0.2.1, ''",
        "2001:DB8:0::1, 2001:db8::1, ''",
        "fe80::1%lo, fe80::1, ''",
        "::ffff:192.0.2.1, 192.0.2.1, ''"
    })
    void names_are_ascii_without_the_last_dot_and_addresses_are_not_sent(String given, String text, String sent) {
        ServerName name = ServerName.of(given);

        assertEquals(text, name.text());
        assertEquals(sent, name.indication().map(SNIHostName::getAsciiName).orElse(""));
        assertEquals(sent.isEmpty(), name.isAddress());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "a b", "exa_mple..org", ".", "[::1", "1.2.3", "::1::"})
    void what_is_neither_is_refused(String given) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> ServerName.of(given));

        assertTrue(String.valueOf(refused.getMessage()).startsWith("TLS server name"), refused.toString());
        assertTrue(Handshakes.wrongName(given).isPresent());
    }

    @Test
    void the_zone_of_an_address_says_nothing_here() throws UnknownHostException {
        byte[] bytes = new byte[16];
        bytes[0] = (byte) 0xfe;
        bytes[1] = (byte) 0x80;
        bytes[15] = 1;

        assertEquals(
                "fe80::1",
                ServerName.of(Inet6Address.getByAddress("any", bytes, 1)).text());
    }
}
