package org.hextet.reactor.driver;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a driver tells: one call for each thing that <em>has happened</em>. All calls come on the loop's thread, from
 * {@link Driver#poll} (or the driver's own loop), never from inside a submission ({@code send}, {@code connect},
 * {@code close}, …), never inside one another. They do not throw.
 *
 * <p>After {@code pauseReceiving}, and after {@code close}, at most one receive window of bytes may still be reported
 * for a connection; after {@code pauseAccepting} what was accepted in this turn, and so of datagrams after
 * {@code pauseReceiving}. Nothing follows {@link #closed}.
 */
public interface Events {

    /**
     * A listener accepted a connection. It receives from the start.
     *
     * @param listener its handle
     * @param connection the new handle
     */
    void accepted(int listener, int connection);

    /**
     * Accepting failed for want of descriptors or memory. The driver has paused the listener, and reports this once;
     * the reactor resumes it later. What concerns a single peer (ECONNABORTED, EPROTO, …) is not reported: the driver
     * takes the next.
     *
     * @param listener its handle
     * @param errno what the kernel said
     * @param platform the platform's own exception; null if there was none
     */
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    void acceptFailed(int listener, Errno errno, @Nullable Throwable platform);

    /**
     * A connect succeeded. The connection receives from now on.
     *
     * @param connection its handle
     */
    void connected(int connection);

    /**
     * Bytes came. At most one call per connection and turn.
     *
     * @param connection its handle
     * @param lent read-only, position to limit, at least one byte; its memory stays as it is until this call returns,
     *     and so do the sends that were submitted from it ({@link Driver#sendLent}). The same object may be presented
     *     again, with another position and limit
     */
    void received(int connection, ByteBuffer lent);

    /**
     * The peer ended its output. Reported once, after the last {@link #received}.
     *
     * @param connection its handle
     */
    void inputEnded(int connection);

    /**
     * What {@code send} or {@code sendLent} left in flight is with the kernel now. Exactly one call for each that did
     * not return 0. Of a datagram port: there is room again, after {@link DatagramDriver#send} had none.
     *
     * @param handle of a connection or a datagram port
     */
    void sent(int handle);

    /**
     * A connect failed, or a connection broke. Reported once; the handle lives until it is closed. A failure found by
     * sending is reported after what the peer had sent before it.
     *
     * @param connection its handle
     * @param errno what the kernel said
     * @param platform the platform's own exception; null if there was none
     */
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    void failed(int connection, Errno errno, @Nullable Throwable platform);

    /**
     * After {@code close} or {@code abort}: the descriptor is gone. The handle may be used again from now on.
     *
     * @param handle of a connection, a listener or a datagram port
     */
    void closed(int handle);

    /**
     * A datagram came.
     *
     * @param port its handle
     * @param datagram valid until this returns; its data, if it was sent on, until that has left
     */
    void receivedDatagram(int port, ReceivedDatagram datagram);

    /**
     * A datagram could not be sent, or the network told of one that did not arrive. The port lives on.
     *
     * @param port its handle
     * @param errno what the kernel said
     * @param destination whom it was for; null if nobody knows
     * @param size of its payload, in bytes; negative if nobody knows
     * @param mtu with EMSGSIZE, the largest packet on the path; negative if nobody told
     * @param platform the platform's own exception; null if there was none
     */
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    void datagramFailed(
            int port,
            Errno errno,
            @Nullable InetSocketAddress destination,
            int size,
            int mtu,
            @Nullable Throwable platform);

    /**
     * The kernel has learnt of another path MTU. Of ports with IP_DONTFRAGMENT, where the driver has the capability
     * {@code path-mtu}.
     *
     * @param port its handle
     * @param destination whom to
     * @param mtu bytes of a whole packet
     */
    void pathMtuChanged(int port, InetSocketAddress destination, int mtu);
}
