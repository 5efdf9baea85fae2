package org.hextet.api;

import java.util.function.Supplier;
import org.hextet.api.spi.Discovery;

/**
 * Datagrams by name: one address, every interface, a group, or whatever a scheme means. Immutable; shared by any
 * threads.
 */
public interface DatagramEndpoint {

    /**
     * The endpoint that a URI names: {@code udp://[::1]:9000}, {@code udp://*:9000} (all local addresses, both
     * families), {@code udp://[ff02::1234%eth0]:9000} (a group).
     *
     * @param uri scheme, host, port and options; IPv6 literals stand in brackets, zones as {@code %eth0} or
     *     {@code %25eth0}
     * @return an endpoint; nothing is bound or looked up
     * @throws IllegalArgumentException if the text is wrong or the scheme unknown: says what, where, and gives an
     *     example
     */
    static DatagramEndpoint of(String uri) {
        return Discovery.endpointScheme(uri).datagrams(uri);
    }

    /**
     * Receives what is sent to the endpoint: binds its address, or joins its group.
     *
     * @param reactor carries the port
     * @param factory makes the protocol
     * @return the bound port
     * @throws IllegalArgumentException as of {@link UdpReactor#listenUdp}, or if the endpoint is a name
     */
    Pending<DatagramPort> listen(Reactor reactor, Supplier<? extends DatagramProtocol> factory);

    /**
     * Talks to the endpoint: a port of the kernel's choice that is connected to it. A name is looked up, and its first
     * address taken that this host has a route to. The port of a group is not connected, so that members can answer
     * from their own addresses: {@link DatagramPort#write(java.nio.ByteBuffer)} goes to the group all the same.
     *
     * @param reactor carries the port
     * @param factory makes the protocol
     * @return the connected port; fails with {@link java.net.UnknownHostException}, or what the kernel said of each
     *     address
     * @throws IllegalArgumentException if it is no place to send to: a wildcard, port 0
     */
    Pending<DatagramPort> connect(Reactor reactor, Supplier<? extends DatagramProtocol> factory);
}
