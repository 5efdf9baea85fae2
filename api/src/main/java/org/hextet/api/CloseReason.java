package org.hextet.api;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Why a connection ended. Reasons may be added in a minor release: a {@code switch} of yours has a default. */
public sealed interface CloseReason {

    /** Closed here, by {@link Connection#close()}: what was written before has reached the kernel of this host. */
    record ClosedHere() implements CloseReason {}

    /** The peer ended its output in order, and this side had nothing more to say. */
    record ClosedByPeer() implements CloseReason {}

    /**
     * The stream ended without the end that its protocol demands: TLS without a close_notify (RFC 8446, section 6.1).
     *
     * @param receivedBytes how many bytes had come before
     */
    record Truncated(long receivedBytes) implements CloseReason {}

    /**
     * The network, the kernel or a limit ended it.
     *
     * @param cause a {@link org.hextet.api.failure.NetworkFailure}: reset, timeout, too-slow, …
     */
    record Failed(IOException cause) implements CloseReason {}

    /**
     * Aborted here.
     *
     * @param cause what a callback threw, or a failure of kind reactor-closed; null after {@link Connection#abort()}
     */
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    record Aborted(@Nullable Throwable cause) implements CloseReason {}
}
