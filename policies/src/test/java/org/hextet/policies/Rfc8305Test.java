package org.hextet.policies;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static java.time.Duration.ofMillis;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * RFC 8305 from section to section: a test for every sentence that says MUST, SHOULD, MAY or gives a value and that a
 * policy decides. What others decide stands where it would be:
 *
 * <ul>
 *   <li>3, AAAA asked first and A right behind; 3.1, servers over IPv6 first, no limit to their number; 5, late answers
 *       still go into the cache: the resolver.
 *   <li>4, the order of RFC 6724; history flushed when the network changes; 7, IPv6-only networks: the endpoints.
 *   <li>9 warns that the RFC hides what is broken: the timeline of each connect shows it.
 * </ul>
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8305">RFC 8305</a>
 */
class Rfc8305Test {

    private static final Staggered POLICY = ConnectPolicy.staggered();

    @Nested
    class Section2Overview {

        @Test
        void both_families_are_looked_up_and_ipv6_is_preferred() {
            assertEquals(Set.of(INET, INET6), POLICY.families());
            assertEquals(INET6, POLICY.preferredFamily());
        }

        @Test
        void a_host_with_another_preference_can_have_it_the_other_way_round() {
            assertEquals(
                    "attempt 192.0.2.1@50; attempt 2001:db8::1@300; win 2001:db8::1@310; cancel 192.0.2.1@310",
                    Run.schedule(
                            POLICY.prefer(INET), "t=20 aaaa 2001:db8::1; t=50 a 192.0.2.1", "2001:db8::1 connect@10"));
        }

        @Test
        void one_connection_is_established_and_all_other_attempts_are_cancelled() {
            assertEquals(
                    "attempt 2001:db8::1@0; attempt 192.0.2.1@250; attempt 2001:db8::2@500; "
                            + "win 192.0.2.1@550; cancel 2001:db8::1@550; cancel 2001:db8::2@550",
                    Run.schedule(
                            POLICY,
                            "t=0 aaaa 2001:db8::1,2001:db8::2; t=0 a 192.0.2.1",
                            "192.0.2.1 connect@300; 2001:db8::1 connect@700"));
        }
    }

    @Nested
    class Section3Resolution {

        @Test
        void should_not_wait_for_both_families() {
            assertEquals(
                    "attempt 2001:db8::1@7; win 2001:db8::1@8",
                    Run.schedule(POLICY, "t=7 aaaa 2001:db8::1", "2001:db8::1 connect@1"));
            assertEquals(
                    "attempt 192.0.2.1@57; win 192.0.2.1@58",
                    Run.schedule(POLICY, "t=7 a 192.0.2.1", "192.0.2.1 connect@1"));
        }

        @Test
        void a_positive_aaaa_answer_that_is_first_starts_ipv6_immediately() {
            assertEquals(
                    "attempt 2001:db8::1@3", Run.schedule(POLICY, "t=3 aaaa 2001:db8::1; t=4 aaaa+ 2001:db8::1", "-"));
        }

        @Test
        void a_positive_a_answer_that_is_first_should_wait_a_short_time() {
            assertEquals("attempt 192.0.2.1@50", Run.schedule(POLICY, "t=0 a 192.0.2.1", "-"));
        }

        @Test
        void the_resolution_delay_is_50_ms_as_recommended() {
            assertEquals(ofMillis(50), POLICY.resolutionDelay());
        }

        @Test
        void a_positive_aaaa_answer_within_the_resolution_delay_starts_ipv6_immediately() {
            assertEquals(
                    "attempt 2001:db8::1@49; attempt 192.0.2.1@299",
                    Run.schedule(POLICY, "t=0 a 192.0.2.1; t=49 aaaa 2001:db8::1", "-"));
        }

        @Test
        void a_negative_aaaa_answer_within_the_resolution_delay_should_go_on_with_ipv4() {
            assertEquals(
                    "attempt 192.0.2.1@21; attempt 192.0.2.2@271",
                    Run.schedule(POLICY, "t=0 a 192.0.2.1,192.0.2.2; t=21 aaaa -", "-"));
        }

        @Test
        void no_aaaa_answer_by_the_end_of_the_resolution_delay_should_go_on_with_the_ipv4_addresses_received_so_far() {
            assertEquals(
                    "attempt 192.0.2.1@50; attempt 192.0.2.2@300",
                    Run.schedule(POLICY, "t=0 a 192.0.2.1; t=40 a+ 192.0.2.2", "-"));
        }

        @Test
        void an_aaaa_answer_while_attempts_are_in_progress_is_incorporated() {
            assertEquals(
                    "attempt 192.0.2.1@50; attempt 2001:db8::1@300; attempt 192.0.2.2@550; "
                            + "win 2001:db8::1@600; cancel 192.0.2.1@600; cancel 192.0.2.2@600",
                    Run.schedule(
                            POLICY, "t=0 a 192.0.2.1,192.0.2.2; t=100 aaaa 2001:db8::1", "2001:db8::1 connect@300"));
        }
    }

    @Nested
    class Section4Sorting {

        @Test
        void the_list_involves_all_addresses_of_both_families() {
            String schedule = Run.schedule(
                    POLICY, "t=0 aaaa 2001:db8::1,2001:db8::2,2001:db8::3; t=0 a 192.0.2.1,192.0.2.2,192.0.2.3", "-");

            assertEquals(6, schedule.split("attempt").length - 1, schedule);
        }

        @Test
        void the_order_that_destination_address_selection_gave_must_be_kept_within_a_family() {
            assertEquals(
                    "attempt 2001:db8::3@0; attempt 2001:db8::1@250; attempt 2001:db8::2@500",
                    Run.schedule(POLICY, "t=0 aaaa 2001:db8::3,2001:db8::1,2001:db8::2", "-"));
        }

        @Test
        void lower_round_trip_times_should_be_preferred() {
            History history = new History(
                    List.of(
                            new History.Success(World.address("2001:db8::3"), ofMillis(80)),
                            new History.Success(World.address("2001:db8::2"), ofMillis(20))),
                    List.of());

            Run run = Run.of(POLICY.race(history), World.read("t=0 aaaa 2001:db8::1,2001:db8::2,2001:db8::3", "-"));

            assertEquals("attempt 2001:db8::2@0; attempt 2001:db8::3@250; attempt 2001:db8::1@500", run.schedule());
        }

        @Test
        void used_addresses_should_be_preferred_over_unused_ones() {
            Run run = Run.of(
                    POLICY.race(new History(List.of(World.address("2001:db8::2")))),
                    World.read("t=0 aaaa 2001:db8::1,2001:db8::2,2001:db8::3", "-"));

            assertEquals("attempt 2001:db8::2@0; attempt 2001:db8::1@250; attempt 2001:db8::3@500", run.schedule());
        }

        @Test
        void used_addresses_do_not_change_which_family_is_first() {
            Run run = Run.of(
                    POLICY.race(new History(List.of(World.address("192.0.2.2")))),
                    World.read("t=0 aaaa 2001:db8::1; t=0 a 192.0.2.1,192.0.2.2", "-"));

            assertEquals("attempt 2001:db8::1@0; attempt 192.0.2.2@250; attempt 192.0.2.1@500", run.schedule());
        }

        @Test
        void the_families_should_be_interleaved() {
            assertEquals(
                    "attempt 2001:db8::1@0; attempt 192.0.2.1@250; attempt 2001:db8::2@500; attempt 192.0.2.2@750; "
                            + "attempt 2001:db8::3@1000",
                    Run.schedule(
                            POLICY, "t=0 aaaa 2001:db8::1,2001:db8::2,2001:db8::3; t=0 a 192.0.2.1,192.0.2.2", "-"));
        }

        @Test
        void whichever_family_is_first_in_the_sorted_list_is_followed_by_the_other() {
            Race race = POLICY.race();

            assertEquals(
                    new Step.Attempt(World.address("192.0.2.1")),
                    race.on(
                                    0,
                                    new Event.Answered(
                                            List.of(
                                                    new Answer(INET6, World.addresses("2001:db8::1")),
                                                    new Answer(INET, World.addresses("192.0.2.1,192.0.2.2"))),
                                            Optional.of(INET)))
                            .get(0));
            assertEquals(
                    new Step.Attempt(World.address("2001:db8::1")),
                    race.on(ofMillis(250).toNanos(), new Event.Woken()).get(0));
        }

        @Test
        void more_addresses_of_one_family_may_be_tried_before_the_other() {
            assertEquals(
                    "attempt 2001:db8::1@0; attempt 2001:db8::2@250; attempt 192.0.2.1@500; attempt 2001:db8::3@750",
                    Run.schedule(
                            POLICY.firstFamilyCount(2),
                            "t=0 aaaa 2001:db8::1,2001:db8::2,2001:db8::3; t=0 a 192.0.2.1",
                            "-"));
        }
    }

    @Nested
    class Section5Attempts {

        @Test
        void attempts_should_not_be_made_simultaneously() {
            String schedule = Run.schedule(
                    POLICY, "t=0 aaaa 2001:db8::1,2001:db8::2,2001:db8::3; t=0 a 192.0.2.1,192.0.2.2", "-");

            assertEquals(5, starts(schedule).size(), "each at a time of its own: " + schedule);
        }

        @Test
        void a_new_attempt_does_not_affect_previous_ones() {
            assertEquals(
                    "attempt 192.0.2.1@0; attempt 192.0.2.2@250; win 192.0.2.1@900; cancel 192.0.2.2@900",
                    Run.schedule(POLICY.only(INET), "t=0 a 192.0.2.1,192.0.2.2", "192.0.2.1 connect@900"));
        }

        @Test
        void all_other_attempts_should_be_cancelled_when_one_has_succeeded() {
            Run run = Run.of(
                    POLICY.only(INET),
                    World.read("t=0 a 192.0.2.1,192.0.2.2,192.0.2.3", "192.0.2.3 connect@10; 192.0.2.1 connect@9999"));

            assertTrue(run.schedule().endsWith("win 192.0.2.3@510; cancel 192.0.2.1@510; cancel 192.0.2.2@510"));
            assertEquals(Set.of(), run.underWay());
        }

        @Test
        void what_was_not_attempted_should_be_ignored_then() {
            assertEquals(
                    "attempt 192.0.2.1@0; win 192.0.2.1@20",
                    Run.schedule(POLICY.only(INET), "t=0 a 192.0.2.1,192.0.2.2", "192.0.2.1 connect@20"));
        }

        @Test
        void new_addresses_are_not_used_for_this_connection() {
            assertEquals(
                    "attempt 2001:db8::1@0; win 2001:db8::1@20",
                    Run.schedule(POLICY, "t=0 aaaa 2001:db8::1; t=30 a 192.0.2.1", "2001:db8::1 connect@20"));
        }

        @Test
        void the_attempt_delay_is_250_ms_as_recommended() {
            assertEquals(ofMillis(250), POLICY.attemptDelay());
            assertEquals(
                    "attempt 192.0.2.1@0; attempt 192.0.2.2@250",
                    Run.schedule(POLICY.only(INET), "t=0 a 192.0.2.1,192.0.2.2", "-"));
        }

        @Test
        void the_attempt_delay_must_have_a_lower_bound() {
            assertThrows(IllegalArgumentException.class, () -> POLICY.attemptDelay(ofMillis(9)));
        }

        @Test
        void the_delay_can_follow_historical_round_trip_times() {
            assertEquals(List.of(0L, 450L, 700L), startsBehind(Duration.ofMillis(150)));
        }

        @Test
        void a_delay_that_is_computed_must_have_a_lower_bound_and_100_ms_is_the_recommended_minimum() {
            assertEquals(List.of(0L, 100L, 350L), startsBehind(Duration.ofMillis(1)));
        }

        @Test
        void a_delay_that_is_computed_should_have_an_upper_bound_of_2_s() {
            assertEquals(List.of(0L, 2000L, 2250L), startsBehind(Duration.ofSeconds(9)));
        }

        /** When three attempts start, the first on an address that took so long the last time. */
        private List<Long> startsBehind(Duration took) {
            History history = new History(List.of(new History.Success(World.address("192.0.2.1"), took)), List.of());
            Run run = Run.of(
                    POLICY.only(INET).adaptiveDelay(true).race(history),
                    World.read("t=0 a 192.0.2.1,192.0.2.2,192.0.2.3", "-"));
            return List.copyOf(starts(run.schedule()));
        }

        @Test
        void an_attempt_must_not_be_started_within_10_ms_of_the_previous_one_whatever_happens() {
            String answer = IntStream.rangeClosed(1, 9)
                    .mapToObj(i -> "192.0.2." + i)
                    .collect(Collectors.joining(",", "t=0 a ", "; t=3 a+ 192.0.2.77"));
            String outcomes = IntStream.rangeClosed(1, 9)
                    .mapToObj(i -> "192.0.2." + i + " refused@" + i % 3)
                    .collect(Collectors.joining("; "));

            String schedule = Run.schedule(POLICY.only(INET), answer, outcomes);

            long last = -10;
            for (long start : starts(schedule)) {
                assertTrue(start - last >= 10, schedule);
                last = start;
            }
            assertEquals(10, starts(schedule).size());
        }
    }

    @Nested
    class Section6Changes {

        @Test
        void a_removed_address_whose_attempt_has_started_should_go_on() {
            assertEquals(
                    "attempt 192.0.2.1@0; win 192.0.2.1@200",
                    Run.schedule(POLICY.only(INET), "t=0 a 192.0.2.1; t=1 remove 192.0.2.1", "192.0.2.1 connect@200"));
        }

        @Test
        void a_removed_address_that_was_not_attempted_should_be_removed_from_the_list() {
            assertEquals(
                    "attempt 192.0.2.1@0; attempt 192.0.2.3@250",
                    Run.schedule(POLICY.only(INET), "t=0 a 192.0.2.1,192.0.2.2,192.0.2.3; t=1 remove 192.0.2.2", "-"));
        }

        @Test
        void an_added_address_should_be_sorted_into_those_not_yet_attempted() {
            assertEquals(
                    "attempt 2001:db8::1@0; attempt 192.0.2.1@250; attempt 2001:db8::2@500; attempt 2001:db8::3@750",
                    Run.schedule(
                            POLICY, "t=0 aaaa 2001:db8::1,2001:db8::2,2001:db8::3; t=0 a -; t=100 a+ 192.0.2.1", "-"));
        }
    }

    @Nested
    class Section8Values {

        @Test
        void resolution_delay_is_50_ms() {
            assertEquals(ofMillis(50), POLICY.resolutionDelay());
        }

        @Test
        void first_family_address_count_is_1_and_2_is_possible() {
            assertEquals(1, POLICY.firstFamilyCount());
            assertEquals(2, POLICY.firstFamilyCount(2).firstFamilyCount());
        }

        @Test
        void connection_attempt_delay_is_250_ms() {
            assertEquals(ofMillis(250), POLICY.attemptDelay());
        }

        @Test
        void minimum_connection_attempt_delay_must_not_be_less_than_10_ms() {
            assertEquals(ofMillis(10), POLICY.minimumGap());
            assertEquals(ofMillis(10), POLICY.attemptDelay(ofMillis(10)).attemptDelay());
            assertThrows(
                    IllegalArgumentException.class,
                    () -> POLICY.attemptDelay(ofMillis(10).minusNanos(1)));
        }

        @Test
        void implementors_are_welcome_to_use_other_values() {
            Staggered slower = POLICY.attemptDelay(ofMillis(2000)).resolutionDelay(ofMillis(100));

            assertEquals(slower, ConnectPolicy.parse("staggered?attempt-delay=2s&resolution-delay=100ms"));
        }
    }

    /** The times at which attempts start, in milliseconds. */
    private static SortedSet<Long> starts(String schedule) {
        return List.of(schedule.split("; ")).stream()
                .filter(step -> step.startsWith("attempt"))
                .map(step -> Long.valueOf(step.substring(step.indexOf('@') + 1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
