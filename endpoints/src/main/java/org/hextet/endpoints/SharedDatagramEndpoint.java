package org.hextet.endpoints;

import java.net.StandardSocketOptions;
import org.hextet.api.DatagramEndpoint;
import org.hextet.api.DatagramOptions;

/**
 * A datagram endpoint on which several reactors can listen at once, each with sockets of its own that share one port:
 * what a {@link ReactorGroup} spreads. Immutable; shared by any threads.
 */
public interface SharedDatagramEndpoint extends DatagramEndpoint {

    /**
     * The port.
     *
     * @return 0 (the kernel chooses) to 65535
     */
    int port();

    /**
     * This endpoint, its port shared: {@link StandardSocketOptions#SO_REUSEPORT} is set on each of its sockets. With
     * port 0 it is not set, as the kernel would choose a number that others share: that is for who opens it, when it is
     * bound.
     *
     * @param port the number to bind, in place of {@link #port()}: 0 (the kernel chooses) to 65535
     * @return a changed copy; on a reactor without the capability {@code reuse-port} it is refused
     * @throws IllegalArgumentException if the port is out of range, or the endpoint's own options forbid sharing
     */
    DatagramEndpoint shared(int port);

    /**
     * Options for sharing a port.
     *
     * @param options the endpoint's own
     * @param port the number to bind; 0: the kernel chooses
     * @return a changed copy
     * @throws IllegalArgumentException if SO_REUSEPORT is switched off in them
     */
    static DatagramOptions sharing(DatagramOptions options, int port) {
        Sharing.require(options.socketOptions());
        return options.with(StandardSocketOptions.SO_REUSEPORT, port != 0);
    }
}
