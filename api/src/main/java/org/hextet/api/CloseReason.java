package org.hextet.api;

import java.io.IOException;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection or a datagram port ended. Reasons may be added in a minor release: a {@code switch} of yours has a
 * default.
 */
public sealed interface CloseReason {

    /**
     * Closed here, by {@link Connection#close()}: what was written before has reached the kernel of this host; or by
     * {@link DatagramPort#close()}.
     */
    record ClosedHere() implements CloseReason {}

    /** The peer ended its output in order, and this side had nothing more to say. */
    record ClosedByPeer() implements CloseReason {}

    /**
     * The stream ended without the end that its protocol demands: TLS without a close_notify (RFC 8446, section 6.1).
     *
     * @param receivedBytes how many bytes had come before
     */
    record Truncated(long receivedBytes) implements CloseReason {}

    /** The network, the kernel or a limit ended it. Two of one cause are equal. */
    final class Failed implements CloseReason {

        private @Nullable Supplier<? extends IOException> making;
        private @Nullable IOException cause;

        /**
         * Ended by a failure that is there.
         *
         * @param cause a {@link org.hextet.api.failure.NetworkFailure}
         */
        public Failed(IOException cause) {
            this.cause = cause;
        }

        /**
         * Ended by a failure that is made when somebody asks for it: its words and its stack trace cost as much as the
         * whole life of a short connection.
         *
         * @param making gives a {@link org.hextet.api.failure.NetworkFailure}; asked once at most, by any thread
         */
        public Failed(Supplier<? extends IOException> making) {
            this.making = making;
        }

        /**
         * What ended it.
         *
         * @return a {@link org.hextet.api.failure.NetworkFailure}: reset, timeout, too-slow, …; the same at every call
         */
        public synchronized IOException cause() {
            IOException made = cause;
            if (made == null) {
                made = Objects.requireNonNull(making, "neither cause nor maker").get();
                cause = made;
                making = null;
            }
            return made;
        }

        @Override
        @SuppressWarnings("exports") // JSpecify is wanted at compile time only
        public boolean equals(@Nullable Object other) {
            return other instanceof Failed failed && failed.cause().equals(cause());
        }

        @Override
        public int hashCode() {
            return cause().hashCode();
        }

        /**
         * With its cause.
         *
         * @return one line
         */
        @Override
        public String toString() {
            return "Failed[cause=" + cause() + "]";
        }
    }

    /**
     * Aborted here.
     *
     * @param cause what a callback threw, or a failure of kind reactor-closed; null after {@link Connection#abort()}
     */
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    record Aborted(@Nullable Throwable cause) implements CloseReason {}
}
