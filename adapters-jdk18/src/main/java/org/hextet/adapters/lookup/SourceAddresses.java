package org.hextet.adapters.lookup;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.util.Optional;

/** Which address this host would send from: connecting a UDP socket tells, and no packet leaves. */
final class SourceAddresses {

    /** Discard (RFC 863); any would do. */
    private static final int PORT = 9;

    private SourceAddresses() {}

    /**
     * Asks the kernel.
     *
     * @param destination with its zone, if it needs one
     * @return empty if there is no way to it
     */
    static Optional<InetAddress> of(InetAddress destination) {
        StandardProtocolFamily family =
                destination instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
        try (DatagramChannel channel = DatagramChannel.open(family)) {
            channel.connect(new InetSocketAddress(destination, PORT));
            InetAddress source = ((InetSocketAddress) channel.getLocalAddress()).getAddress();
            return source.isAnyLocalAddress() ? Optional.empty() : Optional.of(source);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException noWay) {
            return Optional.empty();
        }
    }
}
