package org.hextet.reactor.channels;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.channels.DatagramChannel;
import java.util.Optional;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.DriverException.Step;
import org.hextet.reactor.driver.Errno;

/** Which way the host's routes lead: a datagram socket that is connected has chosen one, and has sent nothing. */
public final class HostRoutes {

    /** Any but 0. */
    private static final int PORT = 9;

    private HostRoutes() {}

    /**
     * The answer to {@link org.hextet.reactor.driver.Driver#sourceAddress}.
     *
     * @param destination an address with its zone where one is needed
     * @return empty if there is no route or no such family; no packet leaves
     * @throws DriverException if descriptors or memory have run out
     */
    public static Optional<InetAddress> sourceAddress(InetAddress destination) throws DriverException {
        try {
            InetAddress source = source(destination);
            return source.isAnyLocalAddress() ? Optional.empty() : Optional.of(source);
        } catch (IOException failed) {
            Errno errno = Errnos.of(failed);
            if (errno.isExhaustion()) {
                throw new DriverException(Step.OPEN, errno, failed);
            }
            return Optional.empty();
        } catch (UnsupportedOperationException withoutFamily) {
            return Optional.empty();
        }
    }

    /** The source address that the kernel would choose; a wildcard if it cannot say. */
    private static InetAddress source(InetAddress destination) throws IOException {
        try (DatagramChannel probe = DatagramChannel.open(ChannelFamily.of(destination))) {
            probe.connect(new InetSocketAddress(destination, PORT));
            return ((InetSocketAddress) probe.getLocalAddress()).getAddress();
        }
    }

    /** The interface by which it would go. */
    static NetworkInterface leavingBy(InetAddress destination) throws IOException {
        InetAddress source = source(destination);
        NetworkInterface by = source instanceof Inet6Address inet6 && inet6.getScopeId() > 0
                ? NetworkInterface.getByIndex(inet6.getScopeId())
                : NetworkInterface.getByInetAddress(source);
        if (by == null) {
            throw new SocketException(Errno.ENETUNREACH.words());
        }
        return by;
    }
}
