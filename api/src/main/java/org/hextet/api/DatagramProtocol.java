package org.hextet.api;

import java.net.InetSocketAddress;
import org.hextet.api.failure.NetworkFailure;

/**
 * What one side does with datagrams: the callbacks of one {@link DatagramPort}.
 *
 * <p>The order is: exactly one {@link #opened}, then any number of others, then exactly one {@link #closed}, and
 * nothing after it. All run on the reactor's thread, one at a time, never inside one another.
 *
 * <p>What a callback throws goes once to {@link ReactorOptions#uncaught()}; the port lives on.
 */
@FunctionalInterface
public interface DatagramProtocol {

    /**
     * The port is bound. Called once, before any other callback.
     *
     * @param port this protocol's port
     * @throws Exception goes to {@link ReactorOptions#uncaught()}
     */
    default void opened(DatagramPort port) throws Exception {}

    /**
     * A datagram came: one call each, an empty one too.
     *
     * @param port this protocol's port
     * @param datagram lent until the callback returns: the object and the memory of its data are used again
     * @throws Exception goes to {@link ReactorOptions#uncaught()}
     */
    void received(DatagramPort port, Datagram datagram) throws Exception;

    /**
     * Something could not be sent, or the network answered that it did not arrive. The port lives on.
     *
     * @param port this protocol's port
     * @param failure too-large ({@link org.hextet.api.failure.TooLargeFailure}); unreachable, prohibited,
     *     not-available, … of one write; refused, of a connected port whose peer has none
     * @throws Exception goes to {@link ReactorOptions#uncaught()}
     */
    default void failed(DatagramPort port, NetworkFailure failure) throws Exception {}

    /**
     * The network told a new largest size of packets to a destination. Comes where the port was opened with
     * {@link NetworkSocketOptions#IP_DONTFRAGMENT}, or has written by a route that asks for it, and the provider has
     * {@link Capability#PATH_MTU}.
     *
     * @param port this protocol's port
     * @param destination whom to
     * @param mtu bytes of a whole packet; the payload may have 48 fewer with IPv6, 28 with IPv4
     * @throws Exception goes to {@link ReactorOptions#uncaught()}
     * @see <a href="https://www.rfc-editor.org/rfc/rfc3542#section-11.3">RFC 3542, section 11.3</a>
     */
    default void pathMtuChanged(DatagramPort port, InetSocketAddress destination, int mtu) throws Exception {}

    /**
     * More than {@link DatagramOptions#highWatermark()} bytes wait to be sent. Writes are accepted all the same, up to
     * {@link DatagramOptions#queueLimit()}.
     *
     * @param port this protocol's port
     * @throws Exception goes to {@link ReactorOptions#uncaught()}
     */
    default void writingPaused(DatagramPort port) throws Exception {}

    /**
     * After {@link #writingPaused}: {@link DatagramOptions#lowWatermark()} bytes or fewer wait now.
     *
     * @param port this protocol's port
     * @throws Exception goes to {@link ReactorOptions#uncaught()}
     */
    default void writingResumed(DatagramPort port) throws Exception {}

    /**
     * The port is gone, its descriptor too. The last callback.
     *
     * @param port this protocol's port
     * @param reason closed here, aborted with the reactor, or what broke it
     * @throws Exception goes to {@link ReactorOptions#uncaught()}
     */
    default void closed(DatagramPort port, CloseReason reason) throws Exception {}

    /**
     * The name by which incidents and logs speak of it, as {@link Protocol#protocolName()}.
     *
     * @return the name of a class; asked on the reactor's thread
     */
    default String protocolName() {
        return getClass().getName();
    }
}
