package org.hextet.api.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderSpecTest {

    @Test
    void name_and_options_are_parted_and_join_again() {
        ProviderSpec spec = ProviderSpec.parse("dnsjava?server=[fd00::53]&attempts=2");

        assertEquals("dnsjava", spec.name());
        assertEquals(Map.of("server", "[fd00::53]", "attempts", "2"), spec.options());
        assertEquals("dnsjava?server=[fd00::53]&attempts=2", spec.toString());
        assertEquals("nio", ProviderSpec.parse("nio").toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "NIO", "nio?", "nio?x", "nio?=1", "nio?x=1&", "a b"})
    void other_texts_are_refused(String text) {
        assertThrows(IllegalArgumentException.class, () -> ProviderSpec.parse(text));
    }

    @Test
    void an_option_given_twice_is_refused_by_name() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> ProviderSpec.parse("nio?a=1&a=2"));

        assertTrue(String.valueOf(refused.getMessage()).contains("\"a\" stands there twice"), refused.getMessage());
    }
}
