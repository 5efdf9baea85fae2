package org.hextet.addresses;

/**
 * The ten rules of RFC 6724, section 6, in the order in which they are asked: which of two destinations is better, and
 * how to say so of the first.
 */
enum DestinationRule {
    AVOID_UNUSABLE(1) {
        @Override
        int compare(RankedDestination one, RankedDestination other) {
            return Boolean.compare(one.isReachable, other.isReachable);
        }

        @Override
        String words(RankedDestination one, RankedDestination other) {
            return one.isReachable ? "has a source address" : "has no source address";
        }
    },
    MATCHING_SCOPE(2) {
        @Override
        int compare(RankedDestination one, RankedDestination other) {
            return Boolean.compare(matches(one), matches(other));
        }

        @Override
        String words(RankedDestination one, RankedDestination other) {
            return matches(one)
                    ? "scope equals its source's (" + one.scope + ")"
                    : "scope differs from its source's (" + one.scope + ", source " + one.source.scope() + ")";
        }

        private boolean matches(RankedDestination one) {
            return one.isReachable && one.scope == one.source.scope();
        }
    },
    AVOID_DEPRECATED(3) {
        @Override
        int compare(RankedDestination one, RankedDestination other) {
            return Boolean.compare(other.source.isDeprecated(), one.source.isDeprecated());
        }

        @Override
        String words(RankedDestination one, RankedDestination other) {
            return one.source.isDeprecated() ? "source is deprecated" : "source is not deprecated";
        }
    },
    HOME_ADDRESS(4) {
        @Override
        int compare(RankedDestination one, RankedDestination other) {
            if (isBoth(one) || isBoth(other)) {
                return Boolean.compare(isBoth(one), isBoth(other));
            }
            if (one.source.isHome() && other.source.isCareOf()) {
                return 1;
            }
            return one.source.isCareOf() && other.source.isHome() ? -1 : 0;
        }

        @Override
        String words(RankedDestination one, RankedDestination other) {
            return "source is " + kind(one) + ", the other's is " + kind(other);
        }

        private String kind(RankedDestination one) {
            if (isBoth(one)) {
                return "home and care-of address at once";
            }
            if (one.source.isHome()) {
                return "a home address";
            }
            return one.source.isCareOf() ? "a care-of address" : "neither home nor care-of address";
        }

        private boolean isBoth(RankedDestination one) {
            return one.source.isHome() && one.source.isCareOf();
        }
    },
    MATCHING_LABEL(5) {
        @Override
        int compare(RankedDestination one, RankedDestination other) {
            return Boolean.compare(matches(one), matches(other));
        }

        @Override
        String words(RankedDestination one, RankedDestination other) {
            return matches(one)
                    ? "label equals its source's (" + one.label + ")"
                    : "label differs from its source's (" + one.label + ", source " + one.source.label() + ")";
        }

        private boolean matches(RankedDestination one) {
            return one.isReachable && one.label == one.source.label();
        }
    },
    HIGHER_PRECEDENCE(6) {
        @Override
        int compare(RankedDestination one, RankedDestination other) {
            return Integer.compare(one.precedence, other.precedence);
        }

        @Override
        String words(RankedDestination one, RankedDestination other) {
            return (one.precedence > other.precedence ? "higher" : "lower") + " precedence (" + one.precedence
                    + " against " + other.precedence + ")";
        }
    },
    NATIVE_TRANSPORT(7) {
        @Override
        int compare(RankedDestination one, RankedDestination other) {
            return Boolean.compare(other.source.isTunnel(), one.source.isTunnel());
        }

        @Override
        String words(RankedDestination one, RankedDestination other) {
            return one.source.isTunnel() ? "reached through a tunnel" : "reached natively";
        }
    },
    SMALLER_SCOPE(8) {
        @Override
        int compare(RankedDestination one, RankedDestination other) {
            return other.scope.compareTo(one.scope);
        }

        @Override
        String words(RankedDestination one, RankedDestination other) {
            return (one.scope.compareTo(other.scope) < 0 ? "smaller" : "larger") + " scope (" + one.scope + " against "
                    + other.scope + ")";
        }
    },
    LONGEST_MATCHING_PREFIX(9) {
        @Override
        int compare(RankedDestination one, RankedDestination other) {
            return one.isIpv4 == other.isIpv4 && one.isRule9Asked
                    ? Integer.compare(one.source.commonPrefixBits(), other.source.commonPrefixBits())
                    : 0;
        }

        @Override
        String words(RankedDestination one, RankedDestination other) {
            int bits = one.source.commonPrefixBits();
            int others = other.source.commonPrefixBits();
            return (bits > others ? "more" : "fewer") + " bits in common with its source (" + bits + " against "
                    + others + ")";
        }
    },
    ORDER_RECEIVED(10) {
        @Override
        int compare(RankedDestination one, RankedDestination other) {
            return 0;
        }

        @Override
        String words(RankedDestination one, RankedDestination other) {
            return "order received";
        }
    };

    private static final DestinationRule[] IN_ORDER = values();

    private final int number;

    DestinationRule(int number) {
        this.number = number;
    }

    /** The first rule that tells the two apart; the tenth if none does. */
    static DestinationRule between(RankedDestination one, RankedDestination other) {
        for (DestinationRule rule : IN_ORDER) {
            if (rule.compare(one, other) != 0) {
                return rule;
            }
        }
        return ORDER_RECEIVED;
    }

    int number() {
        return number;
    }

    /** Above 0 if the first is better, below 0 if the other is, 0 if this rule does not tell. */
    abstract int compare(RankedDestination one, RankedDestination other);

    /** Why the first stands where it does beside the other, after this rule has decided. */
    abstract String words(RankedDestination one, RankedDestination other);
}
