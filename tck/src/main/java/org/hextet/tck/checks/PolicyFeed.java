package org.hextet.tck.checks;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hextet.addresses.AddressText;
import org.hextet.policies.Answer;
import org.hextet.policies.ConnectPolicy;
import org.hextet.policies.Event;
import org.hextet.policies.History;
import org.hextet.policies.Race;
import org.hextet.policies.Step;

/**
 * A race of a policy on a clock of its own: told events at their times, woken exactly when it has asked to be. What it
 * says is written down.
 */
final class PolicyFeed {

    private static final long NEVER = Long.MAX_VALUE;

    private final Race race;
    private final List<String> steps = new ArrayList<>();
    private long nowNanos;
    private long wakeAtNanos = NEVER;

    PolicyFeed(ConnectPolicy policy) {
        this(policy, History.NONE);
    }

    PolicyFeed(ConnectPolicy policy, History history) {
        this.race = policy.race(history);
    }

    /** Moves on to that time, and tells the event there. */
    PolicyFeed at(long millis, Event event) {
        until(millis);
        tell(event);
        return this;
    }

    /** Moves on to that time. */
    PolicyFeed until(long millis) {
        return until(Duration.ofMillis(millis));
    }

    /** Moves on to that time. */
    PolicyFeed until(Duration time) {
        while (wakeAtNanos <= time.toNanos()) {
            nowNanos = wakeAtNanos;
            wakeAtNanos = NEVER;
            tell(new Event.Woken());
        }
        nowNanos = time.toNanos();
        return this;
    }

    private void tell(Event event) {
        for (Step step : race.on(nowNanos, event)) {
            if (step instanceof Step.WakeAt wake) {
                wakeAtNanos = wake.atNanos();
            } else {
                steps.add(time() + " " + text(step));
            }
        }
    }

    private String time() {
        return nowNanos % 1_000_000 == 0 ? nowNanos / 1_000_000 + " ms" : nowNanos + " ns";
    }

    private static String text(Step step) {
        if (step instanceof Step.Attempt attempt) {
            return "attempt " + AddressText.format(attempt.address());
        }
        if (step instanceof Step.Cancel cancel) {
            return "cancel " + AddressText.format(cancel.address());
        }
        if (step instanceof Step.Won won) {
            return "won " + AddressText.format(won.address());
        }
        return step instanceof Step.Failed ? "failed" : step.toString();
    }

    /** All steps so far but the wishes to be woken: {@code 250 ms attempt 192.0.2.1}. */
    List<String> steps() {
        return List.copyOf(steps);
    }

    /** The addresses tried so far, in order. */
    List<String> attempts() {
        return steps.stream()
                .filter(step -> step.contains(" attempt "))
                .map(step -> step.substring(step.lastIndexOf(' ') + 1))
                .toList();
    }

    // Events.

    /** The whole answers of the families of these addresses, in one delivery. */
    static Event answered(String... addresses) {
        List<InetAddress> six = new ArrayList<>();
        List<InetAddress> four = new ArrayList<>();
        for (String address : addresses) {
            InetAddress parsed = address(address);
            (parsed instanceof Inet4Address ? four : six).add(parsed);
        }
        List<Answer> answers = new ArrayList<>();
        if (!six.isEmpty()) {
            answers.add(new Answer(StandardProtocolFamily.INET6, six));
        }
        if (!four.isEmpty()) {
            answers.add(new Answer(StandardProtocolFamily.INET, four));
        }
        return new Event.Answered(answers);
    }

    static Event negative(StandardProtocolFamily family) {
        return new Event.Answered(Answer.negative(family));
    }

    static Event failed(String address) {
        return new Event.AttemptFailed(address(address));
    }

    static Event connected(String address) {
        return new Event.Connected(address(address));
    }

    static Event withdrawn(String address) {
        return new Event.Withdrawn(address(address));
    }

    static InetAddress address(String literal) {
        return AddressText.parse(literal).toInetAddress();
    }
}
