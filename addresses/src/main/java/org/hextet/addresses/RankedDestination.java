package org.hextet.addresses;

/** A candidate with all that the rules ask of it, worked out once. */
final class RankedDestination {

    final Candidate candidate;
    final boolean isReachable;
    final Scope scope;
    final int precedence;
    final int label;
    final boolean isIpv4;
    final boolean isRule9Asked;
    final Source source;

    RankedDestination(Candidate candidate, PrefixTable table, boolean rule9ForIpv4) {
        byte[] bytes = AddressBytes.unmapped(candidate.destination().getAddress());
        PrefixTable.Entry line = table.lookup(candidate.destination());
        this.candidate = candidate;
        this.isReachable = candidate.source().isPresent();
        this.scope = Scope.of(bytes);
        this.precedence = line.precedence();
        this.label = line.label();
        this.isIpv4 = bytes.length == 4;
        this.isRule9Asked = !isIpv4 || rule9ForIpv4;
        this.source = candidate
                .source()
                .map(address -> Source.of(address, bytes, table))
                .orElse(Source.NONE);
    }

    boolean isBetterThan(RankedDestination other) {
        return DestinationRule.between(this, other).compare(this, other) > 0;
    }

    /** Its place, with what decided between it and a neighbour. */
    Placement beside(RankedDestination neighbour) {
        DestinationRule rule = DestinationRule.between(this, neighbour);
        return placed(rule, rule.words(this, neighbour));
    }

    /** Its place in a list of one. */
    Placement alone() {
        return placed(DestinationRule.ORDER_RECEIVED, "the only destination");
    }

    private Placement placed(DestinationRule rule, String words) {
        return new Placement(
                candidate.destination(), candidate.source(), rule.number(), "rule " + rule.number() + ": " + words);
    }

    /** What the rules ask of a source address. */
    record Source(
            Scope scope,
            int label,
            boolean isDeprecated,
            boolean isHome,
            boolean isCareOf,
            boolean isTunnel,
            int commonPrefixBits) {

        /**
         * Of no effect: rule 1 decides where one destination has a source, and no rule about sources is asked where
         * none has.
         */
        static final Source NONE = new Source(Scope.RESERVED_0, -1, false, false, false, false, 0);

        static Source of(SourceAddress source, byte[] destination, PrefixTable table) {
            return new Source(
                    Scope.of(source.address()),
                    table.lookup(source.address()).label(),
                    source.is(SourceAddress.Property.DEPRECATED),
                    source.is(SourceAddress.Property.HOME),
                    source.is(SourceAddress.Property.CARE_OF),
                    source.is(SourceAddress.Property.TUNNEL),
                    CommonPrefix.of(source, destination));
        }
    }
}
