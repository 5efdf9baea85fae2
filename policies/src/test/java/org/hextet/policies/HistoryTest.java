package org.hextet.policies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hextet.policies.History.Success;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What history does to a race, and what it does not. */
final class HistoryTest {

    private static final String BOTH =
            "t=0 aaaa 2001:db8::1,2001:db8::2,2001:db8::3,2001:db8::4; " + "t=0 a 192.0.2.1,192.0.2.2";
    private static final String ALL_FAIL = "2001:db8::1 fail@0; 2001:db8::2 fail@0; 2001:db8::3 fail@0; "
            + "2001:db8::4 fail@0; 192.0.2.1 fail@0; 192.0.2.2 fail@0";

    private static Success success(String address, long millis) {
        return new Success(World.address(address), Duration.ofMillis(millis));
    }

    private static History history(List<Success> successes, String setbacks) {
        return new History(successes, World.addresses(setbacks));
    }

    private static List<String> attempts(ConnectPolicy policy, History history) {
        List<String> attempts = new ArrayList<>();
        for (Run.Entry entry :
                Run.of(policy.race(history), World.read(BOTH, ALL_FAIL)).entries()) {
            for (Step step : entry.steps()) {
                if (step instanceof Step.Attempt attempt) {
                    attempts.add(World.text(attempt.address()));
                }
            }
        }
        return attempts;
    }

    @Test
    void the_quickest_leads_its_family_and_setbacks_go_to_its_end_and_none_is_dropped() {
        History history =
                history(List.of(success("2001:db8::4", 30), success("2001:db8::3", 20)), "2001:db8::1,192.0.2.1");
        assertEquals(
                List.of("2001:db8::3", "192.0.2.2", "2001:db8::4", "192.0.2.1", "2001:db8::2", "2001:db8::1"),
                attempts(ConnectPolicy.staggered(), history));
    }

    @Test
    void of_two_that_took_equally_long_the_latest_leads() {
        History history = history(List.of(success("2001:db8::4", 20), success("2001:db8::3", 20)), "-");
        assertEquals("2001:db8::4", attempts(ConnectPolicy.serial(), history).get(0));
    }

    @Test
    void setbacks_keep_their_order_among_themselves() {
        History history = history(List.of(), "2001:db8::2,2001:db8::1");
        assertEquals(
                List.of("2001:db8::3", "192.0.2.1", "2001:db8::4", "192.0.2.2", "2001:db8::1", "2001:db8::2"),
                attempts(ConnectPolicy.serial(), history));
    }

    @Test
    void addresses_that_nobody_answers_are_not_tried_for_their_history() {
        History history = history(List.of(success("2001:db8::9", 1)), "192.0.2.9");
        assertEquals(attempts(ConnectPolicy.staggered(), History.NONE), attempts(ConnectPolicy.staggered(), history));
    }

    @Test
    void a_dead_family_is_first_all_the_same_unless_the_policy_defers_it() {
        History dead = history(List.of(success("192.0.2.1", 20)), "2001:db8::1,2001:db8::2");
        for (ConnectPolicy policy :
                List.of(ConnectPolicy.staggered(), ConnectPolicy.serial(), ConnectPolicy.concurrent())) {
            assertEquals("2001:db8::3", attempts(policy, dead).get(0));
        }
        for (ConnectPolicy policy : List.of(
                ConnectPolicy.staggered().deferDeadFamily(true),
                ConnectPolicy.serial().deferDeadFamily(true),
                ConnectPolicy.concurrent().deferDeadFamily(true))) {
            assertEquals(
                    List.of("192.0.2.1", "2001:db8::3"), attempts(policy, dead).subList(0, 2));
        }
    }

    @Test
    void a_deferred_family_is_not_waited_for_either() {
        History dead = history(List.of(success("192.0.2.1", 20)), "2001:db8::1");
        Race race = ConnectPolicy.staggered().deferDeadFamily(true).race(dead);
        assertEquals(
                "attempt 192.0.2.1@0; win 192.0.2.1@9",
                Run.of(race, World.read("t=0 a 192.0.2.1", "192.0.2.1 connect@9"))
                        .schedule());
    }

    @ParameterizedTest
    @CsvSource({
        "-, -, no setback",
        "2001:db8::1, -, the other does not work either",
        "192.0.2.1, 2001:db8::1, the other one is dead"
    })
    void a_family_is_not_deferred_for_less(String setbacks, String worked, String why) {
        History history = new History(
                World.addresses(worked).stream()
                        .map(address -> new Success(address, Duration.ZERO))
                        .toList(),
                World.addresses(setbacks));
        InetAddress first = World.address(attempts(ConnectPolicy.staggered().deferDeadFamily(true), history)
                .get(0));
        assertEquals(StandardProtocolFamily.INET6, IpFamily.of(first), why);
    }

    @Test
    void one_success_of_a_family_is_life() {
        History history = history(List.of(success("192.0.2.1", 9), success("2001:db8::2", 9)), "2001:db8::1");
        assertEquals(
                "2001:db8::2",
                attempts(ConnectPolicy.staggered().deferDeadFamily(true), history)
                        .get(0));
    }

    @Test
    void a_family_that_alone_is_looked_up_is_not_deferred() {
        History dead = history(List.of(success("192.0.2.1", 20)), "2001:db8::1");
        Race race = ConnectPolicy.staggered()
                .only(StandardProtocolFamily.INET6)
                .deferDeadFamily(true)
                .race(dead);
        assertEquals(
                "attempt 2001:db8::1@0; win 2001:db8::1@9",
                Run.of(race, World.read("t=0 aaaa 2001:db8::1", "2001:db8::1 connect@9"))
                        .schedule());
    }

    @ParameterizedTest
    @CsvSource({"0, 250", "1, 100", "40, 120", "300, 900", "700, 2000", "5000, 2000"})
    void the_attempt_delay_follows_history_if_it_is_told_to(long tookMillis, long delayMillis) {
        History history = history(List.of(success("2001:db8::1", tookMillis)), "-");
        String events = "t=0 aaaa 2001:db8::1; t=0 a 192.0.2.1,192.0.2.2";
        String outcomes = "192.0.2.2 connect@1";
        Run adaptive =
                Run.of(ConnectPolicy.staggered().adaptiveDelay(true).race(history), World.read(events, outcomes));
        assertEquals(
                "attempt 2001:db8::1@0; attempt 192.0.2.1@" + delayMillis + "; attempt 192.0.2.2@"
                        + (delayMillis + 250),
                adaptive.schedule().substring(0, adaptive.schedule().indexOf("; win")));
        Run fixed = Run.of(ConnectPolicy.staggered().race(history), World.read(events, outcomes));
        assertEquals(
                "attempt 2001:db8::1@0; attempt 192.0.2.1@250; attempt 192.0.2.2@500",
                fixed.schedule().substring(0, fixed.schedule().indexOf("; win")));
    }

    @Test
    void the_settings_have_text() {
        String text = "staggered?adaptive-delay=true&defer-dead-family=true";
        assertEquals(ConnectPolicy.staggered().deferDeadFamily(true).adaptiveDelay(true), ConnectPolicy.parse(text));
        assertEquals(text, ConnectPolicy.parse(text).toString());
        assertEquals(
                "serial", ConnectPolicy.parse("serial?defer-dead-family=false").toString());
        assertThrows(SettingSyntaxException.class, () -> ConnectPolicy.parse("serial?adaptive-delay=true"));
        assertThrows(SettingSyntaxException.class, () -> ConnectPolicy.parse("concurrent?defer-dead-family=yes"));
    }

    @Test
    void a_history_is_a_value_and_contradicts_itself_nowhere() {
        assertThrows(IllegalArgumentException.class, () -> history(List.of(success("2001:db8::1", 1)), "2001:db8::1"));
        assertThrows(
                IllegalArgumentException.class, () -> new Success(World.address("2001:db8::1"), Duration.ofNanos(-1)));
        assertEquals(
                history(List.of(success("2001:db8::1", 1)), "192.0.2.1"),
                history(List.of(success("2001:db8::1", 1)), "192.0.2.1"));
        assertNotEquals(
                history(List.of(success("2001:db8::1", 1)), "-"), history(List.of(success("2001:db8::1", 2)), "-"));
        assertEquals(
                World.addresses("192.0.2.2,192.0.2.1"), new History(World.addresses("192.0.2.2,192.0.2.1")).worked());
    }
}
