package org.hextet.cli.diagnosis;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.hextet.api.failure.FailureKind;

/**
 * How the attempt to connect to one address went.
 *
 * @param address where to
 * @param outcome how it ended
 * @param kind what went wrong; empty if nothing did
 * @param elapsedNanos from the start of this attempt to its end, TLS included
 * @param source where from; empty if there was none
 * @param connectNanos how long TCP took, if it connected
 * @param path what the kernel knew of the path then
 * @param tls what the handshake showed; empty if there was none
 * @param message what went wrong, one line; empty if nothing did
 */
record AttemptReport(
        InetAddress address,
        Outcome outcome,
        Optional<FailureKind> kind,
        long elapsedNanos,
        Optional<InetAddress> source,
        OptionalLong connectNanos,
        Path path,
        Optional<Handshake> tls,
        String message) {

    /** How an attempt ended. */
    enum Outcome {
        CONNECTED("connected"),
        FAILED("failed"),
        TIMEOUT("timeout"),
        CANCELLED("cancelled"),
        NOT_TRIED("not-tried");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /**
     * Of the way to the peer.
     *
     * @param mtu bytes of a packet that fits; empty where the transport cannot tell
     * @param segmentSize bytes of a full segment
     * @param roundTripNanos as the kernel measured it with the first packet
     */
    record Path(OptionalInt mtu, OptionalInt segmentSize, OptionalLong roundTripNanos) {
        static final Path UNKNOWN = new Path(OptionalInt.empty(), OptionalInt.empty(), OptionalLong.empty());
    }

    /**
     * What TLS agreed on.
     *
     * @param nanos how long the handshake took
     * @param lines in words
     * @param expiry of the first certificate that expires
     */
    record Handshake(long nanos, List<String> lines, Optional<Instant> expiry) {
        Handshake {
            lines = List.copyOf(lines);
        }
    }

    boolean isConnected() {
        return outcome == Outcome.CONNECTED;
    }

    /** TCP has connected, whatever came then. */
    boolean isReached() {
        return connectNanos.isPresent();
    }

    static AttemptReport ended(InetAddress address, Outcome outcome, Optional<InetAddress> source, String message) {
        return new AttemptReport(
                address,
                outcome,
                Optional.empty(),
                0,
                source,
                OptionalLong.empty(),
                Path.UNKNOWN,
                Optional.empty(),
                message);
    }
}
