package org.hextet.bench.parts;

import java.util.concurrent.CountDownLatch;
import org.hextet.api.Reactor;

/**
 * Work on a reactor's thread, measured from another: so many operations at a time that the way there does not count.
 */
final class Batch {

    /** Operations in a batch; a hand-off to a sleeping loop and back costs some µs, so some ns of each. */
    static final int SIZE = 1000;

    private Batch() {}

    /** Runs it on the reactor's thread, and returns when it is done. */
    static void run(Reactor reactor, Runnable work) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        reactor.execute(() -> {
            work.run();
            done.countDown();
        });
        done.await();
    }
}
