package org.hextet.reactor.driver;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import org.hextet.api.FlowLabelRequest;
import org.hextet.api.Route;
import org.jspecify.annotations.Nullable;

/**
 * The part of a {@link Driver} that carries datagrams; of a driver with the capability {@code udp}. Called as its
 * driver is: on the loop's thread, and nothing in it calls back.
 *
 * <p>Ports have handles of the driver's: {@link Driver#localAddress}, {@link Driver#pauseReceiving},
 * {@link Driver#resumeReceiving}, {@link Driver#close}, {@link Driver#option} take them too. Addresses have been
 * checked against the port and its options: resolved, of a family that it has, with a zone where they need one.
 *
 * <p>In a turn a port reports 256 datagrams at most.
 */
@SuppressWarnings("exports") // JSpecify is wanted at compile time only
public interface DatagramDriver {

    /**
     * The options that a port takes. Asked by any thread, and not before somebody wants to know.
     *
     * @return the same at every call
     */
    Set<SocketOption<?>> options();

    /**
     * Binds a port. {@code 0.0.0.0} is an IPv4 socket; {@code ::} serves both families, whatever the system's default
     * is, unless IPV6_V6ONLY is among the options.
     *
     * @param local where
     * @param setup how
     * @return a handle; it receives from the next turn on
     * @throws DriverException if it failed; no socket is left
     */
    int bind(InetSocketAddress local, DatagramSetup setup) throws DriverException;

    /**
     * Connects a port, or connects it to another. No datagram of anybody else is reported from now on.
     *
     * @param port its handle
     * @param peer whom to
     * @throws DriverException what the kernel said; the port is as it was
     */
    void connect(int port, InetSocketAddress peer) throws DriverException;

    /**
     * Undoes {@link #connect}; the port keeps its local address and number.
     *
     * @param port its handle, connected
     * @throws DriverException what the kernel said
     */
    void disconnect(int port) throws DriverException;

    /**
     * Sends a datagram. It may be put off to the end of the running turn, or to the beginning of the next, before the
     * driver waits; a failure is reported as {@link Events#datagramFailed}.
     *
     * @param port its handle
     * @param data position to limit, not longer than {@link DatagramSetup#LARGEST_INET6} (or {@code LARGEST_INET}, by
     *     the destination): consumed when this returns true. The buffer of the running {@link Events#receivedDatagram}
     *     is best: its memory is sent as it is
     * @param to whom to; null on a connected port
     * @return false if the socket has no room: nothing was consumed, and {@link Events#sent} follows when it has
     */
    boolean send(int port, ByteBuffer data, @Nullable InetSocketAddress to);

    /**
     * Sends a datagram by a route, which asks only for what the driver's capabilities have.
     *
     * @param port its handle
     * @param data as of {@link #send(int, ByteBuffer, InetSocketAddress)}
     * @param route whom to, and what else its headers say
     * @return as of {@link #send(int, ByteBuffer, InetSocketAddress)}
     */
    boolean send(int port, ByteBuffer data, Route route);

    /**
     * Answers the datagram of the running {@link Events#receivedDatagram}: to its sender; where DESTINATION is among
     * the facts and the driver has the capability {@code packet-source}, from its destination if that is answerable,
     * else by its interface.
     *
     * @param port of that datagram
     * @param data as of {@link #send(int, ByteBuffer, InetSocketAddress)}
     * @return as of {@link #send(int, ByteBuffer, InetSocketAddress)}
     */
    boolean reply(int port, ByteBuffer data);

    /**
     * Sends at once what was put off, as far as the socket has room: the last before {@link Driver#close}.
     *
     * @param port its handle
     * @return how many datagrams do not leave: those that are left, which closing drops, and those that have failed
     *     with nobody told, which nobody will be
     */
    int flush(int port);

    /**
     * The path MTU to the peer. Asked only of a driver with the capability {@code path-mtu}.
     *
     * @param port its handle, connected
     * @return bytes of a whole packet
     * @throws DriverException what the kernel said
     */
    default int pathMtu(int port) throws DriverException {
        throw new UnsupportedOperationException("this driver knows no path MTU");
    }

    /**
     * Joins a group. Never twice for the same group, interface and source; asked with a source only of a driver with
     * the capability {@code multicast-ssm}.
     *
     * @param port its handle, bound as a multicast port
     * @param group a group of a family that the port has
     * @param interfaceIndex where, 1 or more
     * @param source the one sender to hear; null for any
     * @throws DriverException what the kernel said
     */
    default void join(int port, InetAddress group, int interfaceIndex, @Nullable InetAddress source)
            throws DriverException {
        throw new UnsupportedOperationException("this driver has no multicast");
    }

    /**
     * Leaves what was joined.
     *
     * @param port its handle
     * @param group as it was joined
     * @param interfaceIndex as it was joined
     * @param source as it was joined
     * @throws DriverException what the kernel said
     */
    default void leave(int port, InetAddress group, int interfaceIndex, @Nullable InetAddress source)
            throws DriverException {
        throw new UnsupportedOperationException("this driver has no multicast");
    }

    /**
     * Hears a sender no more, or again. Asked only of a driver with the capability {@code multicast-ssm}.
     *
     * @param port its handle
     * @param group joined for any source
     * @param interfaceIndex as it was joined
     * @param source the sender
     * @param blocked whether it is not to be heard
     * @throws DriverException what the kernel said
     */
    default void block(int port, InetAddress group, int interfaceIndex, InetAddress source, boolean blocked)
            throws DriverException {
        throw new UnsupportedOperationException("this driver has no source-specific multicast");
    }

    /**
     * Where no datagram of a group comes from: an interface for a kernel that confuses interfaces. For an IPv6 group
     * Linux looks at the sources of one membership of a socket alone, the one that was joined last, whatever interface
     * a datagram came by. One more, for any source, has it look at none; then it is each interface that lets in what
     * was asked of it, and the reactor that tells them apart, where it is told by which one a datagram came.
     *
     * @return its index; 0 if there is none, or the kernel needs none
     */
    default int silentInterface() {
        return 0;
    }

    /**
     * Sets by which interface datagrams to groups leave, of both families.
     *
     * @param port its handle, bound as a multicast port
     * @param interfaceIndex 1 or more; 0 to leave it to the routes
     * @throws DriverException what the kernel said
     */
    default void outgoingInterface(int port, int interfaceIndex) throws DriverException {
        throw new UnsupportedOperationException("this driver has no multicast");
    }

    /**
     * Leases a flow label on a port. Asked only of a driver with the capability {@code flow-label}.
     *
     * @param port its handle
     * @param destination an IPv6 address
     * @param request which label
     * @return 1 to 0xFFFFF
     * @throws DriverException what the kernel said
     */
    default int lease(int port, InetAddress destination, FlowLabelRequest request) throws DriverException {
        throw new UnsupportedOperationException("this driver leases no flow labels");
    }

    /**
     * Renews a lease.
     *
     * @param port its handle
     * @param destination as it was leased
     * @param label of {@link #lease}
     * @param linger as of {@link org.hextet.api.FlowLabel#renew}
     * @param expires as of {@link org.hextet.api.FlowLabel#renew}
     * @throws DriverException what the kernel said
     */
    default void renew(int port, InetAddress destination, int label, Duration linger, Duration expires)
            throws DriverException {
        throw new UnsupportedOperationException("this driver leases no flow labels");
    }

    /**
     * Ends a lease, before the port ends.
     *
     * @param port its handle
     * @param destination as it was leased
     * @param label of {@link #lease}
     */
    default void release(int port, InetAddress destination, int label) {
        throw new UnsupportedOperationException("this driver leases no flow labels");
    }
}
