package org.hextet.policies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationTextTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1ns, 1",
        "500us, 500000",
        "250ms, 250000000",
        "2s, 2000000000",
        "1m, 60000000000",
        "1h, 3600000000000",
        "14d, 1209600000000000",
        "1001ms, 1001000000",
        "9223372036854775807ns, 9223372036854775807"
    })
    void a_duration_is_read_and_written(String text, long nanos) {
        assertEquals(Duration.ofNanos(nanos), DurationText.parse(text));
        assertEquals(text, DurationText.format(Duration.ofNanos(nanos)));
    }

    @ParameterizedTest
    @CsvSource({"0ms, 0", "000, 0", "0250ms, 250ms", "1000ms, 1s", "90s, 90s", "120s, 2m", "48h, 2d"})
    void it_is_written_in_the_largest_unit_that_fits(String text, String written) {
        assertEquals(written, DurationText.format(DurationText.parse(text)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
        ''                    | 0 | no duration
        -5ms                  | 0 | a duration below zero
        +5ms                  | 0 | no number
        ms                    | 0 | no number
        ' 5ms'                | 0 | no number
        250                   | 3 | no unit
        5 ms                  | 1 | unknown unit " ms"
        5MS                   | 1 | unknown unit "MS"
        5ms2                  | 1 | unknown unit "ms2"
        5msec                 | 1 | unknown unit "msec"
        1.5s                  | 1 | a fraction
        1m30s                 | 1 | unknown unit "m30s"
        106752d               | 0 | too long
        9223372036854775808ns | 0 | too long
        99999999999999999999s | 0 | too long
        """)
    void anything_else_is_refused_with_its_place(String text, int position, String problem) {
        var e = assertThrows(SettingSyntaxException.class, () -> DurationText.parse(text));

        assertEquals(problem, e.problem());
        assertEquals(position, e.position());
    }

    @Test
    void digits_of_other_scripts_are_no_digits() {
        assertThrows(SettingSyntaxException.class, () -> DurationText.parse("\u0665s"));
    }

    @Test
    void what_has_no_text_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> DurationText.format(Duration.ofNanos(-1)));
        assertThrows(IllegalArgumentException.class, () -> DurationText.format(Duration.ofSeconds(Long.MAX_VALUE)));
    }
}
