package org.hextet.policies;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What every policy of ours lets its user choose: families, the one that is first, an order of his own.
 *
 * @param families to look up; unmodifiable
 * @param preferred the family that is first where both are there
 * @param order the user's, from candidates in our order to candidates in his
 */
record Preferences(
        Set<StandardProtocolFamily> families,
        StandardProtocolFamily preferred,
        UnaryOperator<List<InetAddress>> order) {

    /** One object, so that a policy without an order of the user's own is known by it. */
    private static final UnaryOperator<List<InetAddress>> OURS = UnaryOperator.identity();

    static final Preferences DEFAULT = new Preferences(
            families(StandardProtocolFamily.INET, StandardProtocolFamily.INET6), StandardProtocolFamily.INET6, OURS);

    Preferences prefer(StandardProtocolFamily family) {
        return new Preferences(families, IpFamily.require(family), order);
    }

    Preferences only(StandardProtocolFamily family) {
        IpFamily.require(family);
        return new Preferences(families(family, family), preferred, order);
    }

    Preferences ordered(UnaryOperator<List<InetAddress>> by) {
        return new Preferences(families, preferred, Objects.requireNonNull(by, "order"));
    }

    /** The family that is first: the preferred one, unless it is not looked up. */
    StandardProtocolFamily leading() {
        return families.contains(preferred) ? preferred : IpFamily.other(preferred);
    }

    /** Adds what differs from the default, as {@link PolicySpec} reads it. */
    void describe(Map<String, String> options) {
        if (families.size() == 1) {
            options.put(PolicySpec.ONLY, IpFamily.number(families.iterator().next()));
        }
        if (preferred != DEFAULT.preferred) {
            options.put(PolicySpec.PREFER, IpFamily.number(preferred));
        }
    }

    /**
     * Follows the text of a policy. A function has no text that could be read back, so this one must not look like an
     * option.
     */
    String orderSuffix() {
        return order == OURS ? "" : " (in an order of the user's own)";
    }

    private static Set<StandardProtocolFamily> families(StandardProtocolFamily one, StandardProtocolFamily other) {
        return Collections.unmodifiableSet(EnumSet.of(one, other));
    }
}
