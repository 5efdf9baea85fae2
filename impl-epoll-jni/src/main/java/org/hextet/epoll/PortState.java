package org.hextet.epoll;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hextet.addresses.AddressKey;
import org.hextet.reactor.driver.DatagramSetup;
import org.hextet.reactor.driver.DriverException;
import org.jspecify.annotations.Nullable;

/**
 * What the socket of a port has been told, so that another can take its place: a datagram socket never gets rid of its
 * peer (on Linux one of IPv6 goes on hearing that address alone). Of the loop only.
 */
final class PortState {

    /** Where it was bound, with its real number. */
    final InetSocketAddress bound;

    final DatagramSetup setup;

    /** In the order in which they were told; what was changed since counts. */
    private final Map<Object, Telling> told = new LinkedHashMap<>();

    /** Something to tell a socket. */
    @FunctionalInterface
    interface Telling {
        void tell(EpollSocket socket) throws DriverException;
    }

    /** A membership, or a sender that is not heard in one. */
    private record Place(
            AddressKey group, int interfaceIndex, @Nullable AddressKey source, boolean isBlocked) {}

    PortState(InetSocketAddress bound, DatagramSetup setup) {
        this.bound = bound;
        this.setup = setup;
    }

    void told(Object what, Telling telling) {
        told.put(what, telling);
    }

    void untold(Object what) {
        told.remove(what);
    }

    static Object membership(InetAddress group, int interfaceIndex, @Nullable InetAddress source) {
        return new Place(AddressKey.of(group), interfaceIndex, source == null ? null : AddressKey.of(source), false);
    }

    static Object block(InetAddress group, int interfaceIndex, InetAddress source) {
        return new Place(AddressKey.of(group), interfaceIndex, AddressKey.of(source), true);
    }

    /** With the membership what was blocked in it is over. */
    void left(Object membership) {
        told.remove(membership);
        Place place = (Place) membership;
        if (place.source == null) {
            told.keySet()
                    .removeIf(each -> each instanceof Place other
                            && other.isBlocked
                            && other.interfaceIndex == place.interfaceIndex
                            && other.group.equals(place.group));
        }
    }

    void tell(EpollSocket successor) throws DriverException {
        for (Telling each : told.values()) {
            each.tell(successor);
        }
    }
}
