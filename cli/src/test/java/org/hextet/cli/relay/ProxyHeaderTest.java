package org.hextet.cli.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.hextet.addresses.AddressText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the text of the PROXY protocol, sections 2.1 and 2.2. */
class ProxyHeaderTest {

    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

    private static InetSocketAddress socket(String address, int port) {
        return new InetSocketAddress(AddressText.parse(address).toInetAddress(), port);
    }

    private static final Call IPV4 = new Call(socket("192.0.2.1", 56324), socket("192.0.2.2", 443));
    private static final Call IPV6 = new Call(socket("2001:db8::1", 65535), socket("2001:db8::2", 1));

    private static ByteBuffer hex(String text) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(text));
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Optional<Call> read(ByteBuffer whole) throws MalformedProxyHeaderException {
        ProxyHeader header = new ProxyHeader();
        assertTrue(header.read(whole), "complete");
        return header.call();
    }

    @Test
    void version_2_is_written_as_the_protocol_has_it() {
        assertArrayEquals(
                hex(SIGNATURE + "2111000c" + "c0000201" + "c0000202" + "dc04" + "01bb")
                        .array(),
                ProxyVersion.V2.header(IPV4).array());
        assertArrayEquals(
                hex(SIGNATURE + "21210024" + "20010db8000000000000000000000001" + "20010db8000000000000000000000002"
                                + "ffff" + "0001")
                        .array(),
                ProxyVersion.V2.header(IPV6).array());
    }

    @Test
    void version_1_is_written_as_the_protocol_has_it() {
        assertEquals(ascii("PROXY TCP4 192.0.2.1 192.0.2.2 56324 443\r\n"), ProxyVersion.V1.header(IPV4));
        assertEquals(ascii("PROXY TCP6 2001:db8::1 2001:db8::2 65535 1\r\n"), ProxyVersion.V1.header(IPV6));
    }

    @Test
    void ends_of_two_families_are_told_in_one() throws Exception {
        Call mixed = new Call(socket("192.0.2.1", 4), socket("2001:db8::2", 6));

        // The reader, as every host, takes an IPv4-mapped address for the IPv4 address.
        assertEquals(Optional.of(mixed), read(ProxyVersion.V2.header(mixed)));
        assertEquals(ascii("PROXY TCP6 ::ffff:192.0.2.1 2001:db8::2 4 6\r\n"), ProxyVersion.V1.header(mixed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void is_read_one_byte_at_a_time_and_what_follows_is_left(String version) throws Exception {
        for (Call call : new Call[] {IPV4, IPV6}) {
            ByteBuffer header = ProxyVersion.of(version).header(call);
            ProxyHeader reading = new ProxyHeader();
            while (header.remaining() > 1) {
                assertFalse(reading.read(ByteBuffer.wrap(new byte[] {header.get()})));
            }
            ByteBuffer last = ByteBuffer.wrap(new byte[] {header.get(), 'r', 'e', 's', 't'});

            assertTrue(reading.read(last));
            assertEquals(Optional.of(call), reading.call());
            assertEquals(ascii("rest"), last);
        }
    }

    @Test
    void what_version_2_has_behind_the_addresses_is_skipped() throws Exception {
        ByteBuffer whole = ByteBuffer.allocate(16 + 0xffff + 4);
        whole.put(hex(SIGNATURE + "2111ffff" + "c0000201" + "c0000202" + "dc04" + "01bb"));
        whole.position(16 + 0xffff).put(ascii("rest")).flip();

        assertEquals(Optional.of(IPV4), read(whole));
        assertEquals(ascii("rest"), whole);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SIGNATURE + "20000000",
                SIGNATURE + "2000000301020372", // LOCAL with something behind
                SIGNATURE + "2011000cc0000201c0000202dc0401bb",
                SIGNATURE + "21000000",
            })
    void some_headers_of_version_2_tell_nothing(String header) throws Exception {
        assertEquals(Optional.empty(), read(hex(header)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROXY UNKNOWN\r\n", "PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n"})
    void an_unknown_caller_of_version_1_is_told_by_the_connection(String line) throws Exception {
        assertEquals(Optional.empty(), read(ascii(line)));
    }

    @ParameterizedTest
    @CsvSource({
        SIGNATURE + "11110000, version", // version 1
        SIGNATURE + "22110000, version", // command 2
        SIGNATURE + "21120000, family", // datagrams
        SIGNATURE + "2111000b, need 12",
        SIGNATURE + "21210023, need 36",
        "0d0a0d0b, none",
    })
    void what_is_no_version_2_is_refused(String header, String words) {
        Exception refused = assertThrows(MalformedProxyHeaderException.class, () -> read(hex(header)));

        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains(words), message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\n",
                "PROXY\r\n",
                "PROXY TCP4 192.0.2.1 192.0.2.2 56324 443\n",
                "PROXY TCP4 192.0.2.1 192.0.2.2 56324\r\n",
                "PROXY TCP4 192.0.2.1 192.0.2.2 56324 443 \r\n",
                "PROXY TCP4 192.0.2.1 192.0.2.2 56324 65536\r\n",
                "PROXY TCP4 192.0.2.1 192.0.2.2 056324 443\r\n",
                "PROXY TCP4 192.0.2.1 192.0.2.2 -1 443\r\n",
                "PROXY TCP4 192.0.2.01 192.0.2.2 1 443\r\n",
                "PROXY TCP4 ::1 ::2 1 443\r\n",
                "PROXY TCP6 192.0.2.1 192.0.2.2 1 443\r\n",
                "PROXY TCP6 fe80::1%1 ::2 1 443\r\n",
                "PROXY TCP5 192.0.2.1 192.0.2.2 1 443\r\n",
                "PROXY UNKNOWN "
                        + "1234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"
                        + "\r\n",
            })
    void what_is_no_version_1_is_refused(String line) {
        assertThrows(MalformedProxyHeaderException.class, () -> read(ascii(line)));
    }
}
