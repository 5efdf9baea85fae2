package org.hextet.policies;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The attempts of one race: which are under way, which was begun last and when. */
final class Attempts {

    private final Set<Destination> underWay = new LinkedHashSet<>();
    private final Set<Destination> begun = new LinkedHashSet<>();
    private @Nullable Destination last;
    private long lastStartNanos;
    private boolean nextIsDue = true;

    void start(Destination destination, long nowNanos) {
        underWay.add(destination);
        begun.add(destination);
        last = destination;
        lastStartNanos = nowNanos;
        nextIsDue = false;
    }

    void requireUnderWay(Destination destination) {
        if (!underWay.contains(destination)) {
            throw new IllegalArgumentException(
                    "an outcome for " + destination + ": no attempt on it is under way, only on " + underWay);
        }
    }

    void requireBegun(Destination destination) {
        if (!begun.contains(destination)) {
            throw new IllegalArgumentException(
                    "an outcome for " + destination + ": no attempt on it was ever begun, only on " + begun);
        }
    }

    /**
     * Takes note of a failure. That of the attempt begun last makes the next one due at once, if there is one to begin:
     * an address that is answered later waits for the attempt delay, unless nothing is under way.
     */
    void fail(Destination destination, boolean moreToTry) {
        underWay.remove(destination);
        nextIsDue |= underWay.isEmpty() || (moreToTry && destination.equals(last));
    }

    void succeed(Destination destination) {
        underWay.remove(destination);
    }

    boolean anyUnderWay() {
        return !underWay.isEmpty();
    }

    /** How many are under way. */
    int underWay() {
        return underWay.size();
    }

    /** How many were begun. */
    int begun() {
        return begun.size();
    }

    boolean none() {
        return begun.isEmpty();
    }

    /** The one begun last. */
    Optional<Destination> last() {
        return Optional.ofNullable(last);
    }

    /** When the attempt begun last began; only if there is one. */
    long lastStartNanos() {
        return lastStartNanos;
    }

    /** Whether the next attempt need not wait for the attempt delay. */
    boolean nextIsDue() {
        return nextIsDue;
    }

    /** Those under way, which are no more after this. */
    List<Destination> endAll() {
        List<Destination> all = List.copyOf(underWay);
        underWay.clear();
        return all;
    }
}
