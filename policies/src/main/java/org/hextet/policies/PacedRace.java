package org.hextet.policies;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The race of every policy of ours: answers make candidates, and a pace says when the next of them is tried. */
final class PacedRace implements Race {

    private final Lookups lookups;
    private final Candidates candidates;
    private final Attempts attempts = new Attempts();
    private final Pace pace;

    private long nowNanos;
    private long wakeAtNanos = Pace.NEVER;
    private boolean decided;
    private @Nullable AddressKey winner;

    PacedRace(Lookups lookups, Candidates candidates, Pace pace) {
        this.lookups = lookups;
        this.candidates = candidates;
        this.pace = pace;
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
                candidates.add(answer);
            }
        } else if (event instanceof Event.Withdrawn withdrawn) {
            candidates.remove(withdrawn.address());
        } else if (event instanceof Event.Connected connected) {
            return won(connected.address());
        } else if (event instanceof Event.AttemptFailed failed) {
            attempts.requireUnderWay(failed.address());
            attempts.fail(failed.address(), candidates.hasNext());
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
        while (candidates.hasNext()) {
            long startNanos = Math.max(lookups.openAtNanos(), pace.nextStartNanos(attempts));
            if (startNanos > nowNanos) {
                wakeAt(startNanos, steps);
                return steps;
            }
            InetAddress address = candidates.next();
            attempts.start(address, nowNanos);
            steps.add(new Step.Attempt(address));
        }
        if (lookups.over() && !attempts.anyUnderWay()) {
            decided = true;
            steps.add(new Step.Failed());
        }
        return steps;
    }

    private void wakeAt(long atNanos, List<Step> steps) {
        if (atNanos != Pace.NEVER && atNanos != wakeAtNanos) {
            wakeAtNanos = atNanos;
            steps.add(new Step.WakeAt(atNanos));
        }
    }

    private List<Step> won(InetAddress address) {
        attempts.requireUnderWay(address);
        attempts.succeed(address);
        decided = true;
        winner = new AddressKey(address);
        List<Step> steps = new ArrayList<>();
        steps.add(new Step.Won(address));
        steps.addAll(cancelled());
        return steps;
    }

    private List<Step> cancelled() {
        List<Step> steps = new ArrayList<>();
        for (InetAddress address : attempts.endAll()) {
            steps.add(new Step.Cancel(address));
        }
        return steps;
    }

    /** A cancel and a success may cross: the connection that nobody waits for must not stay open. */
    private List<Step> afterwards(Event event) {
        if (event instanceof Event.Connected connected) {
            attempts.requireBegun(connected.address());
            if (!new AddressKey(connected.address()).equals(winner)) {
                return List.of(new Step.Cancel(connected.address()));
            }
        }
        return List.of();
    }
}
