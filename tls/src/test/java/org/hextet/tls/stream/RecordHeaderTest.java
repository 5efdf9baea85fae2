package org.hextet.tls.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordHeaderTest {

    private static ByteBuffer bytes(String hex) {
        // In the middle of other bytes, as it comes.
        ByteBuffer around = ByteBuffer.wrap(HexFormat.of().parseHex("ffff" + hex + "ffff"));
        return around.position(2).limit(around.capacity() - 2);
    }

    @ParameterizedTest
    @CsvSource({
        "1603010200, 517", "1703030000, 5", "1503030002, 7", "1403030001, 6", "1803030003, 8", "1703034800, 18437",
        "16, -1", "1603, -1", "160301, -1", "16030102, -1", "'', -1", "16030300ff0100, 260"
    })
    void says_how_long_the_record_is(String hex, int length) throws SSLException {
        ByteBuffer from = bytes(hex);
        int position = from.position();

        assertEquals(length, RecordHeader.wholeLength(from));
        assertEquals(position, from.position());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            485454502f312e3120343030204261640d0a436f6e | no TLS came but plain text: "HTTP/1.1 400 Bad"
            3232302073657276657220726561647920746f20736572766520616c6c206f6620796f7521 | no TLS came but plain text: "220 server ready to serve all of you!"
            00 | no TLS came but bytes 00
            802e0100020015 | no TLS came but bytes 80 2e 01 00 02 00 15
            1602 | no TLS came but bytes 16 02
            0d0a | no TLS came but bytes 0d 0a
            """)
    void shows_what_came_instead(String hex, String words) {
        NotTlsException refused = assertThrows(NotTlsException.class, () -> RecordHeader.wholeLength(bytes(hex)));

        assertEquals(words, refused.getMessage());
    }

    @Test
    void shows_no_more_than_a_line_of_it() {
        ByteBuffer much = ByteBuffer.wrap("x".repeat(10_000).getBytes(StandardCharsets.US_ASCII));

        NotTlsException refused = assertThrows(NotTlsException.class, () -> RecordHeader.wholeLength(much));

        assertEquals("no TLS came but plain text: \"" + "x".repeat(40) + "\"", refused.getMessage());
    }
}
