package org.hextet.policies;

import java.util.List;

/**
 * One connect, decided step by step: told what has happened, it says what to do next. It owns no clock, no socket and
 * no thread: the same events at the same times give the same steps. Not thread-safe.
 *
 * <p>Whoever runs it reports {@link Event}s and carries out {@link Step}s:
 *
 * <pre>{@code
 *   0 ms  Answered(INET6: 2001:db8::1; INET: 192.0.2.1)  ->  Attempt 2001:db8::1, WakeAt 250 ms
 * 250 ms  Woken                                          ->  Attempt 192.0.2.1
 * 270 ms  Connected 192.0.2.1                            ->  Won 192.0.2.1, Cancel 2001:db8::1
 * }</pre>
 *
 * <p>Addresses are told apart by their bytes and their scope id. ({@link java.net.Inet6Address#equals} forgets the
 * scope id: a map of attempts needs a better key.)
 */
@FunctionalInterface
public interface Race {

    /**
     * Reports what has happened and asks what to do. A race of this package is decided once, by {@link Step.Won}, by
     * {@link Step.Failed} or by being told {@link Event.Stopped}; after that every event gives no step, except that a
     * loser which connected before its cancel reached it is to be cancelled again.
     *
     * @param atNanos when it happened: nanoseconds since the lookups began, 0 or more, never less than at the call
     *     before
     * @param event what happened
     * @return what to do, in this order, at once; empty for nothing; unmodifiable
     * @throws IllegalArgumentException if time runs backwards, or the event speaks of an address that was never
     *     answered, of an attempt that is not under way or of a family that is not looked up; the race goes on as if
     *     nothing had been said
     */
    List<Step> on(long atNanos, Event event);
}
