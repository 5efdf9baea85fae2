package org.hextet.endpoints.timeline;

import java.io.Serializable;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hextet.addresses.AddressText;
import org.hextet.api.failure.FailureKind;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened in a connect. Times are nanoseconds from its start, on the reactor's clock. Events may be
 * added in a minor release: a {@code switch} of yours has a default.
 */
public sealed interface TimelineEvent extends Serializable {

    /**
     * When it happened.
     *
     * @return nanoseconds since the connect began, 0 or more
     */
    long atNanos();

    /**
     * The name of the event in logs, JSON and documents.
     *
     * @return lower case with hyphens: {@code attempt-start}
     */
    String event();

    /**
     * The address that it is about.
     *
     * @return empty for events of a lookup, which are about a family
     */
    default Optional<InetAddress> address() {
        return Optional.empty();
    }

    /**
     * The family that it is about.
     *
     * @return empty for events that are about an address
     */
    default Optional<StandardProtocolFamily> family() {
        return Optional.empty();
    }

    /**
     * What went wrong.
     *
     * @return empty for events that are no failure
     */
    default Optional<FailureKind> kind() {
        return Optional.empty();
    }

    /**
     * More about it, for people.
     *
     * @return one line; empty where there is no more to say
     */
    default Optional<String> detail() {
        return Optional.empty();
    }

    /**
     * A lookup of one family began.
     *
     * @param atNanos when
     * @param lookedUp {@code INET} or {@code INET6}
     */
    record LookupStart(long atNanos, StandardProtocolFamily lookedUp) implements TimelineEvent {

        @Override
        public String event() {
            return "lookup-start";
        }

        @Override
        public Optional<StandardProtocolFamily> family() {
            return Optional.of(lookedUp);
        }
    }

    /**
     * A lookup gave addresses.
     *
     * @param atNanos when
     * @param lookedUp {@code INET} or {@code INET6}
     * @param addresses all of them, in the order received; not empty
     */
    record Answer(long atNanos, StandardProtocolFamily lookedUp, List<InetAddress> addresses) implements TimelineEvent {

        /**
         * Copies the list.
         *
         * @param atNanos when
         * @param lookedUp {@code INET} or {@code INET6}
         * @param addresses all of them; not empty
         */
        public Answer {
            addresses = List.copyOf(addresses);
        }

        @Override
        public String event() {
            return "answer";
        }

        @Override
        public Optional<StandardProtocolFamily> family() {
            return Optional.of(lookedUp);
        }

        @Override
        public Optional<String> detail() {
            return Optional.of(addresses.stream().map(AddressText::format).collect(Collectors.joining(", ")));
        }
    }

    /**
     * A lookup gave no address.
     *
     * @param atNanos when
     * @param lookedUp {@code INET} or {@code INET6}
     * @param failure why: no-such-name, no-data, temporary, timeout, cancelled
     * @param words the same for people
     */
    record LookupFailed(long atNanos, StandardProtocolFamily lookedUp, FailureKind failure, String words)
            implements TimelineEvent {

        @Override
        public String event() {
            return "lookup-failed";
        }

        @Override
        public Optional<StandardProtocolFamily> family() {
            return Optional.of(lookedUp);
        }

        @Override
        public Optional<FailureKind> kind() {
            return Optional.of(failure);
        }

        @Override
        public Optional<String> detail() {
            return Optional.of(words);
        }
    }

    /**
     * An address got its place in the order of RFC 6724, or none. One such event for each address, best first; those
     * that answers of one instant brought are sorted together.
     *
     * @param atNanos when
     * @param destination the address
     * @param reason why it stands there, {@code rule 6: higher precedence (40 against 35)}; or why it is left out
     */
    record Order(long atNanos, InetAddress destination, String reason) implements TimelineEvent {

        @Override
        public String event() {
            return "order";
        }

        @Override
        public Optional<InetAddress> address() {
            return Optional.of(destination);
        }

        @Override
        public Optional<String> detail() {
            return Optional.of(reason);
        }
    }

    /**
     * An attempt began.
     *
     * @param atNanos when
     * @param remote where to
     */
    record AttemptStart(long atNanos, InetAddress remote) implements TimelineEvent {

        @Override
        public String event() {
            return "attempt-start";
        }

        @Override
        public Optional<InetAddress> address() {
            return Optional.of(remote);
        }
    }

    /**
     * An attempt failed.
     *
     * @param atNanos when
     * @param remote where to
     * @param failure what went wrong
     * @param errnoName the kernel's name of the error; null where it said nothing
     * @param words the whole message of the failure
     */
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    record AttemptFailed(
            long atNanos,
            InetAddress remote,
            FailureKind failure,
            @Nullable String errnoName,
            String words) implements TimelineEvent {

        @Override
        public String event() {
            return "attempt-failed";
        }

        @Override
        public Optional<InetAddress> address() {
            return Optional.of(remote);
        }

        @Override
        public Optional<FailureKind> kind() {
            return Optional.of(failure);
        }

        @Override
        public Optional<String> detail() {
            return Optional.of(words);
        }

        /**
         * What went wrong, in short.
         *
         * @return the kind, and the kernel's word if there was one: {@code refused (ECONNREFUSED)}; of TLS the words
         */
        public String summary() {
            String said = failure == FailureKind.TLS ? words : errnoName;
            return said == null ? failure.text() : failure.text() + " (" + said + ")";
        }
    }

    /**
     * An attempt was given up on this side: another one won, the time was over, or the caller cancelled.
     *
     * @param atNanos when
     * @param remote where to
     */
    record AttemptCancelled(long atNanos, InetAddress remote) implements TimelineEvent {

        @Override
        public String event() {
            return "attempt-cancelled";
        }

        @Override
        public Optional<InetAddress> address() {
            return Optional.of(remote);
        }
    }

    /**
     * An attempt won.
     *
     * @param atNanos when
     * @param remote where to
     */
    record Connected(long atNanos, InetAddress remote) implements TimelineEvent {

        @Override
        public String event() {
            return "connected";
        }

        @Override
        public Optional<InetAddress> address() {
            return Optional.of(remote);
        }
    }
}
