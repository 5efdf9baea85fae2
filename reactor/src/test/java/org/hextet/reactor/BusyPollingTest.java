package org.hextet.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.junit.jupiter.api.Test;

class BusyPollingTest {

    private static final ReactorOptions BUSY = ReactorOptions.DEFAULT.withBusyPoll(Duration.ofNanos(50_000));

    /** A look takes 10 µs of its time; a sleep lasts until somebody wakes it. */
    private static final class PolledDriver extends HandTurnedDriver {

        final BlockingQueue<Integer> looksBeforeSleep = new ArrayBlockingQueue<>(64);
        private final Semaphore woken = new Semaphore(0);
        private long nanos;
        private int looks;

        @Override
        public boolean ownsLoop() {
            return false;
        }

        @Override
        public void begin(org.hextet.reactor.driver.Events events, org.hextet.reactor.driver.Turns turns) {
            // Nothing happens on this one but sleep.
        }

        @Override
        public void poll(long timeoutNanos) {
            if (timeoutNanos == 0) {
                looks++;
                nanos += 10_000;
                return;
            }
            looksBeforeSleep.add(looks);
            looks = 0;
            woken.acquireUninterruptibly();
            woken.drainPermits();
        }

        @Override
        public void wakeUp() {
            woken.release();
        }

        @Override
        public long nanoTime() {
            return nanos;
        }
    }

    private static Reactor open(PolledDriver driver, Capabilities capabilities, ReactorOptions options)
            throws IOException {
        return DriverReactor.open(driver, capabilities, options);
    }

    private static Capabilities capabilities(Capability... present) {
        return new Capabilities("polled", Set.of(present), Map.of());
    }

    @Test
    void it_looks_for_as_long_as_was_asked_before_it_sleeps_and_again_after_each_wake_up() throws Exception {
        PolledDriver driver = new PolledDriver();

        try (Reactor reactor = open(driver, capabilities(Capability.BUSY_POLL), BUSY)) {
            Integer first = driver.looksBeforeSleep.poll(10, TimeUnit.SECONDS);
            reactor.execute(() -> {});
            Integer second = driver.looksBeforeSleep.poll(10, TimeUnit.SECONDS);

            assertEquals(5, first);
            assertEquals(5, second);
        }
    }

    @Test
    void without_it_the_loop_sleeps_at_once() throws Exception {
        PolledDriver driver = new PolledDriver();

        try (Reactor reactor = open(driver, capabilities(), ReactorOptions.DEFAULT)) {
            assertEquals(0, driver.looksBeforeSleep.poll(10, TimeUnit.SECONDS));
            assertEquals("polled", reactor.provider());
        }
    }

    @Test
    void where_it_is_absent_opening_says_so_and_ends_the_driver() {
        PolledDriver driver = new PolledDriver();

        UnsupportedOperationException refused =
                assertThrows(UnsupportedOperationException.class, () -> open(driver, capabilities(), BUSY));

        assertTrue(HandTurned.message(refused).contains("busy-poll"), HandTurned.message(refused));
        assertTrue(driver.ended);
    }

    @Test
    void the_text_of_a_provider_says_how_long() {
        ReactorOptions read =
                TransportOptions.read("polled", ReactorOptions.DEFAULT.withTransport("polled?busy-poll=70us"));

        assertEquals(Duration.ofNanos(70_000), read.busyPoll().orElseThrow());
    }

    @Test
    void a_text_that_is_wrong_is_refused_with_an_example() {
        for (String text :
                new String[] {"polled?busy-poll=70", "polled?busy-poll=-1us", "polled?busy-poll=", "polled?speed=9"}) {
            IllegalArgumentException refused = assertThrows(
                    IllegalArgumentException.class,
                    () -> TransportOptions.read("polled", ReactorOptions.DEFAULT.withTransport(text)));

            assertTrue(HandTurned.message(refused).contains("busy-poll"), HandTurned.message(refused));
        }
    }
}
