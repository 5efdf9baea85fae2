package org.hextet.policies;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Every address at once, as soon as it is known; the first success wins. The fastest, and the least considerate: each
 * connect costs every server of the name a connection, and this host as many sockets as the name has addresses, unless
 * {@link #mostAtOnce} is set. Immutable; every setting gives a new policy.
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
     * @param family {@code INET} or {@code INET6}; unless set, the latter, or the one that
     *     {@linkplain Event.Answered#leading the order of destinations puts first}
     * @return a new policy
     * @throws IllegalArgumentException if it is another family
     */
    public Concurrent prefer(StandardProtocolFamily family) {
        return with(preferences.prefer(family));
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
        return with(preferences.only(family));
    }

    /**
     * Lets the preferred family be second where history has nothing but setbacks of it, and successes of the other one:
     * then the two change places in everything, for that connect. So a host whose IPv6 is broken does not wait for it
     * each time; it is tried all the same, and is first again when the history is forgotten.
     *
     * @param defer false unless set
     * @return a new policy
     */
    public Concurrent deferDeadFamily(boolean defer) {
        return with(preferences.deferDead(defer));
    }

    /**
     * Whether the preferred family may be second.
     *
     * @return as it was set
     */
    public boolean isDeadFamilyDeferred() {
        return preferences.deferDead();
    }

    /**
     * Sets how many addresses of the preferred family are tried before the first of the other; then the families take
     * turns.
     *
     * @param count 1 or more; 1 unless set. A large one has the whole family first
     * @return a new policy
     * @throws IllegalArgumentException if the count is below 1
     */
    public Concurrent firstFamilyCount(int count) {
        return with(preferences.firstFamilyCount(count));
    }

    /**
     * How many addresses of the preferred family are tried before the first of the other.
     *
     * @return 1 or more
     */
    public int firstFamilyCount() {
        return preferences.firstFamilyCount();
    }

    /**
     * Sets how many attempts may be under way at once. When as many are, the next waits until one has failed, however
     * slow they are: with 1, an address that never answers holds up all others.
     *
     * @param count 1 or more; as many as there are addresses unless set
     * @return a new policy
     * @throws IllegalArgumentException if the count is below 1
     */
    public Concurrent mostAtOnce(int count) {
        return with(preferences.limits(preferences.limits().atOnce(count)));
    }

    /**
     * How many attempts may be under way at once.
     *
     * @return 1 or more; empty for no limit
     */
    public OptionalInt mostAtOnce() {
        return preferences.limits().mostAtOnce();
    }

    /**
     * Sets how many attempts are made in all. When the last of them has failed, so has the connect, whatever addresses
     * are left and lookups still out.
     *
     * @param count 1 or more; as many as there are addresses unless set
     * @return a new policy
     * @throws IllegalArgumentException if the count is below 1
     */
    public Concurrent mostAttempts(int count) {
        return with(preferences.limits(preferences.limits().inAll(count)));
    }

    /**
     * How many attempts are made in all.
     *
     * @return 1 or more; empty for no limit
     */
    public OptionalInt mostAttempts() {
        return preferences.limits().mostAttempts();
    }

    /**
     * Gives the addresses an order of the user's own, or leaves some out.
     *
     * @param order as {@link Staggered#ordered} has it
     * @return a new policy
     */
    public Concurrent ordered(UnaryOperator<List<InetAddress>> order) {
        return with(preferences.ordered(order));
    }

    @Override
    public Set<StandardProtocolFamily> families() {
        return preferences.families();
    }

    @Override
    public Race race(History history) {
        return new PacedRace(
                new Lookups(preferences, Duration.ZERO, history),
                new Candidates(preferences, history),
                Pace.CONCURRENT.atMost(preferences.limits().atOnce()),
                preferences.limits().inAll());
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

    private Concurrent with(Preferences changed) {
        return new Concurrent(changed);
    }
}
