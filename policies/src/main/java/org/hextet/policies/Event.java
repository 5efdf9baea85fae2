package org.hextet.policies;

import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
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
     */
    record Answered(List<Answer> answers) implements Event {

        /**
         * Copies the list.
         *
         * @param answers at least one
         * @throws IllegalArgumentException if the list is empty
         */
        public Answered {
            answers = List.copyOf(answers);
            if (answers.isEmpty()) {
                throw new IllegalArgumentException(
                        "an answered event without an answer; say a negative answer as such");
            }
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
     */
    record Withdrawn(InetAddress address) implements Event {

        /**
         * Refuses null.
         *
         * @param address answered before
         */
        public Withdrawn {
            Objects.requireNonNull(address, "address");
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Withdrawn that && AddressKey.same(address, that.address);
        }

        @Override
        public int hashCode() {
            return AddressKey.hash(address);
        }
    }

    /**
     * An attempt succeeded.
     *
     * @param address whose attempt
     */
    record Connected(InetAddress address) implements Event {

        /**
         * Refuses null.
         *
         * @param address whose attempt
         */
        public Connected {
            Objects.requireNonNull(address, "address");
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Connected that && AddressKey.same(address, that.address);
        }

        @Override
        public int hashCode() {
            return AddressKey.hash(address);
        }
    }

    /**
     * An attempt failed, for whatever reason, a timeout of the user's included.
     *
     * @param address whose attempt
     */
    record AttemptFailed(InetAddress address) implements Event {

        /**
         * Refuses null.
         *
         * @param address whose attempt
         */
        public AttemptFailed {
            Objects.requireNonNull(address, "address");
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof AttemptFailed that && AddressKey.same(address, that.address);
        }

        @Override
        public int hashCode() {
            return AddressKey.hash(address);
        }
    }

    /** The time of the last {@link Step.WakeAt} has come. Waking too early, too late or for nothing does no harm. */
    record Woken() implements Event {}

    /** The caller gives up: cancelled, or its deadline has passed. What is under way is to be cancelled. */
    record Stopped() implements Event {}
}
