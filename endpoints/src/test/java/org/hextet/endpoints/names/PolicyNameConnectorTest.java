package org.hextet.endpoints.names;

import static org.hextet.endpoints.scripted.ScriptedReactor.Outcome.connects;
import static org.hextet.endpoints.scripted.ScriptedReactor.Outcome.fails;
import static org.hextet.endpoints.scripted.Words.words;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.List;
import org.hextet.addresses.AddressText;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.ReactorOptions;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.endpoints.scripted.ScriptedReactor;
import org.hextet.endpoints.scripted.ScriptedResolver;
import org.hextet.endpoints.timeline.AttemptsFailure;
import org.hextet.endpoints.timeline.NoAddressFailure;
import org.junit.jupiter.api.Test;

@SuppressWarnings("deprecation") // The call under test.
final class PolicyNameConnectorTest {

    private static final String SIX = "2001:db8::1";
    private static final String FOUR = "192.0.2.1";

    private final ScriptedResolver resolver = new ScriptedResolver();
    private final ScriptedReactor reactor = new ScriptedReactor().with(ReactorOptions.DEFAULT.withResolver(resolver));

    private Pending<Connection> connect(String name) {
        return reactor.connectTcp(name, 80, StreamOptions.DEFAULT, () -> Protocol.receiving((connection, lent) -> {}));
    }

    private static String peer(Pending<Connection> connecting) throws Exception {
        return AddressText.format(connecting.await().remoteAddress().getAddress());
    }

    @Test
    void a_name_is_asked_for_ipv4_only_and_once() throws Exception {
        resolver.aaaa(0, SIX).a(0, FOUR);
        reactor.host(FOUR, connects(1)).host(SIX, connects(0));

        Pending<Connection> connecting = connect("dual.test");
        reactor.advance(5);

        assertEquals(FOUR, peer(connecting));
        assertEquals(
                List.of("ask dual.test [INET]"),
                resolver.log().stream().filter(line -> line.startsWith("ask")).toList());
    }

    @Test
    void a_name_with_ipv6_addresses_only_is_unknown_and_the_error_shows_the_way() {
        resolver.aaaa(0, SIX).a(0);

        Pending<Connection> connecting = connect("six.test");
        reactor.advance(5);

        NoAddressFailure failure = assertThrows(NoAddressFailure.class, connecting::await);
        assertInstanceOf(UnknownHostException.class, failure);
        assertEquals(FailureKind.NO_DATA, failure.kind());
        for (String fact :
                List.of("six.test:80", "only IPv6 addresses", SIX, "HostnameClientEndpoint", "-Dhextet.names")) {
            assertTrue(words(failure).contains(fact), fact + " in: " + words(failure));
        }
        assertEquals(List.of(), reactor.log());
    }

    @Test
    void a_name_that_does_not_exist_is_unknown() {
        resolver.fails(StandardProtocolFamily.INET, FailureKind.NO_SUCH_NAME, 0)
                .fails(StandardProtocolFamily.INET6, FailureKind.NO_SUCH_NAME, 0);

        Pending<Connection> connecting = connect("none.test");
        reactor.advance(5);

        NoAddressFailure failure = assertThrows(NoAddressFailure.class, connecting::await);
        assertEquals(FailureKind.NO_SUCH_NAME, failure.kind());
        assertTrue(words(failure).contains("none.test"), words(failure));
    }

    @Test
    void a_lookup_that_failed_for_now_asks_no_further() {
        resolver.fails(StandardProtocolFamily.INET, FailureKind.TEMPORARY, 0);

        Pending<Connection> connecting = connect("later.test");
        reactor.advance(5);

        assertEquals(
                FailureKind.TEMPORARY,
                assertThrows(NoAddressFailure.class, connecting::await).kind());
        assertEquals(
                1,
                resolver.log().stream().filter(line -> line.startsWith("ask")).count());
    }

    @Test
    void with_a_names_policy_a_name_is_raced_as_the_endpoint_would() throws Exception {
        reactor.with(reactor.options().withNames("staggered?attempt-delay=100ms"));
        resolver.aaaa(0, SIX).a(0, FOUR);
        reactor.host(FOUR, connects(1));

        Pending<Connection> connecting = connect("dual.test");
        reactor.advance(500);

        assertEquals(FOUR, peer(connecting));
        assertEquals(
                List.of("connect " + SIX + " @0", "connect " + FOUR + " @100", "cancel " + SIX + " @101"),
                reactor.log());
    }

    @Test
    void a_wrong_names_policy_says_where_it_stands() {
        reactor.with(reactor.options().withNames("fast"));

        IllegalArgumentException failure = assertThrows(IllegalArgumentException.class, () -> connect("dual.test"));

        assertTrue(words(failure).contains("reactor's option names"), words(failure));
    }

    @Test
    void a_literal_of_either_family_is_taken_as_it_is() throws Exception {
        reactor.host(SIX, connects(0));

        Pending<Connection> connecting = connect(SIX);
        reactor.advance(1);

        assertEquals(SIX, peer(connecting));
        assertEquals(List.of(), resolver.log());
    }

    @Test
    void a_host_that_may_have_no_ipv4_is_shown_the_way() {
        resolver.a(0, FOUR);
        reactor.host(FOUR, fails(FailureKind.UNREACHABLE, "ENETUNREACH", 0));

        Pending<Connection> connecting = connect("four.test");
        reactor.advance(5);

        AttemptsFailure failure = assertThrows(AttemptsFailure.class, connecting::await);
        assertTrue(words(failure).contains("HostnameClientEndpoint"), words(failure));
        assertEquals(1, failure.getSuppressed().length);
    }

    @Test
    void cancelling_cancels_the_question_behind_the_error() {
        resolver.a(0);

        Pending<Connection> connecting = connect("six.test");
        reactor.advance(5);
        assertTrue(connecting.cancel());
        reactor.advance(5);

        assertEquals("cancel six.test", resolver.log().get(resolver.log().size() - 1));
        assertEquals(0, reactor.openSockets());
    }
}
