package org.hextet.policies;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** How long to wait behind an attempt before the next (RFC 8305, section 5). */
final class AttemptDelays {

    /** RFC 8305, section 8. */
    private static final long LEAST_NANOS = Duration.ofMillis(100).toNanos();

    /** RFC 8305, section 8. */
    private static final long MOST_NANOS = Duration.ofSeconds(2).toNanos();

    /** RFC 6298, section 2.2: the round trip, and four times its half as the variance that is not known yet. */
    private static final int ROUND_TRIPS = 3;

    private final long usualNanos;
    private final Map<AddressKey, Long> known = new HashMap<>();

    AttemptDelays(Duration usual, History history) {
        this.usualNanos = usual.toNanos();
        for (History.Success success : history.successes()) {
            if (!success.took().isZero()) {
                known.put(new AddressKey(success.address()), adapted(success.took()));
            }
        }
    }

    private static long adapted(Duration took) {
        return took.compareTo(Duration.ofSeconds(1)) > 0
                ? MOST_NANOS
                : Math.max(LEAST_NANOS, Math.min(MOST_NANOS, ROUND_TRIPS * took.toNanos()));
    }

    long behindNanos(Optional<Destination> attempt) {
        return attempt.map(begun -> known.getOrDefault(new AddressKey(begun.address()), usualNanos))
                .orElse(usualNanos);
    }
}
