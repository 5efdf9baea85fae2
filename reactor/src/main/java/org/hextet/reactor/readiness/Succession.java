package org.hextet.reactor.readiness;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hextet.addresses.AddressKey;
import org.jspecify.annotations.Nullable;

/**
 * What the socket of a datagram port has been told since it was bound, so that another can take its place: a socket
 * never gets rid of its peer (on Linux one of IPv6 goes on hearing that address alone). Of the loop only.
 *
 * @param <S> the driver's sockets
 * @param <X> what the driver throws where the kernel refuses
 */
@SuppressWarnings("exports") // JSpecify is wanted at compile time only
public final class Succession<S, X extends Exception> {

    /** In the order in which they were told; what was changed since counts. */
    private final Map<Object, Telling<S, X>> told = new LinkedHashMap<>();

    /**
     * Something to tell a socket.
     *
     * @param <S> the driver's sockets
     * @param <X> what the driver throws
     */
    @FunctionalInterface
    public interface Telling<S, X extends Exception> {

        /**
         * Tells it.
         *
         * @param socket a successor, bound already
         * @throws X if the kernel refuses; none if it is about what the host no longer has, an interface that is gone
         */
        void tell(S socket) throws X;
    }

    /** A membership, or a sender that is not heard in one. */
    private record Place(
            AddressKey group, int interfaceIndex, @Nullable AddressKey source, boolean isBlocked) {}

    /** Of a socket that was told nothing yet. */
    public Succession() {}

    /**
     * The port's socket was told something.
     *
     * @param what it is about: what was said of the same before no longer counts
     * @param telling says it to a successor
     */
    public void told(Object what, Telling<S, X> telling) {
        told.put(what, telling);
    }

    /**
     * It no longer holds.
     *
     * @param what it was about
     */
    public void untold(Object what) {
        told.remove(what);
    }

    /**
     * What joining is about.
     *
     * @param group the group
     * @param interfaceIndex where
     * @param source the one sender to hear; null for any
     * @return equal for the same membership
     */
    public static Object membership(InetAddress group, int interfaceIndex, @Nullable InetAddress source) {
        return new Place(AddressKey.of(group), interfaceIndex, source == null ? null : AddressKey.of(source), false);
    }

    /**
     * What blocking is about.
     *
     * @param group the group, joined for any sender
     * @param interfaceIndex where
     * @param source the sender not to hear
     * @return equal for the same sender in the same membership
     */
    public static Object block(InetAddress group, int interfaceIndex, InetAddress source) {
        return new Place(AddressKey.of(group), interfaceIndex, AddressKey.of(source), true);
    }

    /**
     * A membership is over, and what was blocked in it.
     *
     * @param membership of {@link #membership}
     */
    public void left(Object membership) {
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

    /**
     * Tells a successor all that holds.
     *
     * @param successor bound already
     * @throws X if the kernel refuses: it cannot take the place
     */
    public void tell(S successor) throws X {
        for (Telling<S, X> each : told.values()) {
            each.tell(successor);
        }
    }
}
