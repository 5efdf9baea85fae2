package org.hextet.endpoints.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void writes_every_kind_of_value() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("text", "a");
        map.put("number", 6);
        map.put("part", 0.5);
        map.put("yes", true);
        map.put("list", Arrays.asList(1L, null, List.of()));

        assertEquals("{\"text\":\"a\",\"number\":6,\"part\":0.5,\"yes\":true,\"list\":[1,null,[]]}", Json.of(map));
    }

    @Test
    void escapes_what_json_and_terminals_would_take_amiss() {
        assertEquals(
                "\"\\\"\\\\\\n\\t\\u001b[31m\\u00e4\\ud83d\\ude00\\u2028\\u007f\"",
                Json.of("\"\\\n\t\u001b[31mä😀\u2028\u007f"));
    }

    @Test
    void can_stand_in_a_script_of_a_page() {
        assertEquals("\"\\u003c/script\\u003e\\u0026amp;\"", Json.of("</script>&amp;"));
    }

    @Test
    void milliseconds_have_as_many_decimals_as_there_are() {
        assertEquals("250", Json.of(Json.millis(250_000_000)));
        assertEquals("0.000001", Json.of(Json.millis(1)));
        assertEquals("1000000", Json.of(Json.millis(1_000_000_000_000L)));
        assertEquals("0", Json.of(Json.millis(0)));
    }

    @Test
    void refuses_what_has_no_json() {
        assertThrows(IllegalArgumentException.class, () -> Json.of(new Object()));
        assertThrows(IllegalArgumentException.class, () -> Json.of(Double.NaN));
    }
}
