package org.hextet.api;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.hextet.api.failure.NetworkFailure;

/**
 * A bound UDP socket. Every method may be called from any thread; calls from elsewhere than the reactor's thread take
 * effect there, in the order they were made.
 *
 * <p>A write never blocks. What the kernel does not take at once waits in a queue that is bounded by
 * {@link DatagramOptions#queueLimit()}; beyond that {@link DatagramOptions#dropPolicy()} decides, and
 * {@link #dropped()} counts. A caller's mistake is thrown at the call, before any packet; what the kernel or the
 * network says of a write comes as {@link DatagramProtocol#failed}. After the end of the port writes are ignored, and
 * answer false.
 */
public interface DatagramPort {

    /**
     * Sends one datagram. Its source address is the kernel's choice; to answer from the address that was asked see
     * {@link Datagram#reply}.
     *
     * @param data the payload, position to limit, may be empty; all of it is consumed when this returns, and the caller
     *     may overwrite the buffer at once
     * @param to a resolved address, port 1 to 65535; a link-local one, and a link-local group, carries its zone
     * @return false if it, or an older one in its place, was dropped
     * @throws IllegalArgumentException before any packet: unresolved, a family that this port does not have, no zone,
     *     port 0
     * @throws IllegalStateException if the port is connected to somebody else
     */
    boolean write(ByteBuffer data, InetSocketAddress to);

    /**
     * Sends one datagram by a route.
     *
     * @param data as of {@link #write(ByteBuffer, InetSocketAddress)}
     * @param route whom to, and what else its headers say
     * @return as of {@link #write(ByteBuffer, InetSocketAddress)}
     * @throws IllegalArgumentException as of {@link #write(ByteBuffer, InetSocketAddress)}; and a source of another
     *     family, a flow label for IPv4
     * @throws IllegalStateException if the port is connected to somebody else, or is not connected where the route
     *     names nobody; if the flow label has ended, was leased for another destination or by another port
     * @throws UnsupportedOperationException if the provider lacks what the route asks for; names the capability
     */
    boolean write(ByteBuffer data, Route route);

    /**
     * Sends one datagram to the peer of a connected port.
     *
     * @param data as of {@link #write(ByteBuffer, InetSocketAddress)}
     * @return as of {@link #write(ByteBuffer, InetSocketAddress)}
     * @throws IllegalStateException if the port is not connected
     */
    boolean write(ByteBuffer data);

    /**
     * Sends one datagram whose payload lies in several buffers.
     *
     * @param data buffers; those outside the range are not looked at
     * @param offset the first
     * @param length how many
     * @param route as of {@link #write(ByteBuffer, Route)}
     * @return as of {@link #write(ByteBuffer, Route)}
     * @throws IndexOutOfBoundsException if the range is not within the array
     */
    boolean write(ByteBuffer[] data, int offset, int length, Route route);

    /**
     * Whether writing is not paused by the watermarks and the port is open.
     *
     * @return false between {@link DatagramProtocol#writingPaused} and {@link DatagramProtocol#writingResumed}
     */
    boolean isWritable();

    /**
     * How many bytes wait to be sent: 64 more for each datagram than its payload. What other threads have written and
     * the reactor has not taken yet does not count.
     *
     * @return 0 or more; a snapshot if called from another thread
     */
    long queuedBytes();

    /**
     * How many datagrams the drop policy, or the end of the port, has dropped: those too that the kernel refused as the
     * port closed. What was told to {@link DatagramProtocol#failed} does not count.
     *
     * @return 0 or more
     */
    long dropped();

    /**
     * Stops {@link DatagramProtocol#received}: called on the reactor's thread, at once. The kernel keeps what comes as
     * long as it has room, then drops it.
     */
    void pauseReading();

    /** Undoes {@link #pauseReading()}. */
    void resumeReading();

    /**
     * Takes one peer: from now on datagrams of others are not received, what was queued of them neither, and the port
     * learns when the peer's port is closed ({@link Capability#ICMP_ERRORS}). A port that is connected already changes
     * to the new peer wholly. Where the options ask for a flow label it is leased before anything is sent; that of a
     * former peer ends.
     *
     * @param peer a resolved address of a family that the port has, port 1 to 65535, with its zone where it needs one
     * @return this port, connected; fails with what the kernel said, of the label too, and the port is as it was.
     *     Cannot be cancelled
     * @throws IllegalArgumentException in the calling thread: as of {@link #write(ByteBuffer, InetSocketAddress)}; a
     *     flow label for IPv4
     * @throws UnsupportedOperationException in the calling thread: a flow label, and this provider lacks
     *     {@link Capability#FLOW_LABEL}
     */
    Pending<DatagramPort> connect(InetSocketAddress peer);

    /**
     * Takes datagrams of all again, on the same local port; what waits to be received meanwhile may be lost. Does
     * nothing on a port that is not connected.
     *
     * @return this port; fails with what the kernel said. Cannot be cancelled
     */
    Pending<DatagramPort> disconnect();

    /**
     * The peer of a connected port.
     *
     * @return of its true family, with the zone of a link-local address; empty if it is not connected
     */
    Optional<InetSocketAddress> remoteAddress();

    /**
     * Leases a flow label for datagrams of this port to one destination: give it to {@link Route#withFlowLabel}. It
     * ends with the port at the latest.
     *
     * @param destination an IPv6 address, neither unspecified nor IPv4-mapped
     * @param request a number or any, sharing, times
     * @return the lease; fails with a {@link java.net.BindException} of kind in-use or permission, or with what the
     *     kernel said. Cannot be cancelled
     * @throws IllegalArgumentException in the calling thread: another kind of address, or a port without IPv6
     * @throws UnsupportedOperationException in the calling thread: this provider lacks {@link Capability#FLOW_LABEL}
     */
    Pending<FlowLabel> lease(InetAddress destination, FlowLabelRequest request);

    /**
     * The flow label that {@link DatagramOptions#flowLabel()} asked for, leased for the peer of a connected port.
     *
     * @return empty if none was asked for, or the port is not connected. Closed by the user, datagrams go on without it
     */
    Optional<FlowLabel> flowLabel();

    /**
     * The largest packet that the kernel knows to reach the peer of a connected port. From another thread it waits for
     * the reactor.
     *
     * @return bytes of a whole packet
     * @throws IllegalStateException if the port is not connected
     * @throws UnsupportedOperationException if this provider lacks {@link Capability#PATH_MTU}
     * @throws IOException if the port is gone, or what the kernel said
     * @see <a href="https://man7.org/linux/man-pages/man7/ipv6.7.html">ipv6(7), IPV6_MTU</a>
     */
    int pathMtu() throws IOException;

    /**
     * What getsockname(2) says: the real port where 0 was asked for, the zone of a link-local address.
     *
     * @return one for each socket, never empty; unchanged after closing. A connected wildcard port may show the address
     *     that it sends from
     */
    List<InetSocketAddress> localAddresses();

    /**
     * What a port on many addresses could not bind, and why.
     *
     * @return empty where everything asked for is bound
     */
    default List<NetworkFailure> missing() {
        return List.of();
    }

    /**
     * The reactor that carries this port.
     *
     * @return whose thread runs the callbacks
     */
    Reactor reactor();

    /**
     * Reads a socket option. From another thread it waits for the reactor.
     *
     * @param option of {@link java.net.StandardSocketOptions}, {@code jdk.net.ExtendedSocketOptions} or
     *     {@link NetworkSocketOptions}
     * @param <T> its type
     * @return its value now, as the kernel tells it
     * @throws UnsupportedOperationException if this provider lacks it; names option and provider
     * @throws IOException if the port is gone, or what the kernel said
     */
    <T> T option(SocketOption<T> option) throws IOException;

    /**
     * Sets a socket option. From another thread it waits for the reactor.
     *
     * @param option as in {@link #option(SocketOption)}
     * @param value not null
     * @param <T> its type
     * @throws UnsupportedOperationException if this provider lacks it; names option and provider
     * @throws IllegalArgumentException if the value is outside the option's range; the old one stays
     * @throws IOException if the port is gone, or what the kernel said
     */
    <T> void option(SocketOption<T> option, T value) throws IOException;

    /**
     * Closes the port. What the kernel does not take at once is dropped, and counted. Called inside a callback,
     * {@link DatagramProtocol#closed} comes later, not inside.
     *
     * @return completes after {@link DatagramProtocol#closed} has returned, never exceptionally; the same at every
     *     call; cannot be cancelled
     */
    Pending<Void> close();

    /**
     * The end of the port, without asking for it.
     *
     * @return completes after {@link DatagramProtocol#closed} has returned, never exceptionally; cannot be cancelled
     */
    Pending<CloseReason> closed();
}
