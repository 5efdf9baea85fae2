package org.hextet.endpoints.race;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.List;
import org.hextet.api.Reactor;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.endpoints.timeline.Timeline;
import org.hextet.endpoints.timeline.TimelineEvent;

/** Keeps the time of one connect and writes down what happens. Of the loop only, but for its making. */
final class Recorder {

    private final Reactor reactor;
    private final ConnectPlan plan;
    private final long startNanos;
    private final List<TimelineEvent> events = new ArrayList<>();
    private final List<Throwable> attemptFailures = new ArrayList<>();
    private final List<Throwable> lookupFailures = new ArrayList<>();

    Recorder(Reactor reactor, ConnectPlan plan) {
        this.reactor = reactor;
        this.plan = plan;
        this.startNanos = reactor.nanoTime();
    }

    /** Nanoseconds since the connect was asked for. */
    long now() {
        return reactor.nanoTime() - startNanos;
    }

    void add(TimelineEvent event) {
        events.add(event);
    }

    void attemptFailed(InetAddress remote, Throwable failure) {
        String errno = failure instanceof NetworkFailure known ? known.errno().orElse(null) : null;
        events.add(new TimelineEvent.AttemptFailed(now(), remote, kind(failure), errno, words(failure)));
        attemptFailures.add(failure);
    }

    void lookupFailed(StandardProtocolFamily family, Throwable failure) {
        events.add(new TimelineEvent.LookupFailed(now(), family, kind(failure), words(failure)));
        lookupFailures.add(failure);
    }

    /** Of attempts, in order. */
    List<Throwable> attemptFailures() {
        return attemptFailures;
    }

    /** Of lookups, in order. */
    List<Throwable> lookupFailures() {
        return lookupFailures;
    }

    List<TimelineEvent> events() {
        return events;
    }

    Timeline timeline(Timeline.Outcome outcome) {
        String policy;
        try {
            policy = String.valueOf(plan.policy());
        } catch (RuntimeException broken) {
            policy = plan.policy().getClass().getName();
        }
        return new Timeline(plan.name(), plan.port(), policy, outcome, now(), events);
    }

    static FailureKind kind(Throwable failure) {
        return failure instanceof NetworkFailure known ? known.kind() : FailureKind.OTHER;
    }

    private static String words(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.toString() : message;
    }
}
