package org.hextet.api;

import java.net.InetSocketAddress;
import java.util.function.Supplier;

/** TCP on resolved addresses of both families: no name lookup, no second try; for those see {@link ClientEndpoint}. */
public interface TcpReactor {

    /**
     * Listens on one address.
     *
     * <p>{@code 0.0.0.0} is the IPv4 wildcard and only that; {@code ::} serves both families, whatever the system's
     * default is, unless {@link NetworkSocketOptions#IPV6_V6ONLY} is set in the options. SO_REUSEADDR is on, so that a
     * port in TIME_WAIT can be bound again.
     *
     * @param local a resolved address of this host, port 0 (the kernel chooses) to 65535; a link-local one carries its
     *     zone ({@code fe80::1%eth0})
     * @param options backlog, socket options, and the options of every accepted connection
     * @param factory makes one protocol for each accepted connection; if it returns null or throws, that connection is
     *     aborted
     * @return the bound port; fails with a {@link java.net.BindException} of kind in-use, not-available or permission,
     *     or a {@link java.net.SocketException} of kind no-ipv6, descriptor-limit or reactor-closed
     * @throws IllegalArgumentException in the calling thread, with nothing bound: unresolved, a link-local address
     *     without zone, an unknown zone, an option's value out of range
     * @throws UnsupportedOperationException in the calling thread: an option that this provider lacks; names the
     *     capability
     * @see <a href="https://www.rfc-editor.org/rfc/rfc3493#section-5.3">RFC 3493, section 5.3</a>
     */
    Pending<ListeningPort> listenTcp(
            InetSocketAddress local, StreamOptions options, Supplier<? extends Protocol> factory);

    /**
     * Listens on the IPv4 wildcard, {@code 0.0.0.0}: the default. For IPv6 name {@code ::}, for both an endpoint
     * ({@code tcp://*:PORT}).
     *
     * @param port 0 (the kernel chooses) to 65535
     * @param factory makes one protocol for each accepted connection
     * @return as of {@link #listenTcp(InetSocketAddress, StreamOptions, Supplier)}
     * @throws IllegalArgumentException if the port is out of range
     */
    Pending<ListeningPort> listenTcp(int port, Supplier<? extends Protocol> factory);

    /**
     * Connects to one address.
     *
     * @param remote a resolved address, port 1 to 65535; a link-local one carries its zone ({@code fe80::1%eth0}); an
     *     IPv4-mapped one counts as IPv4
     * @param options deadline, local address (of {@code remote}'s family), socket options
     * @param factory makes the protocol, which hears {@code connected} before the result completes; not called if the
     *     attempt fails
     * @return the attempt; fails with a {@link java.net.ConnectException}, {@link java.net.NoRouteToHostException},
     *     {@link java.net.SocketTimeoutException}, {@link java.net.BindException} (of the local address) or
     *     {@link java.net.SocketException} (no-ipv6, descriptor-limit, reactor-closed); where the flow label cannot be
     *     leased, with a {@link java.net.BindException} of kind in-use or permission. Cancelling closes the socket, and
     *     no callback follows
     * @throws IllegalArgumentException in the calling thread, before any packet: unresolved, mixed families, no zone,
     *     port 0, a multicast or broadcast target, a flow label for IPv4, an option's value out of range
     * @throws UnsupportedOperationException in the calling thread: an option that this provider lacks, a flow label
     *     where it lacks {@link Capability#FLOW_LABEL}
     * @see <a href="https://www.rfc-editor.org/rfc/rfc4007#section-11">RFC 4007, section 11</a>
     */
    Pending<Connection> connectTcp(
            InetSocketAddress remote, StreamOptions options, Supplier<? extends Protocol> factory);

    /**
     * Listens on a socket that another process has opened and bound, and handed to this one: by inheritance (systemd's
     * {@code LISTEN_FDS}), or over a Unix socket. Its descriptor belongs to the reactor from the call on, and is closed
     * by {@link ListeningPort#stopListening()}.
     *
     * @param descriptor its number, 0 or more
     * @param options socket options are set on it where they still can be, and on every accepted connection
     * @param factory makes one protocol for each accepted connection, as of {@link #listenTcp}
     * @return the port; fails with a {@link java.net.SocketException} if that is no open socket, no stream socket of
     *     IPv4 or IPv6, or not listening: the descriptor then stays as it was
     * @throws IllegalArgumentException if the number is negative
     * @throws UnsupportedOperationException if this provider lacks {@link Capability#INHERITED}, or an option
     * @see <a href="https://man7.org/linux/man-pages/man3/sd_listen_fds.3.html">sd_listen_fds(3)</a>
     */
    Pending<ListeningPort> adopt(int descriptor, StreamOptions options, Supplier<? extends Protocol> factory);
}
