package org.hextet.policies;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Race} can be told. Further events may come with a minor release; who implements a race ignores those.
 */
@SuppressWarnings("exports") // JSpecify is wanted at compile time only
public sealed interface Event {

    /**
     * Lookups have answered. Answers of one instant belong into one event: between two of them an attempt may begin.
     *
     * @param answers at least one; copied
     * @param leading the family that the order of RFC 6724, asked about all destinations known by now, puts first on
     *     this host; empty where that is not known, or not both families are. A policy that was not told itself which
     *     family to prefer begins with it (RFC 8305, section 4: the families take turns from whichever is first in the
     *     list). Once an attempt to the service has begun, it changes nothing. Which lookup is waited for (section 3)
     *     does not change either
     */
    record Answered(List<Answer> answers, Optional<StandardProtocolFamily> leading) implements Event {

        /**
         * Copies the list.
         *
         * @param answers at least one
         * @param leading the family that is first
         * @throws IllegalArgumentException if the list is empty, or the family neither {@code INET} nor {@code INET6}
         */
        public Answered {
            answers = List.copyOf(answers);
            if (answers.isEmpty()) {
                throw new IllegalArgumentException(
                        "an answered event without an answer; say a negative answer as such");
            }
            leading.ifPresent(IpFamily::require);
        }

        /**
         * Answers, of which nobody has asked which family is first.
         *
         * @param answers at least one
         * @throws IllegalArgumentException if the list is empty
         */
        public Answered(List<Answer> answers) {
            this(answers, Optional.empty());
        }

        /**
         * The answer of one lookup.
         *
         * @param answer what it answered
         */
        public Answered(Answer answer) {
            this(List.of(answer));
        }
    }

    /**
     * An answer no longer holds for one address. It is not tried any more; an attempt under way goes on (RFC 8305,
     * section 6).
     *
     * @param address answered before
     * @param service whose address it is; {@link Answer#NAME_ITSELF} where there are no services
     */
    record Withdrawn(InetAddress address, int service) implements Event {

        /**
         * Refuses null.
         *
         * @param address answered before
         * @param service whose address it is
         */
        public Withdrawn {
            Objects.requireNonNull(address, "address");
        }

        /**
         * An address of the name itself.
         *
         * @param address answered before
         */
        public Withdrawn(InetAddress address) {
            this(address, Answer.NAME_ITSELF);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Withdrawn that && service == that.service && AddressKey.same(address, that.address);
        }

        @Override
        public int hashCode() {
            return 31 * service + AddressKey.hash(address);
        }
    }

    /**
     * An attempt succeeded.
     *
     * @param address whose attempt
     * @param service whose address it is; {@link Answer#NAME_ITSELF} where there are no services
     */
    record Connected(InetAddress address, int service) implements Event {

        /**
         * Refuses null.
         *
         * @param address whose attempt
         * @param service whose address it is
         */
        public Connected {
            Objects.requireNonNull(address, "address");
        }

        /**
         * An address of the name itself.
         *
         * @param address whose attempt
         */
        public Connected(InetAddress address) {
            this(address, Answer.NAME_ITSELF);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Connected that && service == that.service && AddressKey.same(address, that.address);
        }

        @Override
        public int hashCode() {
            return 31 * service + AddressKey.hash(address);
        }
    }

    /**
     * An attempt failed, for whatever reason, a timeout of the user's included.
     *
     * @param address whose attempt
     * @param service whose address it is; {@link Answer#NAME_ITSELF} where there are no services
     */
    record AttemptFailed(InetAddress address, int service) implements Event {

        /**
         * Refuses null.
         *
         * @param address whose attempt
         * @param service whose address it is
         */
        public AttemptFailed {
            Objects.requireNonNull(address, "address");
        }

        /**
         * An address of the name itself.
         *
         * @param address whose attempt
         */
        public AttemptFailed(InetAddress address) {
            this(address, Answer.NAME_ITSELF);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof AttemptFailed that
                    && service == that.service
                    && AddressKey.same(address, that.address);
        }

        @Override
        public int hashCode() {
            return 31 * service + AddressKey.hash(address);
        }
    }

    /**
     * The services of the name are asked for too (RFC 9460): the resolution delay is for their answer as well, and a
     * race whose attempts have all failed waits for it. Before any answer, and once.
     */
    record ServicesAsked() implements Event {}

    /**
     * The services of the name are known, or that there are none. The addresses of each are answered with its number
     * ({@link Answer#service}), in lookups of their own, one a family, which are out from now on; they are tried
     * service by service, the families taking turns within each.
     *
     * @param order the numbers of the services, the best first, and {@link Answer#NAME_ITSELF} in its place: the last
     *     one, unless the name itself is one of its services. Copied
     * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-happy-happyeyeballs-v3/">Happy Eyeballs version 3,
     *     section 5.2</a>
     */
    record ServicesKnown(List<Integer> order) implements Event {

        /**
         * Copies the list.
         *
         * @param order the numbers of the services, the best first
         * @throws IllegalArgumentException if a number is there twice, or the name itself is not
         */
        public ServicesKnown {
            order = List.copyOf(order);
            if (!order.contains(Answer.NAME_ITSELF) || order.stream().distinct().count() != order.size()) {
                throw new IllegalArgumentException("services in the order " + order + ": need " + Answer.NAME_ITSELF
                        + ", the name itself, and no number twice");
            }
        }
    }

    /** The time of the last {@link Step.WakeAt} has come. Waking too early, too late or for nothing does no harm. */
    record Woken() implements Event {}

    /** The caller gives up: cancelled, or its deadline has passed. What is under way is to be cancelled. */
    record Stopped() implements Event {}
}
