package org.hextet.endpoints;

import static org.hextet.endpoints.scripted.Words.words;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.hextet.api.FlowLabel.Sharing;
import org.hextet.api.FlowLabelRequest;
import org.hextet.policies.SettingSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FlowLabelTextTest {

    @Test
    void a_label_is_decimal_or_hexadecimal_or_left_to_the_kernel() {
        assertEquals(FlowLabelRequest.of(0x12345), FlowLabelText.parse("0x12345"));
        assertEquals(FlowLabelRequest.of(0xabcde), FlowLabelText.parse("0XABCDE"));
        assertEquals(FlowLabelRequest.of(1), FlowLabelText.parse("0000000001"));
        assertEquals(FlowLabelRequest.of(0xFFFFF), FlowLabelText.parse("1048575"));
        assertEquals(FlowLabelRequest.any(), FlowLabelText.parse("auto"));
    }

    @ParameterizedTest
    @CsvSource({
        "0x00001, 0x00001",
        "74565, 0x12345",
        "auto, auto",
        "auto:any, auto:any",
        "7:process, 0x00007:process",
        "7:user, 0x00007:user",
        "7:exclusive, 0x00007"
    })
    void a_request_is_written_as_it_is_read(String text, String written) {
        FlowLabelRequest request = FlowLabelText.parse(text);

        assertEquals(written, FlowLabelText.format(request));
        assertEquals(request, FlowLabelText.parse(written));
    }

    @Test
    void sharing_follows_a_colon() {
        assertEquals(FlowLabelRequest.any().withSharing(Sharing.PROCESS), FlowLabelText.parse("auto:process"));
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0, no flow label",
        "0, 0, out of range",
        "0x0, 0, out of range",
        "0x, 2, no flow label",
        "1048576, 0, out of range",
        "0x100000, 0, out of range",
        "99999999999999999999, 0, out of range",
        "-1, 0, no flow label",
        "12ab, 2, no flow label",
        "0x12_4, 4, no flow label",
        "random, 0, no flow label",
        "auto:, 5, unknown sharing",
        "auto:nobody, 5, unknown sharing"
    })
    void a_wrong_text_says_what_and_where(String text, int position, String fact) {
        SettingSyntaxException wrong = assertThrows(SettingSyntaxException.class, () -> FlowLabelText.parse(text));

        assertEquals(position, wrong.position(), words(wrong));
        assertTrue(words(wrong).contains(fact), words(wrong));
    }
}
