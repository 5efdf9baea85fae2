package org.hextet.addresses;

import java.net.InetAddress;

/** A candidate source with all that the rules ask of it and of its destination, worked out once. */
final class RankedSource {

    final SourceAddress source;
    final boolean isDestination;
    final Scope scope;
    final Scope destinationScope;
    final int label;
    final int destinationLabel;
    final int commonPrefixBits;
    final boolean isPublicPreferred;

    RankedSource(SourceAddress source, InetAddress destination, PrefixTable table, boolean isPublicPreferred) {
        this.source = source;
        this.isDestination = AddressKey.sameAddress(source.address(), destination);
        this.scope = Scope.of(source.address());
        this.destinationScope = Scope.of(destination);
        this.label = table.lookup(source.address()).label();
        this.destinationLabel = table.lookup(destination).label();
        this.commonPrefixBits = CommonPrefix.of(source, AddressBytes.unmapped(destination.getAddress()));
        this.isPublicPreferred = isPublicPreferred;
    }

    boolean is(SourceAddress.Property property) {
        return source.is(property);
    }

    boolean isBetterThan(RankedSource other) {
        return SourceRule.between(this, other).compare(this, other) > 0;
    }

    SourceChoice beside(RankedSource other) {
        SourceRule rule = SourceRule.between(this, other);
        return choice(rule, rule.words(this, other));
    }

    SourceChoice alone() {
        return choice(SourceRule.NONE, "the only candidate");
    }

    private SourceChoice choice(SourceRule rule, String words) {
        return new SourceChoice(source, rule, rule == SourceRule.NONE ? words : "rule " + rule.number() + ": " + words);
    }

    /** For sentences. */
    @Override
    public String toString() {
        return AddressKey.of(source.address()).toString();
    }
}
