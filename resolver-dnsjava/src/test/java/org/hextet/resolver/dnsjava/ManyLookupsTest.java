package org.hextet.resolver.dnsjava;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.hextet.api.Answers;
import org.hextet.api.NameResolver;
import org.hextet.api.Reactor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nothing is left of lookups, however many: no memory, no descriptor, no thread. Of a real server, each of another
 * name; {@code -Dhextet.lookups=1000000} for more of them. Skipped where Knot is missing.
 */
class ManyLookupsTest {

    private static final int LOOKUPS = Integer.getInteger("hextet.lookups", 2_000);
    private static final int AT_ONCE = 100;
    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final String TRANSPORT = System.getProperty("hextet.lookups.transport", "nio");
    private static final Set<StandardProtocolFamily> BOTH =
            Set.of(StandardProtocolFamily.INET, StandardProtocolFamily.INET6);

    @TempDir
    private Path folder;

    @Test
    void nothing_is_left_of_them() throws Exception {
        Optional<Path> knotd = NameServerProcess.installed("knotd");
        assumeTrue(knotd.isPresent(), "knot is not installed");
        try (NameServerProcess server =
                        Knot.start(knotd.get(), folder, List.of("* 60 A 192.0.2.1", "* 60 AAAA 2001:db8::1"));
                Reactor reactor = Reactor.open(TRANSPORT)) {
            int descriptorsBefore;
            int descriptorsAfter;
            try (NameResolver resolver = open(server)) {
                new Series(reactor, resolver, 0, 2_000).await();
            }
            turn(reactor);
            descriptorsBefore = descriptors();
            try (NameResolver resolver = open(server)) {
                // Fills the cache, and whatever else is made once.
                new Series(reactor, resolver, 0, 2_000).await();
                long heapBefore = heap();
                int threadsBefore = Thread.getAllStackTraces().size();
                long start = System.nanoTime();

                Series series = new Series(reactor, resolver, 2_000, LOOKUPS);
                series.await();

                double seconds = (System.nanoTime() - start) / 1e9;
                long heapAfter = heap();
                System.out.println(
                        "%,d lookups on %s in %.1f s; heap after collection %,d then %,d bytes; most descriptors %d, before %d"
                                .formatted(
                                        LOOKUPS,
                                        TRANSPORT,
                                        seconds,
                                        heapBefore,
                                        heapAfter,
                                        series.most,
                                        descriptorsBefore));
                assertEquals(0, series.failed);
                assertTrue(heapAfter - heapBefore < 2_000_000, heapBefore + " then " + heapAfter);
                assertTrue(series.most <= descriptorsBefore + 257 + 64, series.most + " descriptors");
                assertTrue(Thread.getAllStackTraces().size() <= threadsBefore);
            }
            turn(reactor);
            descriptorsAfter = descriptors();
            assertTrue(descriptorsAfter <= descriptorsBefore, descriptorsBefore + " then " + descriptorsAfter);
        }
    }

    private static NameResolver open(NameServerProcess server) throws Exception {
        return NameResolver.open(
                "dnsjava?server=[::1]:" + server.port() + "&search=&hosts=/nowhere&resolv-conf=/nowhere&cache=1000");
    }

    /** What was queued has run, and what was closed is gone: a timer of a timer comes after a poll. */
    private static void turn(Reactor reactor) throws InterruptedException {
        CountDownLatch turned = new CountDownLatch(1);
        reactor.execute(() -> reactor.schedule(
                MOMENT, () -> reactor.schedule(MOMENT, () -> reactor.schedule(MOMENT, turned::countDown))));
        assertTrue(turned.await(30, TimeUnit.SECONDS));
    }

    private static long heap() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    private static int descriptors() {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return (int) all.count();
        } catch (IOException notLinux) {
            return 0;
        }
    }

    /** One lookup begins when another has ended. All on the reactor's thread. */
    private static final class Series {

        private final Reactor reactor;
        private final NameResolver resolver;
        private final CountDownLatch over = new CountDownLatch(1);
        private int next;
        private final int end;
        private int left;
        private int failed;
        private int most;

        Series(Reactor reactor, NameResolver resolver, int first, int count) {
            this.reactor = reactor;
            this.resolver = resolver;
            this.next = first;
            this.end = first + count;
            this.left = count;
        }

        void await() throws InterruptedException {
            reactor.execute(() -> {
                for (int i = 0; i < AT_ONCE; i++) {
                    begin();
                }
            });
            over.await();
        }

        private void begin() {
            if (next == end) {
                return;
            }
            if (next % 1000 == 0) {
                most = Math.max(most, descriptors());
            }
            resolver.lookup(reactor, "h" + next++ + ".test", BOTH, Duration.ofSeconds(30), new Answers() {
                private int told;

                @Override
                public void answered(
                        StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
                    told();
                }

                @Override
                public void failed(StandardProtocolFamily family, UnknownHostException why) {
                    failed++;
                    told();
                }

                private void told() {
                    if (++told == 2) {
                        if (--left == 0) {
                            over.countDown();
                        }
                        begin();
                    }
                }
            });
        }
    }
}
