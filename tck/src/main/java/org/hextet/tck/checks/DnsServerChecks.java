package org.hextet.tck.checks;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.hextet.api.failure.FailureKind.NO_SUCH_NAME;
import static org.hextet.api.failure.FailureKind.TEMPORARY;
import static org.hextet.api.failure.FailureKind.TIMEOUT;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Level.SHOULD;
import static org.hextet.tck.matrix.Needs.DNS;
import static org.hextet.tck.matrix.Scope.RESOLVER;
import static org.hextet.tck.matrix.Scope.RESOLVER_ON_EACH_TRANSPORT;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.hextet.tck.dns.DnsQuestion;
import org.hextet.tck.dns.DnsQuestion.Transport;
import org.hextet.tck.dns.DnsScript;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.lab.Environment;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.DnsRig;
import org.hextet.tck.rig.LookupRecorder;
import org.hextet.tck.rig.Rig;

/** Whom a DNS client asks, how, and what it does when a server does not serve. */
final class DnsServerChecks {

    private static final String IPV4 = "192.0.2.1";
    private static final String IPV6 = "2001:db8::1";

    @Check(
            id = "RES-022",
            level = SHOULD,
            scope = RESOLVER,
            needs = DNS,
            source = "RFC 6761, section 6.4",
            because = "names below invalid are there to fail, and no server's business",
            lookAt = "names that need no asking")
    void a_name_below_invalid_does_not_exist_and_is_never_asked(Rig rig) throws Exception {
        DnsRig dns = rig.dns();
        DnsLookups lookups = new DnsLookups(rig, dns);
        dns.script().answering("x.invalid", IPV4, IPV6);

        for (String name : List.of("x.invalid", "x.invalid.", "x.INVALID")) {
            LookupRecorder answers = lookups.ofBoth(name);
            for (StandardProtocolFamily family : List.of(INET, INET6)) {
                rig.expectFailure(
                        "the failure to find " + name,
                        NO_SUCH_NAME,
                        UnknownHostException.class,
                        answers.awaitFailure(family));
            }
        }
        lookups.sentinel();
        rig.expectEqual(
                "what was asked about x.invalid", List.of(), dns.script().questions("x.invalid"));
    }

    @Check(
            id = "RES-025",
            level = SHOULD,
            scope = RESOLVER,
            needs = DNS,
            source = "RFC 8305, section 3",
            because = "the answer that is wanted first is the one to ask for first, and no round trip is to be lost",
            lookAt = "the order in which both questions are sent")
    void aaaa_is_asked_first_and_a_right_behind(Rig rig) throws Exception {
        DnsRig dns = rig.dns();
        DnsLookups lookups = new DnsLookups(rig, dns);

        for (int time = 0; time < 5; time++) {
            String name = DnsScript.freshName("res-025");
            dns.script().holding(name, "A", IPV4).holding(name, "AAAA", IPV6);
            LookupRecorder answers = lookups.ofBoth(name);
            // Neither is answered: one that waits for the other is never asked.
            dns.script().await(name, "AAAA");
            dns.script().await(name, "A");
            rig.expectEqual("what was asked, in order", List.of("AAAA", "A"), lookups.typesAsked(name));
            dns.script().release();
            lookups.expect(answers, name, INET6, IPV6);
            lookups.expect(answers, name, INET, IPV4);
        }
    }

    @Check(
            id = "RES-028",
            level = MUST,
            scope = RESOLVER,
            needs = DNS,
            source = "RFC 1035, section 4.2.1; RFC 7766, section 5",
            because = "half an answer lacks the addresses that would have worked",
            lookAt = "the flag TC, and the length before a message on a stream")
    void a_truncated_answer_is_asked_for_by_tcp_and_comes_whole(Rig rig) throws Exception {
        DnsRig dns = rig.dns();
        DnsLookups lookups = new DnsLookups(rig, dns);
        String name = DnsScript.freshName("res-028");
        String[] addresses = IntStream.range(0, 60)
                .mapToObj(i -> "2001:db8::1:" + Integer.toHexString(i + 1))
                .toArray(String[]::new);
        String[] records = IntStream.range(0, 60)
                .mapToObj(i -> name + ". 60 AAAA " + addresses[i])
                .toArray(String[]::new);
        dns.script().on(name, "AAAA", question -> {
            if (question.transport() == Transport.TCP) {
                question.answer(records);
            } else {
                question.truncate(records[0]);
            }
        });

        lookups.expectFound(name, INET6, addresses);
        rig.expectEqual(
                "how it was asked",
                List.of(Transport.UDP, Transport.TCP),
                dns.script().questions(name, "AAAA").stream()
                        .map(DnsQuestion::transport)
                        .toList());
    }

    @Check(
            id = "RES-029",
            level = MUST,
            scope = RESOLVER,
            needs = DNS,
            source = "RFC 6891, section 6.2.2",
            because = "old servers and boxes before servers refuse what they do not know",
            lookAt = "what is done on FORMERR to a question with an OPT record")
    void a_server_that_refuses_edns_is_asked_without(Rig rig) throws Exception {
        // With the question, and without: such a server could not read on.
        for (boolean barely : new boolean[] {false, true}) {
            DnsRig dns = rig.dns();
            DnsLookups lookups = new DnsLookups(rig, dns);
            String name = DnsScript.freshName("res-029");
            dns.script().on(name, "A", question -> {
                if (!question.hasEdns()) {
                    question.answer(name + ". 60 A " + IPV4);
                } else if (barely) {
                    question.failBarely(DnsQuestion.FORMERR);
                } else {
                    question.fail(DnsQuestion.FORMERR);
                }
            });

            lookups.expectFound(name, INET, IPV4);
        }
    }

    @Check(
            id = "RES-030",
            level = MUST,
            scope = RESOLVER,
            needs = DNS,
            source = "resolv.conf(5); Go RetryTimeout",
            because = "one dead server must cost one timeout, and not the lookup",
            lookAt = "when the next server is asked")
    void after_a_silent_server_and_one_timeout_the_next_is_asked(Rig rig) throws Exception {
        DnsRig dns = rig.dns(2);
        Duration timeout = Duration.ofMillis(500);
        DnsLookups lookups = new DnsLookups(rig, dns, "timeout=500ms", "attempts=5");
        String name = DnsScript.freshName("res-030");
        dns.script()
                .on(0, name, "A", silent -> {})
                .on(1, name, "A", question -> question.answer(name + ". 60 A " + IPV4));

        long start = System.nanoTime();
        lookups.expectFound(name, INET, IPV4);

        List<DnsQuestion> asked = dns.script().questions(name, "A");
        rig.expectEqual(
                "the servers asked first",
                List.of(0, 1),
                asked.stream().limit(2).map(DnsQuestion::server).toList());
        Duration waited = Duration.ofNanos(asked.get(1).nanoTime() - start);
        rig.expect(
                waited.compareTo(timeout) >= 0,
                "the second server was asked after " + waited.toMillis() + " ms, expected not before one timeout, "
                        + timeout.toMillis() + " ms");
    }

    @Check(
            id = "RES-031",
            level = MUST,
            scope = RESOLVER,
            needs = DNS,
            source = "Go IgnoreLameReferrals",
            because = "a server that cannot serve says nothing about the name",
            lookAt = "which answers are final")
    void after_servfail_refused_or_a_referral_the_next_server_is_asked(Rig rig) throws Exception {
        Map<String, DnsScript.Behaviour> useless = new LinkedHashMap<>();
        useless.put("SERVFAIL", question -> question.fail(DnsQuestion.SERVFAIL));
        useless.put("REFUSED", question -> question.fail(DnsQuestion.REFUSED));
        useless.put("a referral", DnsQuestion::refer);

        for (Map.Entry<String, DnsScript.Behaviour> said : useless.entrySet()) {
            DnsRig dns = rig.dns(2);
            DnsLookups lookups = new DnsLookups(rig, dns);
            String name = DnsScript.freshName("res-031");
            dns.script()
                    .on(0, name, "A", said.getValue())
                    .on(1, name, "A", question -> question.answer(name + ". 60 A " + IPV4));

            lookups.expectFound(name, INET, IPV4);
            rig.expectEqual(
                    "the servers asked, where the first says " + said.getKey(),
                    List.of(0, 1),
                    dns.script().questions(name, "A").stream()
                            .map(DnsQuestion::server)
                            .toList());
        }
    }

    @Check(
            id = "RES-032",
            level = MUST,
            scope = RESOLVER,
            needs = DNS,
            source = "RFC 2308, section 2.1",
            because = "that there is no such name is an answer, and all servers have the same",
            lookAt = "which answers are final")
    void nxdomain_is_final_and_no_other_server_is_asked(Rig rig) throws Exception {
        DnsRig dns = rig.dns(2);
        DnsLookups lookups = new DnsLookups(rig, dns);
        String name = DnsScript.freshName("res-032");
        dns.script().on(1, name, "A", question -> question.answer(name + ". 60 A " + IPV4));

        UnknownHostException why = lookups.of(name, INET).awaitFailure(INET);
        rig.expectFailure("the failure to find " + name, NO_SUCH_NAME, UnknownHostException.class, why);
        lookups.sentinel();
        rig.expectEqual(
                "the servers asked",
                List.of(0),
                dns.script().questions(name, "A").stream()
                        .map(DnsQuestion::server)
                        .toList());
    }

    @Check(
            id = "RES-033",
            level = MUST,
            scope = RESOLVER,
            needs = DNS,
            source = "resolv.conf(5)",
            because = "a lost datagram is asked for again, and dead servers have an end",
            lookAt = "rounds over all servers")
    void silence_is_attempts_times_servers_questions_and_then_a_timeout(Rig rig) throws Exception {
        DnsRig dns = rig.dns(2);
        DnsLookups lookups = new DnsLookups(rig, dns, "timeout=50ms", "attempts=3");
        String name = DnsScript.freshName("res-033");
        dns.script().on(name, "A", silent -> {});

        UnknownHostException why = lookups.of(name, INET).awaitFailure(INET);
        rig.expectFailure("the failure to find " + name, TIMEOUT, UnknownHostException.class, why);
        List<Integer> servers = dns.script().questions(name, "A").stream()
                .map(DnsQuestion::server)
                .toList();
        rig.expectEqual("the servers asked, in order", List.of(0, 1, 0, 1, 0, 1), servers);
    }

    @Check(
            id = "RES-036",
            level = MUST,
            scope = RESOLVER,
            needs = DNS,
            source = "RFC 5452, section 9.2",
            because = "who can guess number and port can answer in the server's place",
            lookAt = "where numbers and source ports come from")
    void numbers_and_source_ports_of_questions_cannot_be_guessed(Rig rig) throws Exception {
        DnsRig dns = rig.dns();
        DnsLookups lookups = new DnsLookups(rig, dns);
        List<String> names = new ArrayList<>();
        for (int burst = 0; burst < 4; burst++) {
            Map<String, LookupRecorder> inFlight = new LinkedHashMap<>();
            for (int i = 0; i < 50; i++) {
                String name = DnsScript.freshName("res-036");
                dns.script().answering(name, IPV4);
                inFlight.put(name, lookups.of(name, INET));
            }
            inFlight.forEach((name, answers) -> lookups.expect(answers, name, INET, IPV4));
            names.addAll(inFlight.keySet());
        }

        List<DnsQuestion> asked = dns.script().questions().stream()
                .filter(question -> names.contains(question.name()) && question.transport() == Transport.UDP)
                .toList();
        rig.expect(asked.size() >= 200, "200 names were asked for with " + asked.size() + " datagrams");
        long near = IntStream.range(1, asked.size())
                .filter(i ->
                        Math.abs((short) (asked.get(i).id() - asked.get(i - 1).id())) <= 4)
                .count();
        // By chance it is one in ten thousand.
        rig.expect(near <= 10, near + " of " + asked.size() + " numbers are next to the one before: they run");
        long ports = asked.stream()
                .flatMap(question -> question.sender().stream())
                .map(InetSocketAddress::getPort)
                .distinct()
                .count();
        rig.expect(ports >= 100, asked.size() + " questions came from " + ports + " ports, expected at least 100");
    }

    @Check(
            id = "RES-042",
            level = MUST,
            scope = RESOLVER,
            needs = DNS,
            env = Environment.LAB,
            source = "Netty resolver-dns ipv6Nameserver; contract",
            because = "routers announce name servers with IPv6 addresses, link-local ones among them",
            lookAt = "nameserver lines with IPv6 addresses, and their zones")
    void servers_with_ipv6_addresses_and_zones_are_asked(Rig rig) throws Exception {
        for (InetAddress server : List.of(rig.v6(), rig.lab().linkLocal(0))) {
            // Port 53: a file names it, in which no port can be written.
            DnsRig dns = rig.dns(List.of(new InetSocketAddress(server, 53)));
            String name = DnsScript.freshName("res-042");
            dns.script().answering(name, IPV6);
            DnsLookups lookups = new DnsLookups(rig, dns);

            lookups.expectFound(name, INET6, IPV6);
            DnsQuestion asked = dns.script().await(name, "AAAA");
            rig.expect(
                    asked.sender().orElseThrow().getAddress() instanceof Inet6Address,
                    "the question came from " + asked.sender() + ", expected an IPv6 address");
        }
    }

    @Check(
            id = "RES-046",
            level = MUST,
            scope = RESOLVER,
            needs = DNS,
            source = "RFC 4074, section 4; RFC 8305, section 3",
            because = "servers that know A alone do all kinds of things on AAAA, and the host works all the same",
            lookAt = "what one family's failure does to the other")
    void a_is_delivered_whatever_becomes_of_aaaa(Rig rig) throws Exception {
        Map<String, DnsScript.Behaviour> bad = new LinkedHashMap<>();
        bad.put("silence", silent -> {});
        bad.put("SERVFAIL", question -> question.fail(DnsQuestion.SERVFAIL));
        bad.put("NXDOMAIN", DnsQuestion::noSuchName);

        for (Map.Entry<String, DnsScript.Behaviour> said : bad.entrySet()) {
            DnsRig dns = rig.dns();
            // Lost datagrams and slow machines: A has several tries.
            DnsLookups lookups = new DnsLookups(rig, dns, "timeout=400ms", "attempts=4");
            String name = DnsScript.freshName("res-046");
            dns.script().answering(name, IPV4).on(name, "AAAA", said.getValue());

            LookupRecorder answers = lookups.ofBoth(name);
            lookups.expect(answers, name, INET, IPV4);
            UnknownHostException why = answers.awaitFailure(INET6);
            rig.expectWords("the failure of AAAA, where it met " + said.getKey(), why, name);
            if (said.getKey().equals("silence")) {
                rig.expectFailure("the failure of AAAA by silence", TIMEOUT, UnknownHostException.class, why);
            } else if (said.getKey().equals("SERVFAIL")) {
                rig.expectFailure("the failure of AAAA by SERVFAIL", TEMPORARY, UnknownHostException.class, why);
            }
        }
    }

    @Check(
            id = "RES-047",
            level = MUST,
            scope = RESOLVER_ON_EACH_TRANSPORT,
            needs = DNS,
            source = "contract",
            because = "a DNS client on the caller's reactor needs none, and whoever counts threads counts on that",
            lookAt = "what the DNS library starts by itself: selectors, timers")
    void no_thread_is_added_on_any_reactor(Rig rig) throws Exception {
        DnsRig dns = rig.dns();
        dns.script().on("tcp.test", "A", question -> {
            if (question.transport() == Transport.TCP) {
                question.answer("tcp.test. 0 A " + IPV4);
            } else {
                question.truncate();
            }
        });
        // Classes are loaded, and what stays for the life of the process has been started.
        lookUpByEachWay(rig, dns, new DnsLookups(rig, dns));

        Set<Thread> before = threads();
        DnsLookups lookups = new DnsLookups(rig, dns);
        lookUpByEachWay(rig, dns, lookups);
        String name = DnsScript.freshName("res-047");
        dns.script().holding(name, "A", IPV4);
        LookupRecorder held = lookups.of(name, Set.of(INET), Patience.guard());
        dns.script().await(name, "A");
        Set<Thread> added = threads();
        added.removeAll(before);
        rig.expectEqual(
                "the threads added",
                List.of(),
                added.stream().map(Thread::getName).sorted().toList());
        dns.script().release();
        lookups.expect(held, name, INET, IPV4);
    }

    private static void lookUpByEachWay(Rig rig, DnsRig dns, DnsLookups lookups) {
        for (int i = 0; i < 10; i++) {
            lookups.sentinel();
            lookups.expectFound("tcp.test", INET, IPV4);
        }
        rig.expect(
                dns.script().questions("tcp.test").stream().anyMatch(one -> one.transport() == Transport.TCP),
                "a truncated answer was not asked for by TCP");
    }

    /** Those that can be anybody's: not the JVM's own, which it starts when it likes. */
    private static Set<Thread> threads() {
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeIf(one -> one.getThreadGroup() == null
                || one.getThreadGroup().getParent() == null
                || one.getName().startsWith("ForkJoinPool.commonPool-"));
        return threads;
    }
}
