package org.hextet.endpoints.timeline;

import java.io.Serializable;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Everything that happened in one connect, in order: lookups, answers, order, attempts, outcomes, the winner.
 * Immutable.
 *
 * @param name the host as it was given, a name or a literal; of a list of addresses, all of them, separated by a comma
 * @param port where to, 1 to 65535
 * @param policy the policy that chose the attempts, as text
 * @param outcome how it ended
 * @param elapsedNanos how long it took
 * @param events in the order in which they happened; unmodifiable
 */
public record Timeline(
        String name, int port, String policy, Outcome outcome, long elapsedNanos, List<TimelineEvent> events)
        implements Serializable {

    /** How a connect ended. */
    public enum Outcome {
        /** One attempt won. */
        CONNECTED("connected"),
        /** No address, every attempt failed, or the policy or the protocol factory was at fault. */
        FAILED("failed"),
        /** The deadline of the whole passed. */
        TIMEOUT("timeout"),
        /** The caller cancelled, or closed the reactor. */
        CANCELLED("cancelled");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }

        /**
         * Its name in logs, JSON and documents.
         *
         * @return lower case: {@code connected}
         */
        public String text() {
            return text;
        }

        /**
         * As {@link #text()}.
         *
         * @return lower case
         */
        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * Copies the events.
     *
     * @param name the host as it was given
     * @param port where to
     * @param policy as text
     * @param outcome how it ended
     * @param elapsedNanos how long it took
     * @param events in order
     */
    public Timeline {
        events = List.copyOf(events);
    }

    /**
     * The address that won.
     *
     * @return with its zone; empty unless the outcome is {@link Outcome#CONNECTED}
     */
    public Optional<InetAddress> winner() {
        if (outcome != Outcome.CONNECTED) {
            return Optional.empty();
        }
        return events.stream()
                .filter(TimelineEvent.Connected.class::isInstance)
                .flatMap(event -> event.address().stream())
                // Where TLS or something else above failed behind it, the connect was tried again.
                .reduce((earlier, later) -> later);
    }

    /**
     * The addresses that were tried.
     *
     * @return in the order in which the attempts began
     */
    public List<InetAddress> attempts() {
        return events.stream()
                .filter(TimelineEvent.AttemptStart.class::isInstance)
                .flatMap(event -> event.address().stream())
                .toList();
    }

    /**
     * What took its time: the lookups and the attempts. What had not ended when the connect was decided counts as
     * cancelled then.
     *
     * @return in the order in which they began; unmodifiable
     */
    public List<Span> spans() {
        return Spans.of(this);
    }

    /**
     * The timeline as a waterfall in characters: a line that says how it ended, then one for each lookup and attempt,
     * with a bar from its begin to its end, the times, and the outcome. A bar of {@code =} ends in {@code x} if it
     * failed, one of {@code -} was cancelled. Of more than 64 lines the first are shown, and the one that won.
     *
     * @return lines, each ended by {@code \n}
     */
    public String toWaterfall() {
        return Waterfall.of(this);
    }

    /**
     * The timeline as a waterfall to look at: a picture that needs nothing beside it, light or dark as the reader's
     * screen is. Of more than 100 lanes the first are shown, and the one that won.
     *
     * @return an SVG document, in UTF-8 where it is written to a file
     * @see <a href="https://www.w3.org/TR/SVG2/">SVG 2</a>
     */
    public String toSvg() {
        return TimelineSvg.of(this);
    }

    /**
     * The timeline as JSON, as {@code hextet connect --timeline} writes it: one object, on one line.
     *
     * @return {@code {"name":…,"port":…,"policy":…,"outcome":…,"elapsed_ms":…,"winner":…,"events":[…]}}; times in
     *     milliseconds, with as many decimals as there are
     */
    public String toJson() {
        return TimelineJson.of(this);
    }

    /**
     * The timeline as a table, a line for each event (for bars see {@link #toWaterfall}): whole milliseconds since the
     * start, event, address or family, and what there is to say about it.
     *
     * @return lines, each ended by {@code \n}: {@code 250 ms attempt-start 192.0.2.1}
     */
    @Override
    public String toString() {
        return TimelineTable.of(this);
    }

    /** {@code IPv6} or {@code IPv4}. */
    static String familyName(StandardProtocolFamily family) {
        return family == StandardProtocolFamily.INET6 ? "IPv6" : "IPv4";
    }

    /** Whole milliseconds, cut. */
    static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
