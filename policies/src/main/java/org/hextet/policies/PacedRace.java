package org.hextet.policies;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The race of every policy of ours: answers make candidates, and a pace says when the next of them is tried. */
final class PacedRace implements Race {

    private final Lookups lookups;
    private final Candidates candidates;
    private final Attempts attempts = new Attempts();
    private final Pace pace;
    private final int mostAttempts;

    private long nowNanos;
    private long wakeAtNanos = Pace.NEVER;
    private boolean decided;
    private @Nullable Destination winner;

    PacedRace(Lookups lookups, Candidates candidates, Pace pace, int mostAttempts) {
        this.lookups = lookups;
        this.candidates = candidates;
        this.pace = pace;
        this.mostAttempts = mostAttempts;
    }

    @Override
    public List<Step> on(long atNanos, Event event) {
        if (atNanos < nowNanos) {
            throw new IllegalArgumentException(
                    "race time runs backwards: " + atNanos + " ns after " + nowNanos + " ns, in " + event);
        }
        nowNanos = atNanos;
        return decided ? afterwards(event) : List.copyOf(steps(event));
    }

    private List<Step> steps(Event event) {
        if (event instanceof Event.Answered answered) {
            answered.answers().forEach(lookups::requireAsked);
            for (Answer answer : answered.answers()) {
                lookups.answered(answer, nowNanos);
                answered.leading().ifPresent(family -> candidates.lead(family, answer.service()));
                candidates.add(answer);
            }
        } else if (event instanceof Event.Withdrawn withdrawn) {
            candidates.remove(new Destination(withdrawn.address(), withdrawn.service()));
        } else if (event instanceof Event.Connected connected) {
            return won(new Destination(connected.address(), connected.service()));
        } else if (event instanceof Event.AttemptFailed failed) {
            Destination destination = new Destination(failed.address(), failed.service());
            attempts.requireUnderWay(destination);
            attempts.fail(destination, hasNext());
        } else if (event instanceof Event.ServicesAsked) {
            lookups.servicesAsked();
        } else if (event instanceof Event.ServicesKnown known) {
            lookups.servicesKnown(known.order(), nowNanos);
            candidates.order(known.order());
        } else if (event instanceof Event.Stopped) {
            decided = true;
            return cancelled();
        } else if (event instanceof Event.Woken) {
            wakeAtNanos = Pace.NEVER; // the caller's timer is spent, be it too early
        }
        return next();
    }

    private List<Step> next() {
        List<Step> steps = new ArrayList<>();
        while (hasNext()) {
            long startNanos = Math.max(lookups.openAtNanos(), pace.nextStartNanos(attempts));
            if (startNanos > nowNanos) {
                wakeAt(startNanos, steps);
                return steps;
            }
            Destination next = candidates.next();
            attempts.start(next, nowNanos);
            steps.add(new Step.Attempt(next.address(), next.service()));
        }
        if ((lookups.over() || isSpent()) && !attempts.anyUnderWay()) {
            decided = true;
            steps.add(new Step.Failed());
        }
        return steps;
    }

    private boolean hasNext() {
        return !isSpent() && candidates.hasNext();
    }

    private boolean isSpent() {
        return attempts.begun() >= mostAttempts;
    }

    private void wakeAt(long atNanos, List<Step> steps) {
        if (atNanos != Pace.NEVER && atNanos != wakeAtNanos) {
            wakeAtNanos = atNanos;
            steps.add(new Step.WakeAt(atNanos));
        }
    }

    private List<Step> won(Destination destination) {
        attempts.requireUnderWay(destination);
        attempts.succeed(destination);
        decided = true;
        winner = destination;
        List<Step> steps = new ArrayList<>();
        steps.add(new Step.Won(destination.address(), destination.service()));
        steps.addAll(cancelled());
        return steps;
    }

    private List<Step> cancelled() {
        List<Step> steps = new ArrayList<>();
        for (Destination destination : attempts.endAll()) {
            steps.add(new Step.Cancel(destination.address(), destination.service()));
        }
        return steps;
    }

    /** A cancel and a success may cross: the connection that nobody waits for must not stay open. */
    private List<Step> afterwards(Event event) {
        if (event instanceof Event.Connected connected) {
            Destination destination = new Destination(connected.address(), connected.service());
            attempts.requireBegun(destination);
            if (!destination.equals(winner)) {
                return List.of(new Step.Cancel(destination.address(), destination.service()));
            }
        }
        return List.of();
    }
}
