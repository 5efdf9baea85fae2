package org.hextet.policies;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The family that the order of destinations puts first (RFC 8305, section 4). */
class LeadingFamilyTest {

    private static final InetAddress FOUR = address("192.0.2.1");
    private static final InetAddress SIX = address("2001:db8::1");
    private static final List<Answer> BOTH = List.of(new Answer(INET6, List.of(SIX)), new Answer(INET, List.of(FOUR)));

    @Test
    void it_is_tried_first_where_the_policy_was_not_told_another() {
        assertEquals(FOUR, firstOf(ConnectPolicy.staggered(), INET));
        assertEquals(FOUR, firstOf(ConnectPolicy.serial(), INET));
        assertEquals(FOUR, firstOf(ConnectPolicy.concurrent(), INET));
        assertEquals(SIX, firstOf(ConnectPolicy.staggered(), INET6));
    }

    @Test
    void what_the_user_prefers_comes_before_it() {
        assertEquals(SIX, firstOf(ConnectPolicy.staggered().prefer(INET6), INET));
        assertEquals(FOUR, firstOf(ConnectPolicy.serial().prefer(INET), INET6));
    }

    @Test
    void preferring_ipv6_is_not_the_same_as_saying_nothing() {
        Staggered told = ConnectPolicy.staggered().prefer(INET6);

        assertNotEquals(ConnectPolicy.staggered(), told);
        assertEquals("staggered?prefer=6", told.toString());
        assertEquals(told, ConnectPolicy.parse("staggered?prefer=6"));
        assertEquals(INET6, ConnectPolicy.staggered().preferredFamily());
    }

    @Test
    void it_changes_nothing_once_an_attempt_has_begun() {
        Race race = ConnectPolicy.staggered().race();
        race.on(0, new Event.Answered(new Answer(INET6, List.of(SIX, address("2001:db8::2")))));

        Answer late = new Answer(INET, List.of(FOUR, address("192.0.2.2")));
        race.on(1, new Event.Answered(List.of(late), Optional.of(INET)));

        // The turns go on from the IPv6 attempt.
        long later = Duration.ofMillis(250).toNanos();
        assertEquals(List.of(new Step.Attempt(FOUR)), attempts(race.on(later, new Event.Woken())));
        assertEquals(
                List.of(new Step.Attempt(address("2001:db8::2"))), attempts(race.on(2 * later, new Event.Woken())));
    }

    @Test
    void the_lookup_that_is_waited_for_stays_that_of_the_preferred_family() {
        Race race = ConnectPolicy.staggered().race();

        assertEquals(
                List.of(new Step.WakeAt(Duration.ofMillis(50).toNanos())),
                race.on(0, new Event.Answered(List.of(new Answer(INET, List.of(FOUR))), Optional.of(INET))));
    }

    @Test
    void other_families_are_refused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Event.Answered(BOTH, Optional.of(StandardProtocolFamily.UNIX)));
    }

    private static InetAddress firstOf(ConnectPolicy policy, StandardProtocolFamily leading) {
        return attempts(policy.race().on(0, new Event.Answered(BOTH, Optional.of(leading))))
                .get(0)
                .address();
    }

    private static List<Step.Attempt> attempts(List<Step> steps) {
        return steps.stream()
                .filter(Step.Attempt.class::isInstance)
                .map(Step.Attempt.class::cast)
                .toList();
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
