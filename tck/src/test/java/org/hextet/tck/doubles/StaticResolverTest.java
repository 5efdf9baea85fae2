package org.hextet.tck.doubles;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.hextet.addresses.AddressText;
import org.hextet.api.Lookup;
import org.hextet.api.Reactor;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.tck.memory.MemoryNetwork;
import org.hextet.tck.rig.LookupRecorder;
import org.junit.jupiter.api.Test;

class StaticResolverTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final MemoryNetwork network = new MemoryNetwork();
    private final Reactor reactor = network.openReactor();
    private final StaticResolver resolver = new StaticResolver().answering("both.test", "2001:db8::1", "192.0.2.1");
    private final LookupRecorder answers = new LookupRecorder();

    private Lookup lookUp(String name) {
        return resolver.lookup(reactor, name, Set.of(INET, INET6), SECOND, answers);
    }

    private static FailureKind kind(Exception failure) {
        return ((NetworkFailure) failure).kind();
    }

    private static InetAddress address(String literal) {
        return AddressText.parse(literal).toInetAddress();
    }

    @Test
    void a_name_has_the_addresses_that_it_was_given() {
        lookUp("Both.TEST.");
        assertFalse(answers.heardAnything(), "never inside the call");
        network.clock().turn();

        assertEquals(List.of(address("2001:db8::1")), answers.awaitAddresses(INET6));
        assertEquals(List.of(address("192.0.2.1")), answers.awaitAddresses(INET));
        assertEquals(List.of(new StaticResolver.Query("Both.TEST.", Set.of(INET, INET6))), resolver.queries());
        assertEquals(0, resolver.underWay());
    }

    @Test
    void an_unknown_name_does_not_exist_and_a_missing_family_has_no_data() {
        resolver.answering("six.test", "2001:db8::6");
        lookUp("six.test");
        network.clock().turn();
        assertEquals(FailureKind.NO_DATA, kind(answers.awaitFailure(INET)));

        LookupRecorder others = new LookupRecorder();
        resolver.lookup(reactor, "nobody.test", Set.of(INET), SECOND, others);
        network.clock().turn();
        assertEquals(FailureKind.NO_SUCH_NAME, kind(others.awaitFailure(INET)));
    }

    @Test
    void an_answer_is_delayed_by_the_reactors_clock() {
        resolver.delaying("both.test", INET6, Duration.ofMillis(300));
        lookUp("both.test");

        network.clock().advance(Duration.ofMillis(299));
        assertEquals(List.of(INET), answers.order());
        network.clock().advance(Duration.ofMillis(1));
        assertEquals(List.of(INET, INET6), answers.order());
    }

    @Test
    void an_answer_that_is_held_back_comes_when_it_is_released() {
        resolver.holding("both.test", INET6);
        lookUp("both.test");
        network.clock().turn();
        assertEquals(List.of(INET), answers.order());

        resolver.release("both.test", INET6);
        network.clock().turn();
        assertEquals(List.of(INET, INET6), answers.order());
    }

    @Test
    void at_the_deadline_what_is_open_times_out_and_nothing_follows() {
        resolver.holding("both.test", INET6);
        lookUp("both.test");
        network.clock().advance(SECOND);
        assertEquals(FailureKind.TIMEOUT, kind(answers.awaitFailure(INET6)));

        resolver.release("both.test", INET6);
        network.clock().turn();
        assertEquals(List.of(INET, INET6), answers.order());
    }

    @Test
    void a_cancelled_lookup_is_silent() {
        Lookup lookup = lookUp("both.test");

        assertTrue(lookup.cancel());
        assertFalse(lookup.cancel());
        network.clock().advance(SECOND);
        assertEquals(List.of(), answers.order());
    }

    @Test
    void literals_and_localhost_are_asked_of_nobody() {
        lookUp("::1");
        resolver.lookup(reactor, "x.localhost.", Set.of(StandardProtocolFamily.INET), SECOND, answers);
        network.clock().turn();

        assertEquals(List.of(address("::1")), answers.awaitAddresses(INET6));
        assertEquals(List.of(), resolver.queries());
    }

    @Test
    void closing_it_cancels_what_is_open() {
        resolver.holding("both.test", INET6);
        lookUp("both.test");
        network.clock().turn();

        resolver.close();
        network.clock().turn();
        assertEquals(FailureKind.CANCELLED, kind(answers.awaitFailure(INET6)));
    }
}
