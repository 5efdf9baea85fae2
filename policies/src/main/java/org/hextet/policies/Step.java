package org.hextet.policies;

import java.net.InetAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Race} wants done. Further steps may come with a minor release, each switched on by a setting of its
 * own.
 */
@SuppressWarnings("exports") // JSpecify is wanted at compile time only
public sealed interface Step {

    /**
     * Begin to connect to an address, now.
     *
     * @param address one of those answered, tried for the first time
     * @param service whose address it is; {@link Answer#NAME_ITSELF} where there are no services
     */
    record Attempt(InetAddress address, int service) implements Step {

        /**
         * Refuses null.
         *
         * @param address to be tried
         * @param service whose address it is
         */
        public Attempt {
            Objects.requireNonNull(address, "address");
        }

        /**
         * An address of the name itself.
         *
         * @param address to be tried
         */
        public Attempt(InetAddress address) {
            this(address, Answer.NAME_ITSELF);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Attempt that && service == that.service && AddressKey.same(address, that.address);
        }

        @Override
        public int hashCode() {
            return 31 * service + AddressKey.hash(address);
        }
    }

    /**
     * Abort an attempt and close its socket, or close the connection that it became. Nothing to do if neither is there.
     *
     * @param address whose attempt
     * @param service whose address it is; {@link Answer#NAME_ITSELF} where there are no services
     */
    record Cancel(InetAddress address, int service) implements Step {

        /**
         * Refuses null.
         *
         * @param address whose attempt
         * @param service whose address it is
         */
        public Cancel {
            Objects.requireNonNull(address, "address");
        }

        /**
         * An address of the name itself.
         *
         * @param address whose attempt
         */
        public Cancel(InetAddress address) {
            this(address, Answer.NAME_ITSELF);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Cancel that && service == that.service && AddressKey.same(address, that.address);
        }

        @Override
        public int hashCode() {
            return 31 * service + AddressKey.hash(address);
        }
    }

    /**
     * Report {@link Event.Woken} at this time. The latest such step supersedes those before.
     *
     * @param atNanos nanoseconds since the race began, later than now
     */
    record WakeAt(long atNanos) implements Step {}

    /**
     * The race is decided: this connection is the result. The lookups that are still out are of no interest any more.
     *
     * @param address whose attempt succeeded
     * @param service whose address it is; {@link Answer#NAME_ITSELF} where there are no services
     */
    record Won(InetAddress address, int service) implements Step {

        /**
         * Refuses null.
         *
         * @param address whose attempt succeeded
         * @param service whose address it is
         */
        public Won {
            Objects.requireNonNull(address, "address");
        }

        /**
         * An address of the name itself.
         *
         * @param address whose attempt succeeded
         */
        public Won(InetAddress address) {
            this(address, Answer.NAME_ITSELF);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Won that && service == that.service && AddressKey.same(address, that.address);
        }

        @Override
        public int hashCode() {
            return 31 * service + AddressKey.hash(address);
        }
    }

    /** The race is decided: every lookup is over, and every address has failed or there was none. */
    record Failed() implements Step {}
}
