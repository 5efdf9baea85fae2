package org.hextet.tck.memory;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Time that stands still until it is turned. It begins at zero. What is due runs on the thread that turns it, in the
 * order of its time, and of its making where times are equal: a run of it is the same every time.
 *
 * <p>Any thread may add to it (through a reactor) and turn it; two that turn at once do so one after the other.
 */
public final class HandTurnedClock {

    private static final int MOST_AT_ONE_INSTANT = 5_000_000;

    /** Something to run, unless it is cancelled before. */
    static final class Task {

        private final long dueNanos;
        private final long order;
        private @Nullable Runnable work;

        private Task(long dueNanos, long order, Runnable work) {
            this.dueNanos = dueNanos;
            this.order = order;
            this.work = work;
        }
    }

    private final ReentrantLock turning = new ReentrantLock();
    private final PriorityQueue<Task> tasks = new PriorityQueue<>(
            Comparator.<Task>comparingLong(task -> task.dueNanos).thenComparingLong(task -> task.order));
    private long nowNanos;
    private long made;

    /** At zero, with nothing to do. */
    public HandTurnedClock() {}

    /**
     * The time.
     *
     * @return nanoseconds since its beginning
     */
    public synchronized long nanoTime() {
        return nowNanos;
    }

    /**
     * The time.
     *
     * @return since its beginning
     */
    public Duration elapsed() {
        return Duration.ofNanos(nanoTime());
    }

    /**
     * When the next thing is due, that is, by how much to advance.
     *
     * @return zero if something is due now; empty if there is nothing to do at all
     */
    public synchronized Optional<Duration> nextDue() {
        dropCancelled();
        return Optional.ofNullable(tasks.peek()).map(task -> Duration.ofNanos(Math.max(0, task.dueNanos - nowNanos)));
    }

    /**
     * Runs all that is due now, and what that makes due now, until nothing is. Time does not move.
     *
     * @throws IllegalStateException inside something that this clock runs; or if there is no end to it
     */
    public void turn() {
        enter();
        try {
            runDue();
        } finally {
            turning.unlock();
        }
    }

    /**
     * Moves time, stopping at each instant at which something is due to run it.
     *
     * @param by how far, zero or more
     * @throws IllegalArgumentException if it is negative
     * @throws IllegalStateException inside something that this clock runs; or if there is no end to one instant
     */
    public void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("advance by " + by + ": time does not go back");
        }
        enter();
        try {
            long until = later(nanoTime(), by);
            runDue();
            while (moveToNext(until)) {
                runDue();
            }
        } finally {
            turning.unlock();
        }
    }

    private void enter() {
        if (turning.isHeldByCurrentThread()) {
            throw new IllegalStateException("the clock is being turned by this very thread: turn it from outside");
        }
        turning.lock();
    }

    private void runDue() {
        for (int ran = 0; ran < MOST_AT_ONE_INSTANT; ran++) {
            Runnable work = nextWork();
            if (work == null) {
                return;
            }
            work.run();
        }
        throw new IllegalStateException(MOST_AT_ONE_INSTANT + " tasks at " + elapsed()
                + ", and still more: does one make the next without delay?");
    }

    private synchronized @Nullable Runnable nextWork() {
        dropCancelled();
        Task task = tasks.peek();
        if (task == null || task.dueNanos > nowNanos) {
            return null;
        }
        tasks.poll();
        Runnable work = task.work;
        task.work = null;
        return work;
    }

    /**
     * To the next instant at which something is due, or to the end of the move. True if there may be something to run.
     */
    private synchronized boolean moveToNext(long untilNanos) {
        dropCancelled();
        Task next = tasks.peek();
        boolean before = next != null && next.dueNanos <= untilNanos;
        nowNanos = before && next != null ? next.dueNanos : untilNanos;
        return before;
    }

    private void dropCancelled() {
        while (!tasks.isEmpty() && tasks.element().work == null) {
            tasks.remove();
        }
    }

    /** Runs it after a delay; zero or less means now, but later than all that is due now. */
    synchronized Task add(Duration delay, Runnable work) {
        Task task = new Task(later(nowNanos, delay), made++, work);
        tasks.add(task);
        return task;
    }

    /** True if it will now never run. */
    synchronized boolean cancel(Task task) {
        boolean cancelled = task.work != null;
        task.work = null;
        return cancelled;
    }

    /** A delay of centuries ends at the end of time. */
    private static long later(long nanos, Duration delay) {
        if (delay.isNegative() || delay.isZero()) {
            return nanos;
        }
        long most = Long.MAX_VALUE - nanos;
        return delay.compareTo(Duration.ofNanos(most)) >= 0 ? Long.MAX_VALUE : nanos + delay.toNanos();
    }
}
