package org.hextet.policies;

import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/** Which lookups are out, and since when their answers may be acted on (RFC 8305, section 3). */
final class Lookups {

    private final Set<StandardProtocolFamily> asked;
    private final Set<StandardProtocolFamily> out;
    private final StandardProtocolFamily leading;
    private final long resolutionDelayNanos;

    private long openAtNanos = Pace.NEVER;

    Lookups(Preferences preferences, Duration resolutionDelay) {
        this.asked = preferences.families();
        this.out = EnumSet.copyOf(asked);
        this.leading = preferences.leading();
        this.resolutionDelayNanos = resolutionDelay.toNanos();
    }

    void requireAsked(Answer answer) {
        if (!asked.contains(answer.family())) {
            throw new IllegalArgumentException(
                    "an answer of " + answer.family() + ", which is not looked up: this race has asked for " + asked);
        }
    }

    void answered(Answer answer, long nowNanos) {
        if (answer.last()) {
            out.remove(answer.family());
        }
        if (answer.last() || !answer.addresses().isEmpty()) {
            if (answer.family() == leading) {
                openAtNanos = Math.min(openAtNanos, nowNanos);
            } else if (!answer.addresses().isEmpty()) {
                // The least of all that answers have asked for: so the delay runs once, from the first of them.
                openAtNanos = Math.min(openAtNanos, Pace.sum(nowNanos, resolutionDelayNanos));
            }
        }
    }

    /** From when on attempts may begin; {@link Pace#NEVER} as long as there is nothing to try. */
    long openAtNanos() {
        return openAtNanos;
    }

    boolean over() {
        return out.isEmpty();
    }
}
