package org.hextet.endpoints.listening;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.hextet.api.Pending;
import org.hextet.api.failure.NetworkFailure;

/**
 * A kind of port, for {@link PortsOpening}: how one is opened and closed, and several made one. Of the loop only.
 *
 * @param <P> its ports
 */
public interface PortKind<P> {

    /**
     * Opens one.
     *
     * @param local where
     * @param isInet6Only whether it has to be closed to IPv4 by an option
     * @param isAlone whether it will be all that there is: it is then given to the user as it is
     * @return the bound port
     */
    Pending<P> open(InetSocketAddress local, boolean isInet6Only, boolean isAlone);

    /**
     * What a port is bound to.
     *
     * @param port opened here
     * @return its first address
     */
    InetSocketAddress local(P port);

    /**
     * Closes one.
     *
     * @param port opened here
     * @return completes when its descriptor is gone
     */
    Pending<Void> close(P port);

    /**
     * Makes one port of those that were opened.
     *
     * @param ports at least one, none of them alone
     * @param missing what could not be bound
     * @return the one port; closing it closes them all
     * @throws IOException if there is none: the ports are then closed by the caller
     */
    P together(List<P> ports, List<NetworkFailure> missing) throws IOException;
}
