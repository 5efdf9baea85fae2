package org.hextet.tck.expect;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** State that several threads change and one waits for, never longer than the guard. */
public final class Signal {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Nobody waits yet. */
    public Signal() {}

    /**
     * Changes the state, and wakes who waits for it.
     *
     * @param change what to do; no other change or look is made meanwhile
     */
    public void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Looks at the state.
     *
     * @param look what to look at; no change is made meanwhile
     * @param <T> what it yields
     * @return what it yielded
     */
    public <T> T look(Supplier<T> look) {
        lock.lock();
        try {
            return look.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until it holds; the guard's end is a failure that says what was seen.
     *
     * @param what it is, for the failure's text
     * @param holds looks at the state
     * @param seen the state in words, for the failure's text
     * @throws CheckFailure if it does not hold in time, or the thread is interrupted
     */
    public void await(String what, BooleanSupplier holds, Supplier<String> seen) {
        Duration guard = Patience.guard();
        if (!holdsWithin(guard, what, holds, seen)) {
            throw new CheckFailure("waited " + Patience.text(guard) + " for " + what + "; " + look(seen));
        }
    }

    /**
     * Waits until it holds, or the time is over.
     *
     * @param atMost the time
     * @param what it is, for the text of a failure
     * @param holds looks at the state
     * @param seen the state in words, for the text of a failure
     * @return whether it holds
     * @throws CheckFailure if the thread is interrupted
     */
    public boolean holdsWithin(Duration atMost, String what, BooleanSupplier holds, Supplier<String> seen) {
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (!holds.getAsBoolean()) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CheckFailure("interrupted while waiting for " + what + "; " + seen.get(), interrupted);
        } finally {
            lock.unlock();
        }
    }
}
