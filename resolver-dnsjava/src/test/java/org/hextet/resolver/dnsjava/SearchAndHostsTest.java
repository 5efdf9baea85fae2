package org.hextet.resolver.dnsjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hextet.api.NameResolver;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

class SearchAndHostsTest extends ScriptedLookups {

    @Test
    void the_search_list_is_gone_through() throws Exception {
        server.with("x.b A", "x.b. 60 A 192.0.2.1");
        NameResolver resolver = closed(NameResolver.open(
                "dnsjava?server=" + server.address() + "&search=a,b&hosts=" + NO_FILE + "&resolv-conf=" + NO_FILE));

        assertEquals("INET 192.0.2.1 60", lookup(resolver, "x", IPV4).next());
        assertEquals(List.of("x.a a", "x.b a"), server.asked());
        server.asked().clear();
        RecordedAnswers nowhere = lookup(resolver, "y", IPV4);
        assertEquals("INET no-such-name", nowhere.next());
        assertTrue(nowhere.message().contains("asked for: y.a, y.b, y"), nowhere::message);
        server.asked().clear();
        lookup(resolver, "z.", IPV4).next();
        assertEquals(List.of("z a"), server.asked());
    }

    @Test
    void addresses_of_both_families_are_of_one_name() throws Exception {
        // A of the first name, AAAA of the second: two hosts.
        server.with("x.a A", "x.a. 60 A 192.0.2.1")
                .on("x.a AAAA", ScriptedServer.Asked::noData)
                .with("x.b AAAA", "x.b. 60 AAAA 2001:db8::66");
        NameResolver resolver = closed(NameResolver.open(
                "dnsjava?server=" + server.address() + "&search=a,b&hosts=" + NO_FILE + "&resolv-conf=" + NO_FILE));

        assertEquals(
                List.of("INET 192.0.2.1 60", "INET6 no-data"),
                lookup(resolver, "x", BOTH).next(2));
    }

    @Test
    void a_failing_server_is_not_hidden_as_no_such_name() throws Exception {
        server.on("x.a A", one -> one.rcode(Rcode.SERVFAIL));
        NameResolver resolver = closed(NameResolver.open(
                "dnsjava?server=" + server.address() + "&search=a&hosts=" + NO_FILE + "&resolv-conf=" + NO_FILE));

        assertEquals("INET temporary", lookup(resolver, "x", IPV4).next());
        assertEquals(List.of("x.a a", "x a"), server.asked());
    }

    @Test
    void the_hosts_file_stands_before_or_after_the_servers() throws Exception {
        Path hosts = Files.writeString(folder.resolve("hosts"), "192.0.2.7 Host.Test\n2001:db8::7 only6.test\n");
        server.with("host.test A", "host.test. 60 A 192.0.2.1");

        assertEquals(
                "INET 192.0.2.7",
                lookup(resolver("hosts=" + hosts), "HOST.test", IPV4).next());
        assertEquals(
                List.of("INET no-data", "INET6 2001:db8::7"),
                lookup(resolver("hosts=" + hosts), "only6.test", BOTH).next(2));
        assertEquals(List.of(), server.asked());
        assertEquals(
                "INET 192.0.2.1 60",
                lookup(resolver("hosts=" + hosts, "order=dns,hosts"), "host.test", IPV4)
                        .next());
        assertEquals(
                "INET6 2001:db8::7",
                lookup(resolver("hosts=" + hosts, "order=dns,hosts"), "only6.test", IPV6)
                        .next());
        assertEquals(
                "INET no-such-name",
                lookup(resolver("hosts=" + hosts, "order=hosts"), "other.test", IPV4)
                        .next());
    }

    @Test
    void as_many_addresses_as_a_message_holds_come_whole_and_more_than_are_kept_are_not() throws Exception {
        List<String> records = new ArrayList<>();
        for (int i = 0; i < 2300; i++) {
            records.add("big.test. 60 AAAA 2001:db8::" + Integer.toHexString(i));
        }
        List<Record> parsed = records.stream().map(ScriptedServer::record).toList();
        server.on("big.test AAAA", one -> {
            if (!one.byStream()) {
                one.truncated();
                return;
            }
            Message answer = one.response(Rcode.NOERROR);
            parsed.forEach(each -> answer.addRecord(each, Section.ANSWER));
            one.reply(answer);
        });
        NameResolver resolver = resolver("cache=1000");

        for (int i = 0; i < 2; i++) {
            RecordedAnswers answers = lookup(resolver, "big.test", IPV6);
            answers.next();
            assertEquals(2300, answers.addresses().size());
        }
        assertEquals(0, ((DnsjavaResolver) resolver).kept());
    }

    @Test
    void ten_thousand_addresses_of_one_name_come_whole() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            text.append("2001:db8::").append(Integer.toHexString(i)).append(" big.test\n");
        }
        Path hosts = Files.writeString(folder.resolve("hosts"), text);

        RecordedAnswers answers = lookup(resolver("hosts=" + hosts), "big.test", IPV6);

        answers.next();
        assertEquals(10_000, answers.addresses().size());
    }
}
