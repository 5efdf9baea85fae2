package org.hextet.resolver.dnsjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hextet.api.NameResolver;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;

class AliasTest extends ScriptedLookups {

    @Test
    void an_alias_is_followed_within_one_answer_and_over_several() throws Exception {
        server.with("one.test A", "one.test. 60 CNAME end.test.", "end.test. 30 A 192.0.2.1")
                .with("two.test A", "two.test. 20 CNAME three.test.")
                .with("three.test A", "three.test. 60 CNAME end.test.")
                .with("end.test A", "end.test. 40 A 192.0.2.2");
        NameResolver resolver = resolver();

        assertEquals("INET 192.0.2.1 30", lookup(resolver, "one.test", IPV4).next());
        assertEquals("INET 192.0.2.2 20", lookup(resolver, "two.test", IPV4).next());
    }

    @Test
    void a_loop_of_aliases_ends_after_few_questions() throws Exception {
        server.with("a.test A", "a.test. 60 CNAME b.test.")
                .with("b.test A", "b.test. 60 CNAME a.test.")
                .with("c.test A", "c.test. 60 CNAME d.test.", "d.test. 60 CNAME c.test.");
        NameResolver resolver = resolver();

        RecordedAnswers over = lookup(resolver, "a.test", IPV4);
        assertEquals("INET temporary", over.next());
        assertTrue(over.message().contains("circle"), over::message);
        assertEquals("INET temporary", lookup(resolver, "c.test", IPV4).next());
        assertEquals(List.of("a.test a", "b.test a", "c.test a"), server.asked());
    }

    @Test
    void an_endless_chain_of_aliases_is_cut() throws Exception {
        for (int i = 0; i < 100; i++) {
            server.with("n" + i + ".test A", "n" + i + ".test. 60 CNAME n" + (i + 1) + ".test.");
        }

        assertEquals("INET temporary", lookup(resolver(), "n0.test", IPV4).next());
        assertEquals(17, server.asked().size());
    }

    @Test
    void an_alias_of_nothing_is_no_such_name() throws Exception {
        server.on(
                "a.test A",
                one -> one.reply(
                        ScriptedServer.Asked.withSoa(one.response(Rcode.NXDOMAIN, "a.test. 60 CNAME b.test."))));

        assertEquals("INET no-such-name", lookup(resolver(), "a.test", IPV4).next());
    }

    @Test
    void records_that_the_question_does_not_lead_to_are_not_believed() throws Exception {
        server.with("host.test A", "other.test. 60 A 192.0.2.66", "host.test. 60 A 192.0.2.1")
                .with("none.test A", "other.test. 60 A 192.0.2.66");

        assertEquals("INET 192.0.2.1 60", lookup(resolver(), "host.test", IPV4).next());
        assertEquals("INET no-data", lookup(resolver(), "none.test", IPV4).next());
    }

    @Test
    void a_mapped_address_is_no_ipv6_address() throws Exception {
        server.with("host.test AAAA", "host.test. 60 AAAA ::ffff:192.0.2.1");

        assertEquals("INET6 no-data", lookup(resolver(), "host.test", IPV6).next());
    }
}
