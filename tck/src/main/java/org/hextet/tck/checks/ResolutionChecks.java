package org.hextet.tck.checks;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.hextet.api.failure.FailureKind.CANCELLED;
import static org.hextet.api.failure.FailureKind.NO_DATA;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.RESOLVE;
import static org.hextet.tck.matrix.Scope.HOUSE;
import static org.hextet.tck.matrix.Scope.RESOLVER;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hextet.api.Connection;
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.endpoints.HostnameClientEndpoint;
import org.hextet.tck.checks.FaultyResolver.Fault;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.memory.MemoryNetwork;
import org.hextet.tck.rig.LookupRecorder;
import org.hextet.tck.rig.Rig;

/**
 * Looking up names. No packet leaves this host: the names are literals, those below {@code localhost}, and where a
 * source has to be asked one of the hosts file, if there is one.
 */
final class ResolutionChecks {

    private static final Set<StandardProtocolFamily> BOTH = Set.of(INET, INET6);

    @Check(
            id = "RES-001",
            level = MUST,
            scope = RESOLVER,
            needs = RESOLVE,
            source = "Twisted test_resolver resolveOneHost",
            because = "whoever connects by name counts on all addresses, and on learning that there are no more",
            lookAt = "how the source's list is split by family, and who counts the families answered")
    void a_name_with_both_families_gives_all_addresses_and_one_answer_each(Rig rig) throws Exception {
        NameResolver resolver = rig.openResolver();

        LookupRecorder answers = lookUp(rig, resolver, KnownNames.below("res-001"), BOTH);

        expectLoopback(rig, answers, INET);
        expectLoopback(rig, answers, INET6);
        sentinel(rig, resolver);
        rig.expectEqual("how many answers came", 2, answers.order().size());
    }

    @Check(
            id = "RES-002",
            level = MUST,
            scope = RESOLVER,
            needs = RESOLVE,
            source = "Twisted SimpleHostnameResolver; RFC 3493, section 6.1",
            because = "an endpoint may hand a literal to a resolver and must get it back at once, without a query",
            lookAt = "what is done with a name before anybody is asked")
    void a_literal_is_answered_as_it_is_and_not_inside_the_call(Rig rig) throws Exception {
        NameResolver resolver = rig.openResolver();
        // No name server knows any of them: an answer is an answer without a query.
        Map<String, StandardProtocolFamily> literals = new LinkedHashMap<>(Map.of(
                "::1", INET6,
                "2001:db8::1", INET6,
                "127.0.0.1", INET,
                "192.0.2.1", INET));
        loopbackZone().ifPresent(zone -> literals.put("fe80::1%" + zone, INET6));

        for (Map.Entry<String, StandardProtocolFamily> literal : literals.entrySet()) {
            String name = literal.getKey();
            StandardProtocolFamily family = literal.getValue();
            LookupRecorder answers = new LookupRecorder();
            boolean inside = rig.onLoop(rig.reactor(), () -> {
                resolver.lookup(rig.reactor(), name, BOTH, Patience.guard(), answers);
                return answers.heardAnything();
            });

            rig.expect(!inside, "the answer for " + name + " came inside the call of lookup, expected later");
            List<InetAddress> found = answers.awaitAddresses(family);
            rig.expectEqual("how many addresses " + name + " has", 1, found.size());
            rig.expectSameAddress("the answer for " + name, rig.address(name), found.get(0));
            answers.awaitFailure(family == INET ? INET6 : INET);
            rig.expectEqual("the threads of the answers", 1, answers.threads().size());
        }
    }

    /** The index of the loopback interface, a zone that every host has. */
    private static Optional<Integer> loopbackZone() throws IOException {
        return NetworkInterface.networkInterfaces()
                .filter(ResolutionChecks::isLoopback)
                .map(NetworkInterface::getIndex)
                .findFirst();
    }

    private static boolean isLoopback(NetworkInterface one) {
        try {
            return one.isLoopback();
        } catch (IOException gone) {
            return false;
        }
    }

    @Check(
            id = "RES-003",
            level = MUST,
            scope = RESOLVER,
            needs = RESOLVE,
            source = "Twisted test_resolver resolveOnlyIPv4",
            because = "a policy that wants one family must not be handed the other",
            lookAt = "whether the answers are filtered by the families asked for")
    void only_the_family_asked_for_is_answered(Rig rig) throws Exception {
        NameResolver resolver = rig.openResolver();

        for (StandardProtocolFamily family : List.of(INET, INET6)) {
            LookupRecorder answers = lookUp(rig, resolver, KnownNames.below("res-003"), Set.of(family));
            expectLoopback(rig, answers, family);
            sentinel(rig, resolver);
            rig.expectEqual("the families answered where " + family + " was asked", List.of(family), answers.order());
        }
    }

    @Check(
            id = "RES-007",
            level = MUST,
            scope = RESOLVER,
            needs = RESOLVE,
            source = "libuv getaddrinfo_fail; Twisted test_resolver gaierror",
            because = "UnknownHostException is what Java programs catch, and the name is what their users know",
            lookAt = "how the failure of a lookup is made")
    void a_failure_is_an_unknown_host_exception_with_the_name_as_given(Rig rig) throws Exception {
        NameResolver resolver = rig.openResolver();
        Map<String, StandardProtocolFamily> lacking = Map.of(
                "127.0.0.1", INET6,
                "::0001", INET,
                "2001:DB8::1", INET);

        for (Map.Entry<String, StandardProtocolFamily> one : lacking.entrySet()) {
            String name = one.getKey();
            UnknownHostException why =
                    lookUp(rig, resolver, name, Set.of(one.getValue())).awaitFailure(one.getValue());
            String what = "the failure to find " + one.getValue() + " of " + name;
            rig.expectFailure(what, NO_DATA, UnknownHostException.class, why);
            rig.expect(
                    String.valueOf(why.getMessage()).contains(name),
                    "the message of " + what + " is \"" + why.getMessage() + "\", expected the name as given");
        }
    }

    @Check(
            id = "RES-010",
            level = MUST,
            scope = RESOLVER,
            needs = RESOLVE,
            source = "libuv threadpool_cancel_getaddrinfo; Twisted test_resolver",
            because = "who has cancelled has let go of what the answer would touch",
            lookAt = "who asks once more, on the reactor's thread, whether the lookup is still wanted")
    void a_cancelled_lookup_is_cancelled_once_and_never_answered(Rig rig) throws Exception {
        NameResolver resolver = rig.openResolver();
        List<String> names = new ArrayList<>(KnownNames.ofEachSource("res-010"));
        names.add("::1");

        for (String name : names) {
            AnswerLog answers = new AnswerLog(2);
            rig.runOnLoop(rig.reactor(), () -> {
                Lookup lookup = resolver.lookup(rig.reactor(), name, BOTH, Patience.guard(), answers);
                rig.expect(lookup.cancel(), "cancelling the lookup of " + name + " gave false, expected true");
                rig.expect(!lookup.cancel(), "cancelling the lookup of " + name + " again gave true, expected false");
            });

            // The same question later: its answer has gone the way that the first one's would have.
            AnswerLog later = new AnswerLog(2);
            resolver.lookup(rig.reactor(), name, BOTH, Patience.guard(), later);
            later.awaitAll(rig, name);
            sentinel(rig, resolver);
            rig.expectEqual("what the cancelled lookup of " + name + " was told", List.of(), answers.calls());
        }

        AnswerLog answered = new AnswerLog(2);
        Lookup over = resolver.lookup(rig.reactor(), KnownNames.below("res-010"), BOTH, Patience.guard(), answered);
        answered.awaitAll(rig, "an own name");
        rig.turns(rig.reactor(), 1);
        rig.expect(!over.cancel(), "cancelling an answered lookup gave true, expected false");
    }

    @Check(
            id = "RES-011",
            level = MUST,
            scope = RESOLVER,
            needs = RESOLVE,
            source = "contract",
            because = "lookups may share a query, and one user's change of mind is not the others'",
            lookAt = "what cancelling does to a query that others wait for")
    void cancelling_one_of_two_equal_lookups_leaves_the_other(Rig rig) throws Exception {
        NameResolver resolver = rig.openResolver();

        for (String name : KnownNames.ofEachSource("res-011")) {
            for (boolean first : new boolean[] {true, false}) {
                AnswerLog cancelled = new AnswerLog(2);
                AnswerLog kept = new AnswerLog(2);
                rig.runOnLoop(rig.reactor(), () -> {
                    Lookup one = resolver.lookup(rig.reactor(), name, BOTH, Patience.guard(), first ? cancelled : kept);
                    Lookup other =
                            resolver.lookup(rig.reactor(), name, BOTH, Patience.guard(), first ? kept : cancelled);
                    rig.expect(
                            (first ? one : other).cancel(),
                            "cancelling one of two lookups of " + name + " gave false, expected true");
                });

                List<AnswerLog.Call> calls = kept.awaitAll(rig, name);
                rig.expect(
                        calls.stream().anyMatch(call -> call.failure().isEmpty()),
                        "the kept lookup of " + name + " was told " + calls + ", expected addresses");
                sentinel(rig, resolver);
                rig.expectEqual(
                        "how often the kept lookup of " + name + " was told something",
                        2,
                        kept.calls().size());
                rig.expectEqual("what the cancelled lookup of " + name + " was told", List.of(), cancelled.calls());
            }
        }
    }

    @Check(
            id = "RES-013",
            level = MUST,
            scope = RESOLVER,
            needs = RESOLVE,
            source = "Go net LookupIPAddrConcurrentCallsForNetworks",
            because = "lookups of one name may share a query although they want different families",
            lookAt = "whether the key of what is in flight, or the way its answer is handed out, knows the families")
    void lookups_of_one_name_for_different_families_are_not_mixed_up(Rig rig) throws Exception {
        NameResolver resolver = rig.openResolver();
        List<Set<StandardProtocolFamily>> wanted =
                List.of(Set.of(INET), Set.of(INET6), BOTH, Set.of(INET6), Set.of(INET));

        for (String name : KnownNames.ofEachSource("res-013")) {
            List<AnswerLog> inFlight = new ArrayList<>();
            rig.runOnLoop(rig.reactor(), () -> {
                for (Set<StandardProtocolFamily> families : wanted) {
                    AnswerLog log = new AnswerLog(families.size());
                    inFlight.add(log);
                    resolver.lookup(rig.reactor(), name, families, Patience.guard(), log);
                }
            });
            inFlight.forEach(log -> log.awaitAll(rig, name));
            sentinel(rig, resolver);

            for (int i = 0; i < wanted.size(); i++) {
                List<AnswerLog.Call> calls = inFlight.get(i).calls();
                String what = "a lookup of " + name + " for " + wanted.get(i);
                rig.expectEqual(
                        "how often " + what + " was told something",
                        wanted.get(i).size(),
                        calls.size());
                for (AnswerLog.Call call : calls) {
                    Class<? extends InetAddress> type = call.family() == INET ? Inet4Address.class : Inet6Address.class;
                    rig.expect(
                            wanted.get(i).contains(call.family())
                                    && call.addresses().stream().allMatch(type::isInstance),
                            what + " was told " + call.addresses() + " for " + call.family());
                    rig.expect(
                            !name.endsWith(".localhost") || call.failure().isEmpty(),
                            what + " was told " + call.failure() + ", expected the loopback");
                }
            }
        }
    }

    @Check(
            id = "RES-015",
            level = MUST,
            scope = RESOLVER,
            needs = RESOLVE,
            source = "contract",
            because = "what an answer touches belongs to the reactor's thread, and to no other",
            lookAt = "on which thread answers are called, and whether those known at once are called later")
    void answers_come_on_the_callers_reactor_and_never_inside_the_call(Rig rig) throws Exception {
        NameResolver resolver = rig.openResolver();
        List<Reactor> reactors = List.of(rig.reactor(), rig.openReactor());
        List<String> names = new ArrayList<>(KnownNames.ofEachSource("res-015"));
        names.addAll(List.of("localhost", "127.0.0.1", "::1"));

        for (String name : names) {
            for (Reactor reactor : reactors) {
                Thread own = rig.onLoop(reactor, Thread::currentThread);
                AnswerLog fromLoop = new AnswerLog(2);
                boolean inside = rig.onLoop(reactor, () -> {
                    resolver.lookup(reactor, name, BOTH, Patience.guard(), fromLoop);
                    return !fromLoop.calls().isEmpty();
                });
                AnswerLog fromElsewhere = new AnswerLog(2);
                resolver.lookup(reactor, name, BOTH, Patience.guard(), fromElsewhere);

                rig.expect(!inside, "an answer for " + name + " came inside the call of lookup, expected later");
                for (AnswerLog answers : List.of(fromLoop, fromElsewhere)) {
                    answers.awaitAll(rig, name);
                    rig.expectEqual("the threads of the answers for " + name, Set.of(own), answers.threads());
                }
            }
        }
    }

    @Check(
            id = "RES-017",
            level = MUST,
            scope = RESOLVER,
            needs = RESOLVE,
            source = "libuv getaddrinfo_concurrent",
            because = "a crawler looks up hundreds of names at once",
            lookAt = "how an answer finds the lookup that it belongs to")
    void two_hundred_names_at_once_get_each_its_own_answer(Rig rig) throws Exception {
        NameResolver resolver = rig.openResolver();
        // Two thirds are literals: their answers differ.
        Map<String, LookupRecorder> inFlight = new LinkedHashMap<>();
        for (int i = 1; i <= 67; i++) {
            inFlight.put("192.0.2." + i, new LookupRecorder());
            inFlight.put("2001:db8::" + i, new LookupRecorder());
            inFlight.put(KnownNames.below("res-017-" + i), new LookupRecorder());
        }

        Reactor reactor = rig.reactor();
        rig.runOnLoop(
                reactor,
                () -> inFlight.forEach(
                        (name, answers) -> resolver.lookup(reactor, name, BOTH, Patience.guard(), answers)));

        inFlight.forEach((name, answers) -> {
            if (name.endsWith(".localhost")) {
                expectLoopback(rig, answers, INET);
                expectLoopback(rig, answers, INET6);
                return;
            }
            StandardProtocolFamily own = name.indexOf(':') >= 0 ? INET6 : INET;
            List<InetAddress> found = answers.awaitAddresses(own);
            rig.expectEqual("how many addresses " + name + " has", 1, found.size());
            rig.expectSameAddress("the address of " + name, rig.address(name), found.get(0));
            UnknownHostException other = answers.awaitFailure(own == INET ? INET6 : INET);
            rig.expectWords("the failure of the other family", other, name);
        });
        sentinel(rig, resolver);
        inFlight.forEach((name, answers) -> rig.expectEqual(
                "how many answers " + name + " had", 2, answers.order().size()));
    }

    @Check(
            id = "RES-018",
            level = MUST,
            scope = RESOLVER,
            needs = RESOLVE,
            source = "uvloop getaddrinfo_close_loop",
            because = "a program that ends must not wait for name servers, nor leave a connect without an end",
            lookAt = "what close() does with lookups that wait, and how a later call is refused")
    void closing_ends_pending_lookups_and_refuses_later_ones(Rig rig) throws Exception {
        List<String> names = KnownNames.ofEachSource("res-018");
        // Whether a lookup is still pending when close() comes is the source's affair: several times, some are.
        for (int round = 0; round < 5; round++) {
            NameResolver resolver = rig.openResolver();
            List<AnswerLog> logs = new ArrayList<>();
            rig.runOnLoop(rig.reactor(), () -> {
                for (int i = 0; i < 10; i++) {
                    for (String name : names) {
                        AnswerLog log = new AnswerLog(2);
                        logs.add(log);
                        resolver.lookup(rig.reactor(), name, BOTH, Patience.guard(), log);
                    }
                }
                resolver.close();
            });

            for (int i = 0; i < logs.size(); i++) {
                String name = names.get(i % names.size());
                for (AnswerLog.Call call : logs.get(i).awaitAll(rig, name)) {
                    call.failure().filter(why -> !isOfTheSource(why)).ifPresent(why -> {
                        rig.expectFailure(
                                "the failure of a lookup under way", CANCELLED, UnknownHostException.class, why);
                        rig.expectWords("the failure of a lookup under way", why, name);
                    });
                }
            }
            rig.turns(rig.reactor(), 2);
            for (AnswerLog log : logs) {
                rig.expectEqual("how many answers a lookup had", 2, log.calls().size());
            }

            AnswerLog never = new AnswerLog(2);
            for (String name : List.of(names.get(0), "::1")) {
                rig.expectThrown(
                        IllegalStateException.class,
                        "looking " + name + " up with a closed resolver",
                        () -> resolver.lookup(rig.reactor(), name, BOTH, Patience.guard(), never));
            }
            resolver.close();
            rig.turns(rig.reactor(), 2);
            rig.expectEqual("what the refused lookups were told", List.of(), never.calls());
        }
        // Its threads: they are counted after every check.
    }

    /** The name has no address of that family: an answer that came before the end. */
    private static boolean isOfTheSource(UnknownHostException why) {
        return why instanceof NetworkFailure known && known.kind() == NO_DATA;
    }

    @Check(
            id = "RES-019",
            level = MUST,
            scope = RESOLVER,
            needs = RESOLVE,
            source = "RFC 1035, section 2.3.4; Go dnsname_test",
            because = "what can be no host name is a caller's mistake, and no name server's business",
            lookAt = "where a name is judged, before anybody is asked")
    void what_is_no_host_name_is_refused_at_the_call(Rig rig) throws Exception {
        NameResolver resolver = rig.openResolver();
        String label = "a".repeat(63);
        String longest =
                String.join(".", label, label, label, "a".repeat(253 - 3 * 64 - ".localhost".length())) + ".localhost";
        AnswerLog never = new AnswerLog(2);

        for (String wrong : List.of(
                "",
                " ",
                ".",
                "a b.localhost",
                "a\tb.localhost",
                "a..localhost",
                "a" + label + ".localhost",
                "a" + longest,
                "a" + longest + ".")) {
            rig.expectThrown(
                    IllegalArgumentException.class,
                    "looking up \"" + wrong + "\" (" + wrong.length() + " octets)",
                    () -> resolver.lookup(rig.reactor(), wrong, BOTH, Patience.guard(), never));
        }
        // The longest that there can be.
        for (String right : List.of(KnownNames.below(label), longest, longest + ".")) {
            LookupRecorder answers = lookUp(rig, resolver, right, BOTH);
            expectLoopback(rig, answers, INET);
            expectLoopback(rig, answers, INET6);
        }
        rig.expectEqual("what the refused lookups were told", List.of(), never.calls());
    }

    @Check(
            id = "RES-020",
            level = MUST,
            scope = RESOLVER,
            needs = RESOLVE,
            source = "Twisted HostnameEndpointIDNA; libuv idna",
            because = "people write names in their own script, and name servers know A-labels alone",
            lookAt = "where a name is turned into ASCII, and which of the two goes into messages")
    void an_international_name_is_asked_in_ascii_and_told_as_given(Rig rig) throws Exception {
        NameResolver resolver = rig.openResolver();

        // The last is longer than 63 octets in any encoding but ASCII.
        for (String name : List.of(
                "b\u00fccher.localhost",
                "B\u00fccher.LocalHost",
                "\u65e5\u672c\u8a9e.localhost",
                "\u00fc".repeat(40) + ".localhost")) {
            LookupRecorder answers = lookUp(rig, resolver, name, BOTH);
            expectLoopback(rig, answers, INET);
            expectLoopback(rig, answers, INET6);
        }

        String tooLong = "\u00fc".repeat(63) + ".localhost";
        IllegalArgumentException refusal = rig.expectThrown(
                IllegalArgumentException.class,
                "looking up a name whose ASCII form is too long",
                () -> resolver.lookup(rig.reactor(), tooLong, BOTH, Patience.guard(), new AnswerLog(2)));
        rig.expect(
                String.valueOf(refusal.getMessage()).contains(tooLong),
                "the message is \"" + refusal.getMessage() + "\", expected the name as it was given");
    }

    @Check(
            id = "RES-024",
            level = MUST,
            scope = HOUSE,
            source = "contract",
            because = "a user's resolver is code of the user's own, and its faults must not hang his connects",
            lookAt = "who counts the answers of each family, and what becomes of what lookup throws")
    void a_faulty_resolver_makes_a_typed_failure_or_its_first_outcome_counts(Rig rig) throws Exception {
        for (Fault fault : Fault.values()) {
            connectWith(rig, fault);
        }
    }

    private static void connectWith(Rig rig, Fault fault) throws Exception {
        String how = "the connect with a resolver that " + fault;
        MemoryNetwork network = new MemoryNetwork().source("2001:db8::2:100");
        Reactor reactor = rig.closing(network.openReactor());
        // The first is so far away that it would come last in a list with the second.
        InetSocketAddress first = new InetSocketAddress(rig.address("2001:db8:ffff::1"), 443);
        InetSocketAddress second = new InetSocketAddress(rig.address("2001:db8::2:1"), 443);
        network.answerAfter("2001:db8:ffff::1", Duration.ofMillis(500));
        reactor.listenTcp(first, StreamOptions.DEFAULT, rig::recorder);
        reactor.listenTcp(second, StreamOptions.DEFAULT, rig::recorder);
        FaultyResolver resolver = new FaultyResolver(fault, first.getAddress(), second.getAddress());

        Pending<Connection> connecting = HostnameClientEndpoint.of("name.test", 443)
                .withResolver(resolver)
                .connect(reactor, rig::recorder);
        // Longer than any delay of the race, and than the longest lookup.
        network.clock().advance(Duration.ofMinutes(5));

        rig.expect(connecting.isDone(), how + " is not done after five minutes, expected its end");
        boolean fails = fault == Fault.THROWS || fault == Fault.THROWS_ERROR || fault == Fault.FAILS_THEN_ANSWERS;
        if (fails) {
            Throwable failure = rig.awaitFailure(connecting);
            rig.expect(
                    failure instanceof NetworkFailure, how + " failed with " + failure + ", expected a typed failure");
            rig.expectWords("what " + how + " failed with", failure, "name.test");
            rig.expectEqual("the attempts of " + how, List.of(), network.attempts());
        } else {
            rig.expectSameAddress(
                    "the peer of " + how, first, rig.await(connecting).remoteAddress());
            rig.expectEqual(
                    "how many attempts " + how + " made", 1, network.attempts().size());
        }

        int sockets = network.openSockets();
        int attempts = network.attempts().size();
        reactor.execute(resolver::answerLate);
        network.clock().advance(Duration.ofMinutes(5));
        rig.expectEqual(
                "how many attempts were made, with one more answer after the end",
                attempts,
                network.attempts().size());
        rig.expectEqual("how many sockets there are after it", sockets, network.openSockets());
        rig.expectEqual("what was logged", List.of(), network.incidents());
    }

    // What many rows do.

    private static LookupRecorder lookUp(
            Rig rig, NameResolver resolver, String name, Set<StandardProtocolFamily> families) throws IOException {
        LookupRecorder answers = new LookupRecorder();
        resolver.lookup(rig.reactor(), name, families, Patience.guard(), answers);
        return answers;
    }

    private static void expectLoopback(Rig rig, LookupRecorder answers, StandardProtocolFamily family) {
        InetAddress loopback = rig.address(family == INET ? "127.0.0.1" : "::1");
        List<InetAddress> found = answers.awaitAddresses(family);
        rig.expectEqual("how many addresses came for " + family, 1, found.size());
        rig.expectSameAddress("the address that came for " + family, loopback, found.get(0));
    }

    /** What was to come before it has come when this returns. */
    private static void sentinel(Rig rig, NameResolver resolver) throws IOException {
        for (String name : KnownNames.ofEachSource("sentinel")) {
            AnswerLog log = new AnswerLog(2);
            resolver.lookup(rig.reactor(), name, BOTH, Patience.guard(), log);
            log.awaitAll(rig, name);
        }
        rig.turns(rig.reactor(), 2);
    }
}
