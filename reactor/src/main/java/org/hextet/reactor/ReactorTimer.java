package org.hextet.reactor;

import java.util.concurrent.atomic.AtomicBoolean;
import org.hextet.api.Timer;

/** One timer: its place in the heap belongs to the loop, its fate ({@link #claim}) to whoever comes first. */
final class ReactorTimer implements Timer {

    /** Not in the heap. */
    static final int OUT = -1;

    final long dueNanos;
    final long sequence;
    final Runnable task;
    /** Where it is in the heap; of the loop only. */
    int index = OUT;

    private final EventLoop loop;
    private final AtomicBoolean claimed = new AtomicBoolean();

    ReactorTimer(EventLoop loop, long dueNanos, long sequence, Runnable task) {
        this.loop = loop;
        this.dueNanos = dueNanos;
        this.sequence = sequence;
        this.task = task;
    }

    /** True for exactly one caller: who runs it, or who cancels it. */
    boolean claim() {
        return claimed.compareAndSet(false, true);
    }

    boolean isClaimed() {
        return claimed.get();
    }

    @Override
    public boolean cancel() {
        if (!claim()) {
            return false;
        }
        loop.forget(this);
        return true;
    }

    /** Whether it is due before another one: by time, then by the order of scheduling. */
    boolean isBefore(ReactorTimer other) {
        long difference = dueNanos - other.dueNanos;
        return difference < 0 || (difference == 0 && sequence < other.sequence);
    }
}
