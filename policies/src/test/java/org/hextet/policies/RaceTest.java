package org.hextet.policies;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a race does about events that cross, are wrong or come at odd times. */
class RaceTest {

    private static final InetAddress SIX = World.address("2001:db8::1");
    private static final InetAddress FOUR = World.address("192.0.2.1");
    private static final InetAddress STRANGER = World.address("192.0.2.99");
    private static final long MS = World.MILLISECOND;

    private static final Event BOTH =
            new Event.Answered(List.of(new Answer(INET6, List.of(SIX)), new Answer(INET, List.of(FOUR))));

    @Test
    void cbn020_of_two_successes_in_one_turn_one_wins_and_the_other_is_cancelled() {
        Race race = twoUnderWay();

        List<Step> first = race.on(300 * MS, new Event.Connected(FOUR));
        List<Step> second = race.on(300 * MS, new Event.Connected(SIX));

        assertEquals(List.of(new Step.Won(FOUR), new Step.Cancel(SIX)), first);
        assertEquals(List.of(new Step.Cancel(SIX)), second);
    }

    @Test
    void the_winner_is_never_cancelled() {
        Race race = twoUnderWay();
        race.on(300 * MS, new Event.Connected(FOUR));

        assertEquals(List.of(), race.on(301 * MS, new Event.Connected(FOUR)));
        assertEquals(List.of(), race.on(302 * MS, new Event.Stopped()));
    }

    @Test
    void cbn032_a_win_before_the_stop_stands() {
        Race race = twoUnderWay();

        assertEquals(List.of(new Step.Won(SIX), new Step.Cancel(FOUR)), race.on(300 * MS, new Event.Connected(SIX)));
        assertEquals(List.of(), race.on(300 * MS, new Event.Stopped()));
    }

    @Test
    void cbn032_a_success_after_the_stop_is_cancelled() {
        Race race = twoUnderWay();

        assertEquals(List.of(new Step.Cancel(SIX), new Step.Cancel(FOUR)), race.on(300 * MS, new Event.Stopped()));
        assertEquals(List.of(new Step.Cancel(SIX)), race.on(300 * MS, new Event.Connected(SIX)));
    }

    @Test
    void after_the_decision_no_event_gives_a_step() {
        Race race = twoUnderWay();
        race.on(300 * MS, new Event.Stopped());

        assertEquals(List.of(), race.on(301 * MS, BOTH));
        assertEquals(List.of(), race.on(302 * MS, new Event.AttemptFailed(SIX)));
        assertEquals(List.of(), race.on(303 * MS, new Event.Withdrawn(FOUR)));
        assertEquals(List.of(), race.on(900 * MS, new Event.Woken()));
        assertEquals(List.of(), race.on(901 * MS, new Event.Stopped()));
    }

    @Test
    void after_the_failure_no_event_gives_a_step() {
        Race race = ConnectPolicy.staggered().race();
        race.on(0, new Event.Answered(List.of(Answer.negative(INET6), Answer.negative(INET))));

        assertEquals(List.of(), race.on(1, BOTH));
        assertEquals(List.of(), race.on(2, new Event.Woken()));
    }

    @Test
    void cbn035_a_policy_of_the_users_own_needs_two_methods() {
        ConnectPolicy firstAnswerOnly = new ConnectPolicy() {
            @Override
            public Set<StandardProtocolFamily> families() {
                return Set.of(INET6);
            }

            @Override
            public Race race(History history) {
                return (atNanos, event) -> {
                    if (event instanceof Event.Answered answered) {
                        return List.of(new Step.Attempt(
                                answered.answers().get(0).addresses().get(0)));
                    }
                    return event instanceof Event.Connected connected
                            ? List.of(new Step.Won(connected.address()))
                            : List.of(new Step.Failed());
                };
            }
        };

        assertEquals(
                "attempt 2001:db8::2@4; win 2001:db8::2@9",
                Run.schedule(firstAnswerOnly, "t=4 aaaa 2001:db8::2,2001:db8::1", "2001:db8::2 connect@5"));
    }

    @Test
    void cbn036_an_order_that_names_a_stranger_says_so_and_leaves_nothing_behind() {
        Race race = ConnectPolicy.staggered()
                .ordered(candidates -> List.of(STRANGER))
                .race();

        var thrown = assertThrows(IllegalStateException.class, () -> race.on(0, BOTH));
        assertEquals(
                "the policy's order names 192.0.2.99, which is not among the addresses to be ordered:"
                        + " [2001:db8:0:0:0:0:0:1, 192.0.2.1]",
                thrown.getMessage());
        assertEquals(List.of(), race.on(1, new Event.Stopped()));
    }

    @Test
    void cbn036_an_order_that_repeats_an_address_says_so() {
        Race race = ConnectPolicy.concurrent()
                .ordered(candidates -> List.of(FOUR, SIX, FOUR))
                .race();

        var thrown = assertThrows(IllegalStateException.class, () -> race.on(0, BOTH));
        assertEquals("the policy's order names 192.0.2.1 twice; name each address once", thrown.getMessage());
    }

    @Test
    void cbn036_what_an_order_throws_comes_out_and_what_is_under_way_can_still_be_cancelled() {
        UnsupportedOperationException fault = new UnsupportedOperationException("no idea");
        Race race = ConnectPolicy.staggered()
                .ordered(candidates -> {
                    if (candidates.contains(FOUR)) {
                        throw fault;
                    }
                    return candidates;
                })
                .race();
        race.on(0, new Event.Answered(new Answer(INET6, List.of(SIX))));

        assertEquals(
                fault,
                assertThrows(
                        UnsupportedOperationException.class,
                        () -> race.on(1, new Event.Answered(new Answer(INET, List.of(FOUR))))));
        assertEquals(List.of(new Step.Cancel(SIX)), race.on(2, new Event.Stopped()));
    }

    @Test
    void events_about_unknown_addresses_are_refused_and_change_nothing() {
        Race race = ConnectPolicy.staggered().race();
        race.on(0, BOTH);

        assertThrows(IllegalArgumentException.class, () -> race.on(1, new Event.Connected(STRANGER)));
        assertThrows(IllegalArgumentException.class, () -> race.on(1, new Event.AttemptFailed(STRANGER)));
        assertThrows(IllegalArgumentException.class, () -> race.on(1, new Event.Withdrawn(STRANGER)));
        var untried = assertThrows(IllegalArgumentException.class, () -> race.on(1, new Event.Connected(FOUR)));
        assertEquals(
                "an outcome for 192.0.2.1: no attempt on it is under way, only on [2001:db8:0:0:0:0:0:1]",
                untried.getMessage());
        assertEquals(List.of(new Step.Won(SIX)), race.on(2, new Event.Connected(SIX)));
        assertThrows(IllegalArgumentException.class, () -> race.on(3, new Event.Connected(STRANGER)));
    }

    @Test
    void time_that_runs_backwards_is_refused() {
        Race race = ConnectPolicy.staggered().race();
        race.on(100, new Event.Woken());

        assertThrows(IllegalArgumentException.class, () -> race.on(99, new Event.Woken()));
        assertThrows(
                IllegalArgumentException.class,
                () -> ConnectPolicy.serial().race().on(-1, new Event.Woken()));
    }

    @Test
    void waking_too_early_asks_again_for_the_same_time() {
        Race race = ConnectPolicy.staggered().race();

        assertEquals(List.of(new Step.Attempt(SIX), new Step.WakeAt(250 * MS)), race.on(0, BOTH));
        assertEquals(List.of(new Step.WakeAt(250 * MS)), race.on(249 * MS, new Event.Woken()));
    }

    @Test
    void waking_too_late_starts_one_attempt_and_counts_from_there() {
        Race race = ConnectPolicy.staggered().race();
        race.on(
                0,
                new Event.Answered(List.of(
                        new Answer(INET6, World.addresses("2001:db8::1,2001:db8::2")),
                        new Answer(INET, List.of(FOUR)))));

        assertEquals(
                List.of(new Step.Attempt(FOUR), new Step.WakeAt(1250 * MS)), race.on(1000 * MS, new Event.Woken()));
    }

    @Test
    void a_wake_up_that_is_already_asked_for_is_not_asked_for_again() {
        Race race = ConnectPolicy.staggered().race();
        race.on(0, BOTH);

        assertEquals(
                List.of(), race.on(5, new Event.Answered(new Answer(INET, World.addresses("192.0.2.1,192.0.2.2")))));
    }

    @Test
    void an_end_of_time_does_not_overflow() {
        Race race = ConnectPolicy.staggered().race();

        assertEquals(List.of(new Step.Attempt(SIX)), race.on(Long.MAX_VALUE - 1, BOTH));
    }

    @Test
    void a_lookup_that_answers_in_parts_is_waited_for_until_its_last() {
        Race race = ConnectPolicy.staggered().only(INET6).race();

        assertEquals(List.of(), race.on(0, new Event.Answered(Answer.part(INET6, List.of()))));
        assertEquals(List.of(new Step.Attempt(SIX)), race.on(1, new Event.Answered(Answer.part(INET6, List.of(SIX)))));
        assertEquals(List.of(), race.on(2, new Event.AttemptFailed(SIX)));
        assertEquals(List.of(new Step.Failed()), race.on(3, new Event.Answered(Answer.negative(INET6))));
    }

    @Test
    void a_part_without_addresses_of_the_preferred_family_does_not_end_the_resolution_delay() {
        Race race = ConnectPolicy.staggered().race();

        assertEquals(
                List.of(new Step.WakeAt(50 * MS)), race.on(0, new Event.Answered(new Answer(INET, List.of(FOUR)))));
        assertEquals(List.of(), race.on(1, new Event.Answered(Answer.part(INET6, List.of()))));
        assertEquals(List.of(new Step.Attempt(FOUR)), race.on(2, new Event.Answered(Answer.negative(INET6))));
    }

    @Test
    void one_address_in_two_zones_is_two_addresses() throws UnknownHostException {
        byte[] bytes = World.address("fe80::1").getAddress();
        InetAddress zone1 = Inet6Address.getByAddress(null, bytes, 1);
        InetAddress zone2 = Inet6Address.getByAddress(null, bytes, 2);
        Race race = ConnectPolicy.concurrent().only(INET6).race();

        List<Step> steps = race.on(0, new Event.Answered(new Answer(INET6, List.of(zone1, zone2, zone1))));
        List<Step> end = race.on(1, new Event.Connected(zone2));

        assertEquals(List.of(new Step.Attempt(zone1), new Step.Attempt(zone2)), steps);
        assertEquals(List.of(new Step.Won(zone2), new Step.Cancel(zone1)), end);
    }

    @Test
    void events_steps_answers_and_histories_tell_zones_apart() throws UnknownHostException {
        byte[] bytes = World.address("fe80::1").getAddress();
        InetAddress zone1 = Inet6Address.getByAddress(null, bytes, 1);
        InetAddress again = Inet6Address.getByAddress(null, bytes, 1);
        InetAddress zone2 = Inet6Address.getByAddress(null, bytes, 2);

        assertEquals(zone1, zone2); // the JDK's opinion
        assertEquals(new Step.Attempt(zone1), new Step.Attempt(again));
        assertNotEquals(new Step.Attempt(zone1), new Step.Attempt(zone2));
        assertNotEquals(new Step.Cancel(zone1), new Step.Cancel(zone2));
        assertNotEquals(new Step.Won(zone1), new Step.Won(zone2));
        assertNotEquals(new Event.Connected(zone1), new Event.Connected(zone2));
        assertNotEquals(new Event.AttemptFailed(zone1), new Event.AttemptFailed(zone2));
        assertNotEquals(new Event.Withdrawn(zone1), new Event.Withdrawn(zone2));
        assertNotEquals(new Answer(INET6, List.of(zone1)), new Answer(INET6, List.of(zone2)));
        assertNotEquals(new History(List.of(zone1)), new History(List.of(zone2)));
        assertEquals(new History(List.of(zone1)).hashCode(), new History(List.of(again)).hashCode());
    }

    @Test
    void an_answer_holds_its_own_family_only() {
        var mixed = assertThrows(IllegalArgumentException.class, () -> new Answer(INET6, List.of(FOUR)));

        assertEquals(
                "an answer of INET6 with the address 192.0.2.1: it is of INET; answer each family with its own addresses",
                mixed.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Answer.negative(StandardProtocolFamily.UNIX));
        assertThrows(IllegalArgumentException.class, () -> new Event.Answered(List.of()));
    }

    private static Race twoUnderWay() {
        Race race = ConnectPolicy.staggered().race();
        race.on(0, BOTH);
        assertEquals(List.of(new Step.Attempt(FOUR)), race.on(250 * MS, new Event.Woken()));
        return race;
    }
}
