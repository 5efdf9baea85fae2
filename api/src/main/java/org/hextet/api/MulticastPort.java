package org.hextet.api;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Optional;

/**
 * A datagram port that can be a member of groups, on any number of interfaces. A group is always joined on an
 * interface: none is guessed. IPv4 groups too, on a port that has IPv4.
 */
public interface MulticastPort extends DatagramPort {

    /**
     * Joins a group on the interface that its zone names: {@code ff02::1234%eth0}, {@code ff05::1%2}.
     *
     * @param group a multicast address with a zone
     * @return the membership; fails with what the kernel said, or an {@link IllegalStateException} if the port is a
     *     member for single sources there. Cannot be cancelled
     * @throws IllegalArgumentException in the calling thread: no multicast address, a family that the port does not
     *     have, no zone, an unknown one; lists the interfaces that have multicast
     */
    Pending<Membership> join(InetAddress group);

    /**
     * Joins a group on an interface. The same group can be joined on several, and on one several times: each membership
     * is left by itself.
     *
     * @param group a multicast address; if it has a zone, that of {@code on}
     * @param on where
     * @return as of {@link #join(InetAddress)}
     * @throws IllegalArgumentException in the calling thread: as of {@link #join(InetAddress)}; and a zone that is
     *     another interface
     */
    Pending<Membership> join(InetAddress group, NetworkInterface on);

    /**
     * Joins a group for one source alone (RFC 4607); others by further calls.
     *
     * @param group as of {@link #join(InetAddress, NetworkInterface)}
     * @param on where
     * @param source a unicast address of the group's family
     * @return the membership; fails with what the kernel said, or an {@link IllegalStateException} if the port is a
     *     member for any source there. Cannot be cancelled
     * @throws IllegalArgumentException in the calling thread: as of {@link #join(InetAddress, NetworkInterface)}
     * @throws UnsupportedOperationException in the calling thread: the provider lacks {@link Capability#MULTICAST_SSM}
     */
    Pending<Membership> join(InetAddress group, NetworkInterface on, InetAddress source);

    /**
     * Sets by which interface datagrams to groups leave, of both families. A zone in the address they are written to,
     * or the interface of a {@link Route}, goes before it.
     *
     * @param out from the next write on
     * @return completes when it is set; fails with what the kernel said. Cannot be cancelled
     * @throws IllegalArgumentException in the calling thread: an interface that is not there; lists those that have
     *     multicast
     */
    Pending<Void> setOutgoingInterface(NetworkInterface out);

    /**
     * As {@link #setOutgoingInterface(NetworkInterface)}, by its index.
     *
     * @param index 1 or more
     * @return completes when it is set; fails with what the kernel said. Cannot be cancelled
     * @throws IllegalArgumentException in the calling thread: no such interface; lists those that have multicast
     */
    Pending<Void> setOutgoingInterface(int index);

    /**
     * Leaves the choice of the interface to the kernel's routes again.
     *
     * @return completes when it is so; fails with what the kernel said. Cannot be cancelled
     */
    Pending<Void> clearOutgoingInterface();

    /**
     * By which interface datagrams to groups leave.
     *
     * @return empty unless one was set
     */
    Optional<NetworkInterface> outgoingInterface();
}
