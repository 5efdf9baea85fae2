package org.hextet.endpoints.resolvers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.hextet.api.Capability;
import org.hextet.api.Lookup;
import org.hextet.api.failure.FailureKind;
import org.hextet.endpoints.scripted.LookupWords;
import org.hextet.endpoints.scripted.ScriptedReactor;
import org.hextet.endpoints.scripted.ScriptedResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is asked after whom, for what, and for how long: on a clock that is turned by hand. */
final class ResolverChainTest {

    private static final StandardProtocolFamily SIX = StandardProtocolFamily.INET6;
    private static final StandardProtocolFamily FOUR = StandardProtocolFamily.INET;
    private static final Set<StandardProtocolFamily> BOTH = EnumSet.of(SIX, FOUR);

    private final ScriptedReactor reactor = new ScriptedReactor();
    private final ScriptedResolver first = new ScriptedResolver();
    private final ScriptedResolver second = new ScriptedResolver();
    private final ResolverChain chain = ResolverChain.of(List.of(first, second));
    private final LookupWords answers = new LookupWords();

    private Lookup begin(ResolverChain asked) {
        return asked.lookup(reactor, "example.test", BOTH, Duration.ofSeconds(10), answers);
    }

    private List<String> lookUp(ResolverChain asked) {
        begin(asked);
        reactor.advance(20_000);
        assertEquals(0, reactor.openTimers());
        return answers.heard();
    }

    private void secondKnows() {
        second.aaaa(1, "2001:db8::2").a(2, "192.0.2.2");
    }

    @ParameterizedTest
    @EnumSource(names = {"NO_SUCH_NAME", "NO_DATA", "TEMPORARY", "TIMEOUT"})
    void the_next_is_asked_when_one_has_nothing(FailureKind kind) {
        first.fails(SIX, kind, 1).fails(FOUR, kind, 2);
        secondKnows();

        assertEquals(List.of("INET6=2001:db8::2", "INET=192.0.2.2"), lookUp(chain));
        assertEquals(List.of("ask example.test [INET, INET6]"), second.log());
    }

    @Test
    void whoever_knows_the_name_is_believed_about_the_other_family() {
        first.fails(SIX, FailureKind.NO_DATA, 1).a(5, "192.0.2.1");
        secondKnows();

        assertEquals(List.of("INET=192.0.2.1", "INET6=no-data"), lookUp(chain));
        assertEquals(List.of(), second.log());
    }

    @Test
    void an_answer_is_passed_on_at_once() {
        first.aaaa(1, "2001:db8::1").a(500, "192.0.2.1");

        begin(chain);
        reactor.advance(1);
        assertEquals(List.of("INET6=2001:db8::1"), answers.heard());
        reactor.advance(499);
        assertEquals(List.of("INET6=2001:db8::1", "INET=192.0.2.1"), answers.heard());
    }

    @Test
    void for_a_family_that_failed_in_passing_the_next_is_asked_alone() {
        first.aaaa(1, "2001:db8::1").fails(FOUR, FailureKind.TEMPORARY, 3);
        secondKnows();

        assertEquals(List.of("INET6=2001:db8::1", "INET=192.0.2.2"), lookUp(chain));
        assertEquals(List.of("ask example.test [INET]"), second.log());
    }

    @Test
    void it_goes_on_for_the_kinds_that_it_was_given_alone() {
        first.fails(SIX, FailureKind.NO_SUCH_NAME, 1).fails(FOUR, FailureKind.NO_SUCH_NAME, 1);
        secondKnows();

        assertEquals(
                List.of("INET=no-such-name", "INET6=no-such-name"),
                lookUp(ResolverChain.of(List.of(first, second), Set.of(FailureKind.TEMPORARY))));
        assertEquals(List.of(), second.log());
    }

    @Test
    void a_silent_one_leaves_time_for_the_next() {
        second.aaaa(4_000, "2001:db8::2").fails(FOUR, FailureKind.NO_DATA, 0);

        begin(chain);
        reactor.advance(4_999);
        assertEquals(List.of(), second.log());
        reactor.advance(4_001);

        assertEquals(List.of("INET6=2001:db8::2", "INET=no-data"), answers.heard());
        assertTrue(first.log().contains("cancel example.test"));
    }

    @Test
    void the_deadline_is_that_of_the_whole() {
        assertEquals(List.of("INET=timeout", "INET6=timeout"), lookUp(chain));
        assertEquals(
                "look up example.test: the resolver scripted has not answered in time",
                answers.messages().get(0));
    }

    @Test
    void one_that_throws_has_failed_in_passing() {
        secondKnows();
        ScriptedResolver.Faulty faulty = new ScriptedResolver.Faulty(() -> {
            throw new AssertionError("on purpose");
        });

        assertEquals(List.of("INET6=2001:db8::2", "INET=192.0.2.2"), lookUp(ResolverChain.of(List.of(faulty, second))));
        answers.heard().clear();
        assertEquals(List.of("INET=temporary", "INET6=temporary"), lookUp(ResolverChain.of(List.of(faulty))));
        assertTrue(answers.messages().get(0).contains("it threw java.lang.AssertionError: on purpose"));
    }

    @Test
    void a_cancel_ends_what_is_under_way() {
        Lookup lookup = begin(chain);
        reactor.advance(6_000);
        reactor.inLoop(() -> assertTrue(lookup.cancel()));

        assertFalse(lookup.cancel());
        reactor.advance(20_000);
        assertEquals(List.of(), answers.heard());
        assertTrue(second.log().contains("cancel example.test"));
        assertEquals(0, reactor.openTimers());
    }

    @Test
    void closing_ends_its_lookups_and_not_those_whom_it_was_given() {
        begin(chain);
        reactor.advance(10);
        chain.close();
        reactor.turn();

        assertEquals(List.of("INET6=cancelled", "INET=cancelled"), answers.heard());
        assertThrows(IllegalStateException.class, () -> begin(chain));
        assertFalse(first.log().contains("close"), first.log().toString());
        assertEquals(0, reactor.openTimers());
    }

    @Test
    void static_names_before_others_are_pinned() {
        secondKnows();
        StaticNames pinned = StaticNames.parse(List.of("example.test=192.0.2.9"));

        assertEquals(
                List.of("INET6=no-data", "INET=192.0.2.9"),
                lookUp(ResolverChain.of(List.of(pinned, second))).stream()
                        .sorted()
                        .toList());
        assertEquals(List.of(), second.log());
    }

    @Test
    void it_can_what_all_can() {
        StaticNames one = StaticNames.none();
        assertTrue(ResolverChain.of(List.of(one, one)).capabilities().has(Capability.RESOLVE_FAMILY));
        assertFalse(ResolverChain.of(List.of(one, first)).capabilities().has(Capability.RESOLVE_FAMILY));
        assertEquals("static,scripted", ResolverChain.of(List.of(one, first)).provider());
    }

    @Test
    void mistakes_are_thrown_at_the_call() {
        assertThrows(IllegalArgumentException.class, () -> ResolverChain.of(List.of()));
        assertThrows(
                IllegalArgumentException.class, () -> ResolverChain.of(List.of(first), Set.of(FailureKind.REFUSED)));
        assertThrows(java.io.IOException.class, () -> ResolverChain.open(List.of("no-such-provider")));
        assertThrows(
                IllegalArgumentException.class,
                () -> chain.lookup(reactor, "a..b", BOTH, Duration.ofSeconds(1), answers));
        assertEquals(List.of(), first.log());
    }
}
