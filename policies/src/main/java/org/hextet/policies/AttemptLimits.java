package org.hextet.policies;

import java.util.Map;
import java.util.OptionalInt;

/**
 * How many attempts a race may make.
 *
 * @param atOnce under way at the same time, {@link #NONE} for as many as there are addresses
 * @param inAll from the first to the last, {@link #NONE} for as many as there are addresses
 */
record AttemptLimits(int atOnce, int inAll) {

    /** No limit. */
    static final int NONE = Integer.MAX_VALUE;

    static final AttemptLimits DEFAULT = new AttemptLimits(NONE, NONE);

    AttemptLimits atOnce(int most) {
        return new AttemptLimits(checked(PolicySpec.MOST_AT_ONCE, most), inAll);
    }

    AttemptLimits inAll(int most) {
        return new AttemptLimits(atOnce, checked(PolicySpec.MOST_ATTEMPTS, most));
    }

    OptionalInt mostAtOnce() {
        return atOnce == NONE ? OptionalInt.empty() : OptionalInt.of(atOnce);
    }

    OptionalInt mostAttempts() {
        return inAll == NONE ? OptionalInt.empty() : OptionalInt.of(inAll);
    }

    /** Adds what differs from the default, as {@link PolicySpec} reads it. */
    void describe(Map<String, String> options) {
        if (atOnce != NONE) {
            options.put(PolicySpec.MOST_AT_ONCE, Integer.toString(atOnce));
        }
        if (inAll != NONE) {
            options.put(PolicySpec.MOST_ATTEMPTS, Integer.toString(inAll));
        }
    }

    private static int checked(String setting, int most) {
        if (most < 1) {
            throw new IllegalArgumentException(setting + " of " + most + ": must be 1 or more");
        }
        return most;
    }
}
