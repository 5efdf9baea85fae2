package org.hextet.policies;

import java.time.Duration;

/**
 * How long the other family waits for the preferred one (RFC 8305, section 3): the value and the range of that setting.
 */
final class ResolutionDelay {

    static final Duration DEFAULT = Duration.ofMillis(50);

    private static final DurationRange RANGE = new DurationRange(
            PolicySpec.RESOLUTION_DELAY, Duration.ZERO, Duration.ofHours(1), "RFC 8305, section 8, recommends 50ms");

    private ResolutionDelay() {}

    static Duration check(Duration delay) {
        return RANGE.check(delay);
    }
}
