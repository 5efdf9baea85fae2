package org.hextet.endpoints.timeline;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.Optional;
import org.hextet.api.failure.FailureKind;

/**
 * Something in a connect that took its time: a lookup or an attempt, from its begin to its end.
 * {@link Timeline#spans()} makes them of the events.
 *
 * @param work what it was
 * @param family {@code INET} or {@code INET6}: what was looked up, or that of the address; empty for work that is of
 *     neither, which later versions may know
 * @param address where the attempt went, with its zone; empty for a lookup
 * @param beginNanos when it began, nanoseconds from the start of the connect
 * @param endNanos when it ended, never before it began
 * @param outcome how it ended
 * @param kind what went wrong; empty unless it failed
 * @param detail more about its end, one line for people; empty where there is no more to say
 */
public record Span(
        Work work,
        Optional<StandardProtocolFamily> family,
        Optional<InetAddress> address,
        long beginNanos,
        long endNanos,
        Outcome outcome,
        Optional<FailureKind> kind,
        Optional<String> detail) {

    /**
     * What takes its time in a connect. Kinds of work may be added in a minor release: a {@code switch} has a default.
     */
    public enum Work {
        /** The addresses of one family are looked up. */
        LOOKUP("lookup"),
        /** One address is connected to; with TLS that decides, the handshake is in it. */
        ATTEMPT("attempt");

        private final String text;

        Work(String text) {
            this.text = text;
        }

        /**
         * Its name in logs, metrics and documents.
         *
         * @return lower case: {@code lookup}
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

    /** How work ended. Outcomes may be added in a minor release: a {@code switch} has a default. */
    public enum Outcome {
        /** A lookup gave addresses. */
        ANSWERED("answered"),
        /** An attempt won. */
        CONNECTED("connected"),
        /** It failed; the kind says how. */
        FAILED("failed"),
        /** It was given up on this side: another attempt had won, the time was over, or the caller cancelled. */
        CANCELLED("cancelled");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }

        /**
         * Its name in logs, metrics and documents.
         *
         * @return lower case: {@code answered}
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
     * How long it took.
     *
     * @return nanoseconds, 0 or more
     */
    public long durationNanos() {
        return endNanos - beginNanos;
    }
}
