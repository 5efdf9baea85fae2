package org.hextet.tck.checks;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.hextet.api.failure.FailureKind.NO_DATA;
import static org.hextet.api.failure.FailureKind.NO_SUCH_NAME;
import static org.hextet.api.failure.FailureKind.TEMPORARY;
import static org.hextet.api.failure.FailureKind.TIMEOUT;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Level.SHOULD;
import static org.hextet.tck.matrix.Needs.RESOLVE;
import static org.hextet.tck.matrix.Needs.RESOLVE_FAMILY;
import static org.hextet.tck.matrix.Needs.RESOLVE_KINDS;
import static org.hextet.tck.matrix.Needs.RESOLVE_STREAMING;
import static org.hextet.tck.matrix.Scope.RESOLVER;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.tck.dns.DnsQuestion;
import org.hextet.tck.dns.DnsScript;
import org.hextet.tck.lab.Environment;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.matrix.Needs;
import org.hextet.tck.rig.DnsRig;
import org.hextet.tck.rig.LookupRecorder;
import org.hextet.tck.rig.Pair;
import org.hextet.tck.rig.Recorder;
import org.hextet.tck.rig.Rig;

/** What any resolver makes of what name servers say, however it asks them. */
final class ScriptedLookupChecks {

    private static final String IPV4 = "192.0.2.1";
    private static final String IPV6 = "2001:db8::1";

    /** For what must run into its deadline. */
    private static final Duration BRIEF = Duration.ofMillis(150);

    @Check(
            id = "RES-004",
            level = MUST,
            scope = RESOLVER,
            needs = RESOLVE_FAMILY,
            env = Environment.SCRIPT,
            source = "IPv6 plan",
            because =
                    "a question for the family that nobody wants costs a round trip, and tells servers what is not theirs",
            lookAt = "which types are asked for a lookup of one family")
    void only_the_type_of_the_family_wanted_is_asked(Rig rig) throws Exception {
        DnsRig dns = rig.dns();
        DnsLookups lookups = new DnsLookups(rig, dns);

        for (StandardProtocolFamily family : List.of(INET, INET6)) {
            String name = DnsScript.freshName("res-004");
            dns.script().answering(name, IPV4, IPV6);
            lookups.expectFound(name, family, family == INET ? IPV4 : IPV6);
            lookups.sentinel();
            rig.expectEqual(
                    "the types asked where " + family + " was wanted",
                    Set.of(family == INET ? "A" : "AAAA"),
                    Set.copyOf(lookups.typesAsked(name)));
        }
    }

    @Check(
            id = "RES-005",
            level = MUST,
            scope = RESOLVER,
            needs = RESOLVE_KINDS,
            env = Environment.SCRIPT,
            source = "getaddrinfo(3), EAI_NODATA",
            because = "\"no IPv6 address\" sends its reader to the DNS zone, \"no such name\" to the spelling",
            lookAt = "what is made of a name that has addresses of the other family alone")
    void a_name_with_the_other_family_only_has_no_data_and_names_the_family(Rig rig) throws Exception {
        DnsRig dns = rig.dns();
        DnsLookups lookups = new DnsLookups(rig, dns);

        for (StandardProtocolFamily wanted : List.of(INET, INET6)) {
            String name = DnsScript.freshName("res-005");
            dns.script().answering(name, wanted == INET ? IPV6 : IPV4);
            UnknownHostException why = lookups.of(name, wanted).awaitFailure(wanted);
            String what = "the failure to find " + wanted + " of a name that has only the other";
            rig.expectFailure(what, NO_DATA, UnknownHostException.class, why);
            rig.expectWords(what, why, name, wanted == INET ? "IPv4" : "IPv6");
        }
    }

    @Check(
            id = "RES-006",
            level = MUST,
            scope = RESOLVER,
            needs = RESOLVE_KINDS,
            env = Environment.SCRIPT,
            source = "getaddrinfo(3); dnsjava LookupSession",
            because = "what to do next differs: mend the name, mend the zone, try later, look at the network",
            lookAt = "how response codes and silence become kinds")
    void nxdomain_nodata_servfail_and_silence_are_told_apart(Rig rig) throws Exception {
        DnsRig dns = rig.dns();
        DnsLookups lookups = new DnsLookups(rig, dns);

        for (StandardProtocolFamily family : List.of(INET, INET6)) {
            String type = family == INET ? "A" : "AAAA";
            for (Map.Entry<FailureKind, DnsScript.Behaviour> said : answers().entrySet()) {
                String name = DnsScript.freshName("res-006");
                dns.script().on(name, "A", said.getValue()).on(name, "AAAA", said.getValue());
                expectKind(rig, lookups.of(name, family), name, family, said.getKey());
            }
            String silent = DnsScript.freshName("res-006");
            dns.script().holding(silent, "A").holding(silent, "AAAA");
            expectKind(rig, lookups.of(silent, Set.of(family), BRIEF), silent, family, TIMEOUT);
            rig.expect(
                    lookups.typesAsked(silent).isEmpty()
                            || lookups.typesAsked(silent).contains(type),
                    "of the silent name " + lookups.typesAsked(silent) + " was asked, expected " + type);
        }
        dns.script().release();
    }

    private static Map<FailureKind, DnsScript.Behaviour> answers() {
        Map<FailureKind, DnsScript.Behaviour> answers = new LinkedHashMap<>();
        answers.put(NO_SUCH_NAME, DnsQuestion::noSuchName);
        answers.put(NO_DATA, DnsQuestion::noData);
        answers.put(TEMPORARY, question -> question.fail(DnsQuestion.SERVFAIL));
        return answers;
    }

    private static void expectKind(
            Rig rig, LookupRecorder answers, String name, StandardProtocolFamily family, FailureKind kind) {
        UnknownHostException why = answers.awaitFailure(family);
        rig.expectFailure("the failure to find " + name, kind, UnknownHostException.class, why);
        rig.expectWords("the failure to find " + name, why, name);
    }

    @Check(
            id = "RES-008",
            level = SHOULD,
            scope = RESOLVER,
            needs = RESOLVE_KINDS,
            env = Environment.SCRIPT,
            source = "contract",
            because = "a retry must not turn \"try later\" into \"there is no such name\"",
            lookAt = "what a cache of failures keeps of their reason")
    void the_second_answer_is_of_the_same_kind(Rig rig) throws Exception {
        DnsRig dns = rig.dns();
        DnsLookups lookups = new DnsLookups(rig, dns);

        for (Map.Entry<FailureKind, DnsScript.Behaviour> said : answers().entrySet()) {
            String name = DnsScript.freshName("res-008");
            dns.script().on(name, "A", said.getValue()).on(name, "AAAA", said.getValue());
            for (int time = 0; time < 2; time++) {
                LookupRecorder answers = lookups.ofBoth(name);
                expectKind(rig, answers, name, INET, said.getKey());
                expectKind(rig, answers, name, INET6, said.getKey());
            }
        }
    }

    @Check(
            id = "RES-009",
            level = MUST,
            scope = RESOLVER,
            needs = RESOLVE,
            env = Environment.SCRIPT,
            source = "contract",
            because = "a connect that waits longer than its user wanted is one that hangs",
            lookAt = "whose timer ends a lookup, and what becomes of an answer after it")
    void a_silent_source_is_a_timeout_at_the_deadline_and_not_before(Rig rig) throws Exception {
        DnsRig dns = rig.dns();
        DnsLookups lookups = new DnsLookups(rig, dns);
        String name = DnsScript.freshName("res-009");
        dns.script().holding(name, "A", IPV4).holding(name, "AAAA", IPV6);

        long start = rig.reactor().nanoTime();
        LookupRecorder answers = lookups.of(name, DnsLookups.BOTH, BRIEF);
        for (StandardProtocolFamily family : List.of(INET, INET6)) {
            expectKind(rig, answers, name, family, TIMEOUT);
        }
        Duration after = Duration.ofNanos(rig.reactor().nanoTime() - start);
        rig.expect(
                after.compareTo(BRIEF) >= 0,
                "the timeout came after " + after.toMillis() + " ms, expected not before " + BRIEF.toMillis() + " ms");

        dns.script().release();
        lookups.sentinel();
        rig.expectEqual(
                "how often the lookup was told something", 2, answers.order().size());
    }

    @Check(
            id = "RES-012",
            level = MUST,
            scope = RESOLVER,
            needs = RESOLVE,
            env = Environment.SCRIPT,
            source = "Go net lookup_test",
            because = "a burst of connects to one host must not become a burst of questions",
            lookAt = "what is done with a question that is under way already")
    void fifty_equal_lookups_ask_once_for_each_type(Rig rig) throws Exception {
        DnsRig dns = rig.dns();
        DnsLookups lookups = new DnsLookups(rig, dns);
        String name = DnsScript.freshName("res-012");
        dns.script().holding(name, "A", IPV4).holding(name, "AAAA", IPV6);

        List<LookupRecorder> all = new ArrayList<>();
        rig.runOnLoop(rig.reactor(), () -> {
            for (int i = 0; i < 50; i++) {
                all.add(lookups.ofBoth(name));
            }
        });
        dns.script().await(name, "A");
        dns.script().await(name, "AAAA");
        rig.turns(rig.reactor(), 2);
        dns.script().release();

        for (LookupRecorder answers : all) {
            lookups.expect(answers, name, INET, IPV4);
            lookups.expect(answers, name, INET6, IPV6);
        }
        lookups.sentinel();
        rig.expectEqual(
                "what was asked for 50 lookups of one name",
                List.of("A", "AAAA"),
                lookups.typesAsked(name).stream().sorted().toList());
    }

    @Check(
            id = "RES-014",
            level = MUST,
            scope = RESOLVER,
            needs = RESOLVE_STREAMING,
            env = Environment.SCRIPT,
            source = "RFC 8305, section 3",
            because = "a server that drops AAAA questions must not hold up those who have IPv4",
            lookAt = "whether an answer waits for the other")
    void a_is_delivered_while_aaaa_is_held_back(Rig rig) throws Exception {
        DnsRig dns = rig.dns();
        DnsLookups lookups = new DnsLookups(rig, dns);

        for (StandardProtocolFamily late : List.of(INET6, INET)) {
            StandardProtocolFamily soon = late == INET ? INET6 : INET;
            String name = DnsScript.freshName("res-014");
            dns.script().answering(name, address(soon)).holding(name, late == INET ? "A" : "AAAA", address(late));

            LookupRecorder answers = lookups.ofBoth(name);
            lookups.expect(answers, name, soon, address(soon));
            dns.script().await(name, late == INET ? "A" : "AAAA");
            rig.expectEqual("what was told before " + late + " was answered", List.of(soon), answers.order());
            dns.script().release();
            lookups.expect(answers, name, late, address(late));
        }
    }

    private static String address(StandardProtocolFamily family) {
        return family == INET ? IPV4 : IPV6;
    }

    @Check(
            id = "RES-016",
            level = MUST,
            scope = RESOLVER,
            needs = RESOLVE,
            env = Environment.SCRIPT,
            source = "contract",
            because = "dead name servers must not stop a server that needs no names",
            lookAt = "whether lookups wait on the loop, or on a thread each")
    void a_hundred_stuck_lookups_stop_nothing_else(Rig rig) throws Exception {
        DnsRig dns = rig.dns();
        DnsLookups lookups = new DnsLookups(rig, dns);
        Pair pair = rig.pair(rig.v4(), StreamOptions.DEFAULT, rig.recorder(), Recorder::echoing);
        int threadsBefore = Thread.activeCount();
        Duration deadline = Duration.ofSeconds(1);
        long start = rig.reactor().nanoTime();

        Map<String, LookupRecorder> stuck = new LinkedHashMap<>();
        for (int i = 0; i < 100; i++) {
            String name = DnsScript.freshName("res-016");
            dns.script().holding(name, "A").holding(name, "AAAA");
            stuck.put(name, lookups.of(name, DnsLookups.BOTH, deadline));
        }
        LookupRecorder literal = lookups.ofBoth(IPV6);
        CountDownLatch timer = new CountDownLatch(1);
        rig.reactor().schedule(Duration.ofMillis(1), timer::countDown);
        pair.clientConnection().write(ByteBuffer.wrap(new byte[] {1, 2, 3}));

        rig.await(timer, "a timer, while lookups are stuck");
        pair.client().awaitBytes(3);
        lookups.expect(literal, IPV6, INET6, IPV6);
        int threads = Thread.activeCount() - threadsBefore;
        rig.expect(threads < 100, "100 lookups have started " + threads + " threads, expected a bound below that");
        stuck.forEach((name, answers) -> {
            expectKind(rig, answers, name, INET, TIMEOUT);
            expectKind(rig, answers, name, INET6, TIMEOUT);
        });
        Duration after = Duration.ofNanos(rig.reactor().nanoTime() - start);
        rig.expect(
                after.compareTo(deadline) >= 0,
                "they ended after " + after.toMillis() + " ms, expected not before " + deadline.toMillis() + " ms");
        dns.script().release();
        lookups.sentinel();
    }

    @Check(
            id = "RES-021",
            level = MUST,
            scope = RESOLVER,
            needs = RESOLVE,
            env = Environment.SCRIPT,
            source = "RFC 6761, section 6.3",
            because = "who connects to localhost must not land where a name server sends him",
            lookAt = "names ending in localhost, with and without final dot, in any case")
    void localhost_and_what_is_below_are_the_loopback_and_never_asked(Rig rig) throws Exception {
        DnsRig dns = rig.dns();
        DnsLookups lookups = new DnsLookups(rig, dns);

        for (String name : List.of("localhost", "localhost.", "LocalHost", "x.localhost", "x.localhost.")) {
            dns.script().answering(name.replaceAll("\\.$", ""), IPV4, IPV6);
            LookupRecorder answers = lookups.ofBoth(name);
            lookups.expect(answers, name, INET, "127.0.0.1");
            lookups.expect(answers, name, INET6, "::1");
        }
        lookups.sentinel();
        rig.expectEqual(
                "what was asked about localhost",
                List.of(),
                dns.script().questions().stream()
                        .filter(question -> question.name().contains("localhost"))
                        .toList());
    }

    @Check(
            id = "RES-023",
            level = SHOULD,
            scope = RESOLVER,
            needs = RESOLVE,
            env = Environment.HOSTS,
            source = "getaddrinfo(3)",
            because = "a link-local address without its zone leads nowhere",
            lookAt = "how an address of a source becomes an InetAddress")
    void the_zone_of_a_source_is_kept(Rig rig) throws Exception {
        NetworkInterface loopback = NetworkInterface.networkInterfaces()
                .filter(one -> one.inetAddresses().anyMatch(InetAddress::isLoopbackAddress))
                .findFirst()
                .orElseThrow(() -> rig.notRun("no loopback interface"));
        DnsRig dns = rig.dns();
        String name = DnsScript.freshName("res-023");
        dns.script().withHosts("fe80::1%" + loopback.getName() + " " + name + "\n");
        DnsLookups lookups = new DnsLookups(rig, dns);

        LookupRecorder answers = lookups.of(name, INET6);
        List<InetAddress> found;
        try {
            found = answers.awaitAddresses(INET6);
        } catch (AssertionError none) {
            if (rig.has(Needs.DNS)) {
                throw none;
            }
            throw rig.notRun("this system's resolver passes over addresses with zones in the hosts file");
        }
        rig.expectEqual("how many addresses it has", 1, found.size());
        rig.expectSameAddress(
                "the address of the hosts file", rig.address("fe80::1%" + loopback.getIndex()), found.get(0));
    }
}
