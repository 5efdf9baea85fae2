package org.hextet.nio;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.util.HashMap;
import java.util.Map;
import org.hextet.reactor.channels.Errnos;
import org.hextet.reactor.channels.OutgoingInterface;
import org.hextet.reactor.driver.Errno;
import org.hextet.reactor.readiness.Succession;
import org.jspecify.annotations.Nullable;

/** The memberships of one port. Of the loop only. */
final class NioGroups {

    private DatagramChannel channel;
    private final Map<Object, MembershipKey> keys = new HashMap<>();
    private final Succession<DatagramChannel, IOException> succession = new Succession<>();

    NioGroups(DatagramChannel channel) {
        this.channel = channel;
    }

    void join(InetAddress group, int interfaceIndex, @Nullable InetAddress source) throws IOException {
        Object membership = Succession.membership(group, interfaceIndex, source);
        NetworkInterface on = OutgoingInterface.interfaceOf(interfaceIndex);
        keys.put(membership, join(channel, group, on, source));
        succession.told(membership, successor -> {
            try {
                keys.put(membership, join(successor, group, on, source));
            } catch (IOException failed) {
                // An interface that is gone takes its memberships with it.
                if (Errnos.of(failed) != Errno.ENODEV) {
                    throw failed;
                }
            }
        });
    }

    private static MembershipKey join(
            DatagramChannel channel, InetAddress group, NetworkInterface on, @Nullable InetAddress source)
            throws IOException {
        return source == null ? channel.join(group, on) : channel.join(group, on, source);
    }

    void leave(InetAddress group, int interfaceIndex, @Nullable InetAddress source) throws IOException {
        Object membership = Succession.membership(group, interfaceIndex, source);
        succession.left(membership);
        MembershipKey key = keys.remove(membership);
        if (key != null) {
            orRefused(key::drop);
        }
    }

    void block(InetAddress group, int interfaceIndex, InetAddress source, boolean blocked) throws IOException {
        Object membership = Succession.membership(group, interfaceIndex, null);
        Object block = Succession.block(group, interfaceIndex, source);
        if (blocked) {
            block(membership, source);
            succession.told(block, successor -> block(membership, source));
        } else {
            MembershipKey key = keys.get(membership);
            if (key != null && key.isValid()) {
                orRefused(() -> key.unblock(source));
            }
            succession.untold(block);
        }
    }

    private void block(Object membership, InetAddress source) throws IOException {
        MembershipKey key = keys.get(membership);
        if (key != null && key.isValid()) {
            key.block(source);
        }
    }

    /** Another channel stands for the port: it becomes a member of the same. If it cannot, all is as it was. */
    void moveTo(DatagramChannel successor) throws IOException {
        Map<Object, MembershipKey> before = Map.copyOf(keys);
        boolean succeeded = false;
        try {
            succession.tell(successor);
            channel = successor;
            succeeded = true;
        } finally {
            if (!succeeded) {
                keys.putAll(before);
            }
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
