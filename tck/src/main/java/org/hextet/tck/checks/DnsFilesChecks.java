package org.hextet.tck.checks;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.hextet.api.failure.FailureKind.TEMPORARY;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.DNS;
import static org.hextet.tck.matrix.Scope.RESOLVER;

import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hextet.tck.dns.DnsQuestion;
import org.hextet.tck.dns.DnsScript;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.DnsRig;
import org.hextet.tck.rig.LookupRecorder;
import org.hextet.tck.rig.Rig;

/** resolv.conf and hosts, as a DNS client reads them. */
final class DnsFilesChecks {

    private static final String IPV4 = "192.0.2.1";

    @Check(
            id = "RES-037",
            level = MUST,
            scope = RESOLVER,
            needs = DNS,
            source = "resolv.conf(5); Netty resolver-dns SearchDomain",
            because = "a short name must mean here what it means to every other program of this host",
            lookAt = "the names that a name stands for, and their order")
    void a_name_is_asked_for_with_the_search_list_in_its_order(Rig rig) throws Exception {
        DnsRig dns = rig.dns();
        dns.script().withResolvConf("search a.test b.test\noptions ndots:1\n");
        DnsLookups lookups = new DnsLookups(rig, dns);
        // Nobody knows any of them.
        String x = DnsScript.freshName("res-037").replace(".test", "");

        rig.expectEqual(
                "what is asked for a name without a dot",
                List.of(x + ".a.test", x + ".b.test", x),
                namesAsked(dns, lookups, x));
        List<String> dotted = namesAsked(dns, lookups, x + ".y");
        rig.expectEqual(
                "what is asked first for a name with a dot", x + ".y", dotted.isEmpty() ? "nothing" : dotted.get(0));
        rig.expectEqual("what is asked for a name with a final dot", List.of(x), namesAsked(dns, lookups, x + "."));
        // The first that is there is the last that is asked for.
        String found = DnsScript.freshName("res-037").replace(".test", "");
        dns.script().answering(found + ".a.test", IPV4).answering(found + ".b.test", "203.0.113.66");
        lookups.expectFound(found, INET, IPV4);
        rig.expectEqual(
                "what is asked of the second domain, where the first has it",
                List.of(),
                dns.script().questions(found + ".b.test"));
    }

    /** Looks up what is not there: the names that were asked for, in order. */
    private static List<String> namesAsked(DnsRig dns, DnsLookups lookups, String name) {
        int before = dns.script().questions().size();
        // An answer of before is no question now.
        lookups.resolver().flush();
        lookups.expectTyped(name, INET);
        List<DnsQuestion> all = dns.script().questions();
        List<String> names = new ArrayList<>();
        all.subList(before, all.size()).stream()
                .filter(question -> question.type().equals("A"))
                .forEach(question -> names.add(question.name()));
        return names;
    }

    @Check(
            id = "RES-038",
            level = MUST,
            scope = RESOLVER,
            needs = DNS,
            source = "contract",
            because = "\"no such name\" is wrong where nobody knows, and stops whoever would try again",
            lookAt = "what the last name of the search list says, and what was said before it")
    void a_server_failure_in_the_search_list_is_not_hidden_as_no_such_name(Rig rig) throws Exception {
        DnsRig dns = rig.dns();
        dns.script().withResolvConf("search a.test b.test\n");
        DnsLookups lookups = new DnsLookups(rig, dns);
        String x = DnsScript.freshName("res-038").replace(".test", "");
        dns.script()
                .on(x + ".a.test", "A", question -> question.fail(DnsQuestion.SERVFAIL))
                .on(x + ".a.test", "AAAA", question -> question.fail(DnsQuestion.SERVFAIL));

        LookupRecorder answers = lookups.ofBoth(x);
        rig.expectFailure("the failure of A", TEMPORARY, UnknownHostException.class, answers.awaitFailure(INET));
        rig.expectFailure("the failure of AAAA", TEMPORARY, UnknownHostException.class, answers.awaitFailure(INET6));
    }

    @Check(
            id = "RES-043",
            level = MUST,
            scope = RESOLVER,
            needs = DNS,
            source = "resolv.conf(5); Netty UnixResolverDns",
            because = "the file is written by people and by a dozen programs",
            lookAt = "tabs, comments, what is not known, and lines that stand there twice")
    void junk_in_resolv_conf_is_passed_over_and_the_last_search_line_counts(Rig rig) throws Exception {
        DnsRig dns = rig.dns();
        dns.script().withResolvConf("""
                # a comment
                ; another
                search first.test second.test
                nameserver
                nameserver\t192.0.2.66
                nameserver not-an-address
                sortlist 130.155.160.0/255.255.240.0
                \u0000\u0001\u00ff junk
                options ndots:x ndots:2 attempts:999999999999 unknown:3 timeout:-1
                search\t last.test \t other.test
                lookup file bind
                optionsndots:9
                """);
        DnsLookups lookups = new DnsLookups(rig, dns);
        String x = DnsScript.freshName("res-043").replace(".test", "");

        rig.expectEqual(
                "what is asked for a name without a dot",
                List.of(x + ".last.test", x + ".other.test", x),
                namesAsked(dns, lookups, x));
        // ndots 2: one dot is too few for it to stand first.
        rig.expectEqual(
                "what is asked for a name with one dot",
                List.of(x + ".y.last.test", x + ".y.other.test", x + ".y"),
                namesAsked(dns, lookups, x + ".y"));
    }

    @Check(
            id = "RES-044",
            level = MUST,
            scope = RESOLVER,
            needs = DNS,
            source = "dnsjava HostsFileParser; hosts(5)",
            because = "what an administrator writes there overrules the DNS, as in every other program",
            lookAt = "aliases, case, comments, several lines for one name")
    void the_hosts_file_comes_first_with_both_families_aliases_and_any_case(Rig rig) throws Exception {
        DnsRig dns = rig.dns();
        String name = DnsScript.freshName("res-044");
        String alias = DnsScript.freshName("res-044");
        String commented = DnsScript.freshName("res-044");
        String mixed = DnsScript.freshName("Res-044-Mixed");
        dns.script().withHosts("""
                # 203.0.113.66 COMMENTED
                192.0.2.10\tNAME ALIAS # COMMENTED
                  2001:db8::10   NAME
                not-an-address NAME
                192.0.2.11 MIXED
                192.0.2.12
                """.replace("NAME", name)
                .replace("ALIAS", alias)
                .replace("COMMENTED", commented)
                .replace("MIXED", mixed));
        for (String one : List.of(name, alias, mixed)) {
            dns.script().answering(one, "203.0.113.66", "2001:db8:66::");
        }
        dns.script().answering(commented, "192.0.2.13");
        DnsLookups lookups = new DnsLookups(rig, dns);

        LookupRecorder both = lookups.ofBoth(name);
        lookups.expect(both, name, INET, "192.0.2.10");
        lookups.expect(both, name, INET6, "2001:db8::10");
        lookups.expectFound(alias, INET, "192.0.2.10");
        lookups.expectFound(mixed.toLowerCase(Locale.ROOT), INET, "192.0.2.11");
        lookups.expectFound(name.toUpperCase(Locale.ROOT), INET, "192.0.2.10");
        lookups.expectFound(name + ".", INET, "192.0.2.10");
        lookups.expectFound(commented, INET, "192.0.2.13");
        for (String one : List.of(name, alias, mixed)) {
            rig.expectEqual(
                    "what was asked about " + one, List.of(), dns.script().questions(one));
        }
    }
}
