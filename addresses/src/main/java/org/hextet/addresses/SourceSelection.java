package org.hextet.addresses;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The address that packets to a destination are sent from: RFC 6724, section 5, as a pure function that says why.
 * Immutable.
 *
 * <p>It explains what a host has chosen, and does not choose for it. Linux follows these rules for IPv6, except that it
 * has no rule 5.5 and prefers temporary addresses only where {@code use_tempaddr} is 2 ({@link #withPublicPreferred}
 * for all else); a route with a {@code src} of its own overrides them, and for IPv4 it takes the first address of the
 * outgoing interface whose scope is large enough, one of the next hop's network before others.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6724#section-5">RFC 6724, section 5</a>
 */
public final class SourceSelection {

    private static final SourceSelection STANDARD = new SourceSelection(PrefixTable.standard(), false);

    private final PrefixTable table;
    private final boolean isPublicPreferred;

    private SourceSelection(PrefixTable table, boolean isPublicPreferred) {
        this.table = table;
        this.isPublicPreferred = isPublicPreferred;
    }

    /**
     * The selection with the default table, temporary addresses preferred.
     *
     * @return the RFC's own selection
     */
    public static SourceSelection standard() {
        return STANDARD;
    }

    /**
     * The same rules with other labels.
     *
     * @param table where rule 6 finds them
     * @return the selection
     */
    public SourceSelection withTable(PrefixTable table) {
        return new SourceSelection(table, isPublicPreferred);
    }

    /**
     * The same selection with rule 7 reversed, which the RFC lets a host choose.
     *
     * @param isPreferred whether public addresses are preferred to temporary ones
     * @return the selection
     */
    public SourceSelection withPublicPreferred(boolean isPreferred) {
        return new SourceSelection(table, isPreferred);
    }

    /**
     * Chooses the source for a destination.
     *
     * @param destination where to
     * @param addresses the host's addresses, in its order: where no rule tells, the first is taken
     * @return the first of {@link #rank}; empty if no address is a candidate
     */
    public Optional<SourceChoice> choose(InetAddress destination, List<SourceAddress> addresses) {
        return rank(destination, addresses).stream().findFirst();
    }

    /**
     * Sorts the candidates for a destination, the chosen one first, and says why. Left out is what can be no candidate
     * (section 4): other families, groups, wildcards, and for a group or a link-local destination what is not on the
     * outgoing interface, by {@link SourceAddress.Property#OTHER_INTERFACE} or by another zone.
     *
     * @param destination where to
     * @param addresses the host's addresses, in its order
     * @return the candidates among them; unmodifiable
     */
    public List<SourceChoice> rank(InetAddress destination, List<SourceAddress> addresses) {
        List<RankedSource> candidates = new ArrayList<>();
        for (SourceAddress address : addresses) {
            if (isCandidate(address, destination)) {
                candidates.add(new RankedSource(address, destination, table, isPublicPreferred));
            }
        }
        List<RankedSource> sorted = PairwiseOrder.sorted(candidates, RankedSource::isBetterThan);
        List<SourceChoice> choices = new ArrayList<>(sorted.size());
        for (int i = 0; i < sorted.size(); i++) {
            if (sorted.size() == 1) {
                choices.add(sorted.get(i).alone());
            } else {
                choices.add(sorted.get(i).beside(sorted.get(i == 0 ? 1 : 0)));
            }
        }
        return List.copyOf(choices);
    }

    private static boolean isCandidate(SourceAddress source, InetAddress destination) {
        byte[] from = AddressBytes.unmapped(source.address().getAddress());
        byte[] to = AddressBytes.unmapped(destination.getAddress());
        if (from.length != to.length || AddressBytes.isMulticast(from) || AddressBytes.isWildcard(from)) {
            return false;
        }
        return !isOfOneLink(to)
                || (!source.is(SourceAddress.Property.OTHER_INTERFACE)
                        && sameZone(AddressKey.of(source.address()), AddressKey.of(destination)));
    }

    private static boolean isOfOneLink(byte[] destination) {
        return AddressBytes.isLinkLocal(destination) || AddressBytes.isMulticast(destination);
    }

    /** Where one of them has no zone, nothing is known of it. */
    private static boolean sameZone(AddressKey one, AddressKey other) {
        return one.scopeId() == 0 || other.scopeId() == 0 || one.scopeId() == other.scopeId();
    }
}
