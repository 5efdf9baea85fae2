package org.hextet.endpoints.timeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hextet.addresses.AddressRules;

/** Pairs the begins and ends among the events of a timeline. */
final class Spans {

    private final long elapsedNanos;
    private final List<Span> spans = new ArrayList<>();

    /** Where in the list stands what has begun and not ended: an address may be tried on two ports at once. */
    private final Map<Object, Deque<Integer>> open = new HashMap<>();

    private Spans(long elapsedNanos) {
        this.elapsedNanos = elapsedNanos;
    }

    static List<Span> of(Timeline timeline) {
        Spans found = new Spans(timeline.elapsedNanos());
        timeline.events().forEach(found::take);
        return List.copyOf(found.spans);
    }

    private void take(TimelineEvent event) {
        event.begins().ifPresent(work -> begin(work, event));
        event.ends().ifPresent(outcome -> end(outcome, event));
    }

    /** What never ends in the events is given up when the connect is decided: a lookup that nobody waits for. */
    private void begin(Span.Work work, TimelineEvent event) {
        open.computeIfAbsent(event.subject(), subject -> new ArrayDeque<>()).add(spans.size());
        spans.add(new Span(
                work,
                event.address().map(AddressRules::family).or(event::family),
                event.address(),
                event.atNanos(),
                Math.max(event.atNanos(), elapsedNanos),
                Span.Outcome.CANCELLED,
                Optional.empty(),
                Optional.empty()));
    }

    private void end(Span.Outcome outcome, TimelineEvent event) {
        Integer at = open.getOrDefault(event.subject(), new ArrayDeque<>()).poll();
        if (at != null) {
            Span begun = spans.get(at);
            spans.set(
                    at,
                    new Span(
                            begun.work(),
                            begun.family(),
                            begun.address(),
                            begun.beginNanos(),
                            Math.max(begun.beginNanos(), event.atNanos()),
                            outcome,
                            event.kind(),
                            event.inShort()));
        }
    }
}
