package org.hextet.tck.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hextet.api.Reactor;
import org.hextet.api.Timer;
import org.junit.jupiter.api.Test;

class HandTurnedClockTest {

    private final MemoryNetwork network = new MemoryNetwork();
    private final HandTurnedClock clock = network.clock();
    private final Reactor reactor = network.openReactor();
    private final List<String> ran = new ArrayList<>();

    private Timer at(long millis, String name) {
        return reactor.schedule(
                Duration.ofMillis(millis),
                () -> ran.add(name + " " + clock.elapsed().toMillis()));
    }

    @Test
    void timers_run_at_exactly_their_time_in_order() {
        at(3, "c");
        at(1, "a");
        at(2, "b1");
        at(2, "b2");

        clock.advance(Duration.ofMillis(10));

        assertEquals(List.of("a 1", "b1 2", "b2 2", "c 3"), ran);
        assertEquals(Duration.ofMillis(10), clock.elapsed());
    }

    @Test
    void turning_does_not_move_time() {
        at(0, "now");
        at(1, "later");

        clock.turn();

        assertEquals(List.of("now 0"), ran);
        assertEquals(Optional.of(Duration.ofMillis(1)), clock.nextDue());
    }

    @Test
    void a_cancelled_timer_never_runs() {
        Timer timer = at(1, "never");

        assertTrue(timer.cancel());
        assertFalse(timer.cancel());
        clock.advance(Duration.ofMillis(5));

        assertEquals(List.of(), ran);
        assertEquals(Optional.empty(), clock.nextDue());
    }

    @Test
    void a_timer_that_has_run_cannot_be_cancelled() {
        Timer timer = at(1, "once");

        clock.advance(Duration.ofMillis(1));

        assertFalse(timer.cancel());
    }

    @Test
    void centuries_are_no_overflow() {
        reactor.schedule(Duration.ofDays(365L * 300), () -> ran.add("never"));
        reactor.schedule(Duration.ofNanos(Long.MAX_VALUE), () -> ran.add("never"));
        at(1, "soon");

        clock.advance(Duration.ofMillis(1));

        assertEquals(List.of("soon 1"), ran);
    }

    @Test
    void it_cannot_be_turned_from_inside() {
        List<Throwable> thrown = new ArrayList<>();
        reactor.execute(() -> thrown.add(assertThrows(IllegalStateException.class, clock::turn)));

        clock.turn();

        assertEquals(1, thrown.size());
    }

    @Test
    void time_does_not_go_back() {
        assertThrows(IllegalArgumentException.class, () -> clock.advance(Duration.ofMillis(-1)));
    }
}
