package org.hextet.policies;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static java.time.Duration.ofMillis;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rows CBN-* of the behaviour matrix that a policy alone decides, and what the RFC leaves to us. */
class StaggeredTest {

    private static final Staggered POLICY = ConnectPolicy.staggered();

    @Test
    void cbn001_a_first_aaaa_answer_starts_its_attempt_at_once() {
        assertEquals(
                "attempt 2001:db8::1@10; win 2001:db8::1@40",
                Run.schedule(
                        POLICY,
                        "t=10 aaaa 2001:db8::1; t=300 a 192.0.2.1",
                        "2001:db8::1 connect@30; 192.0.2.1 connect@1"));
    }

    @Test
    void cbn002_an_aaaa_answer_within_the_resolution_delay_comes_first() {
        assertEquals(
                "attempt 2001:db8::1@30; win 2001:db8::1@60",
                Run.schedule(
                        POLICY,
                        "t=0 a 192.0.2.1; t=30 aaaa 2001:db8::1",
                        "2001:db8::1 connect@30; 192.0.2.1 connect@1"));
    }

    @Test
    void cbn003_ipv4_starts_when_the_resolution_delay_is_over() {
        assertEquals(
                "attempt 192.0.2.1@50; win 192.0.2.1@51",
                Run.schedule(POLICY, "t=0 a 192.0.2.1", "192.0.2.1 connect@1"));
    }

    @Test
    void cbn004_a_negative_aaaa_answer_ends_the_wait() {
        assertEquals(
                "attempt 192.0.2.1@20; win 192.0.2.1@21",
                Run.schedule(POLICY, "t=0 a 192.0.2.1; t=20 aaaa !", "192.0.2.1 connect@1"));
    }

    @Test
    void cbn005_a_late_a_answer_after_a_negative_aaaa_answer_does_not_wait() {
        assertEquals(
                "attempt 192.0.2.1@80; win 192.0.2.1@81",
                Run.schedule(POLICY, "t=0 aaaa -; t=80 a 192.0.2.1", "192.0.2.1 connect@1"));
    }

    @Test
    void cbn006_an_aaaa_answer_after_ipv4_has_started_is_next() {
        assertEquals(
                "attempt 192.0.2.1@50; attempt 2001:db8::1@300; win 2001:db8::1@310; cancel 192.0.2.1@310",
                Run.schedule(POLICY, "t=0 a 192.0.2.1,192.0.2.2; t=60 aaaa 2001:db8::1", "2001:db8::1 connect@10"));
    }

    @Test
    void cbn009_families_take_turns() {
        assertEquals(List.of("2001:db8::1", "192.0.2.1", "2001:db8::2", "192.0.2.2", "2001:db8::3"), order(POLICY));
    }

    @Test
    void cbn010_a_first_group_of_two_goes_first() {
        assertEquals(
                List.of("2001:db8::1", "2001:db8::2", "192.0.2.1", "2001:db8::3", "192.0.2.2"),
                order(POLICY.firstFamilyCount(2)));
    }

    @Test
    void cbn011_with_ipv4_preferred_the_families_change_places() {
        assertEquals(
                List.of("192.0.2.1", "2001:db8::1", "192.0.2.2", "2001:db8::2", "2001:db8::3"),
                order(POLICY.prefer(INET)));
    }

    @Test
    void cbn012_only_one_family_is_looked_up_and_tried() {
        Staggered only = POLICY.only(INET);

        assertEquals(Set.of(INET), only.families());
        assertEquals("attempt 192.0.2.1@0", Run.schedule(only, "t=0 a 192.0.2.1", "-"));
        assertThrows(
                IllegalArgumentException.class, () -> only.race().on(0, new Event.Answered(Answer.negative(INET6))));
    }

    @Test
    void cbn013_the_order_within_a_family_is_that_of_its_answer() {
        assertEquals(
                "attempt 192.0.2.9@0; attempt 192.0.2.1@250; attempt 192.0.2.5@500",
                Run.schedule(POLICY.only(INET), "t=0 a 192.0.2.9,192.0.2.1,192.0.2.5", "-"));
    }

    @Test
    void cbn014_an_address_that_worked_last_time_leads_its_family() {
        History history = new History(World.addresses("192.0.2.2,192.0.2.9,2001:db8::3,2001:db8::2"));

        Run run = Run.of(POLICY.race(history), World.read(FIVE_ADDRESSES, "-"));

        assertEquals(List.of("2001:db8::3", "192.0.2.2", "2001:db8::2", "192.0.2.1", "2001:db8::1"), attempts(run));
    }

    @Test
    void cbn015_three_black_holes_cost_an_attempt_delay_each() {
        assertEquals(
                "attempt 192.0.2.1@0; attempt 192.0.2.2@250; attempt 192.0.2.3@500",
                Run.schedule(POLICY.only(INET), "t=0 a 192.0.2.1,192.0.2.2,192.0.2.3", "-"));
    }

    @Test
    void cbn016_a_failure_starts_the_next_and_the_delay_anew() {
        assertEquals(
                "attempt 192.0.2.1@0; attempt 192.0.2.2@100; attempt 192.0.2.3@350",
                Run.schedule(POLICY.only(INET), "t=0 a 192.0.2.1,192.0.2.2,192.0.2.3", "192.0.2.1 refused@100"));
    }

    @Test
    void cbn017_a_failure_after_3_ms_starts_the_next_at_10_ms() {
        assertEquals(
                "attempt 192.0.2.1@0; attempt 192.0.2.2@10",
                Run.schedule(POLICY.only(INET), "t=0 a 192.0.2.1,192.0.2.2", "192.0.2.1 refused@3"));
        assertEquals(
                "attempt 192.0.2.1@0; attempt 192.0.2.2@3",
                Run.schedule(
                        POLICY.only(INET).minimumGap(Duration.ZERO),
                        "t=0 a 192.0.2.1,192.0.2.2",
                        "192.0.2.1 refused@3"));
    }

    @Test
    void cbn018_an_attempt_delay_of_9_ms_is_refused() {
        assertEquals(ofMillis(10), POLICY.attemptDelay(ofMillis(10)).attemptDelay());

        var refused = assertThrows(IllegalArgumentException.class, () -> POLICY.attemptDelay(ofMillis(9)));
        assertEquals(
                "attempt-delay of 9ms: must be 10ms to 1h (RFC 8305, section 5, has the lower bound)",
                refused.getMessage());
    }

    @Test
    void settings_out_of_their_range_are_refused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> POLICY.attemptDelay(Duration.ofHours(1).plusNanos(1)));
        assertThrows(IllegalArgumentException.class, () -> POLICY.attemptDelay(Duration.ofSeconds(Long.MAX_VALUE)));
        assertThrows(IllegalArgumentException.class, () -> POLICY.resolutionDelay(ofMillis(-1)));
        assertThrows(IllegalArgumentException.class, () -> POLICY.minimumGap(ofMillis(-1)));
        assertThrows(IllegalArgumentException.class, () -> POLICY.firstFamilyCount(0));
        assertThrows(IllegalArgumentException.class, () -> POLICY.prefer(java.net.StandardProtocolFamily.UNIX));
        assertThrows(IllegalArgumentException.class, () -> POLICY.only(java.net.StandardProtocolFamily.UNIX));
    }

    @Test
    void cbn021_nothing_is_tried_after_the_win() {
        assertEquals(
                "attempt 192.0.2.1@0; attempt 192.0.2.2@5; win 192.0.2.2@10",
                Run.schedule(
                        POLICY.only(INET).minimumGap(Duration.ZERO),
                        "t=0 a 192.0.2.1,192.0.2.2,192.0.2.3",
                        "192.0.2.1 refused@5; 192.0.2.2 connect@5"));
    }

    @Test
    void cbn022_an_answer_after_the_win_is_ignored() {
        assertEquals(
                "attempt 192.0.2.1@50; win 192.0.2.1@60",
                Run.schedule(POLICY, "t=0 a 192.0.2.1; t=70 aaaa 2001:db8::1", "192.0.2.1 connect@10"));
    }

    @Test
    void cbn026_a_withdrawn_address_is_not_tried_and_a_running_attempt_goes_on() {
        assertEquals(
                "attempt 192.0.2.1@0; attempt 192.0.2.3@250; win 192.0.2.1@400; cancel 192.0.2.3@400",
                Run.schedule(
                        POLICY.only(INET),
                        "t=0 a 192.0.2.1,192.0.2.2,192.0.2.3; t=100 remove 192.0.2.1; t=101 remove 192.0.2.2",
                        "192.0.2.1 connect@400"));
    }

    @Test
    void cbn035_the_users_order_is_obeyed() {
        Staggered reversed = POLICY.ordered(candidates -> {
            List<java.net.InetAddress> order = new ArrayList<>(candidates);
            Collections.reverse(order);
            return order;
        });

        assertEquals(List.of("2001:db8::3", "192.0.2.2", "2001:db8::2", "192.0.2.1", "2001:db8::1"), order(reversed));
    }

    @Test
    void what_the_users_order_leaves_out_is_not_tried() {
        Staggered none = POLICY.ordered(candidates -> List.of());

        assertEquals("fail@0", Run.schedule(none, FIVE_ADDRESSES, "-"));
    }

    @Test
    void cbn056_a_slow_attempt_is_never_given_up() {
        assertEquals(
                "attempt 192.0.2.1@0; attempt 192.0.2.2@250; win 192.0.2.1@400; cancel 192.0.2.2@400",
                Run.schedule(
                        POLICY.only(INET),
                        "t=0 a 192.0.2.1,192.0.2.2",
                        "192.0.2.1 connect@400; 192.0.2.2 connect@400"));
    }

    @Test
    void the_failure_of_an_older_attempt_starts_nothing_while_another_is_under_way() {
        assertEquals(
                "attempt 192.0.2.1@0; attempt 192.0.2.2@250; attempt 192.0.2.3@500",
                Run.schedule(POLICY.only(INET), "t=0 a 192.0.2.1,192.0.2.2,192.0.2.3", "192.0.2.1 refused@300"));
    }

    @Test
    void a_late_address_waits_for_the_attempt_delay_while_an_attempt_is_under_way() {
        assertEquals(
                "attempt 2001:db8::1@0; attempt 2001:db8::2@250; attempt 192.0.2.1@500",
                Run.schedule(POLICY, "t=0 aaaa 2001:db8::1,2001:db8::2; t=320 a 192.0.2.1", "2001:db8::2 refused@10"));
    }

    @Test
    void late_answers_of_both_families_go_on_with_the_turns() {
        assertEquals(
                "attempt 192.0.2.1@50; attempt 2001:db8::1@300; attempt 192.0.2.2@550; attempt 2001:db8::2@800",
                Run.schedule(POLICY, "t=0 a 192.0.2.1,192.0.2.2; t=120 aaaa 2001:db8::1,2001:db8::2", "-"));
    }

    @Test
    void a_first_group_that_ipv4_has_forestalled_is_spent() {
        assertEquals(
                "attempt 192.0.2.1@50; attempt 2001:db8::1@300; attempt 192.0.2.2@550; attempt 2001:db8::2@800",
                Run.schedule(
                        POLICY.firstFamilyCount(2),
                        "t=0 a 192.0.2.1,192.0.2.2; t=120 aaaa 2001:db8::1,2001:db8::2",
                        "-"));
    }

    @Test
    void an_answer_that_names_all_that_is_untried_sorts_it_anew() {
        assertEquals(
                "attempt 192.0.2.1@0; attempt 192.0.2.4@250; attempt 192.0.2.3@500; attempt 192.0.2.2@750",
                Run.schedule(
                        POLICY.only(INET),
                        "t=0 a 192.0.2.1,192.0.2.2,192.0.2.3; t=9 a+ 192.0.2.4,192.0.2.3,192.0.2.2,192.0.2.1",
                        "-"));
    }

    @Test
    void an_answer_that_names_a_part_goes_behind() {
        assertEquals(
                "attempt 192.0.2.1@0; attempt 192.0.2.2@250; attempt 192.0.2.3@500; attempt 192.0.2.4@750",
                Run.schedule(
                        POLICY.only(INET), "t=0 a 192.0.2.1,192.0.2.2,192.0.2.3; t=9 a+ 192.0.2.4,192.0.2.3", "-"));
    }

    @Test
    void a_thousand_addresses_that_refuse_are_all_tried() {
        StringBuilder answer = new StringBuilder("t=0 a ");
        StringBuilder outcomes = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            String address = "198.18." + i / 250 + "." + i % 250;
            answer.append(i == 0 ? "" : ",").append(address);
            outcomes.append(i == 0 ? "" : "; ").append(address).append(" refused@1");
        }

        String schedule = Run.schedule(POLICY.only(INET), answer.toString(), outcomes.toString());

        assertTrue(schedule.endsWith("attempt 198.18.3.249@9990; fail@9991"), schedule);
    }

    private static final String FIVE_ADDRESSES =
            "t=0 aaaa 2001:db8::1,2001:db8::2,2001:db8::3; t=0 a 192.0.2.1,192.0.2.2";

    private static List<String> order(ConnectPolicy policy) {
        return attempts(Run.of(policy, World.read(FIVE_ADDRESSES, "-")));
    }

    private static List<String> attempts(Run run) {
        return run.entries().stream()
                .flatMap(entry -> entry.steps().stream())
                .filter(Step.Attempt.class::isInstance)
                .map(step -> World.text(((Step.Attempt) step).address()))
                .toList();
    }
}
