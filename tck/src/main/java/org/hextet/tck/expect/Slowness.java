package org.hextet.tck.expect;

import java.time.Duration;
import java.util.concurrent.SynchronousQueue;

/**
 * How much slower this machine is now than the one that the guards were made for: measured once per run, by what checks
 * are made of, threads that wake one another and code that is run for the first time. Never below 1: a guard is not
 * there to hurry anybody.
 */
public final class Slowness {

    /** Hands what was measured to child JVMs, which are busy starting: {@value}. */
    public static final String PROPERTY = "hextet.tck.slowness";

    private static final double MOST = 10;
    private static final int HANDOFFS = 500;
    private static final int STEPS = 5_000_000;

    /** What the work takes on a machine of little speed where nothing else runs. */
    private static final Duration USUAL = Duration.ofMillis(100);

    private static final double FACTOR = find();

    private Slowness() {}

    /**
     * How much slower this machine is.
     *
     * @return 1 to 10; the same at every call
     */
    public static double factor() {
        return FACTOR;
    }

    private static double find() {
        String given = System.getProperty(PROPERTY);
        if (given != null) {
            return Double.parseDouble(given);
        }
        double factor = (double) Trial.work().toNanos() / USUAL.toNanos();
        // One digit is all that can be said.
        return Math.min(MOST, Math.max(1, Math.round(factor * 10) / 10.0));
    }

    /** In a class of its own: a second thread would wait for ever for one that is still being initialized. */
    private static final class Trial {

        private Trial() {}

        static Duration work() {
            long began = System.nanoTime();
            SynchronousQueue<Integer> there = new SynchronousQueue<>();
            SynchronousQueue<Integer> back = new SynchronousQueue<>();
            Thread echo = new Thread(
                    () -> {
                        try {
                            for (int i = 0; i < HANDOFFS; i++) {
                                back.put(there.take());
                            }
                        } catch (InterruptedException end) {
                            Thread.currentThread().interrupt();
                        }
                    },
                    "tck slowness");
            echo.setDaemon(true);
            echo.start();
            try {
                for (int i = 0; i < HANDOFFS; i++) {
                    there.put(i);
                    back.take();
                }
                echo.join();
            } catch (InterruptedException interrupted) {
                echo.interrupt();
                Thread.currentThread().interrupt();
            }
            long number = began | 1;
            for (int i = 0; i < STEPS; i++) {
                number ^= number << 13;
                number ^= number >>> 7;
                number ^= number << 17;
            }
            // It is never 0; what nobody looked at would not be computed.
            return Duration.ofNanos(System.nanoTime() - began + (number == 0 ? 1 : 0));
        }
    }
}
