package org.hextet.tck.checks;

import static java.net.StandardProtocolFamily.INET;
import static java.net.StandardProtocolFamily.INET6;
import static org.hextet.api.failure.FailureKind.TIMEOUT;
import static org.hextet.tck.matrix.Level.MAY;
import static org.hextet.tck.matrix.Level.MUST;
import static org.hextet.tck.matrix.Needs.DNS;
import static org.hextet.tck.matrix.Needs.RESOLVE_RECORDS;
import static org.hextet.tck.matrix.Scope.RESOLVER;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hextet.api.DnsRecord;
import org.hextet.api.NameResolver;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.tck.dns.DnsQuestion;
import org.hextet.tck.dns.DnsReply.Forger;
import org.hextet.tck.dns.DnsScript;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.matrix.Check;
import org.hextet.tck.rig.DnsRig;
import org.hextet.tck.rig.LookupRecorder;
import org.hextet.tck.rig.Rig;

/** What a DNS client makes of answers: those in several parts, those of others, and those that are none. */
final class DnsAnswerChecks {

    private static final String IPV4 = "192.0.2.1";
    private static final String FORGED = "203.0.113.66";

    /** Questions that a loop of two names may cost. */
    private static final int FEW = 40;

    private static final int HEADER_BYTES = 12;

    @Check(
            id = "RES-026",
            level = MUST,
            scope = RESOLVER,
            needs = DNS,
            source = "RFC 1034, section 3.6.2; dnsjava LookupSession",
            because = "most large sites are an alias of an alias",
            lookAt = "which records of an answer belong to the question, and what is asked if the end is missing")
    void a_chain_of_aliases_leads_to_the_addresses_of_its_end(Rig rig) throws Exception {
        DnsRig dns = rig.dns();
        DnsLookups lookups = new DnsLookups(rig, dns);
        String first = DnsScript.freshName("res-026");
        String second = DnsScript.freshName("res-026");
        String third = DnsScript.freshName("res-026");

        // In one answer, in any order, with what is not asked for.
        dns.script()
                .on(
                        first,
                        "A",
                        question -> question.answer(
                                third + ". 60 A " + IPV4,
                                "other.test. 60 A " + FORGED,
                                second + ". 60 CNAME " + third + ".",
                                first + ". 60 CNAME " + second + "."));
        lookups.expectFound(first, INET, IPV4);

        // In several.
        String one = DnsScript.freshName("res-026");
        String two = DnsScript.freshName("res-026");
        String end = DnsScript.freshName("res-026");
        dns.script()
                .on(one, "AAAA", question -> question.answer(one + ". 60 CNAME " + two + "."))
                .on(two, "AAAA", question -> question.answer(two + ". 60 CNAME " + end + "."))
                .answering(end, "2001:db8::1", IPV4);
        lookups.expectFound(one, INET6, "2001:db8::1");
        rig.expectEqual(
                "how often the end was asked for",
                1,
                dns.script().questions(end, "AAAA").size());
    }

    @Check(
            id = "RES-027",
            level = MUST,
            scope = RESOLVER,
            needs = DNS,
            source = "RFC 1034, section 5.2.2; dnsjava redirectLoop",
            because = "a mistake in a zone must not make a client ask for ever",
            lookAt = "what bounds the steps of a chain, in one answer and over several")
    void a_loop_of_aliases_is_a_typed_failure_after_few_questions(Rig rig) throws Exception {
        DnsRig dns = rig.dns();
        DnsLookups lookups = new DnsLookups(rig, dns);
        String self = DnsScript.freshName("res-027");
        String one = DnsScript.freshName("res-027");
        String two = DnsScript.freshName("res-027");
        String whole = DnsScript.freshName("res-027");
        String back = DnsScript.freshName("res-027");
        // Nothing of it can be kept: each step costs a question.
        dns.script()
                .on(self, "A", question -> question.answer(self + ". 0 CNAME " + self + "."))
                .on(one, "A", question -> question.answer(one + ". 0 CNAME " + two + "."))
                .on(two, "A", question -> question.answer(two + ". 0 CNAME " + one + "."))
                .on(
                        whole,
                        "A",
                        question ->
                                question.answer(whole + ". 0 CNAME " + back + ".", back + ". 0 CNAME " + whole + "."));

        for (String name : List.of(self, one, whole)) {
            lookups.expectTyped(name, INET);
        }
        int asked = dns.script().questions().size();
        rig.expect(asked <= FEW, "three loops cost " + asked + " questions, expected at most " + FEW);
    }

    @Check(
            id = "RES-034",
            level = MUST,
            scope = RESOLVER,
            needs = DNS,
            source = "RFC 5452, section 9.1; Go IgnoreDNSForgeries",
            because = "whoever answers faster than the server would own every connection",
            lookAt = "what of an answer is compared with what was asked, and from where it must come")
    void a_forged_answer_counts_for_nothing(Rig rig) throws Exception {
        Map<String, Forgery> forgeries = new LinkedHashMap<>();
        forgeries.put("with another number", question -> {
            byte[] answer = forged(question);
            answer[1] ^= 1;
            question.send(answer);
        });
        forgeries.put("from another port", question -> question.sendAs(Forger.OTHER_PORT, forged(question)));
        forgeries.put("from another address", question -> question.sendAs(Forger.OTHER_ADDRESS, forged(question)));
        forgeries.put("about another name", question -> {
            byte[] answer = forged(question);
            // The first letter of the question, which all names in it point to.
            answer[HEADER_BYTES + 1] ^= 1;
            question.send(answer);
        });
        forgeries.put("about another type", question -> {
            byte[] answer = forged(question);
            int type = HEADER_BYTES + question.name().length() + 2;
            answer[type + 1] = 28;
            question.send(answer);
        });
        forgeries.put("that is a question", question -> {
            byte[] answer = forged(question);
            answer[2] &= 0x7f;
            question.send(answer);
        });

        rig.onEachLoopback(loopback -> {
            DnsRig dns = rig.dns(List.of(new InetSocketAddress(loopback, 0)));
            DnsLookups lookups = new DnsLookups(rig, dns);
            for (Map.Entry<String, Forgery> forgery : forgeries.entrySet()) {
                if (forgery.getKey().equals("from another address") && !isIpv4(loopback)) {
                    continue;
                }
                String name = DnsScript.freshName("res-034");
                dns.script().on(name, "A", question -> {
                    forgery.getValue().send(question);
                    question.answer(name + ". 60 A " + IPV4);
                });
                rig.expectEqual(
                        "what is found, where an answer " + forgery.getKey() + " came before the true one",
                        List.of(IPV4),
                        DnsLookups.texts(lookups.of(name, INET).awaitAddresses(INET)));
            }
        });
    }

    private static boolean isIpv4(InetAddress loopback) {
        return loopback.getAddress().length == 4;
    }

    @FunctionalInterface
    private interface Forgery {
        void send(DnsQuestion question) throws Exception;
    }

    private static byte[] forged(DnsQuestion question) {
        return question.answered(question.name() + ". 60 A " + FORGED);
    }

    @Check(
            id = "RES-035",
            level = MUST,
            scope = RESOLVER,
            needs = DNS,
            source = "RFC 5452, section 9.1",
            because = "ports and numbers are used again, and a slow server answers long after",
            lookAt = "what a port does with what it did not wait for")
    void a_late_answer_is_not_taken_for_the_next_question(Rig rig) throws Exception {
        DnsRig dns = rig.dns();
        DnsLookups lookups = new DnsLookups(rig, dns);
        String next = DnsScript.freshName("res-035");
        dns.script().on(next, "A", silent -> {});
        Duration deadline = Duration.ofMillis(100);
        String early;
        LookupRecorder first;
        do {
            // On a machine that is so slow that nobody was asked in time, once more.
            early = DnsScript.freshName("res-035");
            dns.script().on(early, "A", silent -> {});
            first = lookups.of(early, Set.of(INET), deadline);
            UnknownHostException why = first.awaitFailure(INET);
            rig.expectFailure("the failure of the first lookup", TIMEOUT, UnknownHostException.class, why);
            deadline = deadline.multipliedBy(2);
        } while (dns.script().questions(early, "A").isEmpty());
        DnsQuestion asked = dns.script().await(early, "A");
        LookupRecorder second = lookups.of(next, INET);
        DnsQuestion running = dns.script().await(next, "A");

        // To the port of the first, and to that of the second, which may be the same.
        asked.send(forged(asked));
        running.send(forged(asked));
        running.send(running.answeredTo(asked, early + ". 60 A " + FORGED));
        running.answer(next + ". 60 A " + IPV4);

        lookups.expect(second, next, INET, IPV4);
        lookups.sentinel();
        rig.expectEqual(
                "how often the first was told something", 1, first.order().size());
        rig.expectEqual(
                "how often the second was told something", 1, second.order().size());
    }

    @Check(
            id = "RES-045",
            level = MUST,
            scope = RESOLVER,
            needs = DNS,
            source = "RFC 1035, section 4.1.4",
            because = "what comes from the network is whatever somebody wants it to be",
            lookAt = "every length and pointer that is believed before it is checked")
    void a_malformed_answer_is_passed_over_or_a_typed_failure(Rig rig) throws Exception {
        Map<String, DnsScript.Behaviour> malformed = new LinkedHashMap<>();
        malformed.put("nothing at all", question -> question.send(new byte[0]));
        malformed.put("half a header", question -> question.send(Arrays.copyOf(forged(question), 6)));
        malformed.put(
                "a header that promises more",
                question -> question.send(Arrays.copyOf(forged(question), HEADER_BYTES)));
        malformed.put("a record that is cut off", question -> {
            byte[] answer = forged(question);
            question.send(Arrays.copyOf(answer, answer.length - 2));
        });
        malformed.put("a name that points to itself", question -> {
            byte[] answer = forged(question);
            int record = recordStart(question);
            answer[record] = (byte) (0xc0 | record >> 8);
            answer[record + 1] = (byte) record;
            question.send(answer);
        });
        malformed.put("names that point to each other", question -> {
            byte[] answer = Arrays.copyOf(forged(question), forged(question).length + 2);
            int record = recordStart(question);
            int end = answer.length - 2;
            answer[record] = (byte) (0xc0 | end >> 8);
            answer[record + 1] = (byte) end;
            answer[end] = (byte) (0xc0 | record >> 8);
            answer[end + 1] = (byte) record;
            question.send(answer);
        });
        malformed.put("an A record of five bytes", question -> {
            byte[] answer = Arrays.copyOf(forged(question), forged(question).length + 1);
            answer[recordStart(question) + 11] = 5;
            question.send(answer);
        });
        malformed.put("an A record of three bytes", question -> {
            byte[] answer = Arrays.copyOf(forged(question), forged(question).length - 1);
            answer[recordStart(question) + 11] = 3;
            question.send(answer);
        });
        malformed.put("a record longer than the message", question -> {
            byte[] answer = forged(question);
            answer[recordStart(question) + 10] = (byte) 0xff;
            question.send(answer);
        });
        malformed.put("sixty thousand records that are not there", question -> {
            byte[] answer = forged(question);
            answer[6] = (byte) 0xff;
            question.send(answer);
        });

        DnsRig dns = rig.dns();
        // One that is passed over ends with the timeout.
        DnsLookups lookups = new DnsLookups(rig, dns, "timeout=100ms", "attempts=1");
        // The end of a lookup that hangs is not to be taken for a failure.
        Duration never = Patience.guard().multipliedBy(10);
        Map<String, LookupRecorder> inFlight = new LinkedHashMap<>();
        malformed.forEach((what, behaviour) -> {
            String name = DnsScript.freshName("res-045");
            dns.script().on(name, "A", behaviour);
            inFlight.put(what, lookups.of(name, Set.of(INET), never));
        });
        inFlight.forEach((what, answers) -> rig.expect(
                answers.awaitFailure(INET) instanceof NetworkFailure,
                "the failure of a lookup that was answered with " + what + " is not typed"));
        // By TCP too, where an answer has a length of its own.
        malformed.forEach((what, behaviour) -> {
            String name = DnsScript.freshName("res-045");
            dns.script().on(name, "A", question -> {
                if (question.transport() == DnsQuestion.Transport.TCP) {
                    behaviour.asked(question);
                } else {
                    question.truncate();
                }
            });
            inFlight.put(what, lookups.of(name, Set.of(INET), never));
        });
        inFlight.forEach((what, answers) -> rig.expect(
                answers.awaitFailure(INET) instanceof NetworkFailure,
                "the failure of a lookup that was answered by TCP with " + what + " is not typed"));
        new DnsLookups(rig, dns).sentinel();
    }

    /** Behind header and question; the record's name is a pointer, its type two bytes further. */
    private static int recordStart(DnsQuestion question) {
        return HEADER_BYTES + question.name().length() + 2 + 4;
    }

    @Check(
            id = "RES-048",
            level = MAY,
            scope = RESOLVER,
            needs = RESOLVE_RECORDS,
            source = "RFC 2782; RFC 9460",
            because = "services say by such records where they are, and what they speak",
            lookAt = "order by priority and weight; parameters of SVCB and HTTPS")
    void srv_and_https_records_come_parsed_ordered_and_with_hints(Rig rig) throws Exception {
        DnsRig dns = rig.dns();
        NameResolver resolver = dns.openResolver();
        String service = "_sip._tcp." + DnsScript.freshName("res-048");
        String web = DnsScript.freshName("res-048");
        dns.script()
                .on(
                        service,
                        "SRV",
                        question -> question.answer(
                                service + ". 60 SRV 20 0 5060 late.test.", service + ". 60 SRV 10 5 5061 soon.test."))
                .on(
                        web,
                        "HTTPS",
                        question -> question.answer(
                                web + ". 60 HTTPS 2 . alpn=h3,h2 port=8443 ipv4hint=192.0.2.1 ipv6hint=2001:db8::1",
                                web + ". 60 HTTPS 1 other.test. alpn=h2"));

        List<DnsRecord> services = rig.await(resolver.records(rig.reactor(), service, "SRV", Patience.guard()));
        rig.expectEqual(
                "the services, in the order in which they are tried",
                List.of(
                        new DnsRecord.Service(10, 5, 5061, "soon.test"),
                        new DnsRecord.Service(20, 0, 5060, "late.test")),
                services.stream().map(DnsRecord::content).toList());
        List<DnsRecord> bindings = rig.await(resolver.records(rig.reactor(), web, "HTTPS", Patience.guard()));
        rig.expectEqual("how many HTTPS records came", 2, bindings.size());
        DnsRecord.Binding first = binding(rig, bindings.get(0));
        DnsRecord.Binding second = binding(rig, bindings.get(1));
        rig.expectEqual("the priorities, in order", List.of(1, 2), List.of(first.priority(), second.priority()));
        rig.expectEqual("the target of the first", "other.test", first.target());
        rig.expectEqual("what the second speaks", List.of("h3", "h2"), second.alpn());
        rig.expectEqual("the port of the second", 8443, second.port().orElse(0));
        rig.expectEqual(
                "the hints of the second", List.of("192.0.2.1", "2001:db8::1"), DnsLookups.texts(second.hints()));
    }

    private static DnsRecord.Binding binding(Rig rig, DnsRecord record) {
        if (record.content() instanceof DnsRecord.Binding binding) {
            return binding;
        }
        throw rig.fail("the content of an HTTPS record", "a Binding", record.content());
    }
}
