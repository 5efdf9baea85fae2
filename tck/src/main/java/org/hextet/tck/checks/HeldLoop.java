package org.hextet.tck.checks;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hextet.api.Reactor;
import org.hextet.tck.expect.Patience;
import org.hextet.tck.rig.Rig;

/** A loop that does nothing else until it is let go: its callback is a slow one. */
final class HeldLoop {

    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    /** A task of the reactor's holds it from now on. */
    static HeldLoop of(Rig rig, Reactor reactor) {
        HeldLoop held = new HeldLoop();
        reactor.execute(held::hold);
        held.awaitHeld(rig);
        return held;
    }

    /** Holds the loop that calls this, once. */
    void hold() {
        held.countDown();
        try {
            if (!released.await(Patience.guard().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException("the loop was not let go");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    void awaitHeld(Rig rig) {
        rig.await(held, "the loop to be held");
    }

    void release() {
        released.countDown();
    }
}
