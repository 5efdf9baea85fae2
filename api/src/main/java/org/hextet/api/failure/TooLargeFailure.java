package org.hextet.api.failure;

import java.net.SocketException;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A datagram was longer than can be sent. */
public final class TooLargeFailure extends SocketException implements NetworkFailure {

    private static final long serialVersionUID = 1L;

    /** What it is about. */
    private final transient Facts facts;

    /** Of the payload, in bytes. */
    private final int size;

    /** Of the payload, in bytes; negative if unknown. */
    private final int limit;

    /** Of a whole packet, in bytes; negative if it was not the path. */
    private final int mtu;

    TooLargeFailure(Facts facts, String message, int size, int limit, int mtu, @Nullable Throwable cause) {
        super(message);
        this.facts = facts;
        this.size = size;
        this.limit = limit;
        this.mtu = mtu;
        if (cause != null) {
            initCause(cause);
        }
    }

    /**
     * How long it was.
     *
     * @return bytes of payload; empty if the kernel told of an earlier one without its size
     */
    public OptionalInt size() {
        return optional(size);
    }

    /**
     * How long it may be.
     *
     * @return bytes of payload; empty if nobody told
     */
    public OptionalInt limit() {
        return optional(limit);
    }

    /**
     * The largest packet on the path, where that was the reason.
     *
     * @return bytes of a whole packet; empty if it was not the path, or nobody told
     */
    public OptionalInt pathMtu() {
        return optional(mtu);
    }

    private static OptionalInt optional(int value) {
        return value < 0 ? OptionalInt.empty() : OptionalInt.of(value);
    }

    @Override
    public Facts facts() {
        return facts;
    }

    @Override
    public TooLargeFailure asThrowable() {
        return this;
    }
}
