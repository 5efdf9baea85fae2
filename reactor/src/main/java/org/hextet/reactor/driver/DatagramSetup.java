package org.hextet.reactor.driver;

import java.net.SocketOption;
import java.util.Map;
import java.util.Set;
import org.hextet.api.DatagramFact;

/**
 * How to bind a datagram port.
 *
 * @param receiveLimit longer datagrams are reported as truncated; 1 to 65,535 bytes
 * @param facts those to tell of each datagram; only such as the driver's capabilities have
 * @param isMulticast whether the port may join groups: it shares its number with others (SO_REUSEADDR), and hears no
 *     group that it has not joined, where the driver has the capability {@code multicast-isolation}
 * @param options set before binding; each one of {@link DatagramDriver#options()}
 */
public record DatagramSetup(
        int receiveLimit, Set<DatagramFact> facts, boolean isMulticast, Map<SocketOption<?>, Object> options) {

    /** The longest payload that IPv4 carries: 65,535 less 20 of its header and 8 of UDP's. */
    public static final int LARGEST_INET = 65_507;

    /** The longest payload that IPv6 carries: 65,535 less 8 of UDP's header. */
    public static final int LARGEST_INET6 = 65_527;
}
