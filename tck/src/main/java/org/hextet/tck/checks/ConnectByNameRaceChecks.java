package org.hextet.tck.checks;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.hextet.tck.checks.NamesInMemory.NAME;
import static org.hextet.tck.checks.NamesInMemory.PORT;
import static org.hextet.tck.checks.PolicyFeed.address;
import static org.hextet.tck.matrix.Level.MAY;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Scope.HOUSE;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.hextet.addresses.AddressText;
import org.hextet.api.ClientEndpoint;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.ReactorOptions;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.endpoints.AddressListClientEndpoint;
import org.hextet.endpoints.HostnameClientEndpoint;
import org.hextet.endpoints.Tcp4ClientEndpoint;
import org.hextet.endpoints.Tcp6ClientEndpoint;
import org.hextet.endpoints.timeline.Timeline;
import org.hextet.endpoints.timeline.TimelineEvent;
import org.hextet.endpoints.timeline.TimelineFailure;
import org.hextet.policies.Answer;
import org.hextet.policies.ConnectPolicy;
import org.hextet.policies.Event;
import org.hextet.policies.History;
import org.hextet.policies.Race;
import org.hextet.policies.Step;
import org.hextet.tck.doubles.StaticResolver;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.lab.Environment;
import org.hextet.tck.lab.Output;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.memory.MemoryNetwork;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Rig;

/** Connecting by name: the endpoints, at exact times on a network in memory. */
final class ConnectByNameRaceChecks {

    private static final String A6 = "2001:db8::a";
    private static final String B6 = "2001:db8::b";
    private static final String A4 = "192.0.2.10";
    private static final String B4 = "192.0.2.11";

    private static NamesInMemory answering(Rig rig, String... addresses) {
        NamesInMemory names = new NamesInMemory(rig);
        names.resolver.answering(NAME, addresses);
        return names;
    }

    private static List<StandardProtocolFamily> families(StaticResolver.Query query) {
        return query.families().stream().sorted().toList();
    }

    // Lookups.

    @Check(
            id = "CBN-007",
            level = MUST,
            scope = HOUSE,
            source = "contract; Twisted GAIFailure",
            because = "one family may not exist and the other not be known now: only both together say what to do",
            lookAt = "where the failures of the two lookups become one")
    void two_negative_answers_are_an_unknown_host_with_both_reasons(Rig rig) {
        NamesInMemory names = new NamesInMemory(rig);
        names.resolver.failing(NAME, INET6, FailureKind.NO_DATA).failing(NAME, INET, FailureKind.TEMPORARY);

        Throwable seen = names.failure(names.connect(names.endpoint()));

        rig.expect(
                seen instanceof UnknownHostException && seen instanceof NetworkFailure,
                "the connect failed with " + seen + ", expected an UnknownHostException with a kind");
        rig.expectWords(
                "the connect without an address",
                seen,
                NAME,
                FailureKind.NO_DATA.text(),
                FailureKind.TEMPORARY.text(),
                "IPv6",
                "IPv4");
        rig.expectEqual(
                "the kinds of the two reasons",
                Set.of(FailureKind.NO_DATA, FailureKind.TEMPORARY),
                Stream.of(seen.getSuppressed())
                        .map(reason -> ((NetworkFailure) reason).kind())
                        .collect(java.util.stream.Collectors.toSet()));
        names.expectAttempts();
        names.expectNothingLeft();
    }

    @Check(
            id = "CBN-008",
            level = MUST,
            scope = HOUSE,
            source = "RFC 8305, section 3",
            because = "a name server that fails on AAAA must not take IPv4 away, nor the other way round",
            lookAt = "what one failed lookup does to the other")
    void one_failed_lookup_does_not_keep_the_other_from_connecting(Rig rig) {
        for (StandardProtocolFamily lost : List.of(INET6, INET)) {
            for (FailureKind kind : List.of(FailureKind.TEMPORARY, FailureKind.TIMEOUT, FailureKind.NO_SUCH_NAME)) {
                NamesInMemory names = answering(rig, A6, A4);
                names.resolver.failing(NAME, lost, kind);

                Connection winner = names.connected(names.connect(names.endpoint()));

                names.expectOnly(winner, lost == INET6 ? A4 : A6);
            }
        }
    }

    @Check(
            id = "CBN-012",
            level = MUST,
            scope = HOUSE,
            source = "curl unit2600, cases 7 and 8",
            because =
                    "who asks for one family only must not wait for the lookup of the other, nor show it to a name server",
            lookAt = "the families that the policy names, on the way to the resolver")
    void with_one_family_only_the_other_is_neither_asked_nor_tried(Rig rig) {
        for (StandardProtocolFamily only : List.of(INET6, INET)) {
            NamesInMemory names = answering(rig, A6, A4);
            names.refusing(A6, 5).refusing(A4, 5);

            Pending<Connection> connecting = names.connect(
                    names.endpoint().withPolicy(ConnectPolicy.staggered().only(only)));
            names.advance(1_000);

            names.failure(connecting);
            names.expectAttempts("0 ms " + (only == INET6 ? A6 : A4));
            rig.expectEqual("the number of lookups", 1, names.resolver.queries().size());
            rig.expectEqual(
                    "the families asked for",
                    List.of(only),
                    families(names.resolver.queries().get(0)));
        }
    }

    @Check(
            id = "CBN-013",
            level = MUST,
            scope = HOUSE,
            source = "RFC 8305, section 4",
            because =
                    "a resolver gives addresses in any order; which of them this host reaches best is decided by RFC 6724",
            lookAt = "what is done first: sorting, or interleaving")
    void unsorted_answers_are_sorted_by_rfc_6724_and_then_interleaved(Rig rig) {
        // From 2001:db8::ffff: another label, or a lower precedence, comes later.
        String sixToFour = "2002:c000:201::1";
        String uniqueLocal = "fd00::1";
        NamesInMemory names = answering(rig, uniqueLocal, B4, sixToFour, A4, A6);
        names.holes(A6, A4, B4, sixToFour, uniqueLocal);

        names.connect(names.endpoint());
        names.advance(1_000);

        names.expectAttempts(
                "0 ms " + A6, "250 ms " + B4, "500 ms " + sixToFour, "750 ms " + A4, "1000 ms " + uniqueLocal);
    }

    @Check(
            id = "CBN-027",
            level = MUST,
            scope = HOUSE,
            source = "contract; the IPv6 plan",
            because = "a literal needs no name server: it must work where there is none",
            lookAt = "what is done with a host before anybody is asked")
    void a_literal_is_one_attempt_without_a_lookup(Rig rig) throws Exception {
        NetworkInterface first = NetworkInterface.getByIndex(1);
        if (first == null) {
            throw rig.notRun("no interface of index 1");
        }
        for (String literal : List.of(A6, A4, "fe80::1%" + first.getName())) {
            NamesInMemory names = new NamesInMemory(rig);

            Connection winner = names.connected(names.connect(names.endpoint(literal)));

            rig.expectEqual("the number of lookups of " + literal, List.of(), names.resolver.queries());
            rig.expectEqual(
                    "the number of attempts on " + literal, 1, names.attempts().size());
            rig.expectSameAddress(
                    "the remote address of the connection to " + literal,
                    rig.address(literal),
                    winner.remoteAddress().getAddress());
        }
    }

    @Check(
            id = "CBN-030",
            level = MUST,
            scope = HOUSE,
            source = "Go dial_test; Twisted test_endpoints",
            because = "a user who gives up while the name server is slow wants no connect later",
            lookAt = "cancel, while nothing but a lookup is under way")
    void cancelling_while_a_lookup_runs_cancels_it_and_nothing_is_tried(Rig rig) {
        NamesInMemory names = answering(rig, A6, A4);
        names.resolver.holding(NAME, INET6).holding(NAME, INET);
        Pending<Connection> connecting = names.connect(names.endpoint());
        names.expectUnderWay(connecting);
        rig.expectEqual("the number of lookups under way", 1, names.resolver.underWay());

        rig.expect(connecting.cancel(), "cancel gave false, expected true");
        names.network.clock().turn();

        expectCancelled(rig, names.failure(connecting));
        rig.expectEqual("the number of lookups under way after cancel", 0, names.resolver.underWay());
        names.resolver.release(NAME, INET6);
        names.resolver.release(NAME, INET);
        names.advance(60_000);
        names.expectAttempts();
        names.expectNothingLeft();
    }

    private static void expectCancelled(Rig rig, Throwable seen) {
        rig.expectFailure("the cancelled connect", FailureKind.CANCELLED, CancellationException.class, seen);
    }

    @Check(
            id = "CBN-038",
            level = MUST,
            scope = HOUSE,
            source = "the IPv6 plan",
            because = "a resolver chosen for one endpoint may be the only one that knows the name",
            lookAt = "withResolver, on the way to the lookup")
    void an_endpoint_asks_its_own_resolver_and_no_other(Rig rig) {
        NamesInMemory names = answering(rig, A6);
        StaticResolver own = new StaticResolver().answering(NAME, B6);

        Connection winner = names.connected(names.connect(names.endpoint().withResolver(own)));

        names.expectOnly(winner, B6);
        rig.expectEqual(
                "the number of lookups at its own resolver", 1, own.queries().size());
        rig.expectEqual("the lookups at the reactor's resolver", List.of(), names.resolver.queries());
    }

    @Check(
            id = "CBN-039",
            level = MUST,
            scope = HOUSE,
            source = "the IPv6 plan",
            because = "a library must be able to choose for itself, and an administrator for the process",
            lookAt = "where an endpoint finds its resolver")
    void of_resolvers_set_for_process_reactor_and_endpoint_the_nearest_is_asked(Rig rig) throws Exception {
        NamesInMemory names = answering(rig, A6);
        StaticResolver own = new StaticResolver().answering(NAME, B6);
        names.expectOnly(names.connected(names.connect(names.endpoint().withResolver(own))), B6);
        rig.expectEqual("the lookups at the reactor's resolver", List.of(), names.resolver.queries());

        NamesInMemory ofReactor = answering(rig, A6);
        ofReactor.expectOnly(ofReactor.connected(ofReactor.connect(ofReactor.endpoint())), A6);

        // The process's resolver is kept for its life: so in a process of its own, where its name shows whether it was
        // wanted.
        Output child = rig.child()
                .withProperty(org.hextet.api.spi.Discovery.RESOLVER_PROPERTY, NearestResolver.OF_PROCESS)
                .withMain(NearestResolver.class)
                .run(Patience.guard());
        rig.expectEqual(
                "who was asked in a process with a resolver of its own: endpoint, reactor, process",
                "endpoint reactor process",
                child.stdout().strip());
    }

    @Check(
            id = "CBN-049",
            level = MUST,
            scope = HOUSE,
            source = "Twisted deferBadEncodingToConnect",
            because =
                    "endpoints are made of configuration when a program starts; a wrong name there must not be its end",
            lookAt = "when a host is parsed, and how it is put into words")
    void an_undecodable_name_fails_at_connect_with_its_text_escaped(Rig rig) {
        for (String bad : List.of("no\u0000such.test", "no\ud800such.test", "no\nsuch.test")) {
            NamesInMemory names = new NamesInMemory(rig);
            HostnameClientEndpoint endpoint = names.endpoint(bad);

            Throwable seen = rig.expectRefused("connecting to an undecodable name", () -> names.connect(endpoint));

            rig.expectWords("the failure of the connect", seen, "no\\", "such.test");
            rig.expect(
                    String.valueOf(seen.getMessage())
                            .chars()
                            .noneMatch(c -> c < ' ' || Character.isSurrogate((char) c)),
                    "the message of the failure has the undecodable character itself, expected it escaped");
            names.expectAttempts();
            rig.expectEqual("the lookups", List.of(), names.resolver.queries());
        }
    }

    @Check(
            id = "CBN-050",
            level = MUST,
            scope = HOUSE,
            source = "Twisted HostnameEndpointRepr",
            because = "what stands in a log must be what a user can give back",
            lookAt = "toString of the endpoint")
    void an_endpoint_prints_brackets_around_ipv6_and_international_names_in_ascii(Rig rig) {
        for (String[] pair : new String[][] {
            {"::1", "[::1]:22"},
            {"example.org", "example.org:22"},
            {"b\u00fccher.example", "xn--bcher-kva.example:22"}
        }) {
            String text = HostnameClientEndpoint.of(pair[0], 22).toString();
            rig.expect(
                    text.contains(pair[1]), "an endpoint prints as \"" + text + "\", expected " + pair[1] + " in it");
        }
    }

    @Check(
            id = "CBN-053",
            level = MUST,
            scope = HOUSE,
            source = "Twisted TCP6EndpointNameResolution",
            because = "an endpoint of one family is for those who have reasons: no other family behind their back",
            lookAt = "the policy and resolver that these endpoints are made of")
    void the_endpoints_of_one_family_ask_and_try_that_family_by_their_resolver(Rig rig) {
        for (boolean six : new boolean[] {true, false}) {
            NamesInMemory names = new NamesInMemory(rig);
            StaticResolver own = new StaticResolver().answering(NAME, A6, A4);
            ClientEndpoint endpoint = six
                    ? Tcp6ClientEndpoint.of(NAME, PORT).withResolver(own)
                    : Tcp4ClientEndpoint.of(NAME, PORT).withResolver(own);

            Connection winner = names.connected(names.connect(endpoint));

            names.expectOnly(winner, six ? A6 : A4);
            rig.expectEqual(
                    "the number of lookups at its resolver", 1, own.queries().size());
            rig.expectEqual(
                    "the families asked for",
                    List.of(six ? INET6 : INET),
                    families(own.queries().get(0)));
            rig.expectEqual("the lookups at the reactor's resolver", List.of(), names.resolver.queries());
        }
    }

    @Check(
            id = "CBN-055",
            level = MAY,
            scope = HOUSE,
            env = Environment.V6ONLY_HOST,
            source = "RFC 8305, section 7.1; RFC 7050",
            because = "on a network with NAT64 and no IPv4, an IPv4 literal could work",
            lookAt = "IPv4 literals on a host without IPv4: is ipv4only.arpa asked?")
    void on_an_ipv6_only_host_an_ipv4_literal_is_tried_through_nat64(Rig rig) {
        NamesInMemory names = new NamesInMemory(rig);
        names.network.without(INET);
        names.resolver.answering("ipv4only.arpa", "64:ff9b::c000:aa", "64:ff9b::c000:ab");

        Pending<Connection> connecting = names.connect(names.endpoint("192.0.2.1"));
        names.advance(60_000);

        rig.expect(
                names.attempts().stream().anyMatch(attempt -> attempt.endsWith(" 64:ff9b::c000:201")),
                "the attempts are " + names.attempts() + ", expected one on 64:ff9b::c000:201");
        names.connected(connecting);
    }

    // Winners and losers.

    @Check(
            id = "CBN-020",
            level = MUST,
            scope = HOUSE,
            source = "Go SpuriousConnection; asyncio test_staggered",
            because = "a second winner is a connection that nobody closes, and a protocol that nobody expects",
            lookAt = "the success of an attempt when the race is decided already")
    void of_two_that_succeed_in_one_turn_one_wins_and_the_other_is_closed_unseen(Rig rig) {
        NamesInMemory names = answering(rig, A6, A4);
        names.answering(A6, 20).answering(A4, 20);
        Pending<Connection> connecting = names.connect(names.endpoint().withPolicy(ConnectPolicy.concurrent()));
        names.expectAttempts("0 ms " + A6, "0 ms " + A4);

        names.advance(20);

        Connection winner = names.connected(connecting);
        names.expectOnly(winner, AddressText.format(winner.remoteAddress().getAddress()));
        long open = names.accepted().stream()
                .filter(recorder -> !recorder.heard(Recorder.Event.CLOSED))
                .count();
        rig.expectEqual("the number of connections that the server still has", 1L, open);

        // Where the second has connected before its cancel could reach it, the policy has it cancelled again.
        rig.expectEqual(
                "the list of steps when a cancel and a success cross",
                List.of(
                        "0 ms attempt " + A6,
                        "0 ms attempt " + A4,
                        "20 ms won " + A6,
                        "20 ms cancel " + A4,
                        "20 ms cancel " + A4),
                new PolicyFeed(ConnectPolicy.concurrent())
                        .at(0, PolicyFeed.answered(A6, A4))
                        .at(20, PolicyFeed.connected(A6))
                        .at(20, PolicyFeed.connected(A4))
                        .steps());
    }

    @Check(
            id = "CBN-046",
            level = MUST,
            scope = HOUSE,
            source = "Twisted FasterConnection",
            because = "a protocol is often a session or a place in a pool: one too many is a leak",
            lookAt = "where the protocol factory is called")
    void the_protocol_factory_is_called_once_for_the_winner(Rig rig) {
        for (ConnectPolicy policy :
                List.of(ConnectPolicy.staggered(), ConnectPolicy.serial(), ConnectPolicy.concurrent())) {
            // The first wins at once; the second, after the first was slow or refused; both in one turn; late.
            for (long[] delays : new long[][] {{0, 0}, {5_000, 20}, {-10, 30}, {270, 20}, {300, 400}}) {
                NamesInMemory names = answering(rig, A6, A4);
                if (delays[0] < 0) {
                    names.refusing(A6, -delays[0]);
                } else {
                    names.answering(A6, delays[0]);
                }
                names.answering(A4, delays[1]);

                Pending<Connection> connecting = names.connect(names.endpoint().withPolicy(policy));
                names.advance(60_000);

                Connection winner = names.connected(connecting);
                names.expectOnly(
                        winner, AddressText.format(winner.remoteAddress().getAddress()));
                rig.expect(
                        names.protocols().get(0).connection() == winner,
                        "the protocol's connection is not the one that the connect yielded");
            }
            NamesInMemory refused = answering(rig, A6, A4);
            refused.refusing(A6, 1).refusing(A4, 1);
            Pending<Connection> connecting = refused.connect(refused.endpoint().withPolicy(policy));
            refused.advance(60_000);
            refused.failure(connecting);
            refused.expectNothingLeft();
        }
    }

    @Check(
            id = "CBN-047",
            level = MUST,
            scope = HOUSE,
            source = "Twisted NoneFactory",
            because = "a mistake in the user's factory must not leave a connection that nobody reads",
            lookAt = "what is done with the winner when the factory fails")
    void a_factory_that_gives_none_or_throws_closes_the_connection_and_fails_typed(Rig rig) {
        NamesInMemory none = answering(rig, A6, A4);
        @SuppressWarnings("NullAway") // What code without annotations may do
        Throwable ofNone = none.failure(none.connect(none.endpoint(), () -> null));
        expectFactoryFailure(rig, none, ofNone);

        IllegalStateException bug = new IllegalStateException("a bug of the user's");
        NamesInMemory throwing = answering(rig, A6, A4);
        Throwable ofThrowing = throwing.failure(throwing.connect(throwing.endpoint(), () -> {
            throw bug;
        }));
        expectFactoryFailure(rig, throwing, ofThrowing);
        rig.expect(ofThrowing.getCause() == bug, "the cause is " + ofThrowing.getCause() + ", expected " + bug);
    }

    private static void expectFactoryFailure(Rig rig, NamesInMemory names, Throwable seen) {
        rig.expectFailure("the connect whose factory failed", FailureKind.ABORTED, ConnectException.class, seen);
        rig.expectWords("the connect whose factory failed", seen, NAME, "factory");
        names.network.clock().turn();
        names.advance(1_000);
        names.expectNothingLeft();
        names.expectAttempts("0 ms " + A6);
    }

    @Check(
            id = "CBN-048",
            level = MUST,
            scope = HOUSE,
            source = "contract",
            because = "an endpoint is a value: a pool connects it many times at once",
            lookAt = "state of a connect that is kept in the endpoint")
    void one_endpoint_connects_twice_at_once(Rig rig) {
        NamesInMemory names = answering(rig, A6, A4);
        names.answering(A6, 20);
        HostnameClientEndpoint endpoint = names.endpoint();

        Pending<Connection> one = endpoint.connect(names.reactor, names.factory());
        Pending<Connection> other = endpoint.connect(names.reactor, names.factory());
        names.advance(20);

        rig.expect(names.connected(one) != names.connected(other), "both connects yielded the same connection");
        rig.expectEqual("the number of protocols", 2, names.protocols().size());
        rig.expectEqual("the number of sockets", 4, names.network.openSockets());
        int lookups = names.resolver.queries().size();
        rig.expect(lookups == 1 || lookups == 2, lookups + " lookups for two connects, expected two, or one shared");
    }

    // Failures.

    @Check(
            id = "CBN-023",
            level = MUST,
            scope = HOUSE,
            source = "contract",
            because = "one of many errors, chosen by chance, sends the operator to the wrong host",
            lookAt = "where the failures of attempts become one")
    void when_all_fail_one_exception_has_each_address_with_error_and_time_in_order(Rig rig) {
        NamesInMemory names = failingDifferently(rig);
        Pending<Connection> connecting = names.connect(names.endpoint());
        names.advance(60);

        Throwable seen = names.failure(connecting);

        List<String> facts = List.of(A6, "refused", "10 ms", A4, "unreachable", "30 ms", B6, "prohibited", "60 ms");
        rig.expectWords("the failed connect", seen, facts.toArray(new String[0]));
        String message = String.valueOf(seen.getMessage());
        int at = 0;
        for (String fact : facts) {
            int next = message.indexOf(fact, at);
            rig.expect(
                    next >= 0, "in \"" + message + "\" \"" + fact + "\" does not stand in the order of the attempts");
            at = next;
        }
        rig.expect(seen instanceof TimelineFailure, "the failure has no timeline: " + seen);
        if (seen instanceof TimelineFailure told) {
            rig.expectEqual(
                    "the list of failed attempts",
                    List.of("10 ms attempt-failed " + A6, "30 ms attempt-failed " + A4, "60 ms attempt-failed " + B6),
                    told.timeline().events().stream()
                            .filter(TimelineEvent.AttemptFailed.class::isInstance)
                            .map(NamesInMemory::text)
                            .toList());
        }
        names.expectNothingLeft();
    }

    /** 10 ms, 20 ms and 30 ms after each start. */
    private static NamesInMemory failingDifferently(Rig rig) {
        NamesInMemory names = answering(rig, A6, B6, A4);
        names.refusing(A6, 10);
        names.network.failAfter(A4, Duration.ofMillis(20), FailureKind.UNREACHABLE);
        names.network.failAfter(B6, Duration.ofMillis(30), FailureKind.PROHIBITED);
        return names;
    }

    @Check(
            id = "CBN-024",
            level = MUST,
            scope = HOUSE,
            source = "contract",
            because = "catch (ConnectException) is what programs have; the rest must not be lost for it",
            lookAt = "cause and suppressed exceptions of the one failure")
    void when_all_fail_differently_it_is_a_connect_exception_with_every_cause(Rig rig) {
        NamesInMemory names = failingDifferently(rig);
        Pending<Connection> connecting = names.connect(names.endpoint());
        names.advance(60);

        Throwable seen = names.failure(connecting);

        rig.expect(
                seen instanceof ConnectException && seen instanceof NetworkFailure,
                "the connect failed with " + seen + ", expected a ConnectException with a kind");
        Throwable[] each = seen.getSuppressed();
        rig.expectEqual(
                "the kinds of the failures kept",
                List.of(FailureKind.REFUSED, FailureKind.UNREACHABLE, FailureKind.PROHIBITED),
                Stream.of(each).map(one -> ((NetworkFailure) one).kind()).toList());
        rig.expect(seen.getCause() == each[0], "the cause is " + seen.getCause() + ", expected the first failure");
    }

    @Check(
            id = "CBN-025",
            level = MUST,
            scope = HOUSE,
            source = "Go DialParallel",
            because = "a name with a thousand addresses must not take a thousand descriptors, nor go on for ever",
            lookAt = "how many attempts are under way at once, and the words of the failure")
    void a_thousand_refusing_addresses_are_all_tried_with_few_sockets(Rig rig) {
        NamesInMemory names = new NamesInMemory(rig);
        InetAddress[] addresses = new InetAddress[1000];
        for (int i = 0; i < addresses.length; i++) {
            String address = String.format("2001:db8:1::%x", i + 1);
            addresses[i] = address(address);
            names.refusing(address, 30);
        }
        names.resolver.answering(NAME, addresses);

        Pending<Connection> connecting = names.connect(names.endpoint());
        int most = 0;
        for (int i = 0; i < 100_000 && !connecting.isDone(); i++) {
            most = Math.max(most, names.network.openSockets());
            names.advance(1);
        }

        Throwable seen = names.failure(connecting);
        rig.expectFailure("the failed connect", FailureKind.REFUSED, ConnectException.class, seen);
        rig.expectEqual("the number of attempts", 1000, names.network.attempts().size());
        rig.expectEqual(
                "the number of addresses tried",
                1000L,
                names.network.attempts().stream()
                        .map(MemoryNetwork.Attempt::remote)
                        .distinct()
                        .count());
        rig.expect(most <= 4, most + " sockets were open at once, expected no more than a few");
        names.expectNothingLeft();
    }

    @Check(
            id = "CBN-028",
            level = MUST,
            scope = HOUSE,
            source = "contract",
            because = "a deadline is a promise to whoever waits above",
            lookAt = "the timer of the whole, and what it cancels")
    void the_deadline_of_the_whole_ends_everything_exactly_and_names_the_pending(Rig rig) {
        NamesInMemory names = answering(rig, A6, B6, A4);
        names.holes(A6, B6, A4);
        Pending<Connection> connecting = names.connect(names.endpoint().withDeadline(Duration.ofMillis(600)));
        names.network.clock().advance(Duration.ofMillis(600).minusNanos(1));
        names.expectUnderWay(connecting);

        names.network.clock().advance(Duration.ofNanos(1));

        Throwable seen = names.failure(connecting);
        rig.expectFailure("the connect", FailureKind.TIMEOUT, SocketTimeoutException.class, seen);
        rig.expectWords("the connect", seen, A6, B6, A4);
        names.expectAttempts("0 ms " + A6, "250 ms " + A4, "500 ms " + B6);
        names.expectNothingLeft();
        Timeline timeline = names.timeline();
        rig.expectEqual("the outcome", Timeline.Outcome.TIMEOUT, timeline.outcome());
        rig.expectEqual(
                "the attempts cancelled in the timeline",
                List.of(
                        "600 ms attempt-cancelled " + A4,
                        "600 ms attempt-cancelled " + A6,
                        "600 ms attempt-cancelled " + B6),
                timeline.events().stream()
                        .filter(TimelineEvent.AttemptCancelled.class::isInstance)
                        .map(NamesInMemory::text)
                        .sorted()
                        .toList());
        rig.expectEqual(
                "the length of the timeline", Duration.ofMillis(600), Duration.ofNanos(timeline.elapsedNanos()));
    }

    @Check(
            id = "CBN-029",
            level = MUST,
            scope = HOUSE,
            source = "Twisted, the endpoints' timeout argument",
            because = "whoever knows his network may give up on an address early; nobody else should",
            lookAt = "the timeout of each attempt, and that there is none unless it was asked for")
    void a_timeout_per_attempt_ends_the_attempt_and_is_off_by_default(Rig rig) {
        NamesInMemory names = answering(rig, A6, A4);
        names.holes(A6).answering(A4, 20);
        Pending<Connection> connecting = names.connect(names.endpoint().withAttemptTimeout(Duration.ofMillis(100)));
        names.advance(120);
        names.expectAttempts("0 ms " + A6, "100 ms " + A4);
        names.expectOnly(names.connected(connecting), A4);
        rig.expect(
                names.timeline().events().stream()
                        .anyMatch(event -> event instanceof TimelineEvent.AttemptFailed failed
                                && failed.failure() == FailureKind.TIMEOUT
                                && NamesInMemory.text(event).equals("100 ms attempt-failed " + A6)),
                "the timeline has no timeout of the first attempt at 100 ms:\n" + names.timeline());

        NamesInMemory patient = answering(rig, A6);
        patient.answering(A6, 100_000);
        rig.expectEqual(
                "the timeout of an attempt by default",
                Optional.empty(),
                patient.endpoint().attemptTimeout());
        Pending<Connection> slow = patient.connect(patient.endpoint());
        patient.advance(99_999);
        patient.expectUnderWay(slow);
        patient.advance(1);
        patient.expectOnly(patient.connected(slow), A6);
    }

    @Check(
            id = "CBN-032",
            level = MUST,
            scope = HOUSE,
            source = "contract",
            because = "win and cancel meet in every busy program; the connection between the two is the one that leaks",
            lookAt = "cancel after the winner is known and before the pending is done, and the other way round")
    void win_and_cancel_in_one_turn_have_exactly_one_outcome(Rig rig) {
        for (boolean cancelFirst : new boolean[] {true, false}) {
            NamesInMemory names = answering(rig, A6, A4);
            names.answering(A6, 20);
            List<Pending<Connection>> connecting = new ArrayList<>();
            List<Boolean> cancelled = new ArrayList<>();
            Runnable cancel = () -> cancelled.add(connecting.get(0).cancel());
            if (cancelFirst) {
                names.reactor.schedule(Duration.ofMillis(20), cancel);
            }
            connecting.add(names.connect(names.endpoint()));
            if (!cancelFirst) {
                names.reactor.schedule(Duration.ofMillis(20), cancel);
            }

            names.advance(1_000);

            rig.expectEqual("how often cancel has returned", 1, cancelled.size());
            expectOneOutcome(rig, names, connecting.get(0), cancelled.get(0));
        }

        // In the very callback of the winner, before the pending is done.
        NamesInMemory names = answering(rig, A6, A4);
        List<Pending<Connection>> connecting = new ArrayList<>();
        List<Boolean> cancelled = new ArrayList<>();
        names.answering(A6, 20);
        connecting.add(names.connect(
                names.endpoint(),
                () -> rig.recorder()
                        .onConnected(
                                connection -> cancelled.add(connecting.get(0).cancel()))));
        names.advance(1_000);
        rig.expectEqual("how often cancel in connected has returned", 1, cancelled.size());
        if (cancelled.get(0)) {
            expectCancelled(rig, names.failure(connecting.get(0)));
            rig.expectEqual("the number of sockets after a cancelled win", 0, names.network.openSockets());
        } else {
            names.connected(connecting.get(0));
            rig.expectEqual("the number of sockets after a win", 2, names.network.openSockets());
        }
    }

    private static void expectOneOutcome(
            Rig rig, NamesInMemory names, Pending<Connection> connecting, boolean cancelled) {
        if (cancelled) {
            expectCancelled(rig, names.failure(connecting));
            rig.expectEqual("the number of sockets after cancel", 0, names.network.openSockets());
            for (Recorder protocol : names.protocols()) {
                rig.expectEqual("what the protocol of a cancelled winner heard", "CONNECTED CLOSED", protocol.story());
            }
        } else {
            names.expectOnly(names.connected(connecting), A6);
        }
        rig.expect(!connecting.cancel(), "a second cancel gave true");
    }

    // Policies.

    @Check(
            id = "CBN-033",
            level = MUST,
            scope = HOUSE,
            source = "the IPv6 plan",
            because = "some servers, and some firewalls, must never see two attempts at once",
            lookAt = "the serial policy: what starts the next attempt")
    void the_serial_policy_never_has_two_attempts_at_once(Rig rig) {
        NamesInMemory names = answering(rig, A6, A4, B6);
        names.holes(A6).refusing(A4, 20).answering(B6, 30);
        Pending<Connection> connecting = names.connect(names.endpoint().withPolicy(ConnectPolicy.serial()));

        long kernel = MemoryNetwork.KERNEL_TIMEOUT.toMillis();
        for (long ms = 0; ms < kernel + 49; ms++) {
            rig.expectEqual("the number of sockets at " + ms + " ms", 1, names.network.openSockets());
            names.advance(1);
        }
        names.expectUnderWay(connecting);
        names.advance(1);

        names.expectAttempts("0 ms " + A6, kernel + " ms " + A4, kernel + 20 + " ms " + B6);
        names.expectOnly(names.connected(connecting), B6);
    }

    @Check(
            id = "CBN-034",
            level = MUST,
            scope = HOUSE,
            source = "the IPv6 plan",
            because = "where latency is everything and servers do not mind, all are asked at once",
            lookAt = "the concurrent policy, and what becomes of the losers")
    void the_concurrent_policy_starts_all_at_once_and_cancels_the_rest(Rig rig) {
        NamesInMemory names = answering(rig, A6, B6, A4);
        names.answering(A6, 30).answering(B6, 40).answering(A4, 20);
        Pending<Connection> connecting = names.connect(names.endpoint().withPolicy(ConnectPolicy.concurrent()));

        rig.expectEqual(
                "the set of attempts", Set.of("0 ms " + A6, "0 ms " + B6, "0 ms " + A4), Set.copyOf(names.attempts()));
        names.advance(20);
        names.expectOnly(names.connected(connecting), A4);
        names.advance(1_000);
        names.expectOnly(names.connected(connecting), A4);
        rig.expectEqual("the number of attempts", 3, names.attempts().size());
    }

    /** A policy of a user's own, for both families. */
    private static final class UsersPolicy implements ConnectPolicy {

        private final Supplier<Race> races;

        UsersPolicy(Supplier<Race> races) {
            this.races = races;
        }

        @Override
        public Set<StandardProtocolFamily> families() {
            return Set.of(INET6, INET);
        }

        @Override
        public Race race(History history) {
            return races.get();
        }

        @Override
        public String toString() {
            return "users-own";
        }
    }

    /** The last address first, one after the other. */
    private static Race reversed() {
        List<InetAddress> untried = new ArrayList<>();
        return (at, event) -> {
            if (event instanceof Event.Answered answered) {
                for (Answer answer : answered.answers()) {
                    untried.addAll(answer.addresses());
                }
            } else if (event instanceof Event.Connected connected) {
                return List.of(new Step.Won(connected.address()));
            }
            return untried.isEmpty()
                    ? List.of(new Step.Failed())
                    : List.of(new Step.Attempt(untried.remove(untried.size() - 1)));
        };
    }

    @Check(
            id = "CBN-035",
            level = MUST,
            scope = HOUSE,
            source = "the IPv6 plan",
            because = "whoever knows better than the RFC must be able to say so",
            lookAt = "a policy's order, on the way to the attempts")
    void a_users_policy_of_reversed_order_is_obeyed(Rig rig) {
        NamesInMemory names = answering(rig, A6, B6, A4);
        names.refusing(A6, 20).refusing(B6, 20).refusing(A4, 20);
        names.connect(names.endpoint().withPolicy(ConnectPolicy.staggered().ordered(order -> {
            List<InetAddress> reversed = new ArrayList<>(order);
            Collections.reverse(reversed);
            return reversed;
        })));
        names.advance(1_000);
        names.expectAttempts("0 ms " + B6, "20 ms " + A4, "40 ms " + A6);

        NamesInMemory own = answering(rig, A6, B6, A4);
        own.refusing(A4, 20).refusing(B6, 20).answering(A6, 20);
        Pending<Connection> connecting = own.connect(own.endpoint()
                .withPolicy(new UsersPolicy(ConnectByNameRaceChecks::reversed))
                .withDeadline(Duration.ofSeconds(10)));
        own.advance(1_000);
        List<String> tried = own.attempts().stream()
                .map(attempt -> attempt.substring(attempt.lastIndexOf(' ') + 1))
                .toList();
        rig.expect(
                tried.contains(B6) && tried.indexOf(B6) < tried.indexOf(A6),
                "the addresses tried are " + tried + ", expected the last of an answer before its first");
        own.expectOnly(own.connected(connecting), A6);
    }

    @Check(
            id = "CBN-036",
            level = MUST,
            scope = HOUSE,
            source = "contract",
            because = "a mistake in a user's policy must not become a connect that never ends, or a leak",
            lookAt = "what is done with each step of a policy before it is carried out")
    void a_faulty_policy_is_a_typed_failure_by_the_deadline_at_the_latest(Rig rig) {
        IllegalStateException bug = new IllegalStateException("a bug of the user's");
        expectPolicyFails(rig, "throws at an event", (at, event) -> {
            throw bug;
        });
        expectPolicyFails(rig, "throws while an attempt is under way", throwingAtFailure(bug));
        expectPolicyFails(
                rig,
                "names an address that nobody answered",
                (at, event) -> List.of(new Step.Attempt(address("2001:db8::dead"))));
        expectPolicyFails(
                rig,
                "repeats an address",
                (at, event) -> List.of(new Step.Attempt(address(A6)), new Step.Attempt(address(A6))));
        expectPolicyFails(rig, "never says anything", (at, event) -> List.of());
        expectPolicyFails(rig, "never decides", (at, event) -> List.of(new Step.WakeAt(at + 10_000_000)));
        expectPolicyFails(
                rig,
                "gives up untried",
                (at, event) -> event instanceof Event.Answered ? List.of(new Step.Failed()) : List.of());
        expectPolicyFails(
                rig, "calls an attempt won that has not connected", (at, event) -> List.of(new Step.Won(address(A6))));
        expectPolicyFails(rig, "cannot even begin", new UsersPolicy(() -> {
            throw bug;
        }));
    }

    private static Race throwingAtFailure(RuntimeException bug) {
        AtomicInteger events = new AtomicInteger();
        return (at, event) -> {
            if (events.getAndIncrement() == 0) {
                return List.of(new Step.Attempt(address(A6)), new Step.Attempt(address(A4)));
            }
            throw bug;
        };
    }

    private static void expectPolicyFails(Rig rig, String how, Race race) {
        expectPolicyFails(rig, how, new UsersPolicy(() -> race));
    }

    private static void expectPolicyFails(Rig rig, String how, ConnectPolicy policy) {
        NamesInMemory names = answering(rig, A6, A4);
        names.refusing(A6, 100).holes(A4);
        Duration deadline = Duration.ofSeconds(2);
        Pending<Connection> connecting =
                names.connect(names.endpoint().withPolicy(policy).withDeadline(deadline));
        names.network.clock().advance(deadline);

        String what = "the connect with a policy that " + how;
        Throwable seen = names.failure(connecting);
        rig.expect(
                seen instanceof NetworkFailure
                        && (seen instanceof ConnectException || seen instanceof SocketTimeoutException),
                what + " failed with " + seen + ", expected a ConnectException or a timeout of ours");
        rig.expectWords(what, seen, NAME);
        names.advance(10_000);
        names.expectNothingLeft();
    }

    @Check(
            id = "CBN-037",
            level = MUST,
            scope = HOUSE,
            source = "contract",
            because = "a connect that went wrong at a customer's is understood when it can be played again",
            lookAt = "anything in a race that depends on more than its events: a clock, a random number, a hash order")
    void recorded_events_replayed_twice_give_the_same_steps(Rig rig) {
        for (ConnectPolicy policy : List.of(
                ConnectPolicy.staggered(),
                ConnectPolicy.staggered().firstFamilyCount(2).prefer(INET),
                ConnectPolicy.serial(),
                ConnectPolicy.concurrent())) {
            List<Long> times = new ArrayList<>();
            List<Event> events = new ArrayList<>();
            List<List<Step>> steps = new ArrayList<>();
            Race recorded = policy.race();
            NamesInMemory names = answering(rig, A6, B6, A4, B4);
            names.delaying(INET6, 70)
                    .refusing(A4, 130)
                    .holes(A6)
                    .refusing(B6, 3)
                    .answering(B4, 400);
            names.connect(names.endpoint()
                    .withPolicy(new UsersPolicy(() -> (at, event) -> {
                        List<Step> said = recorded.on(at, event);
                        times.add(at);
                        events.add(event);
                        steps.add(said);
                        return said;
                    }))
                    .withDeadline(Duration.ofSeconds(200)));
            names.advance(200_000);
            rig.expect(events.size() >= 4, "only " + events.size() + " events were recorded");

            for (int replay = 1; replay <= 2; replay++) {
                Race again = policy.race();
                for (int i = 0; i < events.size(); i++) {
                    rig.expectEqual(
                            "in replay " + replay + " of " + policy + ", the list of steps at " + events.get(i),
                            steps.get(i),
                            again.on(times.get(i), events.get(i)));
                }
            }
        }
    }

    @Check(
            id = "CBN-040",
            level = MUST,
            scope = HOUSE,
            source = "the IPv6 plan",
            because =
                    "a local address of one family rules the other out; silence about that hides half of the addresses",
            lookAt = "where addresses are held against the local address")
    void a_local_ipv4_address_leaves_ipv6_addresses_out_and_says_why(Rig rig) {
        StreamOptions fromIpv4 = StreamOptions.DEFAULT.withBind(new InetSocketAddress(rig.address("192.0.2.254"), 0));
        NamesInMemory names = answering(rig, A6, A4);

        Connection winner = names.connected(names.connect(names.endpoint().withOptions(fromIpv4)));

        names.expectOnly(winner, A4);
        rig.expectEqual(
                "the list of addresses tried",
                List.of(A4),
                names.timeline().attempts().stream().map(AddressText::format).toList());
        String reason = names.timeline().events().stream()
                .filter(TimelineEvent.Order.class::isInstance)
                .filter(event ->
                        event.address().map(AddressText::format).orElse("").equals(A6))
                .flatMap(event -> event.detail().stream())
                .findFirst()
                .orElse("");
        rig.expect(
                reason.contains("192.0.2.254"),
                "the timeline's reason for leaving " + A6 + " out is \"" + reason
                        + "\", expected the local address in it");

        NamesInMemory noneLeft = answering(rig, A6);
        Throwable seen = rig.expectRefused(
                "connecting from an IPv4 address to a name with IPv6 only",
                () -> noneLeft.connect(noneLeft.endpoint().withOptions(fromIpv4)));
        rig.expectWords("the refusal", seen, "192.0.2.254", A6);
        noneLeft.expectAttempts();
        noneLeft.expectNothingLeft();
    }

    @Check(
            id = "CBN-041",
            level = MUST,
            scope = HOUSE,
            source = "Go DialerDualStackFDLeak; contract",
            because = "what nobody has thought of is found by chance, and by its seed again",
            lookAt = "the seed in the failure: it gives the same world again")
    void in_random_worlds_there_is_one_winner_at_most_and_nothing_is_left(Rig rig) {
        for (int seed = 0; seed < 500; seed++) {
            RandomWorld.check(rig, seed);
        }
    }

    @Check(
            id = "CBN-042",
            level = MUST,
            scope = HOUSE,
            source = "contract",
            because = "\"it was slow\" is answered by the timeline, or not at all",
            lookAt = "where each event is written down, and by which clock")
    void every_connect_has_a_timeline_of_all_that_happened_from_its_start(Rig rig) {
        NamesInMemory names = answering(rig, A6, B6, A4);
        names.delaying(INET6, 10).delaying(INET, 30).holes(A6).answering(A4, 20);
        names.network.clock().advance(Duration.ofHours(5));
        List<Pending<org.hextet.endpoints.Connected>> racing =
                List.of(names.endpoint().race(names.reactor, names.factory()));
        names.advance(280);

        Timeline timeline = names.timeline();
        List<String> events =
                timeline.events().stream().map(NamesInMemory::text).toList();
        rig.expectEqual(
                "the set of lookups begun",
                Set.of("0 ms lookup-start IPv6", "0 ms lookup-start IPv4"),
                Set.copyOf(events.subList(0, 2)));
        rig.expectEqual(
                "the list of events after the lookups began",
                List.of(
                        "10 ms answer IPv6",
                        "10 ms order " + A6,
                        "10 ms order " + B6,
                        "10 ms attempt-start " + A6,
                        "30 ms answer IPv4",
                        "30 ms order " + A4,
                        "260 ms attempt-start " + A4,
                        "280 ms connected " + A4),
                events.subList(2, events.size()).stream()
                        .filter(event -> !event.contains("cancelled"))
                        .toList());
        rig.expect(
                events.contains("280 ms attempt-cancelled " + A6),
                "the timeline does not tell of the attempt that was cancelled: " + events);
        rig.expectEqual("the outcome", Timeline.Outcome.CONNECTED, timeline.outcome());
        rig.expectEqual("the winner", Optional.of(A4), timeline.winner().map(AddressText::format));
        rig.expectEqual("the name", NAME, timeline.name());
        rig.expectEqual("the port", PORT, timeline.port());
        rig.expectEqual(
                "the timeline of the result", timeline, rig.await(racing.get(0)).timeline());
        expectOrdered(rig, timeline);

        NamesInMemory failing = failingDifferently(rig);
        Pending<Connection> connecting = failing.connect(failing.endpoint());
        failing.advance(60);
        failing.failure(connecting);
        rig.expectEqual(
                "the outcome of a failed connect",
                Timeline.Outcome.FAILED,
                failing.timeline().outcome());
        expectOrdered(rig, failing.timeline());

        NamesInMemory literal = new NamesInMemory(rig);
        literal.connected(literal.connect(literal.endpoint(A6)));
        rig.expectEqual(
                "the attempts and outcomes of a literal's timeline",
                List.of("0 ms attempt-start " + A6, "0 ms connected " + A6),
                literal.timeline().events().stream()
                        .map(NamesInMemory::text)
                        .filter(event -> !event.contains(" order "))
                        .toList());
    }

    private static void expectOrdered(Rig rig, Timeline timeline) {
        long before = 0;
        for (TimelineEvent event : timeline.events()) {
            rig.expect(event.atNanos() >= before, "the timeline goes back in time at " + NamesInMemory.text(event));
            before = event.atNanos();
        }
        rig.expect(timeline.elapsedNanos() >= before, "the timeline ends before its last event");
    }

    @Check(
            id = "CBN-043",
            level = MUST,
            scope = HOUSE,
            source = "contract",
            because = "programs read what the command writes; a field that is renamed breaks them",
            lookAt = "the JSON of the timeline, against the command's contract")
    void a_timeline_as_json_has_the_fields_and_events_of_the_contract(Rig rig) {
        NamesInMemory won = answering(rig, A6, A4);
        won.resolver.failing(NAME, INET, FailureKind.TEMPORARY);
        won.connected(won.connect(won.endpoint()));
        TimelineContract.check(rig, won.timeline(), "connected", Optional.of(A6));

        NamesInMemory failed = failingDifferently(rig);
        Pending<Connection> failing = failed.connect(failed.endpoint());
        failed.advance(60);
        failed.failure(failing);
        TimelineContract.check(rig, failed.timeline(), "failed", Optional.empty());

        NamesInMemory late = answering(rig, A6, A4);
        late.holes(A6, A4).connect(late.endpoint().withDeadline(Duration.ofMillis(300)));
        late.advance(300);
        TimelineContract.check(rig, late.timeline(), "timeout", Optional.empty());

        NamesInMemory given = answering(rig, A6, A4);
        Pending<Connection> cancelled = given.holes(A6, A4).connect(given.endpoint());
        cancelled.cancel();
        given.network.clock().turn();
        TimelineContract.check(rig, given.timeline(), "cancelled", Optional.empty());

        NamesInMemory literal = new NamesInMemory(rig);
        literal.connected(literal.connect(literal.endpoint(A4)));
        TimelineContract.check(rig, literal.timeline(), "connected", Optional.of(A4));
    }

    @Check(
            id = "CBN-052",
            level = MUST,
            scope = HOUSE,
            source = "the IPv6 plan",
            because = "addresses often come from elsewhere, a registry or a cache, and deserve the same race",
            lookAt = "the endpoint of an address list")
    void a_list_of_addresses_is_raced_as_a_name_without_a_lookup(Rig rig) {
        NamesInMemory names = new NamesInMemory(rig);
        List<InetAddress> addresses = List.of(address(A6), address(B6), address(A4));
        names.holes(A6, A4).answering(B6, 10);

        Pending<Connection> staggered = names.connect(AddressListClientEndpoint.of(addresses, PORT));
        names.advance(510);
        names.expectAttempts("0 ms " + A6, "250 ms " + A4, "500 ms " + B6);
        names.expectOnly(names.connected(staggered), B6);
        rig.expectEqual("the lookups", List.of(), names.resolver.queries());

        NamesInMemory failing = failingDifferently(rig);
        Pending<Connection> refused = failing.connect(AddressListClientEndpoint.of(addresses, PORT));
        failing.advance(60);
        Throwable seen = failing.failure(refused);
        rig.expect(
                seen instanceof ConnectException, "the connect failed with " + seen + ", expected a ConnectException");
        rig.expectEqual("the number of failures kept", 3, seen.getSuppressed().length);
        rig.expectEqual("the lookups", List.of(), failing.resolver.queries());

        NamesInMemory serial = new NamesInMemory(rig);
        serial.refusing(A6, 20).answering(A4, 10);
        Pending<Connection> one = serial.connect(AddressListClientEndpoint.of(addresses, PORT)
                .withPolicy(ConnectPolicy.serial().prefer(INET)));
        serial.advance(10);
        serial.expectAttempts("0 ms " + A4);
        serial.expectOnly(serial.connected(one), A4);
    }

    /** For a process of its own: who is asked, seen from each place where a resolver can be set. */
    static final class NearestResolver {

        static final String OF_PROCESS = "of-the-process";

        private NearestResolver() {}

        /**
         * The child: prints who was asked.
         *
         * @param arguments none
         */
        public static void main(String[] arguments) {
            StaticResolver ofReactor = new StaticResolver().answering(NAME, A6);
            StaticResolver ofEndpoint = new StaticResolver().answering(NAME, A6);
            HostnameClientEndpoint endpoint = HostnameClientEndpoint.of(NAME, PORT);
            List<String> asked = new ArrayList<>();
            connect(ReactorOptions.DEFAULT.withResolver(ofReactor), endpoint.withResolver(ofEndpoint));
            asked.add(ofEndpoint.queries().size() == 1 && ofReactor.queries().isEmpty() ? "endpoint" : "?");
            connect(ReactorOptions.DEFAULT.withResolver(ofReactor), endpoint);
            asked.add(ofReactor.queries().size() == 1 ? "reactor" : "?");
            String failure = connect(ReactorOptions.DEFAULT, endpoint);
            asked.add(failure.contains(OF_PROCESS) ? "process" : "? (" + failure + ")");
            System.out.println(String.join(" ", asked));
        }

        /** Nobody of the process's name is there: the failure tells that it was sought. */
        private static String connect(ReactorOptions options, HostnameClientEndpoint endpoint) {
            MemoryNetwork network = new MemoryNetwork();
            Pending<Connection> connecting =
                    endpoint.connect(network.openReactor(options), () -> (connection, lent) -> {});
            network.clock().advance(Duration.ofSeconds(1));
            return connecting
                    .toCompletableFuture()
                    .handle((connection, failure) -> String.valueOf(failure))
                    .join();
        }
    }
}
