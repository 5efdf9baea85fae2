package org.hextet.endpoints.race;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hextet.api.Reactor;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.endpoints.timeline.ConnectListener;
import org.hextet.endpoints.timeline.Timeline;
import org.hextet.endpoints.timeline.TimelineEvent;

/** Keeps the time of one connect and writes down what happens. Of the loop only, but for its making. */
final class Recorder {

    /** Of earlier rounds; what one round brings is bounded by its addresses. */
    static final int MOST_EVENTS = 10_000;

    private final Reactor reactor;
    private final ConnectPlan plan;
    private final ConnectListener observed;
    private final long startNanos;
    private final List<TimelineEvent> events = new ArrayList<>();
    private final List<Throwable> attemptFailures = new ArrayList<>();
    private final List<Throwable> lookupFailures = new ArrayList<>();
    private int rounds;
    private int roundBegin;

    Recorder(Reactor reactor, ConnectPlan plan, ConnectListener observed) {
        this.reactor = reactor;
        this.plan = plan;
        this.observed = observed;
        this.startNanos = reactor.nanoTime();
    }

    /** Nanoseconds since the connect was asked for. */
    long now() {
        return reactor.nanoTime() - startNanos;
    }

    /** How long until this time after the start; below zero if it has passed. */
    long untilNanos(Duration deadline) {
        return deadline.minusNanos(now()).toNanos();
    }

    /** What is left of a deadline: never nothing, because a lookup needs some time to be told that there is none. */
    Duration left(Duration deadline) {
        return Duration.ofNanos(Math.max(1, untilNanos(deadline)));
    }

    /** What failed in earlier rounds stays in the events alone. */
    void roundBegins() {
        rounds++;
        bound();
        roundBegin = events.size();
        attemptFailures.clear();
        lookupFailures.clear();
    }

    /** Of very many rounds the middle is left out, and counted. */
    private void bound() {
        if (events.size() <= MOST_EVENTS) {
            return;
        }
        List<TimelineEvent> middle = events.subList(MOST_EVENTS / 4, events.size() - MOST_EVENTS / 4);
        long count = 0;
        for (TimelineEvent event : middle) {
            count += event instanceof TimelineEvent.LeftOut before ? before.events() : 1;
        }
        TimelineEvent leftOut = new TimelineEvent.LeftOut(middle.get(0).atNanos(), count);
        middle.clear();
        events.add(MOST_EVENTS / 4, leftOut);
    }

    /** How many rounds have begun. */
    int rounds() {
        return rounds;
    }

    void add(TimelineEvent event) {
        events.add(event);
        observed.happened(event);
    }

    void attemptFailed(InetAddress remote, Throwable failure) {
        String errno = failure instanceof NetworkFailure known ? known.errno().orElse(null) : null;
        add(new TimelineEvent.AttemptFailed(now(), remote, kind(failure), errno, words(failure)));
        attemptFailures.add(failure);
    }

    void lookupFailed(StandardProtocolFamily family, Throwable failure) {
        add(new TimelineEvent.LookupFailed(now(), family, kind(failure), words(failure)));
        lookupFailures.add(failure);
    }

    /** Of attempts of this round, in order. */
    List<Throwable> attemptFailures() {
        return attemptFailures;
    }

    /** Of lookups of this round, in order. */
    List<Throwable> lookupFailures() {
        return lookupFailures;
    }

    /** Those of this round. */
    List<TimelineEvent> events() {
        return events.subList(roundBegin, events.size());
    }

    Timeline timeline(Timeline.Outcome outcome) {
        return timeline(outcome, events);
    }

    /** Without earlier rounds, for a failure that is looked at and not told. */
    Timeline timelineOfRound() {
        return timeline(Timeline.Outcome.FAILED, events());
    }

    private Timeline timeline(Timeline.Outcome outcome, List<TimelineEvent> told) {
        String policy;
        try {
            policy = String.valueOf(plan.policy());
        } catch (RuntimeException broken) {
            policy = plan.policy().getClass().getName();
        }
        return new Timeline(plan.name(), plan.port(), policy, outcome, now(), told);
    }

    static FailureKind kind(Throwable failure) {
        return failure instanceof NetworkFailure known ? known.kind() : FailureKind.OTHER;
    }

    static String words(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.toString() : message;
    }
}
