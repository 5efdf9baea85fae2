package org.hextet.reactor;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.Predicate;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DropPolicy;
import org.hextet.api.Route;
import org.jspecify.annotations.Nullable;

/** Datagrams that wait until their socket has room: bounded. Of the loop only. */
final class DatagramQueue {

    /** What each counts beside its payload: an empty one takes memory too. */
    static final int OVERHEAD = 64;

    private final int limit;
    private final DropPolicy policy;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private long bytes;

    /**
     * A datagram that waits.
     *
     * @param data a copy of its payload
     * @param to whom it was for when it was written: the port may have another peer, or none, when it leaves
     * @param route how; null for a plain one
     */
    record Waiting(
            ByteBuffer data, InetSocketAddress to, @Nullable Route route) {

        int size() {
            return data.remaining() + OVERHEAD;
        }
    }

    DatagramQueue(DatagramOptions options) {
        this.limit = options.queueLimit();
        this.policy = options.dropPolicy();
    }

    /** Bytes that wait, with the overhead of each. */
    long bytes() {
        return bytes;
    }

    int size() {
        return waiting.size();
    }

    /** Adds one, a copy of it. How many were dropped: itself, or older ones in its place. */
    int add(ByteBuffer data, InetSocketAddress to, @Nullable Route route) {
        int size = data.remaining() + OVERHEAD;
        if (size > limit || (policy == DropPolicy.NEWEST && bytes + size > limit)) {
            data.position(data.limit());
            return 1;
        }
        int dropped = 0;
        while (bytes + size > limit) {
            bytes -= waiting.removeFirst().size();
            dropped++;
        }
        ByteBuffer copy = ByteBuffer.allocate(data.remaining()).put(data).flip();
        waiting.addLast(new Waiting(copy, to, route));
        bytes += size;
        return dropped;
    }

    @Nullable
    Waiting first() {
        return waiting.peekFirst();
    }

    /** The first one was sent, and its payload is consumed: it was so long. */
    void removeFirst(int size) {
        waiting.removeFirst();
        bytes -= size;
    }

    /** The one that has waited longest, which waits no more. */
    @Nullable
    Waiting take() {
        Waiting next = waiting.pollFirst();
        if (next != null) {
            bytes -= next.size();
        }
        return next;
    }

    /** Drops those that do not match. How many. */
    int keepOnly(Predicate<Waiting> wanted) {
        int before = waiting.size();
        waiting.removeIf(wanted.negate());
        bytes = waiting.stream().mapToLong(Waiting::size).sum();
        return before - waiting.size();
    }

    /** Drops all. How many. */
    int clear() {
        int dropped = waiting.size();
        waiting.clear();
        bytes = 0;
        return dropped;
    }
}
