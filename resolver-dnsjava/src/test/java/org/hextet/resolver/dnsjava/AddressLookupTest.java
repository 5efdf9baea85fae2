package org.hextet.resolver.dnsjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hextet.api.Answers;
import org.hextet.api.NameResolver;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** What a lookup of addresses tells, and by which ports it asks. */
class AddressLookupTest extends ScriptedLookups {

    @Test
    void both_families_come_with_their_time_to_live() throws Exception {
        server.with("host.test AAAA", "host.test. 60 AAAA 2001:db8::1", "host.test. 50 AAAA 2001:db8::2")
                .with("host.test A", "host.test. 70 A 192.0.2.1");

        RecordedAnswers answers = lookup(resolver(), "host.test", BOTH);

        assertEquals(List.of("INET 192.0.2.1 70", "INET6 2001:db8::1,2001:db8::2 50"), answers.next(2));
        assertEquals("host.test aaaa", server.asked().get(0));
        assertEquals("host.test", answers.addresses().get(0).getHostName());
    }

    @Test
    void a_family_is_delivered_while_the_other_is_held_back() throws Exception {
        server.held("host.test AAAA", "host.test. 60 AAAA 2001:db8::1")
                .with("host.test A", "host.test. 60 A 192.0.2.1");

        RecordedAnswers answers = lookup(resolver(), "host.test", BOTH);

        assertEquals("INET 192.0.2.1 60", answers.next());
        assertTrue(answers.isSilent());
        server.release();
        assertEquals("INET6 2001:db8::1 60", answers.next());
    }

    @Test
    void one_family_asks_for_one_type() throws Exception {
        server.with("host.test A", "host.test. 60 A 192.0.2.1");

        assertEquals("INET 192.0.2.1 60", lookup(resolver(), "host.test", IPV4).next());

        assertEquals(List.of("host.test a"), server.asked());
    }

    @Test
    void kinds_of_failure_are_told_apart() throws Exception {
        server.on("nodata.test A", ScriptedServer.Asked::noData)
                .on("servfail.test A", one -> one.rcode(Rcode.SERVFAIL))
                .silent("silent.test A");
        NameResolver resolver = resolver();

        assertEquals("INET no-such-name", lookup(resolver, "nx.test", IPV4).next());
        assertEquals("INET no-data", lookup(resolver, "nodata.test", IPV4).next());
        RecordedAnswers failing = lookup(resolver, "servfail.test", IPV4);
        assertEquals("INET temporary", failing.next());
        assertEquals(
                "look up servfail.test: no name server had an answer: " + server.address() + ": SERVFAIL",
                failing.message());
        RecordedAnswers silent = lookup(resolver("timeout=50ms", "attempts=1"), "silent.test", IPV4);
        assertEquals("INET timeout", silent.next());
        assertEquals(
                "look up silent.test: no name server had an answer: " + server.address() + ": no answer within 50 ms",
                silent.message());
    }

    @Test
    void literals_and_names_of_the_loopback_ask_nobody() throws Exception {
        NameResolver resolver = resolver("hosts=/etc/hosts");

        assertEquals(
                List.of("INET no-data", "INET6 2001:db8::1"),
                lookup(resolver, "2001:db8::1", BOTH).next(2));
        assertEquals(
                List.of("INET 127.0.0.1 0", "INET6 ::1 0"),
                lookup(resolver, "LocalHost", BOTH).next(2));
        assertEquals(
                List.of("INET 127.0.0.1 0", "INET6 ::1 0"),
                lookup(resolver, "x.localhost.", BOTH).next(2));
        assertEquals("INET no-such-name", lookup(resolver, "x.invalid", IPV4).next());
        assertEquals("INET no-such-name", lookup(resolver, "x.onion", IPV4).next());
        assertEquals(List.of(), server.asked());
    }

    @Test
    void nothing_is_told_inside_the_call() throws Exception {
        NameResolver resolver = resolver();
        List<String> order = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(1);

        reactor.execute(() -> {
            resolver.lookup(reactor, "::1", IPV6, LONG, new Answers() {
                @Override
                public void answered(
                        StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
                    order.add("told");
                    done.countDown();
                }

                @Override
                public void failed(StandardProtocolFamily family, UnknownHostException why) {
                    order.add("failed");
                    done.countDown();
                }
            });
            order.add("returned");
        });

        assertTrue(done.await(30, TimeUnit.SECONDS));
        assertEquals(List.of("returned", "told"), order);
    }

    @Test
    void two_hundred_names_at_once_each_get_their_own_answer_from_ports_nobody_guesses() throws Exception {
        List<RecordedAnswers> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            server.with("h" + i + ".test A", "h" + i + ".test. 60 A 192.0.2." + i);
        }
        NameResolver resolver = resolver();

        for (int i = 0; i < 200; i++) {
            all.add(lookup(resolver, "h" + i + ".test", IPV4));
        }

        for (int i = 0; i < 200; i++) {
            assertEquals("INET 192.0.2." + i + " 60", all.get(i).next());
        }
        Set<Integer> ports = new HashSet<>();
        Set<Integer> ids = new HashSet<>();
        server.all().forEach(one -> {
            ports.add(one.port());
            ids.add(one.query().getHeader().getID());
        });
        assertTrue(ports.size() > 150 && ids.size() > 150, () -> ports + " " + ids);
    }

    @Test
    void both_questions_of_a_lookup_come_from_one_port_and_each_lookup_has_its_own() throws Exception {
        NameResolver resolver = resolver();

        for (int i = 0; i < 20; i++) {
            lookup(resolver, "h" + i + ".test", BOTH).next(2);
        }

        Set<Integer> ports = new HashSet<>();
        Set<Integer> ids = new HashSet<>();
        for (int i = 0; i < 40; i += 2) {
            assertEquals(server.all().get(i).port(), server.all().get(i + 1).port());
            ports.add(server.all().get(i).port());
        }
        server.all().forEach(one -> ids.add(one.query().getHeader().getID()));
        assertTrue(ports.size() > 15 && ids.size() > 35, () -> ports + " " + ids);
    }

    @Test
    void more_lookups_than_ports_are_opened_share_those_and_are_not_mixed_up() throws Exception {
        server.on("*", one -> {
            String name = one.query().getQuestion().getName().toString();
            int number = Integer.parseInt(name.substring(1, name.indexOf('.')));
            boolean isIpv6 = one.query().getQuestion().getType() == Type.AAAA;
            one.answer(name + " 60 "
                    + (isIpv6
                            ? "AAAA 2001:db8::" + Integer.toHexString(number + 1)
                            : "A 10.0." + number / 250 + "." + number % 250));
        });
        // No more at once than fit into the server's receive buffer.
        NameResolver resolver = resolver("questions=100");
        List<RecordedAnswers> all = new ArrayList<>();

        for (int i = 0; i < 600; i++) {
            all.add(lookup(resolver, "h" + i + ".test", BOTH));
        }

        for (int i = 0; i < 600; i++) {
            assertEquals(
                    List.of(
                            "INET 10.0." + i / 250 + "." + i % 250 + " 60",
                            "INET6 2001:db8::" + Integer.toHexString(i + 1) + " 60"),
                    all.get(i).next(2));
        }
        Set<Integer> ports = new HashSet<>();
        server.all().forEach(one -> ports.add(one.port()));
        assertTrue(ports.size() > 200, ports::toString);
    }
}
