package org.hextet.tck.checks;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.hextet.api.Reactor;
import org.hextet.tck.doubles.ForwardingReactor;

/** A reactor whose clock stands until a check turns it. Its timers are those beneath, and go by the real one. */
final class TurnedClock extends ForwardingReactor {

    private final AtomicLong nanos = new AtomicLong(Duration.ofHours(1).toNanos());

    TurnedClock(Reactor beneath) {
        super(beneath);
    }

    void turn(Duration by) {
        nanos.addAndGet(by.toNanos());
    }

    @Override
    public long nanoTime() {
        return nanos.get();
    }
}
