package org.hextet.policies;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/** Runs one race in a world, on a clock that jumps from event to event, and keeps what was said on both sides. */
final class Run {

    /** What was told and what came of it. */
    record Entry(long atNanos, Event event, List<Step> steps) {}

    private record Due(long atNanos, long order, Event event, boolean heedsCancel) {}

    private final World world;
    private final Race race;
    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparingLong(Due::atNanos).thenComparingLong(Due::order));
    private final List<Entry> entries = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final Set<AddressKey> underWay = new HashSet<>();
    private long wakeAtNanos = World.NEVER;
    private long order;
    private boolean decided;

    private Run(Race race, World world) {
        this.race = race;
        this.world = world;
    }

    static Run of(ConnectPolicy policy, World world) {
        return of(policy.race(), world);
    }

    static Run of(Race race, World world) {
        Run run = new Run(race, world);
        run.toTheEnd();
        return run;
    }

    /** The schedule of a policy in a world, both as text: {@code attempt 192.0.2.1@50; win 192.0.2.1@80}. */
    static String schedule(ConnectPolicy policy, String events, String outcomes) {
        return of(policy, World.read(events, outcomes)).schedule();
    }

    String schedule() {
        return String.join("; ", lines);
    }

    List<Entry> entries() {
        return entries;
    }

    boolean decided() {
        return decided;
    }

    private void toTheEnd() {
        for (World.Happening happening : world.happenings()) {
            due.add(new Due(happening.atNanos(), order++, happening.event(), false));
        }
        while (!due.isEmpty() || wakeAtNanos != World.NEVER) {
            Due next = due.peek();
            long nextNanos = Math.min(next == null ? World.NEVER : next.atNanos(), wakeAtNanos);
            if (!decided && nextNanos >= world.deadlineNanos()) {
                tell(world.deadlineNanos(), new Event.Stopped(), "fail");
            } else if (next != null && next.atNanos() <= wakeAtNanos) {
                due.remove();
                tell(next.atNanos(), next.event(), "stopped");
            } else {
                wakeAtNanos = World.NEVER;
                tell(nextNanos, new Event.Woken(), "");
            }
        }
        if (!decided && world.deadlineNanos() != World.NEVER) {
            tell(world.deadlineNanos(), new Event.Stopped(), "fail");
        }
    }

    private void tell(long atNanos, Event event, String end) {
        if (event instanceof Event.Connected connected) {
            underWay.remove(new AddressKey(connected.address()));
        } else if (event instanceof Event.AttemptFailed failed) {
            underWay.remove(new AddressKey(failed.address()));
        }
        List<Step> steps = race.on(atNanos, event);
        entries.add(new Entry(atNanos, event, steps));
        steps.forEach(step -> carryOut(step, atNanos));
        if (event instanceof Event.Stopped && !decided) {
            decided = true;
            lines.add(end + "@" + atNanos / World.MILLISECOND);
        }
    }

    private void carryOut(Step step, long nowNanos) {
        String at = "@" + nowNanos / World.MILLISECOND;
        if (step instanceof Step.Attempt attempt) {
            lines.add("attempt " + World.text(attempt.address()) + at);
            begin(attempt.address(), nowNanos);
        } else if (step instanceof Step.Cancel cancel) {
            lines.add("cancel " + World.text(cancel.address()) + at);
            underWay.remove(new AddressKey(cancel.address()));
            due.removeIf(other -> other.heedsCancel() && concerns(other.event(), cancel.address()));
        } else if (step instanceof Step.Won won) {
            lines.add("win " + World.text(won.address()) + at);
            decided = true;
        } else if (step instanceof Step.Failed) {
            lines.add("fail" + at);
            decided = true;
        } else if (step instanceof Step.WakeAt wakeAt) {
            wakeAtNanos = wakeAt.atNanos();
        }
    }

    private void begin(InetAddress address, long nowNanos) {
        AddressKey key = new AddressKey(address);
        underWay.add(key);
        World.Outcome outcome = world.outcomes().get(key);
        if (outcome != null) {
            Event end = outcome.connects() ? new Event.Connected(address) : new Event.AttemptFailed(address);
            due.add(new Due(nowNanos + outcome.afterNanos(), order++, end, outcome.heedsCancel()));
        }
    }

    /** Whose attempts have neither ended nor been cancelled. */
    Set<AddressKey> underWay() {
        return underWay;
    }

    private static boolean concerns(Event event, InetAddress address) {
        return event.equals(new Event.Connected(address)) || event.equals(new Event.AttemptFailed(address));
    }
}
