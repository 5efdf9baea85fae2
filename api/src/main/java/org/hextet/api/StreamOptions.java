package org.hextet.api;

import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How to listen or connect. Immutable; begin with {@link #DEFAULT} and change it by the {@code with} methods.
 *
 * <p>TCP_NODELAY is on unless switched off here: the writes of a callback are gathered already.
 *
 * @param bind connect: the local address and port (0: the kernel chooses), of the target's family; empty: the kernel
 *     chooses
 * @param deadline connect: how long the whole may take; empty: as long as the kernel tries (Linux: about two minutes)
 * @param idleTimeout a connection on which no byte moved either way for this long is ended, with a reason of kind
 *     timeout; empty: never
 * @param closeTimeout how long {@link Connection#close()} waits without the peer taking a byte, before it resets
 * @param highWatermark above this many queued bytes a protocol hears {@link Protocol#writingPaused}
 * @param lowWatermark at or below this many it hears {@link Protocol#writingResumed}
 * @param writeLimit more queued bytes than this abort the connection, with a reason of kind too-slow
 * @param backlog listen: how many connections may wait to be accepted, 0 or more; the kernel cuts it (Linux:
 *     {@code net.core.somaxconn})
 * @param flowLabel connect, IPv6: a label to lease for the connection before its first packet; needs
 *     {@link Capability#FLOW_LABEL}
 * @param socketOptions set before connect(2) or bind(2), and on accepted connections; unmodifiable
 */
public record StreamOptions(
        Optional<InetSocketAddress> bind,
        Optional<Duration> deadline,
        Optional<Duration> idleTimeout,
        Duration closeTimeout,
        int highWatermark,
        int lowWatermark,
        long writeLimit,
        int backlog,
        Optional<FlowLabelRequest> flowLabel,
        Map<SocketOption<?>, Object> socketOptions) {

    /** No deadline, no idle timeout; watermarks 64 and 32 KiB; write limit 256 MiB; backlog 4096; 5 s to close. */
    public static final StreamOptions DEFAULT = new StreamOptions(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Duration.ofSeconds(5),
            64 << 10,
            32 << 10,
            256L << 20,
            4096,
            Optional.empty(),
            Map.of());

    /**
     * Checks and copies.
     *
     * @param bind as of the record
     * @param deadline as of the record
     * @param idleTimeout as of the record
     * @param closeTimeout as of the record
     * @param highWatermark as of the record
     * @param lowWatermark as of the record
     * @param writeLimit as of the record
     * @param backlog as of the record
     * @param flowLabel as of the record
     * @param socketOptions as of the record
     * @throws IllegalArgumentException if a duration is zero or less, the watermarks are not 0 ≤ low ≤ high ≤ write
     *     limit, the backlog is negative, or an option's value is not of its type
     */
    public StreamOptions {
        requirePositive("deadline", deadline);
        requirePositive("idle timeout", idleTimeout);
        requirePositive("close timeout", Optional.of(closeTimeout));
        if (lowWatermark < 0 || lowWatermark > highWatermark || highWatermark > writeLimit) {
            throw new IllegalArgumentException("watermarks " + lowWatermark + " (low), " + highWatermark
                    + " (high) and write limit " + writeLimit + ": need 0 <= low <= high <= limit, in bytes");
        }
        if (backlog < 0) {
            throw new IllegalArgumentException("backlog " + backlog + ": need 0 or more");
        }
        socketOptions = OptionValues.checkedCopy(socketOptions);
    }

    private static void requirePositive(String what, Optional<Duration> duration) {
        if (duration.isPresent() && (duration.get().isZero() || duration.get().isNegative())) {
            throw new IllegalArgumentException(what + " " + duration.get() + ": need more than zero");
        }
    }

    /**
     * With a local address to connect from.
     *
     * @param local resolved, port 0 to let the kernel choose; a link-local one carries its zone
     * @return a changed copy
     */
    public StreamOptions withBind(InetSocketAddress local) {
        Draft draft = new Draft(this);
        draft.bind = Optional.of(local);
        return draft.done();
    }

    /**
     * With a deadline for connecting.
     *
     * @param deadline more than zero
     * @return a changed copy
     * @throws IllegalArgumentException if it is zero or less
     */
    public StreamOptions withDeadline(Duration deadline) {
        return withDeadline(Optional.of(deadline));
    }

    /**
     * With or without a deadline for connecting.
     *
     * @param deadline more than zero; empty: none
     * @return a changed copy
     * @throws IllegalArgumentException if it is zero or less
     */
    public StreamOptions withDeadline(Optional<Duration> deadline) {
        Draft draft = new Draft(this);
        draft.deadline = deadline;
        return draft.done();
    }

    /**
     * With an idle timeout.
     *
     * @param idleTimeout more than zero
     * @return a changed copy
     * @throws IllegalArgumentException if it is zero or less
     */
    public StreamOptions withIdleTimeout(Duration idleTimeout) {
        Draft draft = new Draft(this);
        draft.idleTimeout = Optional.of(idleTimeout);
        return draft.done();
    }

    /**
     * With another patience of {@link Connection#close()}.
     *
     * @param closeTimeout more than zero
     * @return a changed copy
     * @throws IllegalArgumentException if it is zero or less
     */
    public StreamOptions withCloseTimeout(Duration closeTimeout) {
        Draft draft = new Draft(this);
        draft.closeTimeout = closeTimeout;
        return draft.done();
    }

    /**
     * With other watermarks.
     *
     * @param low in bytes, 0 or more
     * @param high in bytes, at least {@code low}
     * @return a changed copy
     * @throws IllegalArgumentException if they are not 0 ≤ low ≤ high ≤ write limit
     */
    public StreamOptions withWatermarks(int low, int high) {
        Draft draft = new Draft(this);
        draft.highWatermark = high;
        draft.lowWatermark = low;
        return draft.done();
    }

    /**
     * With another write limit.
     *
     * @param bytes at least the high watermark
     * @return a changed copy
     * @throws IllegalArgumentException if it is below the high watermark
     */
    public StreamOptions withWriteLimit(long bytes) {
        Draft draft = new Draft(this);
        draft.writeLimit = bytes;
        return draft.done();
    }

    /**
     * With another backlog.
     *
     * @param connections 0 or more
     * @return a changed copy
     * @throws IllegalArgumentException if it is negative
     */
    public StreamOptions withBacklog(int connections) {
        Draft draft = new Draft(this);
        draft.backlog = connections;
        return draft.done();
    }

    /**
     * With a flow label to lease for the connection.
     *
     * @param request a number, or any
     * @return a changed copy
     */
    public StreamOptions withFlowLabel(FlowLabelRequest request) {
        Draft draft = new Draft(this);
        draft.flowLabel = Optional.of(request);
        return draft.done();
    }

    /**
     * With a socket option. Whether the provider has it, and its range, is found out when it is used.
     *
     * @param option of {@link java.net.StandardSocketOptions}, {@code jdk.net.ExtendedSocketOptions} or
     *     {@link NetworkSocketOptions}
     * @param value not null
     * @param <T> its type
     * @return a changed copy
     */
    public <T> StreamOptions with(SocketOption<T> option, T value) {
        Map<SocketOption<?>, Object> more = new LinkedHashMap<>(socketOptions);
        more.put(option, value);
        Draft draft = new Draft(this);
        draft.socketOptions = more;
        return draft.done();
    }

    /** A copy that is being changed: each {@code with} method says only what differs. */
    private static final class Draft {

        private Optional<InetSocketAddress> bind;
        private Optional<Duration> deadline;
        private Optional<Duration> idleTimeout;
        private Duration closeTimeout;
        private int highWatermark;
        private int lowWatermark;
        private long writeLimit;
        private int backlog;
        private Optional<FlowLabelRequest> flowLabel;
        private Map<SocketOption<?>, Object> socketOptions;

        Draft(StreamOptions from) {
            bind = from.bind;
            deadline = from.deadline;
            idleTimeout = from.idleTimeout;
            closeTimeout = from.closeTimeout;
            highWatermark = from.highWatermark;
            lowWatermark = from.lowWatermark;
            writeLimit = from.writeLimit;
            backlog = from.backlog;
            flowLabel = from.flowLabel;
            socketOptions = from.socketOptions;
        }

        StreamOptions done() {
            return new StreamOptions(
                    bind,
                    deadline,
                    idleTimeout,
                    closeTimeout,
                    highWatermark,
                    lowWatermark,
                    writeLimit,
                    backlog,
                    flowLabel,
                    socketOptions);
        }
    }
}
