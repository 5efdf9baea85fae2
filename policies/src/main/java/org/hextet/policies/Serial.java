package org.hextet.policies;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One attempt after the other, never two at once: the next begins, at once, when the one before has failed. The first
 * begins as RFC 8305 has it (an answer of the preferred family at once, one of the other after the resolution delay),
 * and the families take turns. Immutable; every setting gives a new policy.
 *
 * <p>An address that never answers holds up all others until the system or a timeout per attempt gives it up: for
 * minutes, without one.
 */
public final class Serial implements ConnectPolicy {

    static final Serial DEFAULT = new Serial(Preferences.DEFAULT, ResolutionDelay.DEFAULT);

    private final Preferences preferences;
    private final Duration resolutionDelay;

    private Serial(Preferences preferences, Duration resolutionDelay) {
        this.preferences = preferences;
        this.resolutionDelay = resolutionDelay;
    }

    /**
     * Sets how long the first attempt waits for the answer of the preferred family when the other has answered.
     *
     * @param delay 0 to 1 h, counted from the first positive answer of the other family; 50 ms unless set
     * @return a new policy
     * @throws IllegalArgumentException if the delay is out of its range
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8305#section-3">RFC 8305, section 3</a>
     */
    public Serial resolutionDelay(Duration delay) {
        return new Serial(preferences, ResolutionDelay.check(delay));
    }

    /**
     * How long the first attempt waits for the answer of the preferred family when the other has answered.
     *
     * @return 0 to 1 h
     */
    public Duration resolutionDelay() {
        return resolutionDelay;
    }

    /**
     * Sets the family that is first.
     *
     * @param family {@code INET} or {@code INET6}; unless set, the latter, or the one that
     *     {@linkplain Event.Answered#leading the order of destinations puts first}
     * @return a new policy
     * @throws IllegalArgumentException if it is another family
     */
    public Serial prefer(StandardProtocolFamily family) {
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
    public Serial only(StandardProtocolFamily family) {
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
    public Serial deferDeadFamily(boolean defer) {
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
    public Serial firstFamilyCount(int count) {
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
     * Sets how many attempts are made in all. When the last of them has failed, so has the connect, whatever addresses
     * are left and lookups still out.
     *
     * @param count 1 or more; as many as there are addresses unless set
     * @return a new policy
     * @throws IllegalArgumentException if the count is below 1
     */
    public Serial mostAttempts(int count) {
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
     * Gives the addresses an order of the user's own.
     *
     * @param order as {@link Staggered#ordered} has it
     * @return a new policy
     */
    public Serial ordered(UnaryOperator<List<InetAddress>> order) {
        return with(preferences.ordered(order));
    }

    @Override
    public Set<StandardProtocolFamily> families() {
        return preferences.families();
    }

    @Override
    public Race race(History history) {
        return new PacedRace(
                new Lookups(preferences, resolutionDelay, history),
                new Candidates(preferences, history),
                Pace.SERIAL,
                preferences.limits().inAll());
    }

    @Override
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public boolean equals(@Nullable Object other) {
        return other instanceof Serial that
                && preferences.equals(that.preferences)
                && resolutionDelay.equals(that.resolutionDelay);
    }

    @Override
    public int hashCode() {
        return Objects.hash(preferences, resolutionDelay);
    }

    /**
     * The policy as text, with the settings that differ from the default.
     *
     * @return for example {@code serial?only=6}; read back by {@link ConnectPolicy#parse}, unless there is an order of
     *     the user's own
     */
    @Override
    public String toString() {
        Map<String, String> options = new LinkedHashMap<>();
        if (!resolutionDelay.equals(ResolutionDelay.DEFAULT)) {
            options.put(PolicySpec.RESOLUTION_DELAY, DurationText.format(resolutionDelay));
        }
        preferences.describe(options);
        return PolicySpec.format(PolicySpec.SERIAL, options) + preferences.orderSuffix();
    }

    private Serial with(Preferences changed) {
        return new Serial(changed, resolutionDelay);
    }
}
