package org.hextet.policies;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Every address at once, as soon as it is known; the first success wins. The fastest, and the least considerate: each
 * connect costs every server of the name a connection, and this host as many sockets as the name has addresses.
 * Immutable; every setting gives a new policy.
 */
public final class Concurrent implements ConnectPolicy {

    static final Concurrent DEFAULT = new Concurrent(Preferences.DEFAULT);

    private final Preferences preferences;

    private Concurrent(Preferences preferences) {
        this.preferences = preferences;
    }

    /**
     * Sets the family that is first among the attempts of one instant.
     *
     * @param family {@code INET} or {@code INET6}; the latter unless set
     * @return a new policy
     * @throws IllegalArgumentException if it is another family
     */
    public Concurrent prefer(StandardProtocolFamily family) {
        return new Concurrent(preferences.prefer(family));
    }

    /**
     * The family that is first where both are looked up.
     *
     * @return {@code INET} or {@code INET6}
     */
    public StandardProtocolFamily preferredFamily() {
        return preferences.preferred();
    }

    /**
     * Looks up and tries one family only.
     *
     * @param family {@code INET} or {@code INET6}
     * @return a new policy
     * @throws IllegalArgumentException if it is another family
     */
    public Concurrent only(StandardProtocolFamily family) {
        return new Concurrent(preferences.only(family));
    }

    /**
     * Gives the addresses an order of the user's own, or leaves some out.
     *
     * @param order as {@link Staggered#ordered} has it
     * @return a new policy
     */
    public Concurrent ordered(UnaryOperator<List<InetAddress>> order) {
        return new Concurrent(preferences.ordered(order));
    }

    @Override
    public Set<StandardProtocolFamily> families() {
        return preferences.families();
    }

    @Override
    public Race race(History history) {
        return new PacedRace(
                new Lookups(preferences, Duration.ZERO), new Candidates(preferences, 1, history), Pace.CONCURRENT);
    }

    @Override
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public boolean equals(@Nullable Object other) {
        return other instanceof Concurrent that && preferences.equals(that.preferences);
    }

    @Override
    public int hashCode() {
        return preferences.hashCode();
    }

    /**
     * The policy as text, with the settings that differ from the default.
     *
     * @return for example {@code concurrent?only=6}; read back by {@link ConnectPolicy#parse}, unless there is an order
     *     of the user's own
     */
    @Override
    public String toString() {
        Map<String, String> options = new LinkedHashMap<>();
        preferences.describe(options);
        return PolicySpec.format(PolicySpec.CONCURRENT, options) + preferences.orderSuffix();
    }
}
