package org.hextet.resolver.dnsjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.StandardProtocolFamily;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hextet.api.DnsRecord;
import org.hextet.api.NameResolver;
import org.hextet.api.Reactor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that others wrote, over IPv6 and over IPv4. Skipped where unbound is not installed. */
@Timeout(120)
class RealServerTest {

    private static final Set<StandardProtocolFamily> BOTH =
            Set.of(StandardProtocolFamily.INET, StandardProtocolFamily.INET6);
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private static Path folder;

    private static Optional<NameServerProcess> server = Optional.empty();

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> program = Unbound.installed();
        assumeTrue(program.isPresent(), "unbound is not installed");
        List<String> records = new ArrayList<>(List.of(
                "host.test. 60 IN AAAA 2001:db8::1",
                "host.test. 60 IN A 192.0.2.1",
                "only6.test. 60 IN AAAA 2001:db8::6",
                "_sip._tcp.test. 60 IN SRV 1 2 5060 host.test.",
                "web.test. 60 IN HTTPS 1 . alpn=\"h2\" ipv6hint=\"2001:db8::1\"",
                "1.2.0.192.in-addr.arpa. 60 IN PTR host.test."));
        for (int i = 0; i < 500; i++) {
            records.add("big.test. 60 IN A 10.0." + i / 250 + "." + i % 250);
        }
        server = Optional.of(Unbound.start(program.get(), folder, records));
    }

    @AfterAll
    static void stop() throws Exception {
        if (server.isPresent()) {
            server.get().close();
        }
    }

    private static NameResolver open(String address) throws Exception {
        return NameResolver.open("dnsjava?server=" + address + ":"
                + server.orElseThrow().port() + "&search=&hosts=/nowhere&resolv-conf=/nowhere");
    }

    private static List<String> lookup(Reactor reactor, NameResolver resolver, String name) throws Exception {
        RecordedAnswers answers = new RecordedAnswers(reactor);
        resolver.lookup(reactor, name, BOTH, LONG, answers);
        return answers.next(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[::1]", "127.0.0.1"})
    void it_answers_all_kinds_of_questions(String address) throws Exception {
        try (Reactor reactor = Reactor.open("nio");
                NameResolver resolver = open(address)) {
            assertEquals(List.of("INET 192.0.2.1 60", "INET6 2001:db8::1 60"), lookup(reactor, resolver, "host.test"));
            assertEquals(List.of("INET no-data", "INET6 2001:db8::6 60"), lookup(reactor, resolver, "only6.test"));
            assertEquals(List.of("INET no-such-name", "INET6 no-such-name"), lookup(reactor, resolver, "nx.test"));
            assertEquals(
                    List.of("INET temporary", "INET6 temporary"), lookup(reactor, resolver, "host.refused.example"));

            RecordedAnswers big = new RecordedAnswers(reactor);
            resolver.lookup(reactor, "big.test", Set.of(StandardProtocolFamily.INET), LONG, big);
            big.next();
            assertEquals(500, big.addresses().size());

            assertEquals(
                    new DnsRecord.Service(1, 2, 5060, "host.test"),
                    resolver.records(reactor, "_sip._tcp.test", "SRV", LONG)
                            .await()
                            .get(0)
                            .content());
            DnsRecord.Binding web = assertInstanceOf(
                    DnsRecord.Binding.class,
                    resolver.records(reactor, "web.test", "HTTPS", LONG)
                            .await()
                            .get(0)
                            .content());
            assertEquals(List.of("h2"), web.alpn());
            assertEquals(1, web.hints().size());
            assertEquals(
                    new DnsRecord.Target("host.test"),
                    resolver.records(reactor, "192.0.2.1", "PTR", LONG)
                            .await()
                            .get(0)
                            .content());
        }
    }
}
