package org.hextet.policies;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * What every policy of ours lets its user choose: families, the one that is first, an order of his own.
 *
 * @param families to look up; unmodifiable
 * @param chosen the family that is first where both are there, if the user has said so
 * @param deferDead whether a preferred family of which history knows setbacks only is second
 * @param firstFamilyCount how many of the first family come before the first of the other
 * @param limits how many attempts there may be
 * @param order the user's, from candidates in our order to candidates in his
 */
record Preferences(
        Set<StandardProtocolFamily> families,
        Optional<StandardProtocolFamily> chosen,
        boolean deferDead,
        int firstFamilyCount,
        AttemptLimits limits,
        UnaryOperator<List<InetAddress>> order) {

    /** One object, so that a policy without an order of the user's own is known by it. */
    private static final UnaryOperator<List<InetAddress>> OURS = UnaryOperator.identity();

    static final Preferences DEFAULT = new Preferences(
            families(StandardProtocolFamily.INET, StandardProtocolFamily.INET6),
            Optional.empty(),
            false,
            1,
            AttemptLimits.DEFAULT,
            OURS);

    Preferences prefer(StandardProtocolFamily family) {
        return new Preferences(
                families, Optional.of(IpFamily.require(family)), deferDead, firstFamilyCount, limits, order);
    }

    Preferences only(StandardProtocolFamily family) {
        IpFamily.require(family);
        return new Preferences(families(family, family), chosen, deferDead, firstFamilyCount, limits, order);
    }

    Preferences deferDead(boolean defer) {
        return new Preferences(families, chosen, defer, firstFamilyCount, limits, order);
    }

    Preferences firstFamilyCount(int count) {
        if (count < 1) {
            throw new IllegalArgumentException(
                    PolicySpec.FIRST_FAMILY_COUNT + " of " + count + ": must be 1 or more (RFC 8305, section 4)");
        }
        return new Preferences(families, chosen, deferDead, count, limits, order);
    }

    Preferences limits(AttemptLimits changed) {
        return new Preferences(families, chosen, deferDead, firstFamilyCount, changed, order);
    }

    Preferences ordered(UnaryOperator<List<InetAddress>> by) {
        return new Preferences(
                families, chosen, deferDead, firstFamilyCount, limits, Objects.requireNonNull(by, "order"));
    }

    /** The family that is first where both are there. */
    StandardProtocolFamily preferred() {
        return chosen.orElse(StandardProtocolFamily.INET6);
    }

    /** The family that is first: the preferred one, unless it is not looked up, or is dead and that counts. */
    StandardProtocolFamily leading(History history) {
        StandardProtocolFamily preferred = preferred();
        return families.contains(preferred) && !isDeferred(history) ? preferred : IpFamily.other(preferred);
    }

    /** Whether the order of destinations may make another family the first. */
    boolean mayBeLed(History history) {
        return chosen.isEmpty() && !isDeferred(history);
    }

    private boolean isDeferred(History history) {
        return deferDead && families.contains(IpFamily.other(preferred())) && history.isDead(preferred());
    }

    /** Whether the addresses are tried in our order. */
    boolean isOrderOurs() {
        return order == OURS;
    }

    /** Adds what differs from the default, as {@link PolicySpec} reads it. */
    void describe(Map<String, String> options) {
        if (firstFamilyCount != DEFAULT.firstFamilyCount) {
            options.put(PolicySpec.FIRST_FAMILY_COUNT, Integer.toString(firstFamilyCount));
        }
        limits.describe(options);
        if (families.size() == 1) {
            options.put(PolicySpec.ONLY, IpFamily.number(families.iterator().next()));
        }
        chosen.ifPresent(family -> options.put(PolicySpec.PREFER, IpFamily.number(family)));
        if (deferDead) {
            options.put(PolicySpec.DEFER_DEAD_FAMILY, "true");
        }
    }

    /**
     * Follows the text of a policy. A function has no text that could be read back, so this one must not look like an
     * option.
     */
    String orderSuffix() {
        return isOrderOurs() ? "" : " (in an order of the user's own)";
    }

    private static Set<StandardProtocolFamily> families(StandardProtocolFamily one, StandardProtocolFamily other) {
        return Collections.unmodifiableSet(EnumSet.of(one, other));
    }
}
