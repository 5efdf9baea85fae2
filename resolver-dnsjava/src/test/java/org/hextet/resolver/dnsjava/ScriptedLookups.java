package org.hextet.resolver.dnsjava;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.StandardProtocolFamily;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.hextet.api.NameResolver;
import org.hextet.api.Reactor;
import org.hextet.api.spi.ProviderSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lookups by a real reactor from a scripted server, both on loopback. */
@Timeout(60)
abstract class ScriptedLookups {

    static final Set<StandardProtocolFamily> BOTH = Set.of(StandardProtocolFamily.INET, StandardProtocolFamily.INET6);
    static final Set<StandardProtocolFamily> IPV4 = Set.of(StandardProtocolFamily.INET);
    static final Set<StandardProtocolFamily> IPV6 = Set.of(StandardProtocolFamily.INET6);
    static final Duration LONG = Duration.ofSeconds(30);
    static final Duration MOMENT = Duration.ofMillis(1);
    static final Path NO_FILE = Path.of("/nowhere/at/all");

    private final List<AutoCloseable> opened = new ArrayList<>();
    Reactor reactor;
    ScriptedServer server;

    @TempDir
    Path folder;

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

    <T extends AutoCloseable> T closed(T later) {
        opened.add(0, later);
        return later;
    }

    /** Asks the server and knows no files. */
    NameResolver resolver(String... options) throws Exception {
        return resolver(server.address(), options);
    }

    NameResolver resolver(String servers, String[] options) throws Exception {
        String spec = "dnsjava?server=" + servers + "&search=";
        for (String option : options) {
            spec += "&" + option;
        }
        return closed(NameResolver.open(spec
                + (spec.contains("hosts=") ? "" : "&hosts=" + NO_FILE)
                + (spec.contains("resolv-conf=") ? "" : "&resolv-conf=" + NO_FILE)));
    }

    RecordedAnswers lookup(NameResolver resolver, String name, Set<StandardProtocolFamily> families) {
        RecordedAnswers answers = new RecordedAnswers(reactor);
        resolver.lookup(reactor, name, families, LONG, answers);
        return answers;
    }

    /** What was queued has run, and what was closed is gone: a timer of a timer comes after a poll. */
    void turn() throws Exception {
        CountDownLatch turned = new CountDownLatch(1);
        reactor.execute(() -> reactor.schedule(
                MOMENT, () -> reactor.schedule(MOMENT, () -> reactor.schedule(MOMENT, turned::countDown))));
        assertTrue(turned.await(30, TimeUnit.SECONDS));
    }

    /** With a clock that the test turns. */
    NameResolver resolver(AtomicLong now, String options) {
        return closed(new DnsjavaResolver(
                DnsOptions.of(ProviderSpec.parse("dnsjava?server=" + server.address() + "&search=&hosts=" + NO_FILE
                        + "&resolv-conf=" + NO_FILE + options)),
                new DnsjavaResolverProvider().capabilities(),
                List.of(),
                now::get));
    }

    static void pass(AtomicLong now, long seconds) {
        now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }
}
