package org.hextet.examples.netty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.util.HashMap;
import java.util.Map;
import org.hextet.addresses.AddressKey;
import org.hextet.reactor.channels.OutgoingInterface;
import org.jspecify.annotations.Nullable;

/** The memberships of one port. Of the loop only. */
final class PortGroups {

    private final DatagramChannel channel;
    private final Map<Membership, MembershipKey> keys = new HashMap<>();

    private record Membership(
            AddressKey group, int interfaceIndex, @Nullable AddressKey source) {

        static Membership of(InetAddress group, int interfaceIndex, @Nullable InetAddress source) {
            return new Membership(AddressKey.of(group), interfaceIndex, source == null ? null : AddressKey.of(source));
        }
    }

    PortGroups(DatagramChannel channel) {
        this.channel = channel;
    }

    void join(InetAddress group, int interfaceIndex, @Nullable InetAddress source) throws IOException {
        NetworkInterface on = OutgoingInterface.interfaceOf(interfaceIndex);
        MembershipKey key = source == null ? channel.join(group, on) : channel.join(group, on, source);
        keys.put(Membership.of(group, interfaceIndex, source), key);
    }

    void leave(InetAddress group, int interfaceIndex, @Nullable InetAddress source) throws IOException {
        MembershipKey key = keys.remove(Membership.of(group, interfaceIndex, source));
        if (key != null) {
            orRefused(key::drop);
        }
    }

    void block(InetAddress group, int interfaceIndex, InetAddress source, boolean isBlocked) throws IOException {
        MembershipKey key = keys.get(Membership.of(group, interfaceIndex, null));
        if (key == null || !key.isValid()) {
            return;
        }
        if (isBlocked) {
            key.block(source);
        } else {
            orRefused(() -> key.unblock(source));
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
