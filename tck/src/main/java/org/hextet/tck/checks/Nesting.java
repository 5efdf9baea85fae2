package org.hextet.tck.checks;

import java.util.concurrent.atomic.AtomicInteger;
import org.hextet.api.ReceivedHandler;
import org.hextet.tck.rig.Recorder;

/** Counts how many callbacks run at once, inside one another or on two threads. */
final class Nesting {

    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger deepest = new AtomicInteger();
    private final AtomicInteger ran = new AtomicInteger();

    private interface Body {
        void run() throws Exception;
    }

    Recorder.Step step(Recorder.Step body) {
        return connection -> count(() -> body.run(connection));
    }

    ReceivedHandler received(ReceivedHandler body) {
        return (from, lent) -> count(() -> body.received(from, lent));
    }

    Runnable task(Runnable body) {
        return () -> {
            try {
                count(body::run);
            } catch (RuntimeException thrown) {
                throw thrown;
            } catch (Exception never) {
                throw new IllegalStateException(never);
            }
        };
    }

    private void count(Body body) throws Exception {
        int depth = running.incrementAndGet();
        deepest.accumulateAndGet(depth, Math::max);
        ran.incrementAndGet();
        try {
            body.run();
        } finally {
            running.decrementAndGet();
        }
    }

    /** 1, if all is well. */
    int deepest() {
        return deepest.get();
    }

    int ran() {
        return ran.get();
    }
}
