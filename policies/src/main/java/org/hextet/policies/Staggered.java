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
 * RFC 8305 (Happy Eyeballs version 2): a new attempt each time the attempt delay has run out or the attempt begun last
 * has failed, the families taking turns, until one succeeds. Immutable; every setting gives a new policy.
 *
 * <ul>
 *   <li>An answer of the preferred family starts the first attempt at once. One of the other family waits for the
 *       preferred one, at most for the resolution delay (section 3).
 *   <li>The families take turns, beginning with the preferred one. Where the user prefers none, that is the one which
 *       the order of destinations puts first ({@link Event.Answered#leading}), else IPv6 (section 4).
 *   <li>An attempt goes on when the next begins: slow is not dead (section 5).
 *   <li>The failure of the attempt begun last starts the next at once; that of an earlier one only if it leaves none
 *       under way. When all addresses have been tried and an attempt is under way, one that is answered late waits for
 *       the attempt delay. (The RFC is silent on both.)
 *   <li>Two attempts never begin within the minimum gap, failures or not (section 5).
 *   <li>Late answers join those not yet tried, and the turns go on from the attempts made (section 6).
 * </ul>
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8305">RFC 8305</a>
 */
public final class Staggered implements ConnectPolicy {

    static final Staggered DEFAULT = new Staggered(
            Preferences.DEFAULT, Duration.ofMillis(250), ResolutionDelay.DEFAULT, Duration.ofMillis(10), false);

    private static final DurationRange ATTEMPT_DELAYS = new DurationRange(
            PolicySpec.ATTEMPT_DELAY,
            Duration.ofMillis(10),
            Duration.ofHours(1),
            "RFC 8305, section 5, has the lower bound");
    private static final DurationRange MINIMUM_GAPS =
            new DurationRange(PolicySpec.MIN_GAP, Duration.ZERO, Duration.ofHours(1), "RFC 8305, section 5, asks 10ms");

    private final Preferences preferences;
    private final Duration attemptDelay;
    private final Duration resolutionDelay;
    private final Duration minimumGap;
    private final boolean adaptive;

    private Staggered(
            Preferences preferences,
            Duration attemptDelay,
            Duration resolutionDelay,
            Duration minimumGap,
            boolean adaptive) {
        this.preferences = preferences;
        this.attemptDelay = attemptDelay;
        this.resolutionDelay = resolutionDelay;
        this.minimumGap = minimumGap;
        this.adaptive = adaptive;
    }

    /**
     * Sets the time from the start of one attempt to the start of the next, unless the first fails before.
     *
     * @param delay 10 ms to 1 h; 250 ms unless set
     * @return a new policy
     * @throws IllegalArgumentException if the delay is out of its range
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8305#section-8">RFC 8305, sections 5 and 8</a>
     */
    public Staggered attemptDelay(Duration delay) {
        return new Staggered(preferences, ATTEMPT_DELAYS.check(delay), resolutionDelay, minimumGap, adaptive);
    }

    /**
     * The time from the start of one attempt to the start of the next, unless the first fails before.
     *
     * @return 10 ms to 1 h
     */
    public Duration attemptDelay() {
        return attemptDelay;
    }

    /**
     * Sets how long the first attempt waits for the answer of the preferred family when the other has answered.
     *
     * @param delay 0 to 1 h, counted from the first positive answer of the other family; 50 ms unless set
     * @return a new policy
     * @throws IllegalArgumentException if the delay is out of its range
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8305#section-3">RFC 8305, sections 3 and 8</a>
     */
    public Staggered resolutionDelay(Duration delay) {
        return new Staggered(preferences, attemptDelay, ResolutionDelay.check(delay), minimumGap, adaptive);
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
     * Sets the least time between the starts of two attempts, which holds after a failure too: a list of addresses that
     * all refuse must not become a burst.
     *
     * @param gap 0 to 1 h; 10 ms unless set. Less is against RFC 8305; more than the attempt delay lengthens that
     * @return a new policy
     * @throws IllegalArgumentException if the gap is out of its range
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8305#section-5">RFC 8305, section 5</a>
     */
    public Staggered minimumGap(Duration gap) {
        return new Staggered(preferences, attemptDelay, resolutionDelay, MINIMUM_GAPS.check(gap), adaptive);
    }

    /**
     * The least time between the starts of two attempts.
     *
     * @return 0 to 1 h
     */
    public Duration minimumGap() {
        return minimumGap;
    }

    /**
     * Lets the attempt delay follow history, as section 5 suggests: behind an attempt on an address that was connected
     * to before, it is about the time after which TCP would send its SYN again, three times as long as the connect took
     * (RFC 6298, section 2.2), within 100 ms and 2 s (section 8). Behind all others it is the attempt delay.
     *
     * @param adapt false unless set
     * @return a new policy
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8305#section-5">RFC 8305, section 5</a>
     */
    public Staggered adaptiveDelay(boolean adapt) {
        return new Staggered(preferences, attemptDelay, resolutionDelay, minimumGap, adapt);
    }

    /**
     * Whether the attempt delay follows history.
     *
     * @return as it was set
     */
    public boolean isDelayAdaptive() {
        return adaptive;
    }

    /**
     * Sets how many addresses of the preferred family are tried before the first of the other; then the families take
     * turns.
     *
     * @param count 1 or more; 1 unless set
     * @return a new policy
     * @throws IllegalArgumentException if the count is below 1
     * @see <a href="https://www.rfc-editor.org/rfc/rfc8305#section-4">RFC 8305, sections 4 and 8</a>
     */
    public Staggered firstFamilyCount(int count) {
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
     * Sets the family that is first. With {@code INET} the families change places in everything that RFC 8305 says:
     * IPv6 waits for IPv4.
     *
     * @param family {@code INET} or {@code INET6}; unless set, the latter, or the one that
     *     {@linkplain Event.Answered#leading the order of destinations puts first}
     * @return a new policy
     * @throws IllegalArgumentException if it is another family
     */
    public Staggered prefer(StandardProtocolFamily family) {
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
    public Staggered only(StandardProtocolFamily family) {
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
    public Staggered deferDeadFamily(boolean defer) {
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
     * Sets how many attempts may be under way at once. When as many are, the next waits until one has failed, however
     * slow they are: with 1, an address that never answers holds up all others.
     *
     * @param count 1 or more; as many as there are addresses unless set
     * @return a new policy
     * @throws IllegalArgumentException if the count is below 1
     */
    public Staggered mostAtOnce(int count) {
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
    public Staggered mostAttempts(int count) {
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
     * Gives the addresses an order of the user's own. The function is handed the addresses not yet tried, in the order
     * of this policy, each time an answer changes them, and returns them in the order in which to try them; what it
     * leaves out is not tried unless it is named the next time. What it throws, and an {@link IllegalStateException} if
     * it names an address that it was not handed or one twice, comes out of {@link Race#on}.
     *
     * @param order depends on its argument only; may be called in any thread; neither list is used afterwards
     * @return a new policy
     */
    public Staggered ordered(UnaryOperator<List<InetAddress>> order) {
        return with(preferences.ordered(order));
    }

    @Override
    public Set<StandardProtocolFamily> families() {
        return preferences.families();
    }

    @Override
    public Race race(History history) {
        AttemptLimits limits = preferences.limits();
        return new PacedRace(
                new Lookups(preferences, resolutionDelay, history),
                new Candidates(preferences, history),
                Pace.staggered(new AttemptDelays(attemptDelay, adaptive ? history : History.NONE), minimumGap)
                        .atMost(limits.atOnce()),
                limits.inAll());
    }

    @Override
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public boolean equals(@Nullable Object other) {
        return other instanceof Staggered that
                && preferences.equals(that.preferences)
                && attemptDelay.equals(that.attemptDelay)
                && resolutionDelay.equals(that.resolutionDelay)
                && minimumGap.equals(that.minimumGap)
                && adaptive == that.adaptive;
    }

    @Override
    public int hashCode() {
        return Objects.hash(preferences, attemptDelay, resolutionDelay, minimumGap, adaptive);
    }

    /**
     * The policy as text, with the settings that differ from the default.
     *
     * @return for example {@code staggered?attempt-delay=200ms}; read back by {@link ConnectPolicy#parse}, unless there
     *     is an order of the user's own
     */
    @Override
    public String toString() {
        Map<String, String> options = new LinkedHashMap<>();
        describe(options, PolicySpec.ATTEMPT_DELAY, attemptDelay, DEFAULT.attemptDelay);
        describe(options, PolicySpec.RESOLUTION_DELAY, resolutionDelay, DEFAULT.resolutionDelay);
        describe(options, PolicySpec.MIN_GAP, minimumGap, DEFAULT.minimumGap);
        if (adaptive) {
            options.put(PolicySpec.ADAPTIVE_DELAY, "true");
        }
        preferences.describe(options);
        return PolicySpec.format(PolicySpec.STAGGERED, options) + preferences.orderSuffix();
    }

    private static void describe(Map<String, String> options, String option, Duration value, Duration usual) {
        if (!value.equals(usual)) {
            options.put(option, DurationText.format(value));
        }
    }

    private Staggered with(Preferences changed) {
        return new Staggered(changed, attemptDelay, resolutionDelay, minimumGap, adaptive);
    }
}
