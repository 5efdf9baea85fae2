package org.hextet.examples.asyncchannel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.AsynchronousChannelGroup;
import java.util.ArrayDeque;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hextet.reactor.driver.Turns;
import org.jspecify.annotations.Nullable;

/**
 * A loop that is an executor of one thread: the completions of its channel group, the reactor's turns and the wake-up
 * for its next timer are all tasks of it.
 */
final class ExecutorLoop {

    private final ScheduledThreadPoolExecutor executor;
    private final AsynchronousChannelGroup group;

    /** Set while a turn is queued or tells what happened: until it asks the reactor, it also serves a new wake-up. */
    private final AtomicBoolean turnPlanned = new AtomicBoolean();

    private volatile @Nullable Turns turns;

    // Of the loop's thread only, from here on.
    private final ArrayDeque<Runnable> happened = new ArrayDeque<>();
    private @Nullable Future<?> alarm;
    private long alarmNanos;

    ExecutorLoop(ThreadFactory thread) throws IOException {
        // A wake-up that comes after the end has nobody to wake: it is discarded.
        executor = new ScheduledThreadPoolExecutor(1, thread, new DiscardPolicy());
        executor.setRemoveOnCancelPolicy(true);
        group = AsynchronousChannelGroup.withThreadPool(executor);
    }

    /** What channels are opened in: their completions come on the loop's thread. */
    AsynchronousChannelGroup group() {
        return group;
    }

    void begin(Turns reactor) {
        turns = reactor;
    }

    /** Something is to be told in the next turn. On the loop's thread. */
    void happened(Runnable tell) {
        happened.addLast(tell);
        wakeUp();
    }

    /** Plans a turn, unless one is planned. Any thread. */
    void wakeUp() {
        if (turnPlanned.compareAndSet(false, true)) {
            executor.execute(this::turn);
        }
    }

    private void turn() {
        Turns reactor = turns;
        if (reactor == null) {
            return;
        }
        for (int outstanding = happened.size(); outstanding > 0; outstanding--) {
            happened.removeFirst().run();
        }
        turnPlanned.set(false);
        long wait = reactor.run();
        if (wait < 0) {
            end();
        } else if (wait == 0 || !happened.isEmpty()) {
            wakeUp();
        } else if (wait < Long.MAX_VALUE) {
            wakeUpIn(wait);
        }
    }

    /** One that comes too early does no harm: its turn learns how long to wait from there. */
    private void wakeUpIn(long nanos) {
        long dueNanos = System.nanoTime() + nanos;
        Future<?> planned = alarm;
        if (planned != null) {
            if (!planned.isDone() && alarmNanos - dueNanos <= 0) {
                return;
            }
            planned.cancel(false);
        }
        alarmNanos = dueNanos;
        alarm = executor.schedule(this::wakeUp, nanos, TimeUnit.NANOSECONDS);
    }

    /** Releases the group, and with it the executor. */
    void end() {
        Future<?> planned = alarm;
        if (planned != null) {
            planned.cancel(false);
        }
        try {
            group.shutdownNow();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
