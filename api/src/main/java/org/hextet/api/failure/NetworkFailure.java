package org.hextet.api.failure;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A failure of the network, the kernel or a limit: told apart by {@link #kind()}, never by its message. It is a
 * {@link Throwable} of the JDK type that a user would catch; made by {@link Failures}.
 */
public interface NetworkFailure {

    /**
     * The facts in one value. Java serialization does not keep them: what comes out of it has its message, and no
     * facts.
     *
     * @return never null
     */
    Facts facts();

    /**
     * What went wrong.
     *
     * @return never null
     */
    default FailureKind kind() {
        return facts().kind();
    }

    /**
     * What was tried.
     *
     * @return a verb, as in the message: {@code connect}, {@code listen}, {@code look up}
     */
    default String operation() {
        return facts().operation();
    }

    /**
     * The address on this side.
     *
     * @return empty where there was none
     */
    default Optional<InetSocketAddress> local() {
        return Optional.ofNullable(facts().localAddress());
    }

    /**
     * The address on the other side.
     *
     * @return empty where there was none
     */
    default Optional<InetSocketAddress> remote() {
        return Optional.ofNullable(facts().remoteAddress());
    }

    /**
     * The kernel's name of the error.
     *
     * @return for example {@code ECONNREFUSED}; empty where the kernel said nothing
     */
    default Optional<String> errno() {
        return Optional.ofNullable(facts().errnoName());
    }

    /**
     * What happened, for people: operation, address, what, what to do.
     *
     * @return one line
     */
    String getMessage();

    /**
     * This failure as what it is.
     *
     * @return itself
     */
    Throwable asThrowable();

    /**
     * What a failure is about.
     *
     * @param kind what went wrong
     * @param operation what was tried, a verb: {@code connect}
     * @param localAddress the address on this side; null if there was none
     * @param remoteAddress the address on the other side; null if there was none
     * @param errnoName the kernel's name of the error; null if it said nothing
     */
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    record Facts(
            FailureKind kind,
            String operation,
            @Nullable InetSocketAddress localAddress,
            @Nullable InetSocketAddress remoteAddress,
            @Nullable String errnoName) {

        /**
         * Facts without addresses or errno.
         *
         * @param kind what went wrong
         * @param operation what was tried, a verb
         */
        public Facts(FailureKind kind, String operation) {
            this(kind, operation, null, null, null);
        }

        /**
         * With the address on this side.
         *
         * @param address of this side, or null for none
         * @return a changed copy
         */
        public Facts withLocal(@Nullable InetSocketAddress address) {
            return new Facts(kind, operation, address, remoteAddress, errnoName);
        }

        /**
         * With the address on the other side.
         *
         * @param address of the other side, or null for none
         * @return a changed copy
         */
        public Facts withRemote(@Nullable InetSocketAddress address) {
            return new Facts(kind, operation, localAddress, address, errnoName);
        }

        /**
         * With the kernel's name of the error.
         *
         * @param name for example {@code ECONNREFUSED}, or null for none
         * @return a changed copy
         */
        public Facts withErrno(@Nullable String name) {
            return new Facts(kind, operation, localAddress, remoteAddress, name);
        }
    }
}
