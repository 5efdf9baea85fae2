package org.hextet.policies;

import java.time.Duration;

/**
 * The durations that a setting takes.
 *
 * @param setting its name in text
 * @param least the least, included
 * @param most the most, included
 * @param reason why those
 */
record DurationRange(String setting, Duration least, Duration most, String reason) {

    Duration check(Duration duration) {
        if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
            throw new IllegalArgumentException(setting + " of " + text(duration) + ": must be "
                    + DurationText.format(least) + " to " + DurationText.format(most) + " (" + reason + ")");
        }
        return duration;
    }

    private static String text(Duration duration) {
        try {
            return DurationText.format(duration);
        } catch (IllegalArgumentException outside) {
            return duration.toString();
        }
    }
}
