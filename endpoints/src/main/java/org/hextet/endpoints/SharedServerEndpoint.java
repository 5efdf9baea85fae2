package org.hextet.endpoints;

import java.net.StandardSocketOptions;
import org.hextet.api.ServerEndpoint;
import org.hextet.api.StreamOptions;

/**
 * A server endpoint on which several reactors can listen at once, each with sockets of its own that share one port:
 * what a {@link ReactorGroup} spreads. Immutable; shared by any threads.
 */
public interface SharedServerEndpoint extends ServerEndpoint {

    /**
     * The port.
     *
     * @return 0 (the kernel chooses) to 65535
     */
    int port();

    /**
     * This endpoint, its port shared: {@link StandardSocketOptions#SO_REUSEPORT} is set on each of its sockets.
     *
     * @param port the number to bind, in place of {@link #port()}: 0 (the kernel chooses one that nobody shares) to
     *     65535
     * @return a changed copy; on a reactor without the capability {@code reuse-port} it is refused
     * @throws IllegalArgumentException if the port is out of range, or the endpoint's own options forbid sharing
     */
    ServerEndpoint shared(int port);

    /**
     * An endpoint as one that can be shared.
     *
     * @param endpoint any
     * @return the same
     * @throws IllegalArgumentException if it cannot be shared
     */
    static SharedServerEndpoint required(ServerEndpoint endpoint) {
        if (endpoint instanceof SharedServerEndpoint shared) {
            return shared;
        }
        throw new IllegalArgumentException(
                "listen on " + endpoint + " with several reactors: each of them has to bind a"
                        + " socket of its own, and this endpoint cannot be bound again; listen with one reactor (one thread), or"
                        + " on an address, as in tcp://*:9000");
    }

    /**
     * Options for sharing a port: those of the endpoint, and SO_REUSEPORT.
     *
     * @param options the endpoint's own
     * @return a changed copy
     * @throws IllegalArgumentException if SO_REUSEPORT is switched off in them
     */
    static StreamOptions sharing(StreamOptions options) {
        Sharing.require(options.socketOptions());
        return options.with(StandardSocketOptions.SO_REUSEPORT, true);
    }
}
