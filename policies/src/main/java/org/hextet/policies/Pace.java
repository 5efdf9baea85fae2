package org.hextet.policies;

import java.time.Duration;

/** When the next attempt may begin, as far as the attempts made decide it. */
@FunctionalInterface
interface Pace {

    /** A time that does not come. */
    long NEVER = Long.MAX_VALUE;

    /** One at a time. */
    Pace SERIAL = attempts -> attempts.anyUnderWay() ? NEVER : 0;

    /** Each at once. */
    Pace CONCURRENT = attempts -> 0;

    /**
     * The earliest start of another attempt.
     *
     * @return race time; one that is past means now, {@link #NEVER} not until something has happened
     */
    long nextStartNanos(Attempts attempts);

    /** The same pace, for no more attempts than these at the same time. */
    default Pace atMost(int atOnce) {
        return attempts -> attempts.underWay() < atOnce ? nextStartNanos(attempts) : NEVER;
    }

    /** RFC 8305, section 5. */
    static Pace staggered(AttemptDelays delays, Duration minimumGap) {
        long gapNanos = minimumGap.toNanos();
        return attempts -> attempts.none()
                ? 0
                : sum(
                        attempts.lastStartNanos(),
                        attempts.nextIsDue() ? gapNanos : Math.max(delays.behindNanos(attempts.last()), gapNanos));
    }

    /** A time later by a delay, at most {@link #NEVER}. */
    static long sum(long timeNanos, long delayNanos) {
        long sum = timeNanos + delayNanos;
        return sum < 0 ? NEVER : sum;
    }
}
