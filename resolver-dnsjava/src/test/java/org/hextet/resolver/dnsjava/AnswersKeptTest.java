package org.hextet.resolver.dnsjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;

/** The cache, and questions that are under way already. */
class AnswersKeptTest extends ScriptedLookups {

    @Test
    void an_answer_is_kept_and_flushed() throws Exception {
        server.with("host.test A", "host.test. 60 A 192.0.2.1");
        NameResolver resolver = resolver();

        lookup(resolver, "host.test", IPV4).next();
        lookup(resolver, "HOST.test.", IPV4).next();
        lookup(resolver, "nx.test", IPV4).next();
        lookup(resolver, "nx.test", IPV4).next();
        assertEquals(2, server.asked().size());

        resolver.flush();
        lookup(resolver, "host.test", IPV4).next();
        assertEquals(3, server.asked().size());
    }

    @Test
    void equal_questions_in_flight_are_one_and_cancelling_one_harms_no_other() throws Exception {
        server.held("host.test A", "host.test. 60 A 192.0.2.1");
        NameResolver resolver = resolver();
        List<RecordedAnswers> all = new ArrayList<>();
        List<Lookup> lookups = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            RecordedAnswers answers = new RecordedAnswers(reactor);
            all.add(answers);
            lookups.add(resolver.lookup(reactor, "host.test", IPV4, LONG, answers));
        }
        server.awaitAsked(1);

        assertTrue(lookups.get(0).cancel());
        assertFalse(lookups.get(0).cancel());
        server.release();

        for (RecordedAnswers answers : all.subList(1, 50)) {
            assertEquals("INET 192.0.2.1 60", answers.next());
        }
        assertTrue(all.get(0).isSilent());
        assertFalse(lookups.get(1).cancel());
        assertEquals(1, server.asked().size());
    }

    @Test
    void an_answer_is_asked_for_again_when_the_shortest_time_of_its_chain_is_over() throws Exception {
        server.with("host.test A", "host.test. 2 CNAME end.test.", "end.test. 5 A 192.0.2.1")
                .with("over.test A", "over.test. 2 CNAME end.test.")
                .with("end.test A", "end.test. 5 A 192.0.2.1")
                .with("once.test A", "once.test. 0 A 192.0.2.1");
        AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
        NameResolver resolver = resolver(now, "");

        assertEquals("INET 192.0.2.1 2", lookup(resolver, "host.test", IPV4).next());
        assertEquals("INET 192.0.2.1 2", lookup(resolver, "over.test", IPV4).next());
        pass(now, 1);
        assertEquals("INET 192.0.2.1 1", lookup(resolver, "host.test", IPV4).next());
        assertEquals("INET 192.0.2.1 1", lookup(resolver, "over.test", IPV4).next());
        assertEquals(3, server.asked().size());
        pass(now, 1);
        lookup(resolver, "host.test", IPV4).next();
        // The end of the chain still holds.
        assertEquals("INET 192.0.2.1 2", lookup(resolver, "over.test", IPV4).next());
        assertEquals(5, server.asked().size());

        lookup(resolver, "once.test", IPV4).next();
        lookup(resolver, "once.test", IPV4).next();
        assertEquals(7, server.asked().size());
    }

    @Test
    void a_negative_answer_is_kept_as_long_as_its_soa_says_and_without_one_not_at_all() throws Exception {
        server.on("nodata.test A", ScriptedServer.Asked::noData).on("bare.test A", one -> one.rcode(Rcode.NXDOMAIN));
        AtomicLong now = new AtomicLong();
        NameResolver resolver = resolver(now, "");

        for (String name : List.of("nx.test", "nodata.test")) {
            server.asked().clear();
            lookup(resolver, name, IPV4).next();
            pass(now, 2);
            lookup(resolver, name, IPV4).next();
            assertEquals(1, server.asked().size());
            pass(now, 1);
            lookup(resolver, name, IPV4).next();
            assertEquals(2, server.asked().size());
        }
        server.asked().clear();
        lookup(resolver, "bare.test", IPV4).next();
        lookup(resolver, "bare.test", IPV4).next();
        assertEquals(2, server.asked().size());
    }

    @Test
    void the_cache_never_holds_more_than_its_bound() throws Exception {
        DnsjavaResolver resolver = (DnsjavaResolver) resolver(new AtomicLong(), "&cache=100");
        for (int i = 0; i < 1000; i++) {
            server.with("h" + i + ".test A", "h" + i + ".test. 60 A 192.0.2.1");
            lookup(resolver, "h" + i + ".test", IPV4).next();
            assertTrue(resolver.kept() <= 100);
        }

        assertEquals(100, resolver.kept());
        resolver.flush();
        assertEquals(0, resolver.kept());
    }

    @Test
    void what_was_known_serves_while_nobody_answers_if_so_wished() throws Exception {
        server.with("host.test A", "host.test. 5 A 192.0.2.1");
        AtomicLong now = new AtomicLong();
        NameResolver resolver = resolver(now, "&serve-stale=10s");
        NameResolver strict = resolver(now, "");
        lookup(resolver, "host.test", IPV4).next();
        lookup(strict, "host.test", IPV4).next();
        server.on("host.test A", one -> one.rcode(Rcode.SERVFAIL));
        pass(now, 14);

        assertEquals("INET 192.0.2.1 30", lookup(resolver, "host.test", IPV4).next());
        assertEquals("INET temporary", lookup(strict, "host.test", IPV4).next());
        pass(now, 1);
        assertEquals("INET temporary", lookup(resolver, "host.test", IPV4).next());
    }

    @Test
    void what_was_known_serves_when_servers_take_long_and_they_are_asked_on() throws Exception {
        server.with("host.test A", "host.test. 5 A 192.0.2.1");
        AtomicLong now = new AtomicLong();
        NameResolver resolver = resolver(now, "&serve-stale=1h&stale-after=20ms&timeout=60s");
        lookup(resolver, "host.test", IPV4).next();
        server.held("host.test A", "host.test. 5 A 192.0.2.2");
        pass(now, 6);

        assertEquals("INET 192.0.2.1 30", lookup(resolver, "host.test", IPV4).next());
        assertEquals("INET 192.0.2.1 30", lookup(resolver, "host.test", IPV4).next());
        assertEquals(2, server.asked().size());
        server.release();
        // Answered after that, so that when this is here, that is too.
        lookup(resolver, "other.test", IPV4).next();
        turn();
        assertEquals("INET 192.0.2.2 5", lookup(resolver, "host.test", IPV4).next());
        assertEquals(List.of("host.test a", "host.test a", "other.test a"), server.asked());
    }

    @Test
    void servers_that_failed_are_left_alone_while_what_was_known_serves() throws Exception {
        server.with("host.test A", "host.test. 5 A 192.0.2.1");
        AtomicLong now = new AtomicLong();
        NameResolver resolver = resolver(now, "&serve-stale=1h");
        lookup(resolver, "host.test", IPV4).next();
        server.on("host.test A", one -> one.rcode(Rcode.SERVFAIL));
        pass(now, 6);

        assertEquals("INET 192.0.2.1 30", lookup(resolver, "host.test", IPV4).next());
        pass(now, 20);
        assertEquals("INET 192.0.2.1 10", lookup(resolver, "host.test", IPV4).next());
        assertEquals(2, server.asked().size());
        pass(now, 10);
        assertEquals("INET 192.0.2.1 30", lookup(resolver, "host.test", IPV4).next());
        assertEquals(3, server.asked().size());
    }
}
