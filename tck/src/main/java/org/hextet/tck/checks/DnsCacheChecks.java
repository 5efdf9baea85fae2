package org.hextet.tck.checks;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.DNS;
import static org.hextet.tck.matrix.Scope.RESOLVER;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hextet.tck.dns.DnsQuestion;
import org.hextet.tck.dns.DnsScript;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.DnsRig;
import org.hextet.tck.rig.LookupRecorder;
import org.hextet.tck.rig.Rig;

/** How long answers hold, on a clock that the check turns itself. */
final class DnsCacheChecks {

    private static final String IPV4 = "192.0.2.1";
    private static final Duration INSTANT = Duration.ofNanos(1);

    @Check(
            id = "RES-039",
            level = MUST,
            scope = RESOLVER,
            needs = DNS,
            source = "RFC 1035, section 3.2.1; Netty DefaultDnsCache",
            because = "a service moves when the time to live of its records is over, and clients must follow",
            lookAt = "the least time to live on the way from name to address")
    void an_answer_holds_for_the_least_time_to_live_and_zero_for_none(Rig rig) throws Exception {
        DnsRig dns = rig.dns();
        TurnedClock clock = new TurnedClock(rig.reactor());
        DnsLookups lookups = new DnsLookups(rig, clock, dns, "clock=reactor");

        String plain = DnsScript.freshName("res-039");
        dns.script().on(plain, "A", question -> question.answer(plain + ". 5 A " + IPV4));
        expectHolds(rig, clock, lookups, dns, plain, Duration.ofSeconds(5));

        String alias = DnsScript.freshName("res-039");
        String end = DnsScript.freshName("res-039");
        dns.script()
                .on(alias, "A", question -> question.answer(alias + ". 2 CNAME " + end + ".", end + ". 5 A " + IPV4));
        expectHolds(rig, clock, lookups, dns, alias, Duration.ofSeconds(2));

        String longAlias = DnsScript.freshName("res-039");
        dns.script()
                .on(
                        longAlias,
                        "A",
                        question -> question.answer(longAlias + ". 5 CNAME " + end + ".", end + ". 2 A " + IPV4));
        expectHolds(rig, clock, lookups, dns, longAlias, Duration.ofSeconds(2));

        String fleeting = DnsScript.freshName("res-039");
        dns.script().on(fleeting, "A", question -> question.answer(fleeting + ". 0 A " + IPV4));
        for (int time = 1; time <= 3; time++) {
            lookups.expectFound(fleeting, INET, IPV4);
            rig.expectEqual(
                    "how often a name with time to live 0 was asked for, after " + time + " lookups",
                    time,
                    dns.script().questions(fleeting, "A").size());
        }
    }

    private static void expectHolds(
            Rig rig, TurnedClock clock, DnsLookups lookups, DnsRig dns, String name, Duration time) {
        int before = asked(dns, "A");
        lookups.expectFound(name, INET, IPV4);
        clock.turn(time.minus(INSTANT));
        lookups.expectFound(name, INET, IPV4);
        rig.expectEqual(
                "how often " + name + " was asked for within " + time.toSeconds() + " s", 1, asked(dns, "A") - before);
        clock.turn(INSTANT);
        lookups.expectFound(name, INET, IPV4);
        rig.expectEqual(
                "how often " + name + " was asked for when " + time.toSeconds() + " s were over",
                2,
                asked(dns, "A") - before);
    }

    @Check(
            id = "RES-040",
            level = MUST,
            scope = RESOLVER,
            needs = DNS,
            source = "RFC 2308, section 5",
            because =
                    "a name that comes to be must not stay unknown, and one that is not must not be asked for each time",
            lookAt = "time to live and minimum of the SOA record, and what is done without one")
    void a_negative_answer_holds_as_its_soa_says_and_without_one_not_at_all(Rig rig) throws Exception {
        DnsRig dns = rig.dns();
        TurnedClock clock = new TurnedClock(rig.reactor());
        DnsLookups lookups = new DnsLookups(rig, clock, dns, "clock=reactor");

        for (int rcode : new int[] {DnsQuestion.NXDOMAIN, 0}) {
            String what = rcode == 0 ? "a name without data" : "a name that does not exist";
            // The lesser of time to live and minimum.
            for (String soa :
                    List.of("test. 10 SOA ns.test. admin.test. 1 2 3 4 3", "test. 3 SOA ns. admin. 1 2 3 4 10")) {
                String name = DnsScript.freshName("res-040");
                dns.script().on(name, "A", question -> question.negative(rcode, soa));
                lookups.of(name, INET).awaitFailure(INET);
                clock.turn(Duration.ofSeconds(3).minus(INSTANT));
                lookups.of(name, INET).awaitFailure(INET);
                rig.expectEqual(
                        "how often " + what + " was asked for within 3 s",
                        1,
                        dns.script().questions(name, "A").size());
                clock.turn(INSTANT);
                lookups.of(name, INET).awaitFailure(INET);
                rig.expectEqual(
                        "how often " + what + " was asked for when 3 s were over",
                        2,
                        dns.script().questions(name, "A").size());
            }
            String without = DnsScript.freshName("res-040");
            dns.script().on(without, "A", question -> question.negative(rcode));
            for (int time = 1; time <= 2; time++) {
                lookups.of(without, INET).awaitFailure(INET);
                rig.expectEqual(
                        "how often " + what + " and without SOA was asked for, after " + time + " lookups",
                        time,
                        dns.script().questions(without, "A").size());
            }
        }
    }

    @Check(
            id = "RES-041",
            level = MUST,
            scope = RESOLVER,
            needs = DNS,
            source = "contract",
            because =
                    "a crawler's names must not fill the memory, and who moves to another network wants none of the old",
            lookAt = "what goes when the bound is reached, and flush()",
            patience = 2)
    void the_cache_keeps_its_bound_and_flush_empties_it(Rig rig) throws Exception {
        DnsRig dns = rig.dns();
        TurnedClock clock = new TurnedClock(rig.reactor());
        DnsLookups lookups = new DnsLookups(rig, clock, dns, "clock=reactor", "cache=100");
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            String name = DnsScript.freshName("res-041");
            dns.script().on(name, "AAAA", question -> question.answer(name + ". 3600 AAAA 2001:db8::1"));
            names.add(name);
        }

        rig.expectEqual(
                "how many of 1,000 names nobody had asked for were not asked for", 0, known(dns, lookups, names));
        // Each once, the latest first: what is kept now is met before it is pushed out.
        Collections.reverse(names);
        int kept = known(dns, lookups, names);
        rig.expect(kept <= 100, kept + " answers are kept, expected at most the 100 that were asked for");
        rig.expect(kept > 0, "of a cache of 100 records nothing is kept after 1,000 answers");

        lookups.resolver().flush();
        Collections.reverse(names);
        rig.expectEqual("how many are known after flush", 0, known(dns, lookups, names));
    }

    /** Looks all up, some at a time: how many nobody had to be asked for. */
    private static int known(DnsRig dns, DnsLookups lookups, List<String> names) {
        int before = asked(dns, "AAAA");
        for (int from = 0; from < names.size(); from += 50) {
            Map<String, LookupRecorder> inFlight = new LinkedHashMap<>();
            names.subList(from, Math.min(names.size(), from + 50))
                    .forEach(name -> inFlight.put(name, lookups.of(name, INET6)));
            inFlight.forEach((name, answers) -> lookups.expect(answers, name, INET6, "2001:db8::1"));
        }
        return names.size() - (asked(dns, "AAAA") - before);
    }

    private static int asked(DnsRig dns, String type) {
        return (int) dns.script().questions().stream()
                .filter(question -> question.type().equals(type))
                .count();
    }
}
