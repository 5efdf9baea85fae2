package org.hextet.tck.checks;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.hextet.tck.checks.PolicyFeed.address;
import static org.hextet.tck.checks.PolicyFeed.answered;
import static org.hextet.tck.checks.PolicyFeed.connected;
import static org.hextet.tck.checks.PolicyFeed.failed;
import static org.hextet.tck.checks.PolicyFeed.negative;
import static org.hextet.tck.checks.PolicyFeed.withdrawn;
import static org.hextet.tck.matrix.Level.MAY;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Scope.HOUSE;

import java.time.Duration;
import java.util.List;
import org.hextet.policies.ConnectPolicy;
import org.hextet.policies.History;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.Rig;

/** Connecting by name (RFC 8305): what the policies say to events at times. */
final class ConnectByNameChecks {

    private static final String A6 = "2001:db8::a";
    private static final String B6 = "2001:db8::b";
    private static final String C6 = "2001:db8::c";
    private static final String A4 = "192.0.2.10";
    private static final String B4 = "192.0.2.11";

    private static final String LOOK_AT_LOOKUPS =
            "when the first attempt may begin: an answer of the preferred family, or"
                    + " one of the other after the resolution delay";

    private static final String LOOK_AT_PACE = "when the next attempt may begin, and what that is counted from";

    private static PolicyFeed staggered() {
        return new PolicyFeed(ConnectPolicy.staggered());
    }

    private static void expectSteps(Rig rig, PolicyFeed feed, String... steps) {
        rig.expectEqual("the list of steps", List.of(steps), feed.steps());
    }

    @Check(
            id = "CBN-001",
            level = MUST,
            scope = HOUSE,
            source = "RFC 8305, section 3",
            because = "whoever waits for both answers gives IPv6 the slower of two lookups",
            lookAt = LOOK_AT_LOOKUPS)
    void an_ipv6_answer_starts_an_attempt_without_waiting_for_ipv4(Rig rig) {
        PolicyFeed feed = staggered().at(7, answered(A6));
        expectSteps(rig, feed, "7 ms attempt " + A6);

        feed.at(20, answered(A4)).until(256);
        expectSteps(rig, feed, "7 ms attempt " + A6);
    }

    @Check(
            id = "CBN-002",
            level = MUST,
            scope = HOUSE,
            source = "RFC 8305, section 3",
            because = "an IPv4 answer that is some milliseconds faster must not decide the family",
            lookAt = LOOK_AT_LOOKUPS)
    void an_ipv6_answer_within_the_resolution_delay_goes_first(Rig rig) {
        PolicyFeed feed = staggered().at(0, answered(A4)).at(30, answered(A6)).until(279);

        expectSteps(rig, feed, "30 ms attempt " + A6);
    }

    @Check(
            id = "CBN-003",
            level = MUST,
            scope = HOUSE,
            source = "RFC 8305, sections 3 and 8",
            because = "a name server that never answers AAAA must cost 50 ms and no more",
            lookAt = LOOK_AT_LOOKUPS)
    void without_an_ipv6_answer_ipv4_starts_after_fifty_milliseconds_exactly(Rig rig) {
        PolicyFeed feed =
                staggered().at(0, answered(A4)).until(Duration.ofMillis(50).minusNanos(1));
        expectSteps(rig, feed);

        feed.until(50);
        expectSteps(rig, feed, "50 ms attempt " + A4);
    }

    @Check(
            id = "CBN-004",
            level = MUST,
            scope = HOUSE,
            source = "RFC 8305, section 3",
            because = "once it is known that there is no IPv6 address, there is nothing to wait for",
            lookAt = "what a negative answer, or a lookup that failed, does to the resolution delay")
    void a_negative_or_failed_ipv6_lookup_ends_the_wait_of_ipv4(Rig rig) {
        PolicyFeed feed = staggered().at(0, answered(A4)).at(20, negative(INET6));
        expectSteps(rig, feed, "20 ms attempt " + A4);

        // A lookup that has failed is a negative answer to the policy: seen through the endpoint.
        NamesInMemory names = new NamesInMemory(rig);
        names.resolver
                .answering(NamesInMemory.NAME, A4)
                .failing(NamesInMemory.NAME, INET6, org.hextet.api.failure.FailureKind.TEMPORARY);
        names.delaying(INET6, 20).connect(names.endpoint());
        names.advance(20);
        names.expectAttempts("20 ms " + A4);
    }

    @Check(
            id = "CBN-005",
            level = MUST,
            scope = HOUSE,
            source = "RFC 8305, section 3",
            because = "the resolution delay is for hosts with two families; others must not pay it",
            lookAt = LOOK_AT_LOOKUPS)
    void after_a_negative_ipv6_answer_an_ipv4_answer_starts_at_once(Rig rig) {
        PolicyFeed feed = staggered().at(0, negative(INET6)).at(80, answered(A4));

        expectSteps(rig, feed, "80 ms attempt " + A4);
    }

    @Check(
            id = "CBN-006",
            level = MUST,
            scope = HOUSE,
            source = "RFC 8305, sections 3 and 6",
            because = "IPv6 that answers late is still better than the second IPv4 address",
            lookAt = "where late addresses are put: not behind all that are waiting")
    void an_ipv6_answer_after_the_first_ipv4_attempt_is_tried_next(Rig rig) {
        PolicyFeed feed =
                staggered().at(0, answered(A4, B4)).at(60, answered(A6)).until(550);

        expectSteps(rig, feed, "50 ms attempt " + A4, "300 ms attempt " + A6, "550 ms attempt " + B4);
    }

    private static List<String> order(ConnectPolicy policy) {
        return new PolicyFeed(policy)
                .at(0, answered(A6, B6, C6, A4, B4))
                .until(2_000)
                .attempts();
    }

    @Check(
            id = "CBN-009",
            level = MUST,
            scope = HOUSE,
            source = "RFC 8305, section 4",
            because = "three dead IPv6 addresses in front cost three attempt delays",
            lookAt = "the interleaving of the families")
    void the_families_take_turns_beginning_with_ipv6(Rig rig) {
        rig.expectEqual("the order", List.of(A6, A4, B6, B4, C6), order(ConnectPolicy.staggered()));
    }

    @Check(
            id = "CBN-010",
            level = MUST,
            scope = HOUSE,
            source = "RFC 8305, sections 4 and 8",
            because = "the first family count is the RFC's own knob for those who trust their IPv6",
            lookAt = "the interleaving of the families")
    void a_first_family_count_of_two_tries_two_ipv6_addresses_first(Rig rig) {
        rig.expectEqual(
                "the order",
                List.of(A6, B6, A4, C6, B4),
                order(ConnectPolicy.staggered().firstFamilyCount(2)));
    }

    @Check(
            id = "CBN-011",
            level = MUST,
            scope = HOUSE,
            source = "contract",
            because = "a network whose IPv6 is known to be bad is lived with by one setting",
            lookAt = "the interleaving of the families")
    void a_policy_that_prefers_ipv4_begins_with_ipv4(Rig rig) {
        rig.expectEqual(
                "the order",
                List.of(A4, A6, B4, B6, C6),
                order(ConnectPolicy.staggered().prefer(INET)));
    }

    @Check(
            id = "CBN-014",
            level = MAY,
            scope = HOUSE,
            source = "RFC 8305, section 4",
            because = "of many addresses the one that has just worked is the best guess",
            lookAt = "the history that a race is given")
    void an_address_that_worked_last_time_leads_its_family_until_that_is_forgotten(Rig rig) {
        History worked = new History(List.of(address(B4), address(B6)));

        List<String> remembered = new PolicyFeed(ConnectPolicy.staggered(), worked)
                .at(0, answered(A6, B6, C6, A4, B4))
                .until(2_000)
                .attempts();

        rig.expectEqual("the order", List.of(B6, B4, A6, A4, C6), remembered);
        rig.expectEqual("the order after expiry", List.of(A6, A4, B6, B4, C6), order(ConnectPolicy.staggered()));
    }

    @Check(
            id = "CBN-015",
            level = MUST,
            scope = HOUSE,
            source = "RFC 8305, sections 5 and 8",
            because = "a user waits a quarter of a second for each dead address, not for a kernel's timeout",
            lookAt = LOOK_AT_PACE)
    void black_holes_are_tried_every_quarter_of_a_second(Rig rig) {
        PolicyFeed feed = staggered().at(0, answered(A6, B6, A4)).until(Duration.ofSeconds(60));

        expectSteps(rig, feed, "0 ms attempt " + A6, "250 ms attempt " + A4, "500 ms attempt " + B6);
    }

    @Check(
            id = "CBN-016",
            level = MUST,
            scope = HOUSE,
            source = "Go DialParallel; contract",
            because = "after a failure there is nothing to wait for",
            lookAt = LOOK_AT_PACE)
    void a_failed_attempt_starts_the_next_at_once_and_the_delay_anew(Rig rig) {
        PolicyFeed feed =
                staggered().at(0, answered(A6, B6, A4)).at(100, failed(A6)).until(Duration.ofSeconds(60));

        expectSteps(rig, feed, "0 ms attempt " + A6, "100 ms attempt " + A4, "350 ms attempt " + B6);
    }

    @Check(
            id = "CBN-017",
            level = MUST,
            scope = HOUSE,
            source = "RFC 8305, section 5",
            because = "a name with a hundred addresses that all refuse at once must not become a burst of connects",
            lookAt = "the least time between two starts")
    void two_attempts_never_start_closer_than_the_minimum_gap(Rig rig) {
        PolicyFeed feed = staggered()
                .at(0, answered(A6, A4))
                .at(3, failed(A6))
                .until(Duration.ofMillis(10).minusNanos(1));
        expectSteps(rig, feed, "0 ms attempt " + A6);
        feed.until(10);
        expectSteps(rig, feed, "0 ms attempt " + A6, "10 ms attempt " + A4);

        PolicyFeed without = new PolicyFeed(ConnectPolicy.staggered().minimumGap(Duration.ZERO))
                .at(0, answered(A6, A4))
                .at(3, failed(A6));
        expectSteps(rig, without, "0 ms attempt " + A6, "3 ms attempt " + A4);
        rig.expectEqual(
                "the policy of the text with min-gap=0",
                ConnectPolicy.staggered().minimumGap(Duration.ZERO),
                ConnectPolicy.parse("staggered?min-gap=0ms"));
    }

    @Check(
            id = "CBN-018",
            level = MUST,
            scope = HOUSE,
            source = "RFC 8305, sections 5 and 8",
            because = "the RFC has a lower bound so that nobody hits a server with all his attempts at once",
            lookAt = "the range of the attempt delay")
    void an_attempt_delay_below_ten_milliseconds_is_refused(Rig rig) {
        IllegalArgumentException refused = rig.expectThrown(
                IllegalArgumentException.class,
                "an attempt delay of 9 ms",
                () -> ConnectPolicy.staggered().attemptDelay(Duration.ofMillis(9)));
        rig.expectWords("the refusal of an attempt delay of 9 ms", refused, "9ms", "10ms");
        rig.expectThrown(
                IllegalArgumentException.class,
                "the text of an attempt delay of 9 ms",
                () -> ConnectPolicy.parse("staggered?attempt-delay=9ms"));

        PolicyFeed feed = new PolicyFeed(ConnectPolicy.staggered().attemptDelay(Duration.ofMillis(10)))
                .at(0, answered(A6, A4))
                .until(10);
        expectSteps(rig, feed, "0 ms attempt " + A6, "10 ms attempt " + A4);
    }

    @Check(
            id = "CBN-021",
            level = MUST,
            scope = HOUSE,
            source = "RFC 8305, section 5",
            because = "a server must not see connects that nobody needs any more",
            lookAt = "what a decided race still answers")
    void after_a_winner_no_further_address_is_tried(Rig rig) {
        PolicyFeed feed =
                staggered().at(0, answered(A6, A4, B6)).at(10, connected(A6)).until(Duration.ofSeconds(60));

        expectSteps(rig, feed, "0 ms attempt " + A6, "10 ms won " + A6);
    }

    @Check(
            id = "CBN-022",
            level = MUST,
            scope = HOUSE,
            source = "RFC 8305, section 5",
            because = "an answer that comes when all is decided is of no use to anybody",
            lookAt = "what a decided race still answers")
    void an_answer_after_the_winner_changes_nothing(Rig rig) {
        PolicyFeed feed = staggered()
                .at(0, answered(A4))
                .at(70, connected(A4))
                .at(90, answered(A6))
                .until(Duration.ofSeconds(60));
        expectSteps(rig, feed, "50 ms attempt " + A4, "70 ms won " + A4);

        NamesInMemory names = new NamesInMemory(rig);
        names.resolver.answering(NamesInMemory.NAME, A6, A4);
        names.delaying(INET6, 90).answering(A4, 20);
        var connecting = names.connect(names.endpoint());
        names.advance(60_000);
        names.expectAttempts("50 ms " + A4);
        names.expectOnly(names.connected(connecting), A4);
    }

    @Check(
            id = "CBN-026",
            level = MAY,
            scope = HOUSE,
            source = "RFC 8305, section 6",
            because = "an address that is known to be gone is a wasted attempt delay",
            lookAt = "the event Withdrawn")
    void a_withdrawn_address_is_not_tried_and_a_running_attempt_goes_on(Rig rig) {
        PolicyFeed feed = staggered()
                .at(0, answered(A6, A4, B6))
                .at(100, withdrawn(A4))
                .at(110, withdrawn(A6))
                .until(Duration.ofSeconds(60));

        expectSteps(rig, feed, "0 ms attempt " + A6, "250 ms attempt " + B6);
    }

    @Check(
            id = "CBN-056",
            level = MUST,
            scope = HOUSE,
            source = "RFC 8305, section 5; contract",
            because =
                    "behind a satellite every attempt takes longer than the delay; who aborts the slow never connects",
            lookAt = "what the start of an attempt does to those under way: nothing")
    void a_slow_attempt_is_never_aborted_for_being_slow(Rig rig) {
        PolicyFeed feed =
                staggered().at(0, answered(A6, A4, B6)).at(400, connected(A6)).until(Duration.ofSeconds(60));

        expectSteps(rig, feed, "0 ms attempt " + A6, "250 ms attempt " + A4, "400 ms won " + A6, "400 ms cancel " + A4);
    }
}
