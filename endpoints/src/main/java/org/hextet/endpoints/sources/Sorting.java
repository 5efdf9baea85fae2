package org.hextet.endpoints.sources;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.hextet.addresses.AddressKey;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.Candidate;
import org.hextet.addresses.DestinationOrder;
import org.hextet.addresses.Placement;
import org.hextet.api.Reactor;

/**
 * Sorts destinations by RFC 6724, for which the host is asked for the source of each.
 *
 * <p>Only so many of a family are sorted, those received first; the rest stands behind them as received. A question
 * costs some microseconds of the loop's time, and an answer may name thousands of addresses (a message of 64 KiB holds
 * some 4000), which nobody will get to: at the least gap of RFC 8305, 10 ms, 256 attempts take more than 2 s.
 */
public final class Sorting {

    /** So many of each family are sorted. */
    static final int MOST_SORTED = 256;

    private static final String UNSORTED =
            "not sorted: beyond the first " + MOST_SORTED + " of its family, in the order received";

    private Sorting() {}

    /**
     * Begins. Of the loop only.
     *
     * @param reactor asked for sources
     * @param bind where everything begins, if that is known
     * @param order sorts
     * @param destinations as received; one that stands there twice counts once
     * @param isOrderEnough whether a single destination, which has its place already, need not be asked for
     * @param sorted told once, perhaps before this returns: those that were asked for with their sources, and all in
     *     their places
     */
    public static void start(
            Reactor reactor,
            Optional<InetAddress> bind,
            DestinationOrder order,
            List<InetAddress> destinations,
            boolean isOrderEnough,
            BiConsumer<List<Candidate>, List<Placement>> sorted) {
        List<InetAddress> asked = new ArrayList<>();
        List<Placement> rest = new ArrayList<>();
        Set<AddressKey> seen = new HashSet<>();
        Map<StandardProtocolFamily, Integer> counts = new EnumMap<>(StandardProtocolFamily.class);
        for (InetAddress destination : destinations) {
            if (!seen.add(AddressKey.of(destination))) {
                continue;
            }
            if (counts.merge(AddressRules.family(destination), 1, Integer::sum) <= MOST_SORTED) {
                asked.add(destination);
            } else {
                rest.add(new Placement(destination, Optional.empty(), 10, UNSORTED));
            }
        }
        new SourceSearch(reactor, bind, asked, isOrderEnough, candidates -> {
            List<Placement> placements = new ArrayList<>(order.sort(candidates));
            placements.addAll(rest);
            sorted.accept(candidates, placements);
        });
    }
}
