package org.hextet.endpoints.history;

import static org.hextet.endpoints.scripted.ScriptedReactor.Outcome.connects;
import static org.hextet.endpoints.scripted.ScriptedReactor.Outcome.fails;
import static org.hextet.endpoints.scripted.ScriptedReactor.Outcome.never;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.hextet.addresses.AddressText;
import org.hextet.api.ClientEndpoint;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.failure.FailureKind;
import org.hextet.endpoints.HostnameClientEndpoint;
import org.hextet.endpoints.history.ConnectHistory.Experience;
import org.hextet.endpoints.scripted.ScriptedReactor;
import org.hextet.endpoints.scripted.ScriptedResolver;
import org.hextet.endpoints.timeline.Timeline;
import org.hextet.policies.ConnectPolicy;
import org.junit.jupiter.api.Test;

/** What one connect leaves for the next, and for how long: on a clock that is turned by hand. */
final class HistoryOfConnectsTest {

    private static final String SIX = "2001:db8::1";
    private static final String SIX_TOO = "2001:db8::2";
    private static final String FOUR = "192.0.2.1";

    private final ScriptedReactor reactor = new ScriptedReactor().answersAtOnce();
    private final ScriptedResolver resolver = new ScriptedResolver();
    private final ConnectHistory history = new ConnectHistory(2, Duration.ofMinutes(10));
    private final List<Timeline> told = new ArrayList<>();
    private final HostnameClientEndpoint endpoint = HostnameClientEndpoint.of("example.test", 443)
            .withResolver(resolver)
            .withTimelineListener(told::add)
            .withHistory(history);

    private static InetAddress address(String text) {
        return AddressText.parse(text).toInetAddress();
    }

    private void connect(HostnameClientEndpoint through) {
        Pending<Connection> connecting = through.connect(reactor, () -> Protocol.receiving((connection, lent) -> {}));
        reactor.advance(3000);
        assertTrue(connecting.isDone());
        assertEquals(0, reactor.openTimers());
    }

    private List<String> attempts() {
        return told.get(told.size() - 1).attempts().stream()
                .map(AddressText::format)
                .toList();
    }

    private Optional<String> recalled() {
        return told.get(told.size() - 1).events().stream()
                .filter(event -> event.event().equals("history"))
                .flatMap(event -> event.detail().stream())
                .findFirst();
    }

    @Test
    void what_failed_goes_to_the_end_of_its_family_the_next_time_and_the_timeline_says_so() {
        resolver.aaaa(0, SIX, SIX_TOO).a(0);
        reactor.host(SIX, fails(FailureKind.REFUSED, "ECONNREFUSED", 5)).host(SIX_TOO, connects(7));

        connect(endpoint);
        assertEquals(List.of(SIX, SIX_TOO), attempts());
        assertEquals(Optional.empty(), recalled());
        connect(endpoint);

        assertEquals(List.of(SIX_TOO), attempts());
        assertEquals(Optional.of("worked: 2001:db8::2 in 7 ms; set back: 2001:db8::1"), recalled());
    }

    @Test
    void one_that_was_overtaken_has_had_a_setback() {
        resolver.aaaa(0, SIX, SIX_TOO).a(0);
        reactor.host(SIX, never()).host(SIX_TOO, connects(7));

        connect(endpoint);
        connect(endpoint);

        assertEquals(List.of(SIX_TOO), attempts());
    }

    @Test
    void of_two_that_began_together_the_slower_one_has_had_none() {
        resolver.aaaa(0, SIX, SIX_TOO).a(0);
        reactor.host(SIX, connects(9)).host(SIX_TOO, connects(7));

        connect(endpoint.withPolicy(ConnectPolicy.concurrent()));

        assertEquals(1, history.recall("example.test", 443, reactor.nanoTime()).size());
    }

    @Test
    void failures_of_this_host_are_nobodys_setback() {
        resolver.aaaa(0, SIX).a(0);
        reactor.host(SIX, fails(FailureKind.DESCRIPTOR_LIMIT, "EMFILE", 0));

        connect(endpoint);

        assertEquals(List.of(), history.recall("example.test", 443, reactor.nanoTime()));
    }

    @Test
    void a_dead_family_is_second_only_where_the_policy_defers_it() {
        resolver.aaaa(0, SIX).a(0, FOUR);
        reactor.host(SIX, never()).host(FOUR, connects(7));

        connect(endpoint);
        connect(endpoint);
        assertEquals(List.of(SIX, FOUR), attempts());
        connect(endpoint.withPolicy(ConnectPolicy.staggered().deferDeadFamily(true)));

        assertEquals(List.of(FOUR), attempts());
    }

    @Test
    void it_is_forgotten_when_the_host_would_go_there_from_another_address() {
        resolver.aaaa(0, SIX, SIX_TOO).a(0);
        reactor.host(SIX, fails(FailureKind.REFUSED, "ECONNREFUSED", 5)).host(SIX_TOO, connects(7));

        connect(endpoint);
        reactor.source(SIX, "2001:db8:f00::7").source(SIX_TOO, "2001:db8:f00::7");
        connect(endpoint);

        assertEquals(List.of(SIX, SIX_TOO), attempts());
        assertEquals(Optional.empty(), recalled());
    }

    @Test
    void it_expires() {
        resolver.aaaa(0, SIX, SIX_TOO).a(0);
        reactor.host(SIX, fails(FailureKind.REFUSED, "ECONNREFUSED", 5)).host(SIX_TOO, connects(7));

        connect(endpoint);
        reactor.advance(Duration.ofMinutes(10).toMillis());
        connect(endpoint);

        assertEquals(List.of(SIX, SIX_TOO), attempts());
        assertEquals(Optional.empty(), recalled());
    }

    @Test
    void another_port_is_another_host_and_the_case_of_a_name_is_not() {
        history.setBack("Example.TEST.", 443, address(SIX), Optional.empty(), 5);

        assertEquals(1, history.recall("example.test", 443, 6).size());
        assertEquals(List.of(), history.recall("example.test", 444, 6));
    }

    @Test
    void hosts_and_addresses_are_bounded() {
        IntStream.range(0, 1000)
                .forEach(i -> history.setBack("a.test", 1, address("2001:db8::" + i), Optional.empty(), i));
        assertEquals(32, history.recall("a.test", 1, 1000).size());
        assertEquals(
                address("2001:db8::999"),
                history.recall("a.test", 1, 1000).get(0).address());

        history.setBack("b.test", 1, address(SIX), Optional.empty(), 1000);
        history.recall("a.test", 1, 1000);
        history.setBack("c.test", 1, address(SIX), Optional.empty(), 1000);
        assertEquals(List.of(), history.recall("b.test", 1, 1000));
        assertFalse(history.recall("a.test", 1, 1000).isEmpty());
    }

    @Test
    void times_are_smoothed_and_a_setback_ends_that() {
        Optional<InetAddress> source = Optional.of(address("2001:db8::7"));
        history.succeeded("a.test", 1, address(SIX), source, Duration.ofMillis(80), 1);
        history.succeeded("a.test", 1, address(SIX), source, Duration.ofMillis(160), 2);
        assertEquals(Optional.of(Duration.ofMillis(90)), only().took());
        history.setBack("a.test", 1, address(SIX), source, 3);
        assertEquals(Optional.empty(), only().took());
        history.succeeded("a.test", 1, address(SIX), source, Duration.ofMillis(40), 4);
        assertEquals(Optional.of(Duration.ofMillis(40)), only().took());
        history.forget();
        assertEquals(List.of(), history.recall("a.test", 1, 5));
    }

    private Experience only() {
        List<Experience> known = history.recall("a.test", 1, 5);
        assertEquals(1, known.size());
        return known.get(0);
    }

    @Test
    void none_is_kept_unless_it_is_asked_for() {
        HostnameClientEndpoint usual =
                HostnameClientEndpoint.of("example.test", 443).withResolver(resolver);
        resolver.aaaa(0, SIX).a(0);
        reactor.host(SIX, connects(1));

        connect(usual);

        assertEquals(List.of(), ConnectHistory.ofProcess().recall("example.test", 443, reactor.nanoTime()));
        assertEquals(
                "tcp://example.test:443?history=true",
                ClientEndpoint.of("tcp://example.test:443?history=true").toString());
        assertEquals(
                HostnameClientEndpoint.of("example.test", 443).withHistory(ConnectHistory.ofProcess()),
                ClientEndpoint.of("tcp://example.test:443?history=true"));
        assertEquals(
                HostnameClientEndpoint.of("example.test", 443).withoutHistory(),
                ClientEndpoint.of("tcp://example.test:443?history=false"));
    }

    @Test
    void sizes_have_a_range() {
        assertThrows(IllegalArgumentException.class, () -> new ConnectHistory(0, Duration.ofMinutes(1)));
        assertThrows(IllegalArgumentException.class, () -> new ConnectHistory(1, Duration.ZERO));
    }
}
