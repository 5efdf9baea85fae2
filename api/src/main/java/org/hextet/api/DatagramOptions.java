package org.hextet.api;

import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How to open a datagram port. Immutable; begin with {@link #DEFAULT} and change it by the {@code with} methods.
 *
 * @param receiveLimit datagrams longer than this many bytes come cut, and say so ({@link Datagram#truncated()}); 1 to
 *     65,535
 * @param facts what to tell of each datagram beside its data and sender, as far as the provider can; each costs the
 *     kernel a little. Where it can, a port that is bound to one address knows its destination without asking
 * @param highWatermark above this many bytes that wait to be sent, 64 more for each datagram than its payload, a
 *     protocol hears {@link DatagramProtocol#writingPaused}
 * @param lowWatermark at or below this many it hears {@link DatagramProtocol#writingResumed}
 * @param queueLimit how many bytes may wait to be sent, 64 more for each datagram than its payload; as many may be on
 *     their way from other threads
 * @param dropPolicy which datagram is dropped when there would be more
 * @param target where {@link DatagramPort#write(java.nio.ByteBuffer)} goes while the port is not connected; empty:
 *     nowhere, it throws
 * @param flowLabel a label to lease for the peer that the port is connected to, before the first datagram leaves, IPv6;
 *     what is written without a route carries it. Needs {@link Capability#FLOW_LABEL}
 * @param socketOptions set before bind(2); unmodifiable
 */
public record DatagramOptions(
        int receiveLimit,
        Set<DatagramFact> facts,
        int highWatermark,
        int lowWatermark,
        int queueLimit,
        DropPolicy dropPolicy,
        Optional<InetSocketAddress> target,
        Optional<FlowLabelRequest> flowLabel,
        Map<SocketOption<?>, Object> socketOptions) {

    private static final int LONGEST = 65_535;

    /**
     * Receives datagrams of every size and tells their destination; a queue of 1 MiB that drops the newest, watermarks
     * 256 and 128 KiB.
     */
    public static final DatagramOptions DEFAULT = new DatagramOptions(
            LONGEST,
            Set.of(DatagramFact.DESTINATION),
            256 << 10,
            128 << 10,
            1 << 20,
            DropPolicy.NEWEST,
            Optional.empty(),
            Optional.empty(),
            Map.of());

    /**
     * Checks and copies.
     *
     * @param receiveLimit as of the record
     * @param facts as of the record
     * @param highWatermark as of the record
     * @param lowWatermark as of the record
     * @param queueLimit as of the record
     * @param dropPolicy as of the record
     * @param target as of the record
     * @param flowLabel as of the record
     * @param socketOptions as of the record
     * @throws IllegalArgumentException if the receive limit is out of range, the watermarks are not 0 ≤ low ≤ high ≤
     *     queue limit, or an option's value is not of its type
     */
    public DatagramOptions {
        if (receiveLimit < 1 || receiveLimit > LONGEST) {
            throw new IllegalArgumentException("receive limit " + receiveLimit + ": need 1 to " + LONGEST + " bytes");
        }
        if (lowWatermark < 0 || lowWatermark > highWatermark || highWatermark > queueLimit) {
            throw new IllegalArgumentException("watermarks " + lowWatermark + " (low), " + highWatermark
                    + " (high) and queue limit " + queueLimit + ": need 0 <= low <= high <= limit, in bytes");
        }
        facts = Set.copyOf(facts);
        socketOptions = OptionValues.checkedCopy(socketOptions);
    }

    /**
     * With another longest datagram.
     *
     * @param bytes 1 to 65,535
     * @return a changed copy
     * @throws IllegalArgumentException if it is out of range
     */
    public DatagramOptions withReceiveLimit(int bytes) {
        Draft draft = new Draft(this);
        draft.receiveLimit = bytes;
        return draft.done();
    }

    /**
     * With one fact more to tell of each datagram.
     *
     * @param fact what to tell
     * @return a changed copy
     */
    public DatagramOptions withFact(DatagramFact fact) {
        Set<DatagramFact> more = EnumSet.of(fact);
        more.addAll(facts);
        return withFacts(more);
    }

    /**
     * With these facts to tell of each datagram, and no others.
     *
     * @param facts may be empty
     * @return a changed copy
     */
    public DatagramOptions withFacts(Set<DatagramFact> facts) {
        Draft draft = new Draft(this);
        draft.facts = facts;
        return draft.done();
    }

    /**
     * With other watermarks.
     *
     * @param low in bytes, 0 or more
     * @param high in bytes, at least {@code low}
     * @return a changed copy
     * @throws IllegalArgumentException if they are not 0 ≤ low ≤ high ≤ queue limit
     */
    public DatagramOptions withWatermarks(int low, int high) {
        Draft draft = new Draft(this);
        draft.lowWatermark = low;
        draft.highWatermark = high;
        return draft.done();
    }

    /**
     * With another bound of what may wait to be sent.
     *
     * @param bytes at least the high watermark, 64 more for each datagram than its payload
     * @return a changed copy
     * @throws IllegalArgumentException if it is below the high watermark
     */
    public DatagramOptions withQueueLimit(int bytes) {
        Draft draft = new Draft(this);
        draft.queueLimit = bytes;
        return draft.done();
    }

    /**
     * With another choice of what is dropped.
     *
     * @param policy when the queue is full
     * @return a changed copy
     */
    public DatagramOptions withDropPolicy(DropPolicy policy) {
        Draft draft = new Draft(this);
        draft.dropPolicy = policy;
        return draft.done();
    }

    /**
     * With somebody to write to without an address, whose answers may come from elsewhere: a group.
     *
     * @param peer as of {@link DatagramPort#write(java.nio.ByteBuffer, InetSocketAddress)}
     * @return a changed copy
     */
    public DatagramOptions withTarget(InetSocketAddress peer) {
        Draft draft = new Draft(this);
        draft.target = Optional.of(peer);
        return draft.done();
    }

    /**
     * With a flow label to lease for the peer that the port is connected to.
     *
     * @param request a number, or any
     * @return a changed copy
     */
    public DatagramOptions withFlowLabel(FlowLabelRequest request) {
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
    public <T> DatagramOptions with(SocketOption<T> option, T value) {
        Map<SocketOption<?>, Object> more = new LinkedHashMap<>(socketOptions);
        more.put(option, value);
        Draft draft = new Draft(this);
        draft.socketOptions = more;
        return draft.done();
    }

    /** A copy that is being changed: each {@code with} method says only what differs. */
    private static final class Draft {

        private int receiveLimit;
        private Set<DatagramFact> facts;
        private int highWatermark;
        private int lowWatermark;
        private int queueLimit;
        private DropPolicy dropPolicy;
        private Optional<InetSocketAddress> target;
        private Optional<FlowLabelRequest> flowLabel;
        private Map<SocketOption<?>, Object> socketOptions;

        Draft(DatagramOptions from) {
            receiveLimit = from.receiveLimit;
            facts = from.facts;
            highWatermark = from.highWatermark;
            lowWatermark = from.lowWatermark;
            queueLimit = from.queueLimit;
            dropPolicy = from.dropPolicy;
            target = from.target;
            flowLabel = from.flowLabel;
            socketOptions = from.socketOptions;
        }

        DatagramOptions done() {
            return new DatagramOptions(
                    receiveLimit,
                    facts,
                    highWatermark,
                    lowWatermark,
                    queueLimit,
                    dropPolicy,
                    target,
                    flowLabel,
                    socketOptions);
        }
    }
}
