package org.hextet.endpoints.recording;

import java.net.StandardProtocolFamily;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import jdk.jfr.FlightRecorder;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.AddressText;
import org.hextet.endpoints.timeline.ConnectListener;
import org.hextet.endpoints.timeline.ConnectObserver;
import org.hextet.endpoints.timeline.Span;
import org.hextet.endpoints.timeline.Timeline;
import org.hextet.endpoints.timeline.TimelineEvent;

/** Writes the events of one connect. Each begins when the thing begins: so its times are the recorder's own. */
final class RecordedConnect implements ConnectListener {

    private final String name;
    private final int port;
    private final ConnectEvent connect;

    /** By what it is about: an address may be tried on two ports at once. */
    private final Map<Object, Deque<WorkEvent>> underWay = new LinkedHashMap<>();

    private RecordedConnect(String name, int port, ConnectEvent connect) {
        this.name = name;
        this.port = port;
        this.connect = connect;
    }

    /**
     * Where no recording wants any of the events, this question is all that they cost. Before there was a recording
     * they are not even loaded, which would take a start half a second.
     */
    static ConnectListener begun(String name, int port) {
        if (!FlightRecorder.isInitialized()) {
            return ConnectObserver.IGNORING;
        }
        ConnectEvent connect = new ConnectEvent();
        if (!connect.isEnabled() && !new ConnectAttemptEvent().isEnabled() && !new LookupEvent().isEnabled()) {
            return ConnectObserver.IGNORING;
        }
        connect.begin();
        return new RecordedConnect(name, port, connect);
    }

    @Override
    public void happened(TimelineEvent event) {
        event.begins().ifPresent(work -> {
            WorkEvent begun = work == Span.Work.ATTEMPT ? attempt(event) : new LookupEvent();
            begun.begin();
            begun.family = event.address()
                    .map(AddressRules::family)
                    .or(event::family)
                    .map(RecordedConnect::familyName)
                    .orElse(null);
            underWay.computeIfAbsent(event.subject(), subject -> new ArrayDeque<>())
                    .add(begun);
        });
        event.ends().ifPresent(outcome -> {
            WorkEvent ended =
                    underWay.getOrDefault(event.subject(), new ArrayDeque<>()).poll();
            if (ended != null) {
                ended.end();
                ended.kind = event.kind().map(Object::toString).orElse(null);
                ended.detail = event.inShort().orElse(null);
                commit(ended, outcome);
            }
        });
    }

    private static String familyName(StandardProtocolFamily family) {
        return family == StandardProtocolFamily.INET6 ? "IPv6" : "IPv4";
    }

    private static ConnectAttemptEvent attempt(TimelineEvent event) {
        ConnectAttemptEvent attempt = new ConnectAttemptEvent();
        attempt.address = event.address().map(AddressText::format).orElse(null);
        return attempt;
    }

    private void commit(WorkEvent ended, Span.Outcome outcome) {
        ended.name = name;
        ended.port = port;
        ended.outcome = outcome.text();
        ended.commit();
    }

    @Override
    public void decided(Timeline timeline) {
        underWay.values().forEach(given -> given.forEach(each -> commit(each, Span.Outcome.CANCELLED)));
        connect.end();
        connect.name = name;
        connect.port = port;
        connect.policy = timeline.policy();
        connect.outcome = timeline.outcome().text();
        connect.winner = timeline.winner().map(AddressText::format).orElse(null);
        connect.attempts = timeline.attempts().size();
        connect.commit();
    }
}
