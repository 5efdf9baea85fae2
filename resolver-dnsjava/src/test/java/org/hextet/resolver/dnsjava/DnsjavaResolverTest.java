package org.hextet.resolver.dnsjava;

import static org.hextet.api.failure.FailureKind.CANCELLED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hextet.api.Answers;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.Connection;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.DnsRecord;
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.api.spi.ProviderSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Lookups by a real reactor from a scripted server, both on loopback. */
@Timeout(60)
class DnsjavaResolverTest {

    private static final Set<StandardProtocolFamily> BOTH =
            Set.of(StandardProtocolFamily.INET, StandardProtocolFamily.INET6);
    private static final Set<StandardProtocolFamily> IPV4 = Set.of(StandardProtocolFamily.INET);
    private static final Set<StandardProtocolFamily> IPV6 = Set.of(StandardProtocolFamily.INET6);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final Path NO_FILE = Path.of("/nowhere/at/all");

    private final List<AutoCloseable> opened = new ArrayList<>();
    private Reactor reactor;
    private ScriptedServer server;

    @TempDir
    private Path folder;

    @BeforeEach
    void open() throws Exception {
        reactor = closed(Reactor.open("nio"));
        server = closed(new ScriptedServer("::1"));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private <T extends AutoCloseable> T closed(T later) {
        opened.add(0, later);
        return later;
    }

    /** Asks the server and knows no files. */
    private NameResolver resolver(String... options) throws Exception {
        return resolver(server.address(), options);
    }

    private NameResolver resolver(String servers, String[] options) throws Exception {
        String spec = "dnsjava?server=" + servers + "&search=";
        for (String option : options) {
            spec += "&" + option;
        }
        return closed(NameResolver.open(spec
                + (spec.contains("hosts=") ? "" : "&hosts=" + NO_FILE)
                + (spec.contains("resolv-conf=") ? "" : "&resolv-conf=" + NO_FILE)));
    }

    private RecordedAnswers lookup(NameResolver resolver, String name, Set<StandardProtocolFamily> families) {
        RecordedAnswers answers = new RecordedAnswers(reactor);
        resolver.lookup(reactor, name, families, LONG, answers);
        return answers;
    }

    /** What was queued has run, and what was closed is gone: a timer of a timer comes after a poll. */
    private void turn() throws Exception {
        CountDownLatch turned = new CountDownLatch(1);
        reactor.execute(() -> reactor.schedule(
                MOMENT, () -> reactor.schedule(MOMENT, () -> reactor.schedule(MOMENT, turned::countDown))));
        assertTrue(turned.await(30, TimeUnit.SECONDS));
    }

    // ---- addresses

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

    // ---- aliases

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

    // ---- ways

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

    // ---- servers

    @Test
    void a_silent_server_is_followed_by_the_next_and_asked_last_from_then_on() throws Exception {
        ScriptedServer second = closed(new ScriptedServer("127.0.0.1"));
        server.silent("host.test A").silent("other.test A");
        second.with("host.test A", "host.test. 60 A 192.0.2.1").with("other.test A", "other.test. 60 A 192.0.2.2");
        NameResolver resolver = resolver(server.address() + "," + second.address(), new String[] {"timeout=1s"});

        assertEquals("INET 192.0.2.1 60", lookup(resolver, "host.test", IPV4).next());
        assertEquals("INET 192.0.2.2 60", lookup(resolver, "other.test", IPV4).next());

        assertEquals(List.of("host.test a"), server.asked());
        assertEquals(List.of("host.test a", "other.test a"), second.asked());
    }

    @ParameterizedTest
    @ValueSource(ints = {Rcode.SERVFAIL, Rcode.REFUSED, Rcode.NOTIMP})
    void a_server_that_refuses_is_followed_by_the_next(int rcode) throws Exception {
        ScriptedServer second = closed(new ScriptedServer("::1"));
        server.on("host.test A", one -> one.rcode(rcode));
        second.with("host.test A", "host.test. 60 A 192.0.2.1");

        assertEquals(
                "INET 192.0.2.1 60",
                lookup(resolver(server.address() + "," + second.address(), new String[0]), "host.test", IPV4)
                        .next());
    }

    @Test
    void a_lame_server_is_followed_by_the_next() throws Exception {
        ScriptedServer second = closed(new ScriptedServer("::1"));
        server.on("host.test A", one -> {
            Message referral = one.response(Rcode.NOERROR);
            referral.addRecord(ScriptedServer.record("test. 60 NS ns.test."), Section.AUTHORITY);
            one.reply(referral);
        });
        second.with("host.test A", "host.test. 60 A 192.0.2.1");

        assertEquals(
                "INET 192.0.2.1 60",
                lookup(resolver(server.address() + "," + second.address(), new String[0]), "host.test", IPV4)
                        .next());
    }

    @Test
    void no_such_name_is_final() throws Exception {
        ScriptedServer second = closed(new ScriptedServer("::1"));

        assertEquals(
                "INET no-such-name",
                lookup(resolver(server.address() + "," + second.address(), new String[0]), "host.test", IPV4)
                        .next());
        assertEquals(List.of(), second.asked());
    }

    @Test
    void a_port_where_nobody_listens_is_known_at_once() throws Exception {
        String gone;
        try (ScriptedServer soon = new ScriptedServer("::1")) {
            gone = soon.address();
        }
        server.with("host.test A", "host.test. 60 A 192.0.2.1");

        // The timeout is longer than the guard of the test.
        assertEquals(
                "INET 192.0.2.1 60",
                lookup(resolver(gone + "," + server.address(), new String[] {"timeout=60s"}), "host.test", IPV4)
                        .next());
    }

    @Test
    void silent_servers_are_asked_as_often_as_attempts_say() throws Exception {
        ScriptedServer second = closed(new ScriptedServer("::1"));
        server.silent("host.test A");
        second.silent("host.test A");

        RecordedAnswers answers = lookup(
                resolver(server.address() + "," + second.address(), new String[] {"timeout=50ms", "attempts=3"}),
                "host.test",
                IPV4);

        assertEquals("INET timeout", answers.next());
        assertEquals(3, server.asked().size());
        assertEquals(3, second.asked().size());
    }

    @Test
    void rotation_begins_with_another_server_each_time() throws Exception {
        ScriptedServer second = closed(new ScriptedServer("::1"));
        NameResolver resolver =
                resolver(server.address() + "," + second.address(), new String[] {"rotate=on", "cache=0"});

        for (int i = 0; i < 4; i++) {
            lookup(resolver, "host.test", IPV4).next();
        }

        assertEquals(2, server.asked().size());
        assertEquals(2, second.asked().size());
    }

    @Test
    void a_server_that_cannot_be_used_is_skipped_and_the_reason_told() throws Exception {
        server.on("host.test A", one -> one.rcode(Rcode.REFUSED));

        RecordedAnswers answers =
                lookup(resolver("[fe80::1%nosuch0]," + server.address(), new String[0]), "host.test", IPV4);

        assertEquals("INET temporary", answers.next());
        assertTrue(answers.message().contains("skipped: ") && answers.message().contains("nosuch0"), answers::message);
    }

    @Test
    void servers_and_search_list_come_from_the_file_and_follow_it() throws Exception {
        Path file = folder.resolve("resolv.conf");
        Files.writeString(file, "nameserver ns.example\n");

        try (NameResolver resolver = NameResolver.open("dnsjava?hosts=" + NO_FILE + "&resolv-conf=" + file)) {
            RecordedAnswers answers = lookup(resolver, "host.test", IPV4);
            assertEquals("INET temporary", answers.next());
            assertTrue(answers.message().contains("no name server can be used"), answers::message);
        }
    }

    // ---- forged, late, malformed

    @Test
    void only_the_true_answer_counts() throws Exception {
        Reactor stranger = closed(Reactor.open("nio"));
        DatagramPort elsewhere = stranger.listenUdp(
                        new java.net.InetSocketAddress(server.socketAddress().getAddress(), 0),
                        DatagramOptions.DEFAULT,
                        () -> (port, datagram) -> {})
                .await();
        server.on("host.test A", one -> {
            Message wrongId = one.response(Rcode.NOERROR, "host.test. 60 A 192.0.2.66");
            wrongId.getHeader().setID(one.query().getHeader().getID() ^ 1);
            one.reply(wrongId);
            Message wrongQuestion = one.response(Rcode.NOERROR, "evil.test. 60 A 192.0.2.66");
            wrongQuestion.removeAllRecords(Section.QUESTION);
            wrongQuestion.addRecord(
                    Record.newRecord(ScriptedServer.name("evil.test"), Type.A, DClass.IN), Section.QUESTION);
            one.reply(wrongQuestion);
            Message wrongType = one.response(Rcode.NOERROR);
            wrongType.removeAllRecords(Section.QUESTION);
            wrongType.addRecord(
                    Record.newRecord(ScriptedServer.name("host.test"), Type.AAAA, DClass.IN), Section.QUESTION);
            one.reply(wrongType);
            Message noQuestion = one.response(Rcode.NOERROR, "host.test. 60 A 192.0.2.66");
            noQuestion.removeAllRecords(Section.QUESTION);
            one.reply(noQuestion);
            // The question itself, sent back.
            one.reply(one.query());
            one.reply(new byte[0]);
            one.reply(new byte[11]);
            // From another port, with everything else right.
            Message elsewhereAnswer = one.response(Rcode.NOERROR, "host.test. 60 A 192.0.2.66");
            elsewhere.write(
                    java.nio.ByteBuffer.wrap(elsewhereAnswer.toWire()),
                    new java.net.InetSocketAddress(server.socketAddress().getAddress(), one.port()));
            elsewhere.option(java.net.StandardSocketOptions.SO_SNDBUF);
            one.answer("host.test. 60 A 192.0.2.1");
        });

        // An attempt more would show.
        assertEquals(
                "INET 192.0.2.1 60",
                lookup(resolver("attempts=1"), "host.test", IPV4).next());
        assertEquals(1, server.asked().size());
    }

    @Test
    void an_answer_to_an_earlier_try_is_not_taken_for_one_to_a_later_question() throws Exception {
        server.held("late.test A", "late.test. 60 A 192.0.2.66").with("next.test A", "next.test. 60 A 192.0.2.1");
        NameResolver resolver = resolver("timeout=1s", "attempts=1");

        assertEquals("INET timeout", lookup(resolver, "late.test", IPV4).next());
        server.release();

        assertEquals("INET 192.0.2.1 60", lookup(resolver, "next.test", IPV4).next());
    }

    @Test
    void a_flood_of_guessed_numbers_does_not_win() throws Exception {
        server.on("host.test A", one -> {
            Message guess = one.response(Rcode.NOERROR, "host.test. 60 A 192.0.2.66");
            byte[] bytes = guess.toWire();
            int id = one.query().getHeader().getID();
            // As many as a receive buffer holds.
            for (int i = 1; i <= 200; i++) {
                ByteBuffer.wrap(bytes).putShort(0, (short) (id + i));
                one.reply(bytes.clone());
            }
            one.answer("host.test. 60 A 192.0.2.1");
        });

        assertEquals("INET 192.0.2.1 60", lookup(resolver(), "host.test", IPV4).next());
        assertEquals(1, server.asked().size());
    }

    static Stream<byte[]> malformedTails() {
        byte[] longLabel = new byte[66 + 14];
        longLabel[0] = 64;
        byte[] longName = new byte[4 * 64 + 1 + 14];
        for (int at = 0; at < 4 * 64; at += 64) {
            longName[at] = 63;
            java.util.Arrays.fill(longName, at + 1, at + 64, (byte) 'x');
        }
        longName[4 * 64 + 2] = 1;
        longName[4 * 64 + 4] = 1;
        return Stream.of(
                // A label of 64.
                longLabel,
                // A name of 257.
                longName,
                // Pointers that lead to each other.
                new byte[] {(byte) 0xc0, 12 + 17, (byte) 0xc0, 12 + 15, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 1, 2, 3, 4},
                // A name that points at itself.
                new byte[] {(byte) 0xc0, 12 + 17, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 1, 2, 3, 4},
                // Cut in the middle of a record.
                new byte[] {(byte) 0xc0, 12, 0, 1, 0, 1, 0, 0},
                // Nothing where a record should be.
                new byte[0],
                // An address of three bytes.
                new byte[] {(byte) 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 3, 1, 2, 3},
                // Longer than the message.
                new byte[] {(byte) 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, (byte) 0xff, (byte) 0xff, 1});
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.MethodSource("malformedTails")
    void an_answer_that_cannot_be_read_is_a_typed_failure(byte[] tail) throws Exception {
        server.on("host.test A", one -> {
            Message empty = one.response(Rcode.NOERROR);
            empty.getHeader().setFlag(org.xbill.DNS.Flags.AA);
            byte[] head = empty.toWire();
            byte[] whole = java.util.Arrays.copyOf(head, head.length + tail.length);
            // One answer is promised.
            whole[7] = 1;
            System.arraycopy(tail, 0, whole, head.length, tail.length);
            one.reply(whole);
        });

        RecordedAnswers answers = lookup(resolver("timeout=60s"), "host.test", IPV4);

        assertEquals("INET temporary", answers.next());
        assertTrue(answers.message().contains("cannot be read"), answers::message);
    }

    // ---- search list and hosts

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

    // ---- cache, single flight

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

    /** With a clock that the test turns. */
    private NameResolver resolver(AtomicLong now, String options) {
        return closed(new DnsjavaResolver(
                DnsOptions.of(ProviderSpec.parse("dnsjava?server=" + server.address() + "&search=&hosts=" + NO_FILE
                        + "&resolv-conf=" + NO_FILE + options)),
                new DnsjavaResolverProvider().capabilities(),
                List.of(),
                now::get));
    }

    private static void pass(AtomicLong now, long seconds) {
        now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
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

    // ---- deadline, cancel, close

    @Test
    void at_the_deadline_both_families_fail_and_say_who_was_silent() throws Exception {
        server.silent("host.test A").silent("host.test AAAA");
        RecordedAnswers answers = new RecordedAnswers(reactor);
        long start = System.nanoTime();

        resolver("timeout=60s").lookup(reactor, "host.test", BOTH, Duration.ofMillis(100), answers);

        assertEquals(List.of("INET timeout", "INET6 timeout"), answers.next(2));
        assertTrue(System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(100));
        assertEquals(
                "look up host.test: no answer within 100 ms; still waiting for " + server.address(), answers.message());
    }

    @Test
    void closing_fails_what_is_under_way_and_all_later_calls() throws Exception {
        server.silent("host.test A");
        NameResolver resolver = resolver("timeout=60s");
        RecordedAnswers answers = lookup(resolver, "host.test", IPV4);
        Pending<List<DnsRecord>> records = resolver.records(reactor, "host.test", "A", LONG);
        server.awaitAsked(1);

        resolver.close();

        assertEquals("INET cancelled", answers.next());
        UnknownHostException failed = assertThrows(UnknownHostException.class, records::await);
        assertEquals(CANCELLED, assertInstanceOf(NetworkFailure.class, failed).kind());
        assertThrows(IllegalStateException.class, () -> lookup(resolver, "host.test", IPV4));
    }

    @Test
    void no_port_is_left_of_what_was_answered_cancelled_or_late() throws Exception {
        server.silent("silent.test A").silent("silent.test AAAA").with("host.test A", "host.test. 60 A 192.0.2.1");
        NameResolver resolver = resolver("cache=0", "timeout=60s");
        lookup(resolver, "host.test", BOTH).next(2);
        turn();
        int atRest = sockets();

        for (int i = 0; i < 20; i++) {
            lookup(resolver, "host.test", BOTH).next(2);
            RecordedAnswers answers = new RecordedAnswers(reactor);
            Lookup cancelled = resolver.lookup(reactor, "silent.test", BOTH, LONG, answers);
            if (i % 2 == 0) {
                turn();
            }
            assertTrue(cancelled.cancel());
            resolver.lookup(reactor, "silent.test", BOTH, Duration.ofMillis(1), answers);
            assertEquals(List.of("INET timeout", "INET6 timeout"), answers.next(2));
        }

        turn();
        assertTrue(sockets() <= atRest);
    }

    @Test
    void a_closed_reactor_is_forgotten() throws Exception {
        NameResolver resolver = resolver();
        CountDownLatch gone = new CountDownLatch(1);
        try (Reactor brief = Reactor.open("nio")) {
            resolver.lookup(brief, "host.test", IPV4, LONG, new RecordedAnswers(brief));
            resolver.lookup(reactor, "host.test", IPV4, LONG, new RecordedAnswers(reactor));
            assertEquals(2, ((DnsjavaResolver) resolver).reactors());
            // After the resolver's own.
            brief.terminated().whenComplete((end, failure) -> gone.countDown());
        }

        assertTrue(gone.await(30, TimeUnit.SECONDS));
        assertEquals(1, ((DnsjavaResolver) resolver).reactors());
    }

    @Test
    void a_lookup_on_a_closed_reactor_is_refused() throws Exception {
        NameResolver resolver = resolver();
        Reactor gone = Reactor.open("nio");
        gone.close();

        assertThrows(
                IllegalStateException.class,
                () -> resolver.lookup(gone, "host.test", IPV4, LONG, new RecordedAnswers(gone)));
        assertThrows(IllegalStateException.class, () -> resolver.records(gone, "host.test", "A", LONG));
        assertEquals(0, ((DnsjavaResolver) resolver).reactors());
    }

    @Test
    void no_thread_is_started() throws Exception {
        server.with("host.test A", "host.test. 60 A 192.0.2.1");
        NameResolver resolver = resolver("cache=0");
        lookup(resolver, "host.test", BOTH).next(2);
        Set<Thread> before = Set.copyOf(Thread.getAllStackTraces().keySet());

        for (int i = 0; i < 20; i++) {
            lookup(resolver, "host.test", BOTH).next(2);
        }

        Set<Thread> after = new HashSet<>(Thread.getAllStackTraces().keySet());
        after.removeAll(before);
        assertEquals(Set.of(), after);
    }

    @Test
    void more_questions_than_allowed_wait_for_their_turn() throws Exception {
        NameResolver resolver = resolver("questions=2");
        List<RecordedAnswers> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            server.with("h" + i + ".test A", "h" + i + ".test. 60 A 192.0.2." + i);
            all.add(lookup(resolver, "h" + i + ".test", BOTH));
        }

        for (RecordedAnswers answers : all) {
            answers.next(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a..b", "a b", "-a.test", "127.1", "*", "x.1"})
    void what_is_no_host_name_is_refused_at_the_call(String name) throws Exception {
        NameResolver resolver = resolver();

        assertThrows(IllegalArgumentException.class, () -> lookup(resolver, name, BOTH));
        assertThrows(IllegalArgumentException.class, () -> lookup(resolver, "a".repeat(64) + ".test", BOTH));
        assertThrows(IllegalArgumentException.class, () -> lookup(resolver, "a.".repeat(127) + "a", BOTH));
        assertEquals(List.of(), server.asked());
    }

    // ---- records

    @Test
    void records_of_services_come_typed_and_in_order() throws Exception {
        server.with(
                        "_sip._tcp.test SRV",
                        "_sip._tcp.test. 60 SRV 20 0 5060 late.test.",
                        "_sip._tcp.test. 50 SRV 10 5 5061 soon.test.")
                .with(
                        "web.test HTTPS",
                        "web.test. 60 HTTPS 2 . alpn=h3,h2 port=8443 ipv4hint=192.0.2.1 ipv6hint=2001:db8::1",
                        "web.test. 60 HTTPS 1 other.test. no-default-alpn alpn=h2 mandatory=alpn");
        NameResolver resolver = resolver();

        List<DnsRecord> services =
                resolver.records(reactor, "_sip._tcp.test", "srv", LONG).await();
        assertEquals(
                new DnsRecord(
                        "_sip._tcp.test",
                        "SRV",
                        50,
                        "10 5 5061 soon.test.",
                        new DnsRecord.Service(10, 5, 5061, "soon.test")),
                services.get(0));
        assertEquals(2, services.size());
        List<DnsRecord> bindings =
                resolver.records(reactor, "web.test", "HTTPS", LONG).await();
        DnsRecord.Binding first =
                assertInstanceOf(DnsRecord.Binding.class, bindings.get(0).content());
        assertEquals("other.test", first.target());
        assertFalse(first.hasDefaultAlpn());
        assertEquals(List.of("alpn"), first.mandatory());
        DnsRecord.Binding second =
                assertInstanceOf(DnsRecord.Binding.class, bindings.get(1).content());
        assertEquals(List.of("h3", "h2"), second.alpn());
        assertEquals(8443, second.port().orElseThrow());
        assertEquals(
                List.of("/2001:db8:0:0:0:0:0:1", "/192.0.2.1"),
                second.hints().stream().map(InetAddress::toString).toList());
        assertEquals(".", second.target());
    }

    @Test
    void names_of_an_address_and_other_types_come_as_text() throws Exception {
        server.with("1.2.0.192.in-addr.arpa PTR", "1.2.0.192.in-addr.arpa. 60 PTR host.test.")
                .with("host.test TXT", "host.test. 60 TXT \"a b\" c")
                .with("host.test MX", "host.test. 60 MX 20 b.test.", "host.test. 60 MX 10 a.test.")
                .with("host.test TYPE65534", "host.test. 60 TYPE65534 \\# 2 abcd");
        NameResolver resolver = resolver();

        assertEquals(
                new DnsRecord.Target("host.test"),
                resolver.records(reactor, "192.0.2.1", "PTR", LONG)
                        .await()
                        .get(0)
                        .content());
        assertEquals(
                new DnsRecord.Text(List.of("a b", "c")),
                resolver.records(reactor, "host.test", "TXT", LONG)
                        .await()
                        .get(0)
                        .content());
        assertEquals(
                new DnsRecord.MailServer(10, "a.test"),
                resolver.records(reactor, "host.test", "MX", LONG)
                        .await()
                        .get(0)
                        .content());
        DnsRecord foreign = resolver.records(reactor, "host.test", "TYPE65534", LONG)
                .await()
                .get(0);
        assertEquals("TYPE65534 \\# 2 ABCD", foreign.type() + " " + foreign.data());
        UnknownHostException none = assertThrows(
                UnknownHostException.class,
                () -> resolver.records(reactor, "nx.test", "TXT", LONG).await());
        assertTrue(String.valueOf(none.getMessage()).contains("nx.test. TXT"), none::getMessage);
        assertThrows(IllegalArgumentException.class, () -> resolver.records(reactor, "host.test", "ANY", LONG));
        assertThrows(IllegalArgumentException.class, () -> resolver.records(reactor, "host.test", "NOSUCH", LONG));
        assertThrows(IllegalArgumentException.class, () -> resolver.records(reactor, "192.0.2.1", "A", LONG));
    }

    @Test
    void a_cancelled_lookup_of_records_leaves_nothing() throws Exception {
        server.silent("host.test TXT");
        Pending<List<DnsRecord>> records = resolver().records(reactor, "host.test", "TXT", LONG);

        assertTrue(records.cancel());

        assertThrows(java.util.concurrent.CancellationException.class, records::await);
    }

    /** Sockets of this process. */
    private static int sockets() {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return (int) descriptors
                    .filter(one -> {
                        try {
                            return Files.readSymbolicLink(one).toString().startsWith("socket:");
                        } catch (java.io.IOException gone) {
                            return false;
                        }
                    })
                    .count();
        } catch (java.io.IOException notLinux) {
            return 0;
        }
    }
}
