package org.hextet.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hextet.policies.ConnectPolicy;
import org.junit.jupiter.api.Test;

class RaceOptionsTest {

    private final RaceOptions options = new RaceOptions();
    private final List<String> notes = new ArrayList<>();

    @Test
    void what_is_not_given_is_left_to_the_endpoint() {
        ConnectPolicy own = ConnectPolicy.serial().prefer(StandardProtocolFamily.INET);

        assertEquals(own, options.applyTo(own, notes::add));
    }

    @Test
    void what_is_given_changes_the_policy_of_the_endpoint() {
        options.attemptDelay = Duration.ofMillis(100);
        options.only = StandardProtocolFamily.INET6;

        assertEquals(
                ConnectPolicy.parse("staggered?attempt-delay=100ms&only=6&resolution-delay=70ms"),
                options.applyTo(ConnectPolicy.parse("staggered?resolution-delay=70ms"), notes::add));
        assertEquals(List.of(), notes);
    }

    @Test
    void a_delay_that_does_not_apply_changes_nothing_and_is_noted() {
        options.policy = ConnectPolicy.serial();
        options.attemptDelay = Duration.ofMillis(100);
        options.prefer = StandardProtocolFamily.INET;

        assertEquals(ConnectPolicy.parse("serial?prefer=4"), options.applyTo(ConnectPolicy.staggered(), notes::add));
        assertEquals(List.of("--attempt-delay does not apply to serial"), notes);
    }

    @Test
    void a_delay_out_of_range_is_refused() {
        options.attemptDelay = Duration.ZERO;

        assertThrows(IllegalArgumentException.class, () -> options.applyTo(ConnectPolicy.staggered(), notes::add));
    }
}
