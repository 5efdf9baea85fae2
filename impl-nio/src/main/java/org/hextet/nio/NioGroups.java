package org.hextet.nio;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.util.HashMap;
import java.util.Map;
import org.hextet.addresses.AddressKey;
import org.hextet.reactor.driver.Errno;
import org.jspecify.annotations.Nullable;

/** The memberships of one port. Of the loop only. */
final class NioGroups {

    private DatagramChannel channel;
    private final Map<Place, Joined> joined = new HashMap<>();

    /** A group on an interface, for one source or any. */
    private record Place(
            AddressKey group, int interfaceIndex, @Nullable AddressKey source) {

        static Place of(InetAddress group, int interfaceIndex, @Nullable InetAddress source) {
            return new Place(AddressKey.of(group), interfaceIndex, source == null ? null : AddressKey.of(source));
        }
    }

    /** A membership, and who is not heard by it. */
    private record Joined(MembershipKey key, Map<AddressKey, InetAddress> blocked) {}

    NioGroups(DatagramChannel channel) {
        this.channel = channel;
    }

    void join(InetAddress group, int interfaceIndex, @Nullable InetAddress source) throws IOException {
        MembershipKey key = join(channel, group, OutgoingInterface.interfaceOf(interfaceIndex), source);
        joined.put(Place.of(group, interfaceIndex, source), new Joined(key, new HashMap<>()));
    }

    private static MembershipKey join(
            DatagramChannel channel, InetAddress group, NetworkInterface on, @Nullable InetAddress source)
            throws IOException {
        return source == null ? channel.join(group, on) : channel.join(group, on, source);
    }

    void leave(InetAddress group, int interfaceIndex, @Nullable InetAddress source) throws IOException {
        Joined membership = joined.remove(Place.of(group, interfaceIndex, source));
        if (membership != null) {
            orRefused(membership.key::drop);
        }
    }

    void block(InetAddress group, int interfaceIndex, InetAddress source, boolean blocked) throws IOException {
        Joined membership = joined.get(Place.of(group, interfaceIndex, null));
        if (membership == null) {
            return;
        }
        AddressKey sender = AddressKey.of(source);
        if (blocked) {
            membership.key.block(source);
            membership.blocked.put(sender, source);
        } else if (membership.blocked.remove(sender) != null) {
            orRefused(() -> membership.key.unblock(source));
        } else {
            throw new SocketException(Errno.EADDRNOTAVAIL.words());
        }
    }

    /** Another channel stands for the port: it becomes a member of the same. */
    void moveTo(DatagramChannel successor) throws IOException {
        Map<Place, Joined> moved = new HashMap<>();
        for (Map.Entry<Place, Joined> each : joined.entrySet()) {
            moved.put(each.getKey(), moved(each.getValue(), successor));
        }
        joined.putAll(moved);
        channel = successor;
    }

    private static Joined moved(Joined membership, DatagramChannel successor) throws IOException {
        MembershipKey old = membership.key;
        try {
            MembershipKey key = join(successor, old.group(), old.networkInterface(), old.sourceAddress());
            for (InetAddress source : membership.blocked.values()) {
                key.block(source);
            }
            return new Joined(key, membership.blocked);
        } catch (IOException failed) {
            if (Errnos.of(failed) == Errno.ENODEV) {
                // The interface is gone, and nothing comes by it in any case.
                return membership;
            }
            throw failed;
        }
    }

    /** The JDK holds that the kernel cannot refuse these; it does where the interface is gone. */
    private static void orRefused(Runnable change) throws IOException {
        try {
            change.run();
        } catch (AssertionError refused) {
            if (refused.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw refused;
        }
    }
}
