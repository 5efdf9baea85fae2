package org.hextet.api;

import java.net.InetSocketAddress;
import java.util.function.Supplier;

/** Ports that can be members of multicast groups, of both families. */
public interface MulticastReactor {

    /**
     * Opens a datagram port that can join groups. It is bound so that others on this host can share its number
     * (SO_REUSEADDR), and it gets datagrams of the groups that it joined: of others only where the provider lacks
     * {@link Capability#MULTICAST_ISOLATION}, and by other interfaces than where it joined only where it lacks
     * {@link Capability#PACKET_INFO}. Bound to a group's address, with its zone, it gets that group alone.
     *
     * @param local a wildcard, an address of this host, or the address of the group; port 0 (the kernel chooses) to
     *     65535
     * @param options as of {@link UdpReactor#listenUdp}; {@link java.net.StandardSocketOptions#IP_MULTICAST_TTL} (the
     *     hop limit, 1 unless set) and {@link java.net.StandardSocketOptions#IP_MULTICAST_LOOP} (on unless set) are for
     *     both families
     * @param factory as of {@link UdpReactor#listenUdp}
     * @return the bound port, as of {@link UdpReactor#listenUdp}
     * @throws IllegalArgumentException as of {@link UdpReactor#listenUdp}
     * @throws UnsupportedOperationException in the calling thread: this provider lacks {@link Capability#MULTICAST}, or
     *     an option; names the capability
     */
    Pending<MulticastPort> listenMulticast(
            InetSocketAddress local, DatagramOptions options, Supplier<? extends DatagramProtocol> factory);
}
