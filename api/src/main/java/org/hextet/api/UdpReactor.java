package org.hextet.api;

import java.net.InetSocketAddress;
import java.util.function.Supplier;

/**
 * UDP on resolved addresses of both families: no name lookup. For names, groups and all interfaces see
 * {@link DatagramEndpoint}.
 */
public interface UdpReactor {

    /**
     * Opens a datagram port on one address.
     *
     * <p>{@code 0.0.0.0} is the IPv4 wildcard and only that; {@code ::} serves both families, whatever the system's
     * default is, unless {@link NetworkSocketOptions#IPV6_V6ONLY} is set in the options. SO_REUSEADDR is off: two ports
     * with it would share one number, and one of them would get nothing.
     *
     * @param local a resolved address of this host, port 0 (the kernel chooses) to 65535; a link-local one carries its
     *     zone ({@code fe80::1%eth0})
     * @param options limits, facts, socket options
     * @param factory makes the protocol, once the port is bound; it hears {@link DatagramProtocol#opened} before the
     *     result completes. If it returns null or throws, the port is closed and the result fails
     * @return the bound port; fails with a {@link java.net.BindException} of kind in-use, not-available or permission,
     *     or a {@link java.net.SocketException} of kind no-ipv6, descriptor-limit or reactor-closed
     * @throws IllegalArgumentException in the calling thread, with nothing bound: unresolved, a link-local address
     *     without zone, an unknown zone, an option's value out of range
     * @throws UnsupportedOperationException in the calling thread: this provider lacks {@link Capability#UDP}, or an
     *     option; names the capability
     * @see <a href="https://man7.org/linux/man-pages/man7/udp.7.html">udp(7)</a>
     */
    Pending<DatagramPort> listenUdp(
            InetSocketAddress local, DatagramOptions options, Supplier<? extends DatagramProtocol> factory);

    /**
     * Opens a datagram port on the IPv4 wildcard, {@code 0.0.0.0}: the default. For IPv6 name {@code ::}, for both an
     * endpoint ({@code udp://*:PORT}).
     *
     * @param port 0 (the kernel chooses) to 65535
     * @param factory makes the protocol
     * @return as of {@link #listenUdp(InetSocketAddress, DatagramOptions, Supplier)}
     * @throws IllegalArgumentException if the port is out of range
     */
    Pending<DatagramPort> listenUdp(int port, Supplier<? extends DatagramProtocol> factory);
}
