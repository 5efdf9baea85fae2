package org.hextet.tck;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** State that several threads change and one waits for, never longer than the guard. */
final class Signal {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    <T> T look(Supplier<T> look) {
        lock.lock();
        try {
            return look.get();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until it holds; the guard's end is a failure that says what was seen. */
    void await(String what, BooleanSupplier holds, Supplier<String> seen) {
        Duration guard = Patience.guard();
        if (!holdsWithin(guard, what, holds, seen)) {
            throw new CheckFailure("waited " + Patience.text(guard) + " for " + what + "; " + look(seen));
        }
    }

    /** Waits until it holds, or the time is over: whether it does. */
    boolean holdsWithin(Duration atMost, String what, BooleanSupplier holds, Supplier<String> seen) {
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
