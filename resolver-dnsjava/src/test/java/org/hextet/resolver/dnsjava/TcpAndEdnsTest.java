package org.hextet.resolver.dnsjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.Connection;
import org.hextet.api.NameResolver;
import org.hextet.api.Reactor;
import org.hextet.api.failure.FailureKind;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The ways by which a server is asked: UDP with EDNS or without, TCP. */
class TcpAndEdnsTest extends ScriptedLookups {

    @Test
    void a_truncated_answer_is_fetched_by_tcp() throws Exception {
        List<String> many = IntStream.range(0, 4000)
                .mapToObj(i -> "big.test. 60 A 10.0." + i / 250 + "." + i % 250)
                .toList();
        server.on("big.test A", one -> {
            if (one.byStream()) {
                one.answer(many.toArray(String[]::new));
            } else {
                one.truncated();
            }
        });

        RecordedAnswers answers = lookup(resolver(), "big.test", IPV4);

        answers.next();
        assertEquals(4000, answers.addresses().size());
        assertEquals(List.of("big.test a", "big.test a tcp"), server.asked());
    }

    @Test
    void where_it_is_wished_all_goes_by_tcp() throws Exception {
        server.with("host.test A", "host.test. 60 A 192.0.2.1");

        assertEquals(
                "INET 192.0.2.1 60",
                lookup(resolver("tcp=on"), "host.test", IPV4).next());
        assertEquals(List.of("host.test a tcp"), server.asked());
    }

    @Test
    void questions_by_tcp_share_a_connection_and_are_answered_in_any_order() throws Exception {
        NameResolver resolver = resolver("tcp=on");
        server.held("slow.test A", "slow.test. 60 A 192.0.2.1");
        RecordedAnswers slow = lookup(resolver, "slow.test", IPV4);

        for (int i = 0; i < 50; i++) {
            server.with("h" + i + ".test A", "h" + i + ".test. 60 A 192.0.2." + i);
            assertEquals(
                    "INET 192.0.2." + i + " 60",
                    lookup(resolver, "h" + i + ".test", IPV4).next());
        }

        assertTrue(slow.isSilent());
        server.release();
        assertEquals("INET 192.0.2.1 60", slow.next());
        assertEquals(1, server.connections());
    }

    @Test
    void what_a_server_leaves_unanswered_when_it_closes_is_asked_once_more_alone() throws Exception {
        // As servers do that know no pipelining: one answer, and good-bye.
        Set<Connection> served = ConcurrentHashMap.newKeySet();
        server.on("*", one -> {
            if (served.add(one.connection())) {
                one.answer(one.query().getQuestion().getName() + " 60 A 192.0.2.1");
                one.connection().close();
            }
        });
        NameResolver resolver = resolver("tcp=on", "attempts=1");
        List<RecordedAnswers> all = new ArrayList<>();

        for (int i = 0; i < 20; i++) {
            all.add(lookup(resolver, "h" + i + ".test", IPV4));
        }

        for (RecordedAnswers answers : all) {
            assertEquals("INET 192.0.2.1 60", answers.next());
        }
    }

    @Test
    void a_server_that_closes_tcp_at_once_or_in_the_middle_of_an_answer_is_a_typed_failure() throws Exception {
        server.on("host.test A", one -> {
            byte[] begun = {0, 100, 1, 2, 3};
            one.connection().write(ByteBuffer.wrap(begun));
            one.connection().close();
        });
        NameResolver resolver = resolver("tcp=on", "timeout=60s");

        RecordedAnswers middle = lookup(resolver, "host.test", IPV4);
        assertEquals("INET temporary", middle.next());
        assertTrue(middle.message().contains("in the middle of an answer"), middle::message);
        server.hangUp();
        RecordedAnswers atOnce = lookup(resolver, "host.test", IPV4);
        assertEquals("INET temporary", atOnce.next());
        assertTrue(atOnce.message().contains("closed the connection"), atOnce::message);
    }

    @Test
    void an_answer_by_tcp_to_something_else_is_a_typed_failure() throws Exception {
        server.on("host.test A", one -> {
                    Message other = one.response(Rcode.NOERROR, "host.test. 60 A 192.0.2.66");
                    other.getHeader().setID(one.query().getHeader().getID() ^ 1);
                    one.reply(other);
                })
                .on("empty.test A", one -> one.reply(new byte[0]))
                .on("evil.test A", one -> {
                    Message other = one.response(Rcode.NOERROR);
                    other.removeAllRecords(Section.QUESTION);
                    other.addRecord(
                            Record.newRecord(ScriptedServer.name("other.test"), Type.A, DClass.IN), Section.QUESTION);
                    one.reply(other);
                });
        NameResolver resolver = resolver("tcp=on", "timeout=60s");

        for (String name : List.of("host.test", "empty.test", "evil.test")) {
            RecordedAnswers answers = lookup(resolver, name, IPV4);
            assertEquals("INET temporary", answers.next());
            assertTrue(answers.message().contains("to something else"), answers::message);
        }
    }

    @Test
    void a_connection_ends_when_nobody_asks_by_it() throws Exception {
        server.with("host.test A", "host.test. 60 A 192.0.2.1");
        ServerConnections connections = new ServerConnections(reactor, Duration.ofMillis(20));
        CountDownLatch answered = new CountDownLatch(1);
        reactor.execute(() -> {
            Way way = connections.to(server.socketAddress());
            Query query = Query.of(
                    new Question(ScriptedServer.name("host.test"), Type.A),
                    way::isTaken,
                    new Unpredictable(),
                    0,
                    false);
            new Exchange(way, query, LONG, new Exchange.Listener() {
                        @Override
                        public void answered(Message answer) {
                            answered.countDown();
                        }

                        @Override
                        public void truncated() {}

                        @Override
                        public void failed(FailureKind kind, String why) {}
                    })
                    .begin(reactor);
        });

        assertTrue(answered.await(30, TimeUnit.SECONDS));
        server.awaitEnd();
        turn();
        assertEquals(0, connections.count());
    }

    /** A reactor without UDP, whose clock is the test's. */
    private Reactor withoutDatagrams(AtomicLong now) {
        Set<Capability> others = new HashSet<>(reactor.capabilities().present());
        others.remove(Capability.UDP);
        Capabilities lacking =
                new Capabilities(reactor.provider(), others, Map.of(Capability.UDP, "switched off by this test"));
        return (Reactor) Proxy.newProxyInstance(
                Reactor.class.getClassLoader(), new Class<?>[] {Reactor.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "capabilities" -> {
                            return lacking;
                        }
                        case "nanoTime" -> {
                            return now.get();
                        }
                        case "listenUdp" -> lacking.require(Capability.UDP);
                        default -> {
                            // As it is.
                        }
                    }
                    return method.invoke(reactor, arguments);
                });
    }

    @Test
    void where_the_reactor_has_no_datagrams_all_goes_by_tcp_and_its_clock_counts_if_so_wished() throws Exception {
        server.with("host.test A", "host.test. 5 A 192.0.2.1");
        AtomicLong now = new AtomicLong();
        Reactor lacking = withoutDatagrams(now);
        NameResolver resolver = resolver("clock=reactor");

        for (int seconds : new int[] {0, 4, 1}) {
            pass(now, seconds);
            RecordedAnswers answers = new RecordedAnswers(reactor);
            resolver.lookup(lacking, "host.test", IPV4, LONG, answers);
            assertTrue(answers.next().startsWith("INET 192.0.2.1 "));
        }

        assertEquals(List.of("host.test a tcp", "host.test a tcp"), server.asked());
    }

    @Test
    void a_server_that_takes_tcp_and_says_nothing_costs_one_timeout() throws Exception {
        server.silent("host.test A");

        assertEquals(
                "INET timeout",
                lookup(resolver("tcp=on", "timeout=50ms", "attempts=1"), "host.test", IPV4)
                        .next());
    }

    @Test
    void a_server_that_does_not_know_edns_is_asked_without() throws Exception {
        server.on("host.test A", one -> {
            if (one.query().getOPT() != null) {
                // Some do not even repeat the question.
                Message refusal = one.response(Rcode.FORMERR);
                refusal.removeAllRecords(Section.QUESTION);
                one.reply(refusal);
            } else {
                one.answer("host.test. 60 A 192.0.2.1");
            }
        });
        NameResolver resolver = resolver("cache=0");

        assertEquals("INET 192.0.2.1 60", lookup(resolver, "host.test", IPV4).next());
        assertEquals("INET 192.0.2.1 60", lookup(resolver, "host.test", IPV4).next());
        assertEquals(3, server.asked().size());
    }

    @Test
    void letters_of_random_case_must_come_back() throws Exception {
        server.with("a-long-host-name.example.test A", "a-long-host-name.example.test. 60 A 192.0.2.1")
                .on("lower-case-answers.test A", one -> {
                    Message answer = one.response(Rcode.NOERROR, "lower-case-answers.test. 60 A 192.0.2.66");
                    answer.removeAllRecords(Section.QUESTION);
                    answer.addRecord(
                            Record.newRecord(ScriptedServer.name("lower-case-answers.test"), Type.A, DClass.IN),
                            Section.QUESTION);
                    one.reply(answer);
                });
        NameResolver resolver = resolver("0x20=on");

        assertEquals(
                "INET 192.0.2.1 60",
                lookup(resolver, "a-long-host-name.example.test", IPV4).next());
        String sent = server.all().get(0).query().getQuestion().getName().toString();
        assertFalse(sent.equals(sent.toLowerCase(java.util.Locale.ROOT)), sent);
        assertEquals(
                "INET timeout",
                lookup(resolver("0x20=on", "timeout=100ms", "attempts=1"), "lower-case-answers.test", IPV4)
                        .next());
    }
}
