package org.hextet.resolver.dnsjava;

import static org.hextet.api.failure.FailureKind.CANCELLED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.hextet.api.DnsRecord;
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.api.failure.NetworkFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deadlines, cancelling, closing, and what is refused. */
class LookupEndTest extends ScriptedLookups {

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
