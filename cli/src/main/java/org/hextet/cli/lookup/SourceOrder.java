package org.hextet.cli.lookup;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hextet.addresses.Candidate;
import org.hextet.addresses.Placement;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.endpoints.order.AddressPolicy;

/**
 * Puts addresses in the order of RFC 6724, by the policy table of the process and the source addresses of this host.
 */
public final class SourceOrder {

    private SourceOrder() {}

    /**
     * Sorts.
     *
     * @param reactor asked for the sources
     * @param addresses as they were answered
     * @return best first
     * @throws IOException if the reactor is closed meanwhile, or the policy table of the process cannot be read
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public static List<Placement> of(Reactor reactor, List<InetAddress> addresses)
            throws IOException, InterruptedException {
        List<Candidate> candidates = new ArrayList<>();
        for (InetAddress each : addresses) {
            candidates.add(Candidate.of(each, source(reactor, each)));
        }
        return AddressPolicy.ofProcess().sort(candidates);
    }

    /**
     * The source for a destination.
     *
     * @param reactor asked
     * @param destination where to
     * @return empty if there is none, or the host cannot be asked for this destination
     * @throws IOException if the reactor is closed meanwhile
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public static Optional<InetAddress> source(Reactor reactor, InetAddress destination)
            throws IOException, InterruptedException {
        Pending<Optional<InetAddress>> asked;
        try {
            asked = reactor.sourceAddress(destination);
        } catch (IllegalArgumentException unusable) {
            // What a resolver gave may be nothing to send to: a link-local address without a zone.
            return Optional.empty();
        }
        return asked.await();
    }
}
