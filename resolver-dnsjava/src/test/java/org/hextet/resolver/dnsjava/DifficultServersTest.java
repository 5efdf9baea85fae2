package org.hextet.resolver.dnsjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.StandardProtocolFamily;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hextet.api.NameResolver;
import org.hextet.api.Reactor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Knot behind dnsdist, which is slow, silent, cut short or failing, by name and type. Skipped where one is missing. */
@Timeout(120)
class DifficultServersTest {

    private static final Set<StandardProtocolFamily> BOTH =
            Set.of(StandardProtocolFamily.INET, StandardProtocolFamily.INET6);
    private static final Set<StandardProtocolFamily> IPV4 = Set.of(StandardProtocolFamily.INET);
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private static Path folder;

    private static Optional<NameServerProcess> knot = Optional.empty();
    private static Optional<NameServerProcess> dnsdist = Optional.empty();

    private Reactor reactor;

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> knotd = NameServerProcess.installed("knotd");
        Optional<Path> inFront = NameServerProcess.installed("dnsdist");
        assumeTrue(knotd.isPresent(), "knot is not installed");
        assumeTrue(inFront.isPresent(), "dnsdist is not installed");
        List<String> zone = new ArrayList<>();
        for (String name : List.of("host", "slow6", "drop", "drop6", "fail6", "cut")) {
            zone.add(name + " 60 A 192.0.2.1");
            zone.add(name + " 60 AAAA 2001:db8::1");
        }
        zone.addAll(List.of(
                "only4 60 A 192.0.2.4",
                "alias 60 CNAME host",
                "second 60 CNAME alias",
                "loop1 60 CNAME loop2",
                "loop2 60 CNAME loop1",
                "self 60 CNAME self",
                "outside 60 CNAME host.elsewhere.",
                "old 60 DNAME new",
                "host.new 60 A 192.0.2.9",
                "child 60 NS ns.child",
                "ns.child 60 A 127.0.0.1"));
        for (int i = 0; i < 500; i++) {
            zone.add("big 60 A 10.0." + i / 250 + "." + i % 250);
        }
        knot = Optional.of(Knot.start(knotd.get(), folder, zone));
        dnsdist = Optional.of(Dnsdist.start(
                inFront.get(),
                folder,
                knot.get().port(),
                List.of(
                        "addAction(AndRule({QNameRule(\"slow6.test.\"), QTypeRule(28)}), DelayAction(300))",
                        "addAction(QNameRule(\"drop.test.\"), DropAction())",
                        "addAction(AndRule({QNameRule(\"drop6.test.\"), QTypeRule(28)}), DropAction())",
                        "addAction(AndRule({QNameRule(\"fail6.test.\"), QTypeRule(28)}), RCodeAction(DNSRCode.SERVFAIL))",
                        "addAction(AndRule({QNameRule(\"cut.test.\"), TCPRule(false)}), TCAction())")));
    }

    @AfterAll
    static void stop() {
        dnsdist.ifPresent(NameServerProcess::close);
        knot.ifPresent(NameServerProcess::close);
    }

    @BeforeEach
    void open() throws Exception {
        reactor = Reactor.open("nio");
    }

    @AfterEach
    void close() {
        reactor.close();
    }

    private static NameResolver open(String servers, String options) throws Exception {
        return NameResolver.open(
                "dnsjava?server=" + servers + "&search=&hosts=/nowhere&resolv-conf=/nowhere" + options);
    }

    private static String inFront() {
        return "[::1]:" + dnsdist.orElseThrow().port();
    }

    private static String bare() {
        return "127.0.0.1:" + knot.orElseThrow().port();
    }

    private RecordedAnswers ask(NameResolver resolver, String name, Set<StandardProtocolFamily> families) {
        RecordedAnswers answers = new RecordedAnswers(reactor);
        resolver.lookup(reactor, name, families, LONG, answers);
        return answers;
    }

    @Test
    void a_slow_family_does_not_hold_back_the_other() throws Exception {
        try (NameResolver resolver = open(inFront(), "")) {
            RecordedAnswers answers = ask(resolver, "slow6.test", BOTH);

            assertEquals("INET 192.0.2.1 60", answers.next());
            assertEquals("INET6 2001:db8::1 60", answers.next());
        }
    }

    @Test
    void what_is_dropped_or_fails_for_one_family_leaves_the_other() throws Exception {
        try (NameResolver resolver = open(inFront(), "&timeout=100ms&attempts=2")) {
            assertEquals(
                    List.of("INET timeout", "INET6 timeout"),
                    ask(resolver, "drop.test", BOTH).next(2));
            assertEquals(
                    List.of("INET 192.0.2.1 60", "INET6 timeout"),
                    ask(resolver, "drop6.test", BOTH).next(2));
            assertEquals(
                    List.of("INET 192.0.2.1 60", "INET6 temporary"),
                    ask(resolver, "fail6.test", BOTH).next(2));
        }
    }

    @Test
    void a_server_that_drops_or_fails_is_followed_by_one_that_answers() throws Exception {
        try (NameResolver resolver = open(inFront() + "," + bare(), "&timeout=200ms")) {
            for (String name : List.of("drop.test", "drop6.test", "fail6.test")) {
                assertEquals(
                        List.of("INET 192.0.2.1 60", "INET6 2001:db8::1 60"),
                        ask(resolver, name, BOTH).next(2));
            }
        }
    }

    @Test
    void a_truncated_answer_is_fetched_by_tcp() throws Exception {
        try (NameResolver resolver = open(inFront(), "");
                NameResolver direct = open(bare(), "")) {
            assertEquals(
                    List.of("INET 192.0.2.1 60", "INET6 2001:db8::1 60"),
                    ask(resolver, "cut.test", BOTH).next(2));
            for (NameResolver each : List.of(resolver, direct)) {
                RecordedAnswers big = ask(each, "big.test", IPV4);
                big.next();
                assertEquals(500, big.addresses().size());
            }
        }
    }

    @Test
    void aliases_are_followed_and_their_loops_end() throws Exception {
        try (NameResolver resolver = open(bare(), "")) {
            assertEquals(
                    List.of("INET 192.0.2.1 60", "INET6 2001:db8::1 60"),
                    ask(resolver, "second.test", BOTH).next(2));
            assertEquals(
                    "INET 192.0.2.9 60", ask(resolver, "host.old.test", IPV4).next());
            for (String name : List.of("loop1.test", "self.test")) {
                RecordedAnswers answers = ask(resolver, name, IPV4);
                assertEquals("INET temporary", answers.next());
                assertTrue(
                        answers.message().contains("loop") || answers.message().contains("circle"), answers::message);
            }
            // Its end is in a zone that this server does not own.
            assertEquals("INET temporary", ask(resolver, "outside.test", IPV4).next());
        }
    }

    @Test
    void an_authority_says_what_there_is_not_and_is_lame_for_other_zones() throws Exception {
        try (NameResolver resolver = open(bare(), "")) {
            assertEquals(
                    List.of("INET no-such-name", "INET6 no-such-name"),
                    ask(resolver, "nothing.test", BOTH).next(2));
            assertEquals(
                    List.of("INET 192.0.2.4 60", "INET6 no-data"),
                    ask(resolver, "only4.test", BOTH).next(2));
            RecordedAnswers lame = ask(resolver, "host.child.test", IPV4);
            assertEquals("INET temporary", lame.next());
            assertTrue(lame.message().contains("lame"), lame::message);
            RecordedAnswers foreign = ask(resolver, "host.example", IPV4);
            assertEquals("INET temporary", foreign.next());
            assertTrue(foreign.message().contains("REFUSED"), foreign::message);
        }
    }

    @Test
    void all_of_it_goes_by_tcp_too() throws Exception {
        try (NameResolver resolver = open(inFront(), "&tcp=on&cache=0")) {
            for (int i = 0; i < 3; i++) {
                assertEquals(
                        List.of("INET 192.0.2.1 60", "INET6 2001:db8::1 60"),
                        ask(resolver, "second.test", BOTH).next(2));
                assertEquals(
                        "INET no-such-name", ask(resolver, "nothing.test", IPV4).next());
            }
        }
    }
}
