package org.hextet.addresses;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The order in which destinations are tried: RFC 6724, section 6, as a pure function. Immutable.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6724#section-6">RFC 6724, section 6</a>
 */
public final class DestinationOrder {

    private static final DestinationOrder STANDARD = new DestinationOrder(PrefixTable.standard(), true);

    /** Its attempt fails at once, and so says why it was not used. */
    private static final int NO_SOURCE = 1;

    private static final int LAST_RULE_ABOUT_SOURCES = 5;

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
        List<RankedDestination> sorted = ranked(candidates);
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

    /** Best first. */
    private List<RankedDestination> ranked(List<Candidate> candidates) {
        List<RankedDestination> ranked = new ArrayList<>(candidates.size());
        for (Candidate candidate : candidates) {
            ranked.add(new RankedDestination(candidate, table, rule9ForIpv4));
        }
        return PairwiseOrder.sorted(ranked, RankedDestination::isBetterThan);
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
     * The family that begins where addresses of both are to be tried in turn (RFC 8305, section 4: that of the first in
     * the list). With the standard table that is IPv6, unless it is the worse one on this host: from a source address
     * of another scope or label, or a deprecated one (rules 2 to 5). An address without a source (rule 1) does not
     * count: its attempt fails at once, costs nothing, and says why. Precedence (rule 6) counts where the table is the
     * user's own; the standard one would have IPv4 before unique local addresses that host and destination share.
     *
     * @param candidates destinations of either family, each with its source
     * @return {@code INET} or {@code INET6}; empty unless both are there
     */
    public Optional<StandardProtocolFamily> leadingFamily(List<Candidate> candidates) {
        List<RankedDestination> sorted = ranked(candidates);
        Optional<RankedDestination> ipv4 =
                sorted.stream().filter(each -> each.isIpv4).findFirst();
        Optional<RankedDestination> ipv6 =
                sorted.stream().filter(each -> !each.isIpv4).findFirst();
        if (ipv4.isEmpty() || ipv6.isEmpty()) {
            return Optional.empty();
        }
        DestinationRule rule = DestinationRule.between(ipv4.get(), ipv6.get());
        boolean isIpv4Better = rule.compare(ipv4.get(), ipv6.get()) > 0;
        boolean counts = rule.number() != NO_SOURCE
                && (rule.number() <= LAST_RULE_ABOUT_SOURCES || !table.equals(PrefixTable.standard()));
        return Optional.of(isIpv4Better && counts ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
    }
}
