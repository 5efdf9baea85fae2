package org.hextet.reactor.driver;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hextet.api.FlowLabelRequest;
import org.jspecify.annotations.Nullable;

/**
 * Binds the reactor to an operating system. A driver reports what <em>has happened</em> ({@link Events}), not that a
 * socket is ready: who has readiness (NIO, epoll) turns it into completions here; io_uring and simulators have
 * completions by nature.
 *
 * <p>One driver serves one reactor. All calls come on the loop's thread, except {@link #wakeUp()} and
 * {@link #nanoTime()}, which any thread may make. Sockets are known by small non-negative handles that the driver gives
 * out; one is not used again before {@link Events#closed} was reported. A submission never calls back: what it finds
 * out is reported in the next turn.
 *
 * <p>Rules on which the reactor relies, beyond the single methods:
 *
 * <ul>
 *   <li>Nobody above sees EAGAIN or EINTR: the driver retries.
 *   <li>Work per turn is bounded: one {@code received} a connection, 256 {@code accepted} a listener.
 *   <li>A connection's receive window starts at 64 KiB, grows fourfold when a receive fills it, halves after eight
 *       receives below half of it, and never exceeds 256 KiB.
 *   <li>Every class and descriptor that the hot path needs is exercised before {@link #begin} returns: a class first
 *       used when descriptors have run out may stay broken.
 * </ul>
 */
@SuppressWarnings("exports") // JSpecify is wanted at compile time only
public interface Driver {

    /** The number of this contract. */
    int CONTRACT = 1;

    /**
     * The number of the contract that it was built for: write {@code 1}, not {@link #CONTRACT}.
     *
     * @return 1 or more; a newer one than the reactor's is refused
     */
    int contract();

    /**
     * Whether the driver runs the loop on a thread of its own. If not, the reactor makes a thread and calls
     * {@link #poll} on it.
     *
     * @return false unless overridden
     */
    default boolean ownsLoop() {
        return false;
    }

    /**
     * Called once, first: on the loop's thread, or on the opener's if the driver owns the loop. Such a driver calls
     * {@code turns} from now on, on its thread: after each batch of events, when woken, and at the time that
     * {@link Turns#run} gave. The thread of the first turn is the loop's, for good; where other code runs there too, it
     * is best taken before this returns, so that nobody waits there for the reactor.
     *
     * @param events who is told
     * @param turns the reactor's own work; ignored by a driver that does not own the loop
     */
    void begin(Events events, Turns turns);

    /**
     * One turn: waits until something happens, reports it, and returns. It does not wait while closes are outstanding.
     *
     * @param timeoutNanos how long to wait at most; 0 not at all; {@link Long#MAX_VALUE} without limit
     */
    void poll(long timeoutNanos);

    /**
     * Makes a waiting {@link #poll} return, or the next one not wait; makes a driver's own loop run a turn soon.
     * Coalesces.
     */
    void wakeUp();

    /**
     * Called once, last: on the loop's thread when every handle is closed, or by the opener if the driver is refused
     * before it began. Releases all else; a driver that owns the loop ends its thread after this, unless it is somebody
     * else's.
     */
    void end();

    /**
     * Waits until nothing is left of what {@link #end()} releases, a thread of the driver's included. Called after it,
     * by who closes the reactor on another thread than the loop's, and may be called several times.
     *
     * @throws InterruptedException if the thread that waits is interrupted; it is called again
     */
    default void awaitEnd() throws InterruptedException {}

    /**
     * The driver's clock: the only one that the reactor knows.
     *
     * @return nanoseconds from an arbitrary origin, never going back
     */
    long nanoTime();

    /**
     * Memory for queued writes, of the kind that this driver sends without a further copy.
     *
     * @param bytes how much
     * @return writable, its position 0, its limit and capacity {@code bytes}
     */
    ByteBuffer allocate(int bytes);

    /**
     * The source address that the host would use.
     *
     * @param destination an address with its zone where one is needed
     * @return empty if there is no route or no such family; no packet leaves
     * @throws DriverException if the host cannot be asked
     */
    Optional<InetAddress> sourceAddress(InetAddress destination) throws DriverException;

    /**
     * The options that a listener takes.
     *
     * @return the same at every call
     */
    Set<SocketOption<?>> listenerOptions();

    /**
     * The options that a connection takes.
     *
     * @return the same at every call
     */
    Set<SocketOption<?>> connectionOptions();

    /**
     * Binds and listens. {@code 0.0.0.0} is an IPv4 socket; {@code ::} serves both families, whatever the system's
     * default is, unless IPV6_V6ONLY is among the options. SO_REUSEADDR is on unless the options say otherwise.
     *
     * @param local where
     * @param backlog passed to listen(2)
     * @param options for the listener, set before binding; each one of {@link #listenerOptions()}
     * @param accepted for accepted connections, in force before {@link Events#accepted}; each one of
     *     {@link #connectionOptions()}
     * @return a handle; it accepts from the next turn on
     * @throws DriverException if it failed; no socket is left
     */
    int listen(
            InetSocketAddress local,
            int backlog,
            Map<SocketOption<?>, Object> options,
            Map<SocketOption<?>, Object> accepted)
            throws DriverException;

    /**
     * Begins to connect. {@link Events#connected} or {@link Events#failed} follows, in the next turn at the earliest.
     *
     * @param remote whom to
     * @param local to bind to first, of the same family; null to let the kernel choose
     * @param options set before connecting; each one of {@link #connectionOptions()}
     * @return a handle
     * @throws DriverException if there is no socket, or it could not be bound; none is left. A failure of connect(2)
     *     itself is reported as {@link Events#failed}
     */
    int connect(InetSocketAddress remote, @Nullable InetSocketAddress local, Map<SocketOption<?>, Object> options)
            throws DriverException;

    /**
     * As {@link #connect(InetSocketAddress, InetSocketAddress, Map)}, with a flow label that is leased on the socket
     * before the first packet. Asked only of a driver with the capability {@code flow-label}, with an IPv6 target.
     *
     * @param remote whom to
     * @param local to bind to first, of the same family; null to let the kernel choose
     * @param options set before connecting; each one of {@link #connectionOptions()}
     * @param request which label
     * @return a handle
     * @throws DriverException if there is no socket, it could not be bound, or there is no lease; none is left
     */
    default int connect(
            InetSocketAddress remote,
            @Nullable InetSocketAddress local,
            Map<SocketOption<?>, Object> options,
            FlowLabelRequest request)
            throws DriverException {
        throw new UnsupportedOperationException("this driver leases no flow labels");
    }

    /**
     * The label that was leased on a connection. Asked of one that was made with a request, before it is closed.
     *
     * @param connection its handle
     * @return 1 to 0xFFFFF
     */
    default int flowLabel(int connection) {
        throw new UnsupportedOperationException("this driver leases no flow labels");
    }

    /**
     * Renews the lease of {@link #flowLabel}.
     *
     * @param connection its handle
     * @param linger as of {@link org.hextet.api.FlowLabel#renew}
     * @param expires as of {@link org.hextet.api.FlowLabel#renew}
     * @throws DriverException what the kernel said
     */
    default void renewFlowLabel(int connection, Duration linger, Duration expires) throws DriverException {
        throw new UnsupportedOperationException("this driver leases no flow labels");
    }

    /**
     * Ends the lease of {@link #flowLabel}, before the connection ends.
     *
     * @param connection its handle
     */
    default void releaseFlowLabel(int connection) {
        throw new UnsupportedOperationException("this driver leases no flow labels");
    }

    /**
     * Takes over a listening socket that another process opened. Asked only of a driver with the capability
     * {@code inherited}.
     *
     * @param descriptor its number
     * @param options for the listener, as far as they can be set on a bound socket; each one of
     *     {@link #listenerOptions()}
     * @param accepted as of {@link #listen}
     * @return a handle; it accepts from the next turn on
     * @throws DriverException if it is no open socket (EBADF, ENOTSOCK), no stream socket of IPv4 or IPv6
     *     (EAFNOSUPPORT, EPROTOTYPE) or does not listen (EINVAL): it stays as it was
     */
    default int adopt(int descriptor, Map<SocketOption<?>, Object> options, Map<SocketOption<?>, Object> accepted)
            throws DriverException {
        throw new UnsupportedOperationException("this driver adopts no sockets");
    }

    /**
     * The part that carries datagrams. Asked by any thread.
     *
     * @return the same at every call; empty from a driver that lacks the capability {@code udp}
     */
    default Optional<DatagramDriver> datagrams() {
        return Optional.empty();
    }

    /**
     * What getsockname(2) says. Asked once at most for each handle, of a datagram port again when it has been connected
     * or disconnected; before it is closed.
     *
     * @param handle of a connection, a listener or a datagram port
     * @return IPv4 for an IPv4 peer of a dual-stack socket; with the scope of a link-local address
     */
    InetSocketAddress localAddress(int handle);

    /**
     * What getpeername(2) says. Asked at most once for each handle, before it is closed.
     *
     * @param connection its handle
     * @return IPv4 for an IPv4 peer of a dual-stack socket; with the scope of a link-local address
     */
    InetSocketAddress remoteAddress(int connection);

    /**
     * Stops accepting; the kernel goes on queueing.
     *
     * @param listener its handle
     */
    void pauseAccepting(int listener);

    /**
     * Accepts again.
     *
     * @param listener its handle
     */
    void resumeAccepting(int listener);

    /**
     * Stops receiving, so that the peer is stopped by its window; of a datagram port at once, and the kernel drops.
     *
     * @param handle of a connection or a datagram port
     */
    void pauseReceiving(int handle);

    /**
     * Receives again.
     *
     * @param handle of a connection or a datagram port
     */
    void resumeReceiving(int handle);

    /**
     * Whether the driver knows of something to receive that it has not reported yet, because a turn's share was used
     * up.
     *
     * @param connection its handle
     * @return false from a driver that reports in each turn all that it finds
     */
    default boolean hasUnreported(int connection) {
        return false;
    }

    /**
     * Sends queued memory, in order. At most one send of a connection is in flight.
     *
     * @param connection its handle
     * @param buffers of {@link #allocate}; array and memory stay as they are until {@link Events#sent}
     * @param offset the first
     * @param length how many, at most 64
     * @return bytes still in flight; 0 means that all are with the kernel and no {@link Events#sent} follows
     */
    int send(int connection, ByteBuffer[] buffers, int offset, int length);

    /**
     * Sends from memory that is lent now. What the kernel does not take at once the driver copies, or holds the memory
     * back.
     *
     * @param connection its handle, any of this driver's
     * @param lent the buffer of the running {@link Events#received}, position to limit
     * @return as of {@link #send}
     */
    int sendLent(int connection, ByteBuffer lent);

    /**
     * How much of the send in flight is not with the kernel yet.
     *
     * @param connection its handle
     * @return bytes, 0 if none is in flight
     */
    int unsent(int connection);

    /**
     * Ends the output (FIN). Called with nothing in flight.
     *
     * @param connection its handle
     */
    void shutdownOutput(int connection);

    /**
     * Closes; a send in flight is dropped. {@link Events#closed} follows when the descriptor is gone.
     *
     * @param handle of a connection, an attempt, a listener or a datagram port
     */
    void close(int handle);

    /**
     * Closes with a reset; a send in flight is dropped. {@link Events#closed} follows when the descriptor is gone.
     *
     * @param connection its handle
     */
    void abort(int connection);

    /**
     * Reads a socket option.
     *
     * @param handle of a connection or a datagram port
     * @param option one of {@link #connectionOptions()}, or of {@link DatagramDriver#options()}
     * @param <T> its type
     * @return its value
     * @throws DriverException what the kernel said
     */
    <T> T option(int handle, SocketOption<T> option) throws DriverException;

    /**
     * Sets a socket option.
     *
     * @param handle of a connection or a datagram port
     * @param option one of {@link #connectionOptions()}, or of {@link DatagramDriver#options()}
     * @param value of its type
     * @param <T> its type
     * @throws DriverException what the kernel said
     * @throws IllegalArgumentException if the value is out of range
     */
    <T> void option(int handle, SocketOption<T> option, T value) throws DriverException;
}
