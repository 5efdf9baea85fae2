package org.hextet.endpoints.order;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.hextet.addresses.DestinationOrder;
import org.hextet.addresses.Placement;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Reactor;
import org.hextet.endpoints.sources.Sorting;

/**
 * Puts destinations in the order of RFC 6724, section 6, by the source addresses that this host would use: for programs
 * that make their connections themselves.
 */
public final class HostOrder {

    private HostOrder() {}

    /**
     * Asks the host for the source of each destination, and sorts. Sends nothing.
     *
     * @param reactor asks, with {@link Reactor#sourceAddress}
     * @param order for example {@link AddressPolicy#ofProcess()}
     * @param destinations as they were answered; one that stands there twice counts once, and of each family the first
     *     256 are sorted, the rest stands behind them as received
     * @return best first, each with the reason for its place; a destination for which the host cannot be asked (a
     *     link-local address without a zone) counts as one without a source. Fails if the reactor is closed meanwhile
     * @throws java.util.concurrent.RejectedExecutionException if the reactor is closed
     */
    public static Pending<List<Placement>> of(Reactor reactor, DestinationOrder order, List<InetAddress> destinations) {
        List<InetAddress> unsorted = List.copyOf(destinations);
        Promise<List<Placement>> promise = reactor.promise(() -> {});
        reactor.execute(() -> Sorting.start(
                reactor,
                Optional.empty(),
                order,
                unsorted,
                false,
                (candidates, placements) -> promise.succeed(List.copyOf(placements))));
        return promise;
    }
}
