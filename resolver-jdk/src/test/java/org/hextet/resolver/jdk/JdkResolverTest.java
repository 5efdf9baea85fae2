package org.hextet.resolver.jdk;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static java.net.StandardProtocolFamily.UNIX;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.hextet.api.Answers;
import org.hextet.api.Lookup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JdkResolverTest {

    private static final Set<StandardProtocolFamily> BOTH = Set.of(INET, INET6);
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private final HandTurnedReactor reactor = new HandTurnedReactor();
    private final ScriptedPlatform platform = new ScriptedPlatform();
    private final AtomicLong platformNanos = new AtomicLong();
    private final RememberedFailures remembered = new RememberedFailures(Duration.ofSeconds(10), platformNanos::get);
    private JdkResolver resolver = resolver(new JdkResolverOptions(4, 1024));

    private JdkResolver resolver(JdkResolverOptions options) {
        return new JdkResolver(
                options, platform, remembered, JdkResolverProvider.capabilities(Optional.empty()), List.of());
    }

    @AfterEach
    void release() {
        platform.release();
        resolver.close();
    }

    private RecordedAnswers lookup(String name, Set<StandardProtocolFamily> families) {
        RecordedAnswers answers = new RecordedAnswers(reactor);
        resolver.lookup(reactor, name, families, DEADLINE, answers);
        return answers;
    }

    // Answers

    @Test
    void both_families_are_told_once_each_in_the_order_of_the_platform() throws Exception {
        platform.with("host.test", "192.0.2.2", "2001:db8::2", "192.0.2.1", "2001:db8::1");

        RecordedAnswers answers = lookup("host.test", BOTH);
        reactor.turnOnce();
        reactor.advance(DEADLINE);

        assertEquals(List.of("INET6 [2001:db8::2, 2001:db8::1]", "INET [192.0.2.2, 192.0.2.1]"), answers.lines());
    }

    @Test
    void nobody_is_told_inside_the_call() throws Exception {
        platform.with("host.test", "192.0.2.1");

        RecordedAnswers asked = lookup("host.test", Set.of(INET));
        RecordedAnswers literal = lookup("192.0.2.1", Set.of(INET));
        RecordedAnswers loopback = lookup("localhost", Set.of(INET));

        assertEquals(List.of(), asked.lines());
        assertEquals(List.of(), literal.lines());
        assertEquals(List.of(), loopback.lines());
    }

    @Test
    void only_the_family_asked_for_is_told() throws Exception {
        platform.with("host.test", "192.0.2.1", "2001:db8::1");

        RecordedAnswers ipv4 = lookup("host.test", Set.of(INET));
        reactor.turnOnce();
        RecordedAnswers ipv6 = lookup("host.test", Set.of(INET6));
        reactor.turnOnce();

        assertEquals(List.of("INET [192.0.2.1]"), ipv4.lines());
        assertEquals(List.of("INET6 [2001:db8::1]"), ipv6.lines());
    }

    @Test
    void a_name_of_the_other_family_only_has_no_data_of_this_one() throws Exception {
        platform.with("six.test", "2001:db8::1");

        RecordedAnswers answers = lookup("Six.test", BOTH);
        reactor.turnOnce();

        assertEquals(List.of("INET6 [2001:db8::1]", "INET no-data"), answers.lines());
        assertEquals(
                "look up Six.test: no IPv4 address of it is known, only IPv6",
                answers.messages().get(0));
    }

    @Test
    void the_zone_of_an_answer_is_kept() throws Exception {
        byte[] linkLocal = InetAddress.getByName("fe80::7").getAddress();
        platform.with("printer.test", name -> new InetAddress[] {Inet6Address.getByAddress(name, linkLocal, 1)});
        List<InetAddress> addresses = new ArrayList<>();

        resolver.lookup(reactor, "printer.test", Set.of(INET6), DEADLINE, new Answers() {
            @Override
            public void answered(StandardProtocolFamily family, List<InetAddress> answer, OptionalLong ttlSeconds) {
                addresses.addAll(answer);
            }

            @Override
            public void failed(StandardProtocolFamily family, UnknownHostException why) {
                throw new AssertionError(why);
            }
        });
        reactor.turnOnce();

        assertEquals(1, ((Inet6Address) addresses.get(0)).getScopeId());
    }

    @Test
    void a_mapped_address_of_a_hosts_file_is_ipv4() throws Exception {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, (byte) 192, 0, 2, 1};
        platform.with("mapped.test", name -> new InetAddress[] {Inet6Address.getByAddress(name, mapped, -1)});

        RecordedAnswers answers = lookup("mapped.test", BOTH);
        reactor.turnOnce();

        assertEquals(List.of("INET6 no-data", "INET [192.0.2.1]"), answers.lines());
    }

    @Test
    void two_hundred_names_at_once_get_each_its_own_answer() throws Exception {
        List<RecordedAnswers> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            platform.with("host" + i + ".test", "192.0.2." + i);
        }

        for (int i = 0; i < 200; i++) {
            answers.add(lookup("host" + i + ".test", Set.of(INET)));
        }
        for (int i = 0; i < 200; i++) {
            reactor.turnOnce();
        }

        for (int i = 0; i < 200; i++) {
            assertEquals(List.of("INET [192.0.2." + i + "]"), answers.get(i).lines());
        }
    }

    @Test
    void a_throwing_answer_does_not_cost_the_other_family_its_call() throws Exception {
        platform.with("host.test", "192.0.2.1", "2001:db8::1");
        List<StandardProtocolFamily> told = new ArrayList<>();
        resolver.lookup(reactor, "host.test", BOTH, DEADLINE, new Answers() {
            @Override
            public void answered(StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
                told.add(family);
                throw new IllegalStateException("thrown for " + family);
            }

            @Override
            public void failed(StandardProtocolFamily family, UnknownHostException why) {
                throw new AssertionError(why);
            }
        });

        assertThrows(IllegalStateException.class, reactor::turnOnce);

        assertEquals(List.of(INET6, INET), told);
    }

    // What is not asked

    @Test
    void literals_are_answered_without_asking() {
        RecordedAnswers ipv4 = lookup("192.0.2.1", Set.of(INET));
        RecordedAnswers ipv6 = lookup("2001:DB8:0::1", Set.of(INET6));
        RecordedAnswers mapped = lookup("::ffff:192.0.2.1", Set.of(INET));
        reactor.turn();

        assertEquals(List.of("INET [192.0.2.1]"), ipv4.lines());
        assertEquals(List.of("INET6 [2001:db8::1]"), ipv6.lines());
        assertEquals(List.of("INET [192.0.2.1]"), mapped.lines());
        assertEquals(List.of(), platform.asked());
    }

    @Test
    void a_literal_keeps_its_zone_by_name_and_by_index() throws Exception {
        NetworkInterface some = NetworkInterface.getNetworkInterfaces().nextElement();

        RecordedAnswers byName = lookup("fe80::1%" + some.getName(), Set.of(INET6));
        RecordedAnswers byIndex = lookup("fe80::1%" + some.getIndex(), Set.of(INET6));
        reactor.turn();

        assertEquals(List.of("INET6 [fe80::1%" + some.getName() + "]"), byName.lines());
        assertEquals(byName.lines(), byIndex.lines());
    }

    @Test
    void a_literal_of_the_other_family_is_no_data() {
        RecordedAnswers answers = lookup("192.0.2.1", BOTH);
        reactor.turn();

        assertEquals(List.of("INET6 no-data", "INET [192.0.2.1]"), answers.lines());
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LocalHost.", "x.localhost.", "a.b.LOCALHOST"})
    void loopback_names_are_answered_with_the_loopbacks_only(String name) {
        RecordedAnswers answers = lookup(name, BOTH);
        reactor.turn();

        assertEquals(List.of("INET6 [::1]", "INET [127.0.0.1]"), answers.lines());
        assertEquals(List.of(), platform.asked());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.1",
                "1",
                "0x7f.1",
                "2130706433",
                "0177.0.0.1",
                "127.0.0.1.",
                "host.1",
                "１２７.1",
                "[::1]",
                "fe80::1%nosuchzone"
            })
    void what_the_platform_would_read_as_an_address_is_refused_unasked(String name) {
        assertThrows(IllegalArgumentException.class, () -> lookup(name, BOTH));

        assertEquals(List.of(), platform.asked());
        assertEquals(0, reactor.pendingTimers());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a..b", ".a", "a b", "a\u3000b", " a", "a\n", "a/b", "*", "-a.test"})
    void what_is_no_host_name_is_refused_unasked(String name) {
        assertThrows(IllegalArgumentException.class, () -> lookup(name, BOTH));

        assertEquals(List.of(), platform.asked());
    }

    @Test
    void labels_have_63_characters_and_names_253_at_most() throws Exception {
        String label = "a".repeat(63);
        String longest = label + "." + label + "." + label + "." + "a".repeat(61);
        platform.with(longest + ".", "192.0.2.1");

        RecordedAnswers answers = lookup(longest + ".", Set.of(INET));
        reactor.turnOnce();

        assertEquals(List.of("INET [192.0.2.1]"), answers.lines());
        assertThrows(IllegalArgumentException.class, () -> lookup("a" + label + ".test", BOTH));
        assertThrows(IllegalArgumentException.class, () -> lookup(longest + "a", BOTH));
        assertThrows(IllegalArgumentException.class, () -> lookup("ü".repeat(60) + ".test", BOTH));
    }

    @Test
    void families_and_deadline_are_judged_at_the_call() {
        RecordedAnswers answers = new RecordedAnswers(reactor);

        assertThrows(IllegalArgumentException.class, () -> lookup("host.test", Set.of()));
        assertThrows(IllegalArgumentException.class, () -> lookup("host.test", Set.of(INET, UNIX)));
        for (Duration wrong : List.of(Duration.ZERO, Duration.ofMillis(-1))) {
            assertThrows(
                    IllegalArgumentException.class, () -> resolver.lookup(reactor, "host.test", BOTH, wrong, answers));
        }
        assertEquals(List.of(), platform.asked());
    }

    // Names

    @Test
    void an_international_name_is_asked_in_ascii_and_told_as_it_was_given() throws Exception {
        RecordedAnswers answers = lookup("Bücher.test", Set.of(INET));
        reactor.turnOnce();

        assertEquals(List.of("xn--bcher-kva.test"), platform.asked());
        assertTrue(
                answers.messages().get(0).startsWith("look up Bücher.test: "),
                answers.messages().get(0));
    }

    @Test
    void a_final_dot_reaches_the_platform() throws Exception {
        platform.with("host.test.", "192.0.2.1");

        RecordedAnswers answers = lookup("host.test.", Set.of(INET));
        reactor.turnOnce();

        assertEquals(List.of("INET [192.0.2.1]"), answers.lines());
    }

    // Failures

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Name or service not known            | no-such-name
            No address associated with hostname  | no-data
            Temporary failure in name resolution | temporary
            Something unheard of                 | temporary
            """)
    void the_platforms_words_tell_the_kind_and_stay_in_the_message(String words, String kind) throws Exception {
        platform.failing("nx.test", words);

        RecordedAnswers answers = lookup("nx.test", BOTH);
        reactor.turnOnce();

        assertEquals(List.of("INET6 " + kind, "INET " + kind), answers.lines());
        for (String message : answers.messages()) {
            assertTrue(message.startsWith("look up nx.test: "), message);
            assertTrue(message.contains(words), message);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Name or service not known",
                "No address associated with hostname",
                "Temporary failure in name resolution"
            })
    void a_failure_that_the_platform_remembers_without_its_words_is_of_the_same_kind(String words) throws Exception {
        platform.failing("nx.test", words);
        RecordedAnswers first = lookup("nx.test", Set.of(INET));
        reactor.turnOnce();

        platform.failing("nx.test", "");
        RecordedAnswers second = lookup("nx.test", Set.of(INET));
        reactor.turnOnce();

        assertEquals(first.lines(), second.lines());
        assertEquals(first.messages().get(0), second.messages().get(0));
    }

    @Test
    void a_platform_that_throws_anything_fails_the_lookup() throws Exception {
        platform.with("host.test", name -> {
            throw new SecurityException("no lookups here");
        });

        RecordedAnswers answers = lookup("host.test", Set.of(INET));
        reactor.turnOnce();

        assertEquals(List.of("INET temporary"), answers.lines());
        assertTrue(answers.messages().get(0).contains("no lookups here"));
    }

    // Deadline and cancel

    @Test
    void a_silent_platform_fails_each_family_at_the_deadline_and_not_before() throws Exception {
        platform.with("slow.test", "192.0.2.1").hold();
        RecordedAnswers answers = lookup("slow.test", BOTH);
        platform.awaitAsked(1);

        reactor.advance(DEADLINE.minusNanos(1));
        assertEquals(List.of(), answers.lines());
        reactor.advance(Duration.ofNanos(1));
        assertEquals(List.of("INET6 timeout", "INET timeout"), answers.lines());

        // Its late answer reaches nobody: what was asked after it comes and goes first.
        platform.release();
        lookup("other.test", BOTH);
        reactor.turnOnce();
        assertEquals(2, answers.lines().size());
        assertEquals(
                "look up slow.test: no answer within 5000 ms; the system's resolver still waits, perhaps for a name server; "
                        + "try again later",
                answers.messages().get(0));
    }

    @Test
    void an_answer_stops_the_timer() throws Exception {
        platform.with("host.test", "192.0.2.1");

        lookup("host.test", Set.of(INET));
        reactor.turnOnce();

        assertEquals(0, reactor.pendingTimers());
    }

    @Test
    void a_cancelled_lookup_tells_nobody() throws Exception {
        platform.with("host.test", "192.0.2.1").hold();
        RecordedAnswers answers = new RecordedAnswers(reactor);
        Lookup lookup = resolver.lookup(reactor, "host.test", BOTH, DEADLINE, answers);
        platform.awaitAsked(1);

        assertTrue(lookup.cancel());
        assertFalse(lookup.cancel());
        platform.release();
        reactor.advance(DEADLINE);

        assertEquals(List.of(), answers.lines());
        assertEquals(0, reactor.pendingTimers());
    }

    @Test
    void an_answered_lookup_cannot_be_cancelled() throws Exception {
        platform.with("host.test", "192.0.2.1");
        Lookup lookup = resolver.lookup(reactor, "host.test", BOTH, DEADLINE, new RecordedAnswers(reactor));
        reactor.turnOnce();

        assertFalse(lookup.cancel());
    }

    @Test
    void cancelling_between_outcome_and_telling_keeps_the_answers_silent() throws Exception {
        resolver = resolver(new JdkResolverOptions(1, 10));
        platform.with("host.test", "192.0.2.1").with("next.test", "192.0.2.2");
        RecordedAnswers answers = new RecordedAnswers(reactor);
        Lookup lookup = resolver.lookup(reactor, "host.test", BOTH, DEADLINE, answers);
        RecordedAnswers next = lookup("next.test", Set.of(INET));
        // The one thread has come to the second name, so the first is done and waits for the reactor.
        platform.awaitAsked(2);

        assertTrue(lookup.cancel());
        reactor.turnOnce();
        reactor.turnOnce();

        assertEquals(List.of(), answers.lines());
        assertEquals(List.of("INET [192.0.2.2]"), next.lines());
    }

    @Test
    void cancelling_inside_the_first_call_keeps_the_second_from_coming() throws Exception {
        platform.with("host.test", "192.0.2.1", "2001:db8::1");
        List<String> events = new ArrayList<>();
        List<Lookup> lookups = new ArrayList<>();
        lookups.add(resolver.lookup(reactor, "host.test", BOTH, DEADLINE, new Answers() {
            @Override
            public void answered(StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
                events.add(family + " cancel " + lookups.get(0).cancel());
            }

            @Override
            public void failed(StandardProtocolFamily family, UnknownHostException why) {
                throw new AssertionError(why);
            }
        }));

        reactor.turnOnce();

        assertEquals(List.of("INET6 cancel true"), events);
    }

    // Equal lookups

    @Test
    void fifty_equal_lookups_are_asked_once() throws Exception {
        platform.with("host.test", "192.0.2.1", "2001:db8::1").hold();
        List<RecordedAnswers> ipv4 = new ArrayList<>();
        List<RecordedAnswers> ipv6 = new ArrayList<>();

        for (int i = 0; i < 25; i++) {
            ipv4.add(lookup("host.test", Set.of(INET)));
            ipv6.add(lookup("HOST.test", Set.of(INET6)));
        }
        platform.release();
        for (int i = 0; i < 50; i++) {
            reactor.turnOnce();
        }

        assertEquals(List.of("host.test"), platform.asked());
        ipv4.forEach(answers -> assertEquals(List.of("INET [192.0.2.1]"), answers.lines()));
        ipv6.forEach(answers -> assertEquals(List.of("INET6 [2001:db8::1]"), answers.lines()));
    }

    @Test
    void cancelling_one_of_two_equal_lookups_leaves_the_other() throws Exception {
        platform.with("host.test", "192.0.2.1").hold();
        RecordedAnswers first = new RecordedAnswers(reactor);
        Lookup lookup = resolver.lookup(reactor, "host.test", Set.of(INET), DEADLINE, first);
        RecordedAnswers second = lookup("host.test", Set.of(INET));

        lookup.cancel();
        platform.release();
        reactor.turnOnce();

        assertEquals(List.of(), first.lines());
        assertEquals(List.of("INET [192.0.2.1]"), second.lines());
        assertEquals(List.of("host.test"), platform.asked());
    }

    @Test
    void each_of_two_equal_lookups_has_its_own_deadline() throws Exception {
        platform.with("host.test", "192.0.2.1").hold();
        RecordedAnswers hasty = new RecordedAnswers(reactor);
        resolver.lookup(reactor, "host.test", Set.of(INET), Duration.ofMillis(10), hasty);
        RecordedAnswers patient = lookup("host.test", Set.of(INET));

        reactor.advance(Duration.ofMillis(10));
        platform.release();
        reactor.turnOnce();

        assertEquals(List.of("INET timeout"), hasty.lines());
        assertEquals(List.of("INET [192.0.2.1]"), patient.lines());
    }

    @Test
    void equal_lookups_of_two_reactors_are_told_each_on_its_own() throws Exception {
        HandTurnedReactor other = new HandTurnedReactor();
        platform.with("host.test", "192.0.2.1").hold();
        RecordedAnswers here = lookup("host.test", Set.of(INET));
        RecordedAnswers there = new RecordedAnswers(other);
        resolver.lookup(other, "host.test", Set.of(INET), DEADLINE, there);

        platform.release();
        reactor.turnOnce();
        assertEquals(List.of(), there.lines());
        other.turnOnce();

        assertEquals(List.of("INET [192.0.2.1]"), here.lines());
        assertEquals(List.of("INET [192.0.2.1]"), there.lines());
        assertEquals(List.of("host.test"), platform.asked());
    }

    // A stuck system

    @Test
    void when_the_system_is_stuck_on_every_thread_lookups_end_by_their_deadlines_and_work_again_afterwards()
            throws Exception {
        resolver = resolver(new JdkResolverOptions(2, 100));
        platform.hold();
        List<RecordedAnswers> lost = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            lost.add(lookup("host" + i + ".test", BOTH));
        }
        platform.awaitAsked(2);

        // Timers and lookups that need no system run meanwhile.
        RecordedAnswers literal = lookup("::1", Set.of(INET6));
        reactor.turn();
        assertEquals(List.of("INET6 [::1]"), literal.lines());
        reactor.advance(DEADLINE);
        lost.forEach(answers -> assertEquals(List.of("INET6 timeout", "INET timeout"), answers.lines()));
        assertTrue(lost.get(0).messages().get(0).contains("the system's resolver still waits"));
        assertTrue(lost.get(99).messages().get(0).contains("not even asked"));

        platform.with("later.test", "192.0.2.1");
        RecordedAnswers later = lookup("later.test", Set.of(INET));
        platform.release();
        reactor.turnOnce();

        assertEquals(List.of("INET [192.0.2.1]"), later.lines());
        assertEquals(Set.of("host0.test", "host1.test", "later.test"), Set.copyOf(platform.asked()));
        assertEquals(2, platform.threads().size());
        platform.threads().forEach(thread -> assertTrue(thread.isDaemon()));
    }

    @Test
    void a_full_queue_fails_the_next_name_and_says_so() throws Exception {
        resolver = resolver(new JdkResolverOptions(1, 2));
        platform.with("host2.test", "192.0.2.1").hold();
        RecordedAnswers asked = lookup("host0.test", Set.of(INET));
        platform.awaitAsked(1);
        RecordedAnswers first = lookup("host1.test", Set.of(INET));
        RecordedAnswers second = lookup("host2.test", Set.of(INET));

        RecordedAnswers refused = lookup("host3.test", Set.of(INET));
        RecordedAnswers joins = lookup("host2.test", Set.of(INET));
        assertEquals(List.of(), refused.lines());
        reactor.turn();

        assertEquals(List.of("INET temporary"), refused.lines());
        assertEquals(
                "look up host3.test: not asked: the system is busy with 1 names and 2 wait; try again later, or open the "
                        + "resolver with more room: jdk?threads=N&queue=N",
                refused.messages().get(0));
        platform.release();
        for (int i = 0; i < 4; i++) {
            reactor.turnOnce();
        }
        assertEquals(List.of("INET no-such-name"), asked.lines());
        assertEquals(List.of("INET no-such-name"), first.lines());
        assertEquals(List.of("INET [192.0.2.1]"), second.lines());
        assertEquals(List.of("INET [192.0.2.1]"), joins.lines());
    }

    @Test
    void a_name_that_nobody_waits_for_makes_room_in_the_queue() throws Exception {
        resolver = resolver(new JdkResolverOptions(1, 1));
        platform.with("host2.test", "192.0.2.1").hold();
        lookup("host0.test", Set.of(INET));
        platform.awaitAsked(1);
        Lookup waiting = resolver.lookup(reactor, "host1.test", BOTH, DEADLINE, new RecordedAnswers(reactor));

        waiting.cancel();
        RecordedAnswers next = lookup("host2.test", Set.of(INET));
        platform.release();
        reactor.turnOnce();
        reactor.turnOnce();

        assertEquals(List.of("INET [192.0.2.1]"), next.lines());
        assertEquals(List.of("host0.test", "host2.test"), platform.asked());
    }

    // The end

    @Test
    void closing_fails_what_is_pending_ends_the_threads_and_refuses_what_comes_later() throws Exception {
        resolver = resolver(new JdkResolverOptions(1, 10));
        platform.hold();
        RecordedAnswers asked = lookup("host0.test", BOTH);
        platform.awaitAsked(1);
        RecordedAnswers queued = lookup("host1.test", BOTH);

        resolver.close();
        resolver.close();
        reactor.turn();

        assertEquals(List.of("INET6 cancelled", "INET cancelled"), asked.lines());
        assertEquals(List.of("INET6 cancelled", "INET cancelled"), queued.lines());
        assertEquals(0, reactor.pendingTimers());
        assertThrows(IllegalStateException.class, () -> lookup("host2.test", BOTH));
        assertThrows(IllegalStateException.class, () -> lookup("::1", BOTH));
        platform.release();
        for (Thread thread : platform.threads()) {
            thread.join(Duration.ofSeconds(HandTurnedReactor.GUARD_SECONDS).toMillis());
            assertFalse(thread.isAlive());
        }
        reactor.turn();
        assertEquals(2, asked.lines().size());
        assertEquals(List.of("host0.test"), platform.asked());
    }

    @Test
    void a_closed_reactor_is_refused_with_nothing_asked() {
        reactor.close();

        for (String name : List.of("host.test", "::1", "localhost")) {
            IllegalStateException refused = assertThrows(IllegalStateException.class, () -> lookup(name, BOTH));
            assertEquals("look up " + name + ": the reactor is closed", refused.getMessage());
        }
        assertEquals(List.of(), platform.asked());
    }

    @Test
    void a_reactor_that_closes_meanwhile_does_not_keep_others_from_their_answers() throws Exception {
        HandTurnedReactor other = new HandTurnedReactor();
        platform.with("host.test", "192.0.2.1").hold();
        resolver.lookup(other, "host.test", Set.of(INET), DEADLINE, new RecordedAnswers(other));
        RecordedAnswers here = lookup("host.test", Set.of(INET));

        other.close();
        platform.release();
        reactor.turnOnce();

        assertEquals(List.of("INET [192.0.2.1]"), here.lines());
    }
}
