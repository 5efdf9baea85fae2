package org.hextet.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.hextet.api.Promise;
import org.hextet.api.Timer;
import org.junit.jupiter.api.Test;

class TimersAndTasksTest {

    private final HandTurned hand = new HandTurned();
    private final List<String> ran = new ArrayList<>();

    private Timer after(long millis, String name) {
        return hand.reactor.schedule(Duration.ofMillis(millis), () -> ran.add(name));
    }

    @Test
    void timers_run_by_due_time_and_equal_ones_in_the_order_of_scheduling() {
        after(3, "c");
        after(1, "a1");
        after(2, "b");
        after(1, "a2");

        hand.driver.passMillis(3);

        assertEquals(List.of("a1", "a2", "b", "c"), ran);
    }

    @Test
    void no_timer_is_early_and_each_has_its_exact_time() {
        after(1_000, "x");

        hand.driver.pass(Duration.ofNanos(999_999_999));
        assertTrue(ran.isEmpty());
        hand.driver.pass(Duration.ofNanos(1));

        assertEquals(List.of("x"), ran);
    }

    @Test
    void a_timer_of_zero_that_reschedules_itself_lets_the_turn_end() {
        hand.reactor.schedule(Duration.ZERO, new Runnable() {
            @Override
            public void run() {
                ran.add("tick");
                hand.reactor.schedule(Duration.ZERO, this);
            }
        });

        hand.driver.turn();
        int first = ran.size();
        hand.driver.turn();

        assertEquals(1, first);
        assertEquals(2, ran.size());
    }

    @Test
    void centuries_are_accepted_and_others_fire() {
        hand.reactor.schedule(Duration.ofNanos(Long.MAX_VALUE), () -> ran.add("never"));
        hand.reactor.schedule(Duration.ofDays(365 * 300), () -> ran.add("never"));
        after(1, "soon");

        hand.driver.passMillis(1);

        assertEquals(List.of("soon"), ran);
    }

    @Test
    void cancel_is_true_once_and_false_after_it_fired() {
        Timer pending = after(10, "never");
        Timer fired = after(1, "fired");
        hand.driver.passMillis(5);

        assertTrue(pending.cancel());
        assertFalse(pending.cancel());
        assertFalse(fired.cancel());
        hand.driver.passMillis(10);
        assertEquals(List.of("fired"), ran);
    }

    @Test
    void of_a_million_timers_cancelled_at_random_exactly_the_others_fire_in_order() {
        int count = 1_000_000;
        Random random = new Random(7);
        List<Timer> timers = new ArrayList<>(count);
        long[] last = {0};
        int[] fired = {0};
        for (int i = 0; i < count; i++) {
            long due = random.nextInt(1_000_000_000);
            timers.add(hand.reactor.schedule(Duration.ofNanos(due), () -> {
                assertTrue(due >= last[0], "in order");
                last[0] = due;
                fired[0]++;
            }));
        }
        int cancelled = 0;
        for (Timer timer : timers) {
            if (random.nextBoolean() && timer.cancel()) {
                cancelled++;
            }
        }

        hand.driver.passMillis(1_000);

        assertEquals(count - cancelled, fired[0]);
        assertTrue(hand.incidents.isEmpty(), () -> hand.incidents.get(0).toString());
    }

    @Test
    void a_turn_runs_a_bounded_number_of_tasks() {
        for (int i = 0; i < TaskQueue.PER_TURN + 1; i++) {
            hand.reactor.execute(() -> ran.add("task"));
        }

        hand.driver.turn();
        int first = ran.size();
        hand.driver.turn();

        assertEquals(TaskQueue.PER_TURN, first);
        assertEquals(TaskQueue.PER_TURN + 1, ran.size());
    }

    @Test
    void a_task_that_throws_is_told_and_the_next_one_runs() {
        hand.reactor.execute(() -> {
            throw new IllegalStateException("on purpose");
        });
        hand.reactor.execute(() -> ran.add("next"));

        hand.driver.turn();

        assertEquals(List.of("next"), ran);
        assertEquals(1, hand.incidents.size());
    }

    @Test
    void waiting_on_the_loop_fails_at_once_for_derived_stages_too() {
        Promise<String> promise = hand.reactor.promise(() -> {});
        CompletableFuture<Integer> derived = promise.thenApply(String::length).toCompletableFuture();

        assertThrows(IllegalStateException.class, promise::await);
        assertThrows(IllegalStateException.class, () -> promise.await(Duration.ofSeconds(1)));
        assertThrows(
                IllegalStateException.class, () -> promise.toCompletableFuture().join());
        assertThrows(IllegalStateException.class, derived::get);
        assertThrows(IllegalStateException.class, derived::join);
    }

    @Test
    void a_promise_has_one_outcome() {
        boolean[] cancelled = new boolean[1];
        Promise<String> promise = hand.reactor.promise(() -> cancelled[0] = true);

        assertTrue(promise.succeed("first"));
        assertFalse(promise.fail(new IllegalStateException()));
        assertFalse(promise.cancel());
        assertFalse(cancelled[0]);
        assertEquals("first", promise.toCompletableFuture().getNow("none"));
    }

    @Test
    void a_closed_reactor_takes_no_tasks_and_no_timers() {
        hand.reactor.close();
        hand.driver.turn();

        assertThrows(RejectedExecutionException.class, () -> hand.reactor.execute(() -> {}));
        assertThrows(RejectedExecutionException.class, () -> hand.reactor.schedule(Duration.ZERO, () -> {}));
    }
}
