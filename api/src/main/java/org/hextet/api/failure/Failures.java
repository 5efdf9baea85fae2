package org.hextet.api.failure;

import java.io.IOException;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.jspecify.annotations.Nullable;

/** Makes each failure as the JDK exception that belongs to its kind. For those who implement contracts of this api. */
@SuppressWarnings("exports") // JSpecify is wanted at compile time only
public final class Failures {

    private Failures() {}

    /**
     * The failure of an operation on the network, by its kind: {@link java.net.ConnectException} (refused, prohibited,
     * other), {@link java.net.NoRouteToHostException} (unreachable), {@link java.net.SocketTimeoutException} (timeout),
     * {@link java.net.BindException} (in-use, not-available, permission), {@link java.net.UnknownHostException}
     * (no-such-name, no-data, temporary), {@link javax.net.ssl.SSLException} (tls, truncated),
     * {@link java.net.SocketException} (all else).
     *
     * @param facts what it is about
     * @param message one line for people: operation, address, what happened, what to do
     * @param cause the platform's own exception, if there was one
     * @return an exception that is a {@link NetworkFailure}
     */
    public static IOException of(Facts facts, String message, @Nullable Throwable cause) {
        return switch (facts.kind()) {
            case REFUSED, PROHIBITED -> new ConnectFailure(facts, message, cause);
            case UNREACHABLE -> new UnreachableFailure(facts, message, cause);
            case TIMEOUT -> new TimeoutFailure(facts, message, cause);
            case IN_USE, NOT_AVAILABLE, PERMISSION -> new BindFailure(facts, message, cause);
            case NO_SUCH_NAME, NO_DATA, TEMPORARY -> new NameFailure(facts, message, cause);
            case TLS, TRUNCATED -> new TlsFailure(facts, message, cause);
            case OTHER ->
                facts.operation().equals("connect")
                        ? new ConnectFailure(facts, message, cause)
                        : new SocketFailure(facts, message, cause);
            default -> new SocketFailure(facts, message, cause);
        };
    }

    /**
     * The failure of a lookup, of whatever kind: a timeout too is a {@link java.net.UnknownHostException} here.
     *
     * @param facts what it is about
     * @param message one line for people, with the name as it was given
     * @param cause the platform's own exception, if there was one
     * @return an exception that is a {@link NetworkFailure}
     */
    public static NameFailure ofLookup(Facts facts, String message, @Nullable Throwable cause) {
        return new NameFailure(facts, message, cause);
    }

    /**
     * A datagram that is longer than can be sent.
     *
     * @param facts what it is about, of kind {@link FailureKind#TOO_LARGE}
     * @param message one line for people, with the numbers
     * @param size its payload, in bytes; negative if unknown
     * @param limit the longest payload that could be sent instead, in bytes; negative if unknown
     * @param mtu the largest packet on the path, in bytes; negative if it was not the path, or nobody told
     * @param cause the platform's own exception, if there was one
     * @return a {@link java.net.SocketException}
     */
    public static TooLargeFailure tooLarge(
            Facts facts, String message, int size, int limit, int mtu, @Nullable Throwable cause) {
        return new TooLargeFailure(facts, message, size, limit, mtu, cause);
    }

    /**
     * The port of a datagram's receiver is closed.
     *
     * @param facts what it is about
     * @param message one line for people
     * @param cause the platform's own exception, if there was one
     * @return a {@link java.net.PortUnreachableException}, of kind {@link FailureKind#REFUSED}
     */
    public static PortFailure portUnreachable(Facts facts, String message, @Nullable Throwable cause) {
        return new PortFailure(facts, message, cause);
    }

    /**
     * The end of a cancelled operation.
     *
     * @param facts what it is about
     * @param message one line for people
     * @return of kind {@link FailureKind#CANCELLED}
     */
    public static CancelledFailure cancelled(Facts facts, String message) {
        return new CancelledFailure(facts, message, null);
    }

    /**
     * A task that came after the end of its reactor.
     *
     * @param operation what was tried, a verb, as in the message
     * @param message one line for people
     * @return of kind {@link FailureKind#REACTOR_CLOSED}
     */
    public static RejectedFailure rejected(String operation, String message) {
        return new RejectedFailure(new Facts(FailureKind.REACTOR_CLOSED, operation), message, null);
    }

    /**
     * A task that came after the end of its reactor, given to {@code execute}.
     *
     * @param message one line for people
     * @return of kind {@link FailureKind#REACTOR_CLOSED}
     */
    public static RejectedFailure rejected(String message) {
        return rejected("execute", message);
    }
}
