package org.hextet.endpoints.observers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.hextet.endpoints.timeline.Timeline;
import org.hextet.endpoints.timeline.Timeline.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LoggedConnectsTest {

    private static Timeline timeline(Outcome outcome, long millis) {
        return new Timeline("a", 1, "serial", outcome, Duration.ofMillis(millis).toNanos(), List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "all,             CONNECTED,   1, true",
        "all,             CANCELLED,   1, true",
        "failed,          CONNECTED,   1, false",
        "failed,          CANCELLED,   1, false",
        "failed,          FAILED,      1, true",
        "failed,          TIMEOUT,     1, true",
        "slow:500ms,      CONNECTED, 499, false",
        "slow:500ms,      CONNECTED, 500, true",
        "slow:500ms,      FAILED,      1, false",
        "slow:500ms,      FAILED,    600, true",
        "'failed,slow:1s', FAILED,     1, true",
        "'failed, slow:1s', CONNECTED, 1000, true",
        "'slow:1s,failed', CONNECTED, 999, false",
    })
    void what_is_asked_for_is_logged(String text, Outcome outcome, long millis, boolean isLogged) {
        assertEquals(isLogged, LoggedConnects.parse(text).isLogged(timeline(outcome, millis)));
    }

    @Test
    void failed_and_slow_connects_are_warnings() {
        assertTrue(LoggedConnects.parse("all").isWarning(timeline(Outcome.FAILED, 1)));
        assertTrue(LoggedConnects.parse("all,slow:1s").isWarning(timeline(Outcome.CONNECTED, 1000)));
        assertFalse(LoggedConnects.parse("all").isWarning(timeline(Outcome.CONNECTED, 1000)));
        assertFalse(LoggedConnects.parse("all").isWarning(timeline(Outcome.CANCELLED, 1000)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "slow", "slow:", "slow:500", "slow:-1s", "ALL", "all,", "all;failed", "none\n"})
    void anything_else_is_refused(String text) {
        assertThrows(IllegalArgumentException.class, () -> LoggedConnects.parse(text));
    }
}
