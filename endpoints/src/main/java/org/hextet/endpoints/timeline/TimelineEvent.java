package org.hextet.endpoints.timeline;

import java.io.Serializable;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hextet.addresses.AddressKey;
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
     * The same event, seen from an earlier time: where several connects are told as one.
     *
     * @param nanos how much earlier that was, 0 or more
     * @return a changed copy
     */
    TimelineEvent later(long nanos);

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
     * What {@link #detail()} says, shorter where it repeats what the event says anyway.
     *
     * @return one line; empty where there is no more to say
     */
    default Optional<String> inShort() {
        return detail();
    }

    /**
     * What it is about, as a key in maps: equal in two events that are about one lookup, or about one address. The zone
     * of an address counts, which {@link InetAddress#equals} ignores.
     *
     * @return never null
     */
    default Object subject() {
        Optional<Object> address = address().map(AddressKey::of);
        return address.isPresent() ? address.get() : family();
    }

    /**
     * Which work begins with it: a lookup of its family, an attempt on its address.
     *
     * @return empty for events that begin nothing that takes its time
     */
    default Optional<Span.Work> begins() {
        return Optional.empty();
    }

    /**
     * How the work ended that ends with it: the lookup of its family, or the attempt on its address.
     *
     * @return empty for events that end nothing
     */
    default Optional<Span.Outcome> ends() {
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
        public TimelineEvent later(long nanos) {
            return new LookupStart(atNanos + nanos, lookedUp);
        }

        @Override
        public String event() {
            return "lookup-start";
        }

        @Override
        public Optional<Span.Work> begins() {
            return Optional.of(Span.Work.LOOKUP);
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
        public TimelineEvent later(long nanos) {
            return new Answer(atNanos + nanos, lookedUp, addresses);
        }

        @Override
        public String event() {
            return "answer";
        }

        @Override
        public Optional<Span.Outcome> ends() {
            return Optional.of(Span.Outcome.ANSWERED);
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
        public TimelineEvent later(long nanos) {
            return new LookupFailed(atNanos + nanos, lookedUp, failure, words);
        }

        @Override
        public String event() {
            return "lookup-failed";
        }

        @Override
        public Optional<Span.Outcome> ends() {
            return Optional.of(Span.Outcome.FAILED);
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
        public TimelineEvent later(long nanos) {
            return new Order(atNanos + nanos, destination, reason);
        }

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
     * The way through NAT64 was looked for, because the host has no IPv4 for the IPv4 addresses that there are: the
     * question began, or what it has yielded.
     *
     * @param atNanos when
     * @param words what happened: {@code asking for ipv4only.arpa}, {@code prefix 64:ff9b::/96, from ipv4only.arpa}
     */
    record Nat64(long atNanos, String words) implements TimelineEvent {

        @Override
        public TimelineEvent later(long nanos) {
            return new Nat64(atNanos + nanos, words);
        }

        @Override
        public String event() {
            return "nat64";
        }

        /** What is looked for is IPv6. */
        @Override
        public Optional<StandardProtocolFamily> family() {
            return Optional.of(StandardProtocolFamily.INET6);
        }

        @Override
        public Optional<String> detail() {
            return Optional.of(words);
        }
    }

    /**
     * Something about the services of the name, where they are asked for: a question, a record, why one is passed over,
     * the addresses of one.
     *
     * @param atNanos when
     * @param words what happened: {@code priority 1, svc.example.org port 8443, alpn h2}
     */
    record Service(long atNanos, String words) implements TimelineEvent {

        @Override
        public TimelineEvent later(long nanos) {
            return new Service(atNanos + nanos, words);
        }

        @Override
        public String event() {
            return "service";
        }

        @Override
        public Optional<String> detail() {
            return Optional.of(words);
        }
    }

    /**
     * What earlier connects to the same host have taught, and this one's policy is told: it may begin with other
     * addresses than the order has first.
     *
     * @param atNanos when
     * @param words what has worked, how fast, and what has not
     */
    record Recalled(long atNanos, String words) implements TimelineEvent {

        @Override
        public TimelineEvent later(long nanos) {
            return new Recalled(atNanos + nanos, words);
        }

        @Override
        public String event() {
            return "history";
        }

        @Override
        public Optional<String> detail() {
            return Optional.of(words);
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
        public TimelineEvent later(long nanos) {
            return new AttemptStart(atNanos + nanos, remote);
        }

        @Override
        public String event() {
            return "attempt-start";
        }

        @Override
        public Optional<Span.Work> begins() {
            return Optional.of(Span.Work.ATTEMPT);
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
        public TimelineEvent later(long nanos) {
            return new AttemptFailed(atNanos + nanos, remote, failure, errnoName, words);
        }

        @Override
        public String event() {
            return "attempt-failed";
        }

        @Override
        public Optional<Span.Outcome> ends() {
            return Optional.of(Span.Outcome.FAILED);
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

        @Override
        public Optional<String> inShort() {
            return Optional.of(summary());
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
        public TimelineEvent later(long nanos) {
            return new AttemptCancelled(atNanos + nanos, remote);
        }

        @Override
        public String event() {
            return "attempt-cancelled";
        }

        @Override
        public Optional<Span.Outcome> ends() {
            return Optional.of(Span.Outcome.CANCELLED);
        }

        @Override
        public Optional<InetAddress> address() {
            return Optional.of(remote);
        }
    }

    /**
     * Nothing has connected, and the connect is tried again after a wait, from the lookup on.
     *
     * @param atNanos when that was decided
     * @param retry which retry it is, from 1
     * @param delayNanos how long the wait is
     * @param failure what ended the tries so far
     * @param words the same for people
     */
    record Retry(long atNanos, int retry, long delayNanos, FailureKind failure, String words) implements TimelineEvent {

        @Override
        public TimelineEvent later(long nanos) {
            return new Retry(atNanos + nanos, retry, delayNanos, failure, words);
        }

        @Override
        public String event() {
            return "retry";
        }

        @Override
        public Optional<FailureKind> kind() {
            return Optional.of(failure);
        }

        @Override
        public Optional<String> detail() {
            return Optional.of("retry " + retry + " in " + Timeline.millis(delayNanos) + " ms: " + words);
        }
    }

    /**
     * Events are missing here: a connect that is tried again and again would have too many.
     *
     * @param atNanos when the first of them happened
     * @param events how many
     */
    record LeftOut(long atNanos, long events) implements TimelineEvent {

        @Override
        public TimelineEvent later(long nanos) {
            return new LeftOut(atNanos + nanos, events);
        }

        @Override
        public String event() {
            return "left-out";
        }

        @Override
        public Optional<String> detail() {
            return Optional.of(events + " events");
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
        public TimelineEvent later(long nanos) {
            return new Connected(atNanos + nanos, remote);
        }

        @Override
        public String event() {
            return "connected";
        }

        @Override
        public Optional<Span.Outcome> ends() {
            return Optional.of(Span.Outcome.CONNECTED);
        }

        @Override
        public Optional<InetAddress> address() {
            return Optional.of(remote);
        }
    }
}
