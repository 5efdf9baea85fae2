package org.hextet.addresses;

/**
 * The rules of RFC 6724, section 5, in the order in which they are asked: which of two source addresses is better for a
 * destination.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6724#section-5">RFC 6724, section 5</a>
 */
public enum SourceRule {
    /** Prefer the destination's own address. */
    SAME_ADDRESS("1") {
        @Override
        int compare(RankedSource one, RankedSource other) {
            return Boolean.compare(one.isDestination, other.isDestination);
        }

        @Override
        String words(RankedSource one, RankedSource other) {
            return one.isDestination ? "it is the destination" : other + " is the destination";
        }
    },
    /** Prefer the smallest scope that reaches the destination; if none does, the largest. */
    APPROPRIATE_SCOPE("2") {
        @Override
        int compare(RankedSource one, RankedSource other) {
            int size = one.scope.compareTo(other.scope);
            RankedSource smaller = size < 0 ? one : other;
            return smaller.scope.compareTo(one.destinationScope) < 0 ? size : -size;
        }

        @Override
        String words(RankedSource one, RankedSource other) {
            return "scope " + one.scope + " " + fit(one) + " for " + one.destinationScope + ", " + other + " is "
                    + other.scope;
        }

        private String fit(RankedSource one) {
            int size = one.scope.compareTo(one.destinationScope);
            if (size == 0) {
                return "is right";
            }
            return size < 0 ? "is too small" : "is enough";
        }
    },
    /** Avoid addresses whose preferred lifetime is over. */
    AVOID_DEPRECATED("3") {
        @Override
        int compare(RankedSource one, RankedSource other) {
            return -has(one, SourceAddress.Property.DEPRECATED, other);
        }

        @Override
        String words(RankedSource one, RankedSource other) {
            return one.is(SourceAddress.Property.DEPRECATED)
                    ? "deprecated, " + other + " is not"
                    : "not deprecated, " + other + " is";
        }
    },
    /** Prefer a mobile node's home address to its care-of address. */
    HOME_ADDRESS("4") {
        @Override
        int compare(RankedSource one, RankedSource other) {
            if (isBoth(one) || isBoth(other)) {
                return Boolean.compare(isBoth(one), isBoth(other));
            }
            if (one.is(SourceAddress.Property.HOME) && other.is(SourceAddress.Property.CARE_OF)) {
                return 1;
            }
            return one.is(SourceAddress.Property.CARE_OF) && other.is(SourceAddress.Property.HOME) ? -1 : 0;
        }

        @Override
        String words(RankedSource one, RankedSource other) {
            return kind(one) + ", " + other + " is " + kind(other);
        }

        private String kind(RankedSource one) {
            if (isBoth(one)) {
                return "home and care-of address at once";
            }
            if (one.is(SourceAddress.Property.HOME)) {
                return "a home address";
            }
            return one.is(SourceAddress.Property.CARE_OF) ? "a care-of address" : "neither home nor care-of address";
        }

        private boolean isBoth(RankedSource one) {
            return one.is(SourceAddress.Property.HOME) && one.is(SourceAddress.Property.CARE_OF);
        }
    },
    /** Prefer addresses of the interface that packets leave by. */
    OUTGOING_INTERFACE("5") {
        @Override
        int compare(RankedSource one, RankedSource other) {
            return -has(one, SourceAddress.Property.OTHER_INTERFACE, other);
        }

        @Override
        String words(RankedSource one, RankedSource other) {
            return one.is(SourceAddress.Property.OTHER_INTERFACE)
                    ? "on another interface, " + other + " is on the outgoing one"
                    : "on the outgoing interface, " + other + " is not";
        }
    },
    /** Prefer addresses under a prefix that the next hop has advertised. */
    PREFIX_OF_NEXT_HOP("5.5") {
        @Override
        int compare(RankedSource one, RankedSource other) {
            return has(one, SourceAddress.Property.NEXT_HOP, other);
        }

        @Override
        String words(RankedSource one, RankedSource other) {
            return one.is(SourceAddress.Property.NEXT_HOP)
                    ? "prefix is the next hop's, that of " + other + " is not"
                    : "prefix is not the next hop's, that of " + other + " is";
        }
    },
    /** Prefer the destination's label in the policy table. */
    MATCHING_LABEL("6") {
        @Override
        int compare(RankedSource one, RankedSource other) {
            return Boolean.compare(matches(one), matches(other));
        }

        @Override
        String words(RankedSource one, RankedSource other) {
            return matches(one)
                    ? "label equals the destination's (" + one.label + "), " + other + " has " + other.label
                    : "label differs from the destination's (" + one.label + ", destination " + one.destinationLabel
                            + "), " + other + " has the same";
        }

        private boolean matches(RankedSource one) {
            return one.label == one.destinationLabel;
        }
    },
    /** Prefer temporary addresses to public ones, or where the host is set up so, public to temporary. */
    TEMPORARY_ADDRESS("7") {
        @Override
        int compare(RankedSource one, RankedSource other) {
            int temporary = has(one, SourceAddress.Property.TEMPORARY, other);
            return one.isPublicPreferred ? -temporary : temporary;
        }

        @Override
        String words(RankedSource one, RankedSource other) {
            String both = one.is(SourceAddress.Property.TEMPORARY)
                    ? "temporary, " + other + " is public"
                    : "public, " + other + " is temporary";
            return both + (one.isPublicPreferred ? " (public ones are preferred)" : "");
        }
    },
    /** Prefer the longest prefix in common with the destination, within the source's own prefix. */
    LONGEST_MATCHING_PREFIX("8") {
        @Override
        int compare(RankedSource one, RankedSource other) {
            return Integer.compare(one.commonPrefixBits, other.commonPrefixBits);
        }

        @Override
        String words(RankedSource one, RankedSource other) {
            return one.commonPrefixBits + " bits in common with the destination, " + other + " has "
                    + other.commonPrefixBits;
        }
    },
    /** No rule tells: any of the two may be chosen (the first given is). */
    NONE("-") {
        @Override
        int compare(RankedSource one, RankedSource other) {
            return 0;
        }

        @Override
        String words(RankedSource one, RankedSource other) {
            return "as good as " + other + " by every rule; the order given";
        }
    };

    private static final SourceRule[] IN_ORDER = values();

    private final String number;

    SourceRule(String number) {
        this.number = number;
    }

    /** The first rule that tells the two apart. */
    static SourceRule between(RankedSource one, RankedSource other) {
        for (SourceRule rule : IN_ORDER) {
            if (rule.compare(one, other) != 0) {
                return rule;
            }
        }
        return NONE;
    }

    /**
     * The number that the RFC gives the rule.
     *
     * @return {@code 1} to {@code 8}, {@code 5.5} among them; {@code -} for {@link #NONE}
     */
    public String number() {
        return number;
    }

    /** Above 0 if the first is better, below 0 if the other is, 0 if this rule does not tell. */
    abstract int compare(RankedSource one, RankedSource other);

    /** What this rule says of the first beside the other, after it has decided. */
    abstract String words(RankedSource one, RankedSource other);

    /** Above 0 if the first has a property that the second lacks, below 0 the other way round. */
    private static int has(RankedSource one, SourceAddress.Property property, RankedSource other) {
        return Boolean.compare(one.is(property), other.is(property));
    }
}
