package org.hextet.policies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Happy Eyeballs version 3, sections 4.2 and 5: services of a name, found by SVCB and HTTPS records. */
final class ServicesTest {

    private static final String SIX = "2001:db8::1";
    private static final String FOUR = "192.0.2.1";
    private static final String OTHER_SIX = "2001:db8::2";
    private static final String OTHER_FOUR = "192.0.2.2";

    private final List<String> steps = new ArrayList<>();
    private Race race = ConnectPolicy.staggered().race();

    private ServicesTest at(long millis, Event event) {
        for (Step step : race.on(millis * World.MILLISECOND, event)) {
            steps.add(millis + " " + text(step));
        }
        return this;
    }

    private static String text(Step step) {
        if (step instanceof Step.Attempt attempt) {
            return "attempt " + World.text(attempt.address()) + " of " + attempt.service();
        } else if (step instanceof Step.Cancel cancel) {
            return "cancel " + World.text(cancel.address()) + " of " + cancel.service();
        } else if (step instanceof Step.Won won) {
            return "won " + World.text(won.address()) + " of " + won.service();
        } else if (step instanceof Step.WakeAt wake) {
            return "wake at " + wake.atNanos() / World.MILLISECOND;
        }
        return "failed";
    }

    private static Answer answer(int service, String... addresses) {
        List<InetAddress> parsed = Arrays.stream(addresses).map(World::address).toList();
        return new Answer(IpFamily.of(parsed.get(0)), parsed, true, service);
    }

    private static Answer hints(int service, String... addresses) {
        List<InetAddress> parsed = Arrays.stream(addresses).map(World::address).toList();
        return new Answer(IpFamily.of(parsed.get(0)), parsed, false, service);
    }

    private static Answer negative(int service, StandardProtocolFamily family) {
        return new Answer(family, List.of(), true, service);
    }

    private static Event answered(Answer... answers) {
        return new Event.Answered(List.of(answers));
    }

    private static Event known(Integer... order) {
        return new Event.ServicesKnown(List.of(order));
    }

    private void expect(String... expected) {
        assertEquals(List.of(expected), steps);
    }

    @Test
    void addresses_wait_for_the_services_at_most_for_the_resolution_delay() {
        at(0, new Event.ServicesAsked()).at(10, answered(answer(0, SIX), answer(0, FOUR)));
        expect("10 wake at 60");
        at(60, new Event.Woken());
        expect("10 wake at 60", "60 attempt 2001:db8::1 of 0", "60 wake at 310");
    }

    @Test
    void that_there_are_none_opens_the_race_at_once() {
        at(0, new Event.ServicesAsked())
                .at(10, answered(answer(0, SIX), answer(0, FOUR)))
                .at(20, known(0));
        expect("10 wake at 60", "20 attempt 2001:db8::1 of 0", "20 wake at 270");
    }

    @Test
    void services_that_are_known_first_hold_up_nothing() {
        at(0, new Event.ServicesAsked()).at(5, known(0)).at(10, answered(answer(0, SIX)));
        expect("10 attempt 2001:db8::1 of 0");
    }

    @Test
    void services_are_tried_in_order_the_families_taking_turns_within_each_and_the_name_itself_last() {
        at(0, new Event.ServicesAsked())
                .at(1, answered(answer(0, SIX), answer(0, FOUR)))
                .at(2, known(2, 1, 0))
                .at(
                        3,
                        answered(
                                answer(2, OTHER_SIX),
                                answer(2, OTHER_FOUR),
                                answer(1, SIX),
                                negative(1, StandardProtocolFamily.INET)))
                .at(300, new Event.Woken())
                .at(600, new Event.Woken())
                .at(900, new Event.Woken())
                .at(1200, new Event.Woken());
        assertEquals(
                List.of(
                        "3 attempt 2001:db8::2 of 2",
                        "300 attempt 192.0.2.2 of 2",
                        "600 attempt 2001:db8::1 of 1",
                        "900 attempt 2001:db8::1 of 0",
                        "1200 attempt 192.0.2.1 of 0"),
                steps.stream().filter(step -> step.contains("attempt")).toList());
    }

    @Test
    void the_name_itself_waits_for_a_better_service_at_most_for_the_resolution_delay() {
        at(0, new Event.ServicesAsked())
                .at(10, answered(answer(0, SIX), answer(0, FOUR)))
                .at(20, known(1, 0))
                .at(60, new Event.Woken())
                .at(70, answered(answer(1, OTHER_SIX), answer(1, OTHER_FOUR)))
                .at(310, new Event.Woken());
        assertEquals(
                List.of("60 attempt 2001:db8::1 of 0", "310 attempt 2001:db8::2 of 1"),
                steps.stream().filter(step -> step.contains("attempt")).toList());
    }

    @Test
    void hints_are_addresses_to_begin_with_and_those_that_no_answer_has_are_withdrawn() {
        at(0, new Event.ServicesAsked())
                .at(5, known(1, 0))
                .at(5, answered(hints(1, OTHER_SIX, SIX)))
                .at(20, answered(answer(1, OTHER_SIX)))
                .at(20, new Event.Withdrawn(World.address(SIX), 1))
                .at(20, answered(negative(1, StandardProtocolFamily.INET)))
                .at(20, answered(negative(0, StandardProtocolFamily.INET6), negative(0, StandardProtocolFamily.INET)))
                .at(30, new Event.AttemptFailed(World.address(OTHER_SIX), 1));
        assertEquals("5 attempt 2001:db8::2 of 1", steps.get(0));
        assertEquals("30 failed", steps.get(steps.size() - 1));
        assertEquals(1, steps.stream().filter(step -> step.contains("attempt")).count());
    }

    @Test
    void a_service_without_addresses_is_out_of_the_way() {
        at(0, new Event.ServicesAsked())
                .at(1, answered(answer(0, SIX)))
                .at(2, known(1, 0))
                .at(3, answered(negative(1, StandardProtocolFamily.INET6)))
                .at(4, answered(negative(1, StandardProtocolFamily.INET)));
        expect("1 wake at 51", "4 attempt 2001:db8::1 of 0");
    }

    @Test
    void a_race_that_has_failed_so_far_waits_for_the_services_and_their_addresses() {
        at(0, new Event.ServicesAsked())
                .at(1, answered(negative(0, StandardProtocolFamily.INET6), negative(0, StandardProtocolFamily.INET)));
        expect();
        at(2, known(1, 0)).at(3, answered(negative(1, StandardProtocolFamily.INET6)));
        expect();
        at(4, answered(negative(1, StandardProtocolFamily.INET)));
        expect("4 failed");
    }

    @Test
    void the_same_address_of_two_services_is_two_destinations() {
        at(0, new Event.ServicesAsked())
                .at(1, known(1, 0))
                .at(2, answered(answer(1, SIX), answer(0, SIX)))
                .at(10, new Event.AttemptFailed(World.address(SIX), 1))
                .at(20, new Event.Woken())
                .at(30, new Event.Connected(World.address(SIX)));
        assertTrue(steps.contains("2 attempt 2001:db8::1 of 1"), steps::toString);
        assertTrue(
                steps.contains("12 attempt 2001:db8::1 of 0") || steps.contains("20 attempt 2001:db8::1 of 0"),
                steps::toString);
        assertEquals("30 won 2001:db8::1 of 0", steps.get(steps.size() - 1));
    }

    @Test
    void losers_are_cancelled_with_their_service() {
        race = ConnectPolicy.concurrent().race();
        at(0, new Event.ServicesAsked())
                .at(1, known(1, 0))
                .at(2, answered(answer(1, SIX), answer(0, SIX)))
                .at(9, new Event.Connected(World.address(SIX)));
        expect(
                "2 attempt 2001:db8::1 of 1",
                "2 attempt 2001:db8::1 of 0",
                "9 won 2001:db8::1 of 0",
                "9 cancel 2001:db8::1 of 1");
    }

    @Test
    void what_was_never_said_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> race.on(0, answered(answer(1, SIX))));
        assertThrows(IllegalArgumentException.class, () -> race.on(0, known(1, 0)));
        assertThrows(IllegalArgumentException.class, () -> known(1, 2));
        assertThrows(IllegalArgumentException.class, () -> known(1, 1, 0));
        race.on(0, new Event.ServicesAsked());
        race.on(1, known(1, 0));
        assertThrows(IllegalArgumentException.class, () -> race.on(2, known(1, 0)));
    }

    @Test
    void without_the_resolution_delay_nothing_waits_for_services() {
        race = ConnectPolicy.staggered().resolutionDelay(Duration.ZERO).race();
        at(0, new Event.ServicesAsked()).at(1, answered(answer(0, FOUR)));
        expect("1 attempt 192.0.2.1 of 0");
    }
}
