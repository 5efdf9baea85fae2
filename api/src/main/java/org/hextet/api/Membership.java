package org.hextet.api;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Optional;

/** One membership of a port in a group, on one interface. It ends with {@link #leave()}, or with its port. */
public interface Membership {

    /**
     * The group.
     *
     * @return with the zone of its interface where it is link-local or interface-local
     */
    InetAddress group();

    /**
     * The interface.
     *
     * @return where it was joined
     */
    NetworkInterface networkInterface();

    /**
     * The one source that is heard.
     *
     * @return empty if any is
     */
    Optional<InetAddress> source();

    /**
     * Whether it lasts.
     *
     * @return false once it was left, or its port closed
     */
    boolean isHeld();

    /**
     * Ends it. If the port has joined the same group, interface and source several times, the kernel hears of the last.
     *
     * @return completes when nothing more comes by it; fails with what the kernel said. Cannot be cancelled
     * @throws IllegalStateException in the calling thread, if it was left before
     */
    Pending<Void> leave();

    /**
     * Hears one source no more; of a membership for any source. All memberships of the port in this group on this
     * interface share it; a second call does nothing.
     *
     * @param source a unicast address of the group's family
     * @return completes when nothing more comes from it; fails with what the kernel said. Cannot be cancelled
     * @throws IllegalArgumentException in the calling thread: no unicast address, or one of another family
     * @throws IllegalStateException in the calling thread, if it was left, or is for one source
     * @throws UnsupportedOperationException in the calling thread: the provider lacks {@link Capability#MULTICAST_SSM}
     */
    Pending<Void> block(InetAddress source);

    /**
     * Undoes {@link #block}; does nothing for a source that is heard.
     *
     * @param source a unicast address of the group's family
     * @return completes when it is heard again; fails with what the kernel said. Cannot be cancelled
     * @throws IllegalArgumentException as of {@link #block}
     * @throws IllegalStateException as of {@link #block}
     * @throws UnsupportedOperationException as of {@link #block}
     */
    Pending<Void> unblock(InetAddress source);
}
