package org.hextet.addresses;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The order in which destinations are tried: RFC 6724, section 6, as a pure function. Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6724#section-6">RFC 6724, section 6</a>
 */
public final class DestinationOrder {

    private static final DestinationOrder STANDARD = new DestinationOrder(PrefixTable.standard(), true);

    private final PrefixTable table;
    private final boolean rule9ForIpv4;

    private DestinationOrder(PrefixTable table, boolean rule9ForIpv4) {
        this.table = table;
        this.rule9ForIpv4 = rule9ForIpv4;
    }

    /**
     * The order with the default table, all rules for both families.
     *
     * @return the RFC's own order
     */
    public static DestinationOrder standard() {
        return STANDARD;
    }

    /**
     * The same rules with another table.
     *
     * @param table precedences and labels
     * @return the order
     */
    public DestinationOrder withTable(PrefixTable table) {
        return new DestinationOrder(table, rule9ForIpv4);
    }

    /**
     * The same order with or without rule 9 (longest matching prefix) for IPv4. Switched off, a name server's rotation
     * of IPv4 addresses is left as it is: prefixes say little about distance where networks are small and translated.
     *
     * @param isAsked whether rule 9 is asked for IPv4
     * @return the order
     */
    public DestinationOrder withRule9ForIpv4(boolean isAsked) {
        return new DestinationOrder(table, isAsked);
    }

    /**
     * Sorts destinations, best first, and says why. None is left out.
     *
     * @param candidates the destinations as received, each with its source
     * @return as many placements
     */
    public List<Placement> sort(List<Candidate> candidates) {
        List<RankedDestination> ranked = new ArrayList<>(candidates.size());
        for (Candidate candidate : candidates) {
            ranked.add(new RankedDestination(candidate, table, rule9ForIpv4));
        }
        List<RankedDestination> sorted = merged(ranked);
        List<Placement> placements = new ArrayList<>(sorted.size());
        for (int i = 0; i < sorted.size(); i++) {
            if (sorted.size() == 1) {
                placements.add(sorted.get(i).alone());
            } else {
                placements.add(sorted.get(i).beside(sorted.get(i + 1 < sorted.size() ? i + 1 : i - 1)));
            }
        }
        return List.copyOf(placements);
    }

    /**
     * The order alone, without reasons.
     *
     * @param candidates the destinations as received, each with its source
     * @return the destinations, best first
     */
    public List<InetAddress> sorted(List<Candidate> candidates) {
        return sort(candidates).stream().map(Placement::destination).toList();
    }

    /**
     * A merge sort of its own. The rules are no total order (4 and 9 hold between some pairs only), for which
     * {@link List#sort} may throw; merging gives neighbours that are never the wrong way round, in n log n steps.
     */
    private static List<RankedDestination> merged(List<RankedDestination> list) {
        if (list.size() < 2) {
            return list;
        }
        List<RankedDestination> left = merged(list.subList(0, list.size() / 2));
        List<RankedDestination> right = merged(list.subList(list.size() / 2, list.size()));
        List<RankedDestination> both = new ArrayList<>(list.size());
        int l = 0;
        int r = 0;
        while (l < left.size() && r < right.size()) {
            both.add(right.get(r).isBetterThan(left.get(l)) ? right.get(r++) : left.get(l++));
        }
        both.addAll(left.subList(l, left.size()));
        both.addAll(right.subList(r, right.size()));
        return both;
    }
}
