package org.hextet.adapters.race;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.hextet.addresses.AddressText;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.policies.DurationText;
import org.jspecify.annotations.Nullable;

/** What the JDK says of a connect, as a failure with a kind. */
final class ConnectFailures {

    private ConnectFailures() {}

    /**
     * The failure of one attempt.
     *
     * @param thrown by the socket
     * @param remote whom it was to connect to
     * @param limit of one attempt
     * @return typed by its kind; its cause is what was thrown
     */
    static IOException of(IOException thrown, InetSocketAddress remote, Optional<Duration> limit) {
        if (thrown instanceof NetworkFailure) {
            return thrown;
        }
        String words = String.valueOf(thrown.getMessage()).toLowerCase(Locale.ROOT);
        String where = "connect to " + AddressText.formatSocket(remote) + ": ";
        if (thrown instanceof SocketTimeoutException) {
            return failure(
                    FailureKind.TIMEOUT,
                    null,
                    remote,
                    where + "no answer within "
                            + limit.map(DurationText::format).orElse("the timeout"),
                    thrown);
        }
        if (words.contains("timed out")) {
            return failure(
                    FailureKind.TIMEOUT,
                    "ETIMEDOUT",
                    remote,
                    where + "timed out (ETIMEDOUT): the kernel gave up",
                    thrown);
        }
        if (words.contains("refused")) {
            return failure(
                    FailureKind.REFUSED,
                    "ECONNREFUSED",
                    remote,
                    where + "refused (ECONNREFUSED); nothing listens there, or a firewall answers so",
                    thrown);
        }
        if (words.contains("network is unreachable")) {
            return failure(
                    FailureKind.UNREACHABLE,
                    "ENETUNREACH",
                    remote,
                    where + "network unreachable (ENETUNREACH); this host has no route there",
                    thrown);
        }
        if (thrown instanceof NoRouteToHostException) {
            return failure(
                    FailureKind.UNREACHABLE,
                    "EHOSTUNREACH",
                    remote,
                    where + "host unreachable (" + thrown.getMessage() + ")",
                    thrown);
        }
        if (words.contains("permission denied") || words.contains("not permitted")) {
            return failure(
                    FailureKind.PROHIBITED, null, remote, where + "prohibited (" + thrown.getMessage() + ")", thrown);
        }
        FailureKind kind = thrown instanceof BindException ? FailureKind.NOT_AVAILABLE : FailureKind.OTHER;
        return failure(kind, null, remote, where + described(thrown), thrown);
    }

    private static String described(IOException thrown) {
        return thrown instanceof ConnectException || thrown.getMessage() != null
                ? String.valueOf(thrown.getMessage())
                : thrown.toString();
    }

    private static IOException failure(
            FailureKind kind, @Nullable String errno, InetSocketAddress remote, String message, IOException thrown) {
        return Failures.of(new Facts(kind, "connect", null, remote, errno), message, thrown);
    }
}
