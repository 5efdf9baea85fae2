package org.hextet.api;

import java.net.InetSocketAddress;
import java.util.List;
import org.hextet.api.failure.NetworkFailure;

/** One or more bound sockets that accept connections as one port. Call it from any thread. */
public interface ListeningPort {

    /**
     * What getsockname(2) says: the real port where 0 was asked for, the zone of a link-local address.
     *
     * @return each address once, in the order they were bound; never empty; unchanged after closing
     */
    List<InetSocketAddress> localAddresses();

    /**
     * The ports that this one is made of.
     *
     * @return one per socket, in the order they were bound; only itself for a single socket
     */
    List<ListeningPort> parts();

    /**
     * What a best-effort listen could not bind, and why.
     *
     * @return empty where everything asked for is bound
     */
    List<NetworkFailure> missing();

    /** Stops accepting without unbinding: clients wait in the kernel's queue (backlog), those beyond it time out. */
    void pauseAccepting();

    /** Undoes {@link #pauseAccepting()}. */
    void resumeAccepting();

    /**
     * Stops accepting. Accepted connections live on; those still in the kernel's queue are reset.
     *
     * @return completes on the reactor's thread, never exceptionally, when every descriptor is closed; the same on
     *     every call; cannot be cancelled
     */
    Pending<Void> stopListening();
}
