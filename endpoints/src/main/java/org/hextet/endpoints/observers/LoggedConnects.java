package org.hextet.endpoints.observers;

import java.time.Duration;
import java.util.Optional;
import org.hextet.addresses.PrintableText;
import org.hextet.endpoints.timeline.Timeline;
import org.hextet.policies.DurationText;

/**
 * Which connects the log is to have.
 *
 * @param all every one
 * @param failed those that did not connect, unless the caller cancelled them
 * @param slow those that took so long, however they ended; empty: none for that
 */
record LoggedConnects(boolean all, boolean failed, Optional<Duration> slow) {

    private static final String SLOW = "slow:";

    /**
     * Reads the value of the property.
     *
     * @throws IllegalArgumentException if it is wrong: says what
     */
    static LoggedConnects parse(String text) {
        LoggedConnects wanted = new LoggedConnects(false, false, Optional.empty());
        for (String part : text.split(",", -1)) {
            wanted = wanted.with(part.strip());
        }
        return wanted;
    }

    private LoggedConnects with(String part) {
        if (part.equals("all")) {
            return new LoggedConnects(true, failed, slow);
        }
        if (part.equals("failed")) {
            return new LoggedConnects(all, true, slow);
        }
        if (part.startsWith(SLOW)) {
            return new LoggedConnects(all, failed, Optional.of(DurationText.parse(part.substring(SLOW.length()))));
        }
        throw new IllegalArgumentException("\"" + PrintableText.of(part)
                + "\" is none of all, failed, slow:DURATION; write for example failed,slow:500ms");
    }

    /** Whether there is something wrong with it. */
    boolean isWarning(Timeline timeline) {
        return isFailed(timeline) || isSlow(timeline);
    }

    boolean isLogged(Timeline timeline) {
        return all || (failed && isFailed(timeline)) || isSlow(timeline);
    }

    private boolean isSlow(Timeline timeline) {
        return slow.filter(limit -> timeline.elapsedNanos() >= limit.toNanos()).isPresent();
    }

    private static boolean isFailed(Timeline timeline) {
        return timeline.outcome() != Timeline.Outcome.CONNECTED && timeline.outcome() != Timeline.Outcome.CANCELLED;
    }
}
