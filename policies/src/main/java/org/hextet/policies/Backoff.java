package org.hextet.policies;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before something that failed is tried again, and when to give up: exponential, with jitter. A value:
 * it has no clock and no randomness of its own. Immutable; every setting gives a new one.
 *
 * <p>The delay before retry <i>n</i> (from 1) is {@code first} · {@code factor}<sup><i>n</i>-1</sup>, at most
 * {@code most}; jitter then takes a random part of it away, at most the share {@code jitter}: with 0.5 a delay of 1 s
 * becomes 0.5 s to 1 s. Clients that lost one server at one time so come back at different ones.
 *
 * <p>It gives up after the time {@link #within}, after {@link #times} retries, or at whichever comes first. Where
 * neither is set, after a minute.
 */
public final class Backoff {

    private static final Duration WITHIN_UNLESS_SET = Duration.ofMinutes(1);

    private static final Backoff EXPONENTIAL =
            new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10), 2, 0.5, Optional.empty(), OptionalInt.empty());

    private static final String LONG_ENOUGH = "a day is the longest";
    private static final DurationRange DELAYS = new DurationRange(
            "a retry's delay", Duration.ofMillis(1), Duration.ofDays(1), "less would be a storm; " + LONG_ENOUGH);
    private static final DurationRange TIMES_TO_GIVE_UP =
            new DurationRange("a retry's time to give up", Duration.ofMillis(1), Duration.ofDays(1), LONG_ENOUGH);

    private static final int MOST_TIMES = 1_000_000;
    private static final double MOST_FACTOR = 1000;

    private final Duration first;
    private final Duration most;
    private final double factor;
    private final double jitter;
    private final Optional<Duration> within;
    private final OptionalInt times;

    private Backoff(
            Duration first, Duration most, double factor, double jitter, Optional<Duration> within, OptionalInt times) {
        this.first = first;
        this.most = most;
        this.factor = factor;
        this.jitter = jitter;
        this.within = within;
        this.times = times;
    }

    /**
     * From 100 ms on, twice as long each time, at most 10 s, jitter 0.5, for a minute.
     *
     * @return what the settings begin with
     */
    public static Backoff exponential() {
        return EXPONENTIAL;
    }

    /**
     * Reads a backoff: the time to give up, and settings behind commas: {@code 30s},
     * {@code 30s,first=50ms,most=2s,factor=1.6,jitter=0.2,times=5}, {@code times=3}. Durations are as of
     * {@link DurationText}; numbers are written with digits and a point.
     *
     * @param text at least one of them; the time stands first
     * @return what is not named is as of {@link #exponential()}
     * @throws SettingSyntaxException if it is not of that form: says where, and what to write
     */
    public static Backoff parse(String text) {
        return BackoffText.parse(text);
    }

    /**
     * Sets the first delay.
     *
     * @param delay 1 ms to a day; 100 ms unless set
     * @return a new backoff
     * @throws IllegalArgumentException if it is out of its range
     */
    public Backoff first(Duration delay) {
        return new Backoff(DELAYS.check(delay), most, factor, jitter, within, times);
    }

    /**
     * The first delay, before jitter.
     *
     * @return 1 ms to a day
     */
    public Duration first() {
        return first;
    }

    /**
     * Sets the longest delay. One that is below {@link #first()} holds for the first too.
     *
     * @param delay 1 ms to a day; 10 s unless set
     * @return a new backoff
     * @throws IllegalArgumentException if it is out of its range
     */
    public Backoff most(Duration delay) {
        return new Backoff(first, DELAYS.check(delay), factor, jitter, within, times);
    }

    /**
     * The longest delay.
     *
     * @return 1 ms to a day
     */
    public Duration most() {
        return most;
    }

    /**
     * Sets how many times longer each delay is than the one before.
     *
     * @param factor 1 (always the same) to 1000; 2 unless set
     * @return a new backoff
     * @throws IllegalArgumentException if it is out of its range, or no number
     */
    public Backoff factor(double factor) {
        if (!(factor >= 1 && factor <= MOST_FACTOR)) {
            throw new IllegalArgumentException("a retry's factor of " + factor + ": must be 1 to 1000");
        }
        return new Backoff(first, most, factor, jitter, within, times);
    }

    /**
     * How many times longer each delay is than the one before.
     *
     * @return 1 to 1000
     */
    public double factor() {
        return factor;
    }

    /**
     * Sets the share of each delay that chance may take away.
     *
     * @param jitter 0 (none: exact delays) to 1 (anything from nothing to the whole); 0.5 unless set
     * @return a new backoff
     * @throws IllegalArgumentException if it is out of its range, or no number
     */
    public Backoff jitter(double jitter) {
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("a retry's jitter of " + jitter + ": must be 0 to 1");
        }
        return new Backoff(first, most, factor, jitter, within, times);
    }

    /**
     * The share of each delay that chance may take away.
     *
     * @return 0 to 1
     */
    public double jitter() {
        return jitter;
    }

    /**
     * Sets the time after which no retry begins. One that is under way then goes on: what ends it is a deadline.
     *
     * @param atMost from the beginning of the first try, 1 ms to a day
     * @return a new backoff
     * @throws IllegalArgumentException if it is out of its range
     */
    public Backoff within(Duration atMost) {
        return new Backoff(first, most, factor, jitter, Optional.of(TIMES_TO_GIVE_UP.check(atMost)), times);
    }

    /**
     * The time after which no retry begins.
     *
     * @return what was set; else a minute, or empty (no limit) where {@link #times} was set
     */
    public Optional<Duration> within() {
        return within.isPresent() || times.isPresent() ? within : Optional.of(WITHIN_UNLESS_SET);
    }

    /**
     * Sets how often to try again.
     *
     * @param atMost 1 to 1,000,000, beside the first try
     * @return a new backoff
     * @throws IllegalArgumentException if it is out of its range
     */
    public Backoff times(int atMost) {
        if (atMost < 1 || atMost > MOST_TIMES) {
            throw new IllegalArgumentException("retries " + atMost + ": must be 1 to 1000000");
        }
        return new Backoff(first, most, factor, jitter, within, OptionalInt.of(atMost));
    }

    /**
     * How often to try again.
     *
     * @return empty: as often as the time allows
     */
    public OptionalInt times() {
        return times;
    }

    /**
     * Whether to try again, and after how long a wait.
     *
     * @param retry which one is to come, from 1
     * @param elapsed since the beginning of the first try
     * @param random drawn from once, unless the jitter is 0: with the same seed come the same delays
     * @return the wait, 0 or more; empty: give up
     * @throws IllegalArgumentException if {@code retry} is below 1
     */
    public Optional<Duration> delay(int retry, Duration elapsed, RandomGenerator random) {
        if (retry < 1) {
            throw new IllegalArgumentException("retry " + retry + ": counted from 1");
        }
        if (times.isPresent() && retry > times.getAsInt()) {
            return Optional.empty();
        }
        double nanos = Math.min((double) most.toNanos(), (double) first.toNanos() * Math.pow(factor, retry - 1.0));
        double share = jitter == 0 ? 1 : 1 - jitter * random.nextDouble();
        Duration delay = Duration.ofNanos((long) (nanos * share));
        return within().filter(atMost -> elapsed.plus(delay).compareTo(atMost) > 0)
                        .isPresent()
                ? Optional.empty()
                : Optional.of(delay);
    }

    @Override
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public boolean equals(@Nullable Object other) {
        return other instanceof Backoff that
                && first.equals(that.first)
                && most.equals(that.most)
                && factor == that.factor
                && jitter == that.jitter
                && within().equals(that.within())
                && times.equals(that.times);
    }

    @Override
    public int hashCode() {
        return Objects.hash(first, most, factor, jitter, within(), times);
    }

    /**
     * As text, with the settings that differ from {@link #exponential()}.
     *
     * @return what {@link #parse} reads back as an equal one: {@code 30s,first=50ms}
     */
    @Override
    public String toString() {
        List<String> text = new ArrayList<>();
        within().map(DurationText::format).ifPresent(text::add);
        if (!first.equals(EXPONENTIAL.first)) {
            text.add(BackoffText.FIRST + "=" + DurationText.format(first));
        }
        if (!most.equals(EXPONENTIAL.most)) {
            text.add(BackoffText.MOST + "=" + DurationText.format(most));
        }
        if (factor != EXPONENTIAL.factor) {
            text.add(BackoffText.FACTOR + "=" + BackoffText.format(factor));
        }
        if (jitter != EXPONENTIAL.jitter) {
            text.add(BackoffText.JITTER + "=" + BackoffText.format(jitter));
        }
        times.ifPresent(count -> text.add(BackoffText.TIMES + "=" + count));
        return String.join(",", text);
    }
}
