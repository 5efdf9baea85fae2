package org.hextet.tck.memory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Zones;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.jspecify.annotations.Nullable;

/** The failures of a network that is none, in the words of a real one. */
final class MemoryFailures {

    private MemoryFailures() {}

    static String text(InetSocketAddress address, Zones zones) {
        return AddressText.formatSocket(address, zones);
    }

    static IOException connect(
            FailureKind kind, @Nullable String errno, InetSocketAddress remote, String what, Zones zones) {
        return Failures.of(
                new Facts(kind, "connect").withRemote(remote).withErrno(errno),
                "connect to " + text(remote, zones) + ": " + what,
                null);
    }

    static IOException inUse(InetSocketAddress local, Zones zones) {
        return Failures.of(
                new Facts(FailureKind.IN_USE, "listen").withLocal(local).withErrno("EADDRINUSE"),
                "listen on " + text(local, zones) + ": in use (EADDRINUSE); choose another port, or 0",
                null);
    }

    static IOException stream(
            FailureKind kind,
            @Nullable String errno,
            InetSocketAddress local,
            InetSocketAddress remote,
            String what,
            Zones zones) {
        return Failures.of(
                new Facts(kind, "stream").withLocal(local).withRemote(remote).withErrno(errno),
                "stream with " + text(remote, zones) + ": " + what,
                null);
    }

    static IOException reactorClosed(String operation) {
        return Failures.of(
                new Facts(FailureKind.REACTOR_CLOSED, operation),
                operation + ": the reactor is closed; open another",
                null);
    }

    static String millis(Duration duration) {
        return duration.toMillis() + " ms";
    }
}
