package org.hextet.endpoints.listening;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.hextet.api.Pending;

/** Runs something when several things have ended, on whatever thread the last one says so. */
final class Countdown {

    private final Runnable done;
    private final AtomicInteger left;

    private Countdown(int ends, Runnable done) {
        // One more, so that ends which come at once do not end it early.
        this.left = new AtomicInteger(ends + 1);
        this.done = done;
    }

    /** Never fail: they are ends of ports. */
    static void after(List<Pending<Void>> ends, Runnable done) {
        Countdown countdown = new Countdown(ends.size(), done);
        for (Pending<Void> end : ends) {
            end.whenComplete((nothing, never) -> countdown.one());
        }
        countdown.one();
    }

    private void one() {
        if (left.decrementAndGet() == 0) {
            done.run();
        }
    }
}
