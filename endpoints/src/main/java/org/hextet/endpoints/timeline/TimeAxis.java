package org.hextet.endpoints.timeline;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * The ticks of an axis of time, at round numbers: 1, 2 or 5 of a power of ten apart.
 *
 * @param endNanos where the axis ends, more than 0
 */
record TimeAxis(long endNanos) {

    private static final int MOST_STEPS = 7;
    private static final long SECONDS_FROM_NANOS = 10_000_000_000L;

    /** From 0 to the end, or to the last one before it. */
    List<Long> ticks() {
        long step = step();
        List<Long> ticks = new ArrayList<>();
        for (long tick = 0; tick <= endNanos - step; tick += step) {
            ticks.add(tick);
        }
        ticks.add(endNanos / step * step);
        return ticks;
    }

    private long step() {
        long power = 1;
        while (true) {
            for (long factor : new long[] {1, 2, 5}) {
                if (endNanos / (factor * power) <= MOST_STEPS) {
                    return factor * power;
                }
            }
            power *= 10;
        }
    }

    /** {@code 0}, {@code 0.5 ms}, {@code 250 ms}, {@code 20 s}. */
    String label(long nanos) {
        if (nanos == 0) {
            return "0";
        }
        boolean isSeconds = endNanos >= SECONDS_FROM_NANOS;
        return BigDecimal.valueOf(nanos, isSeconds ? 9 : 6).stripTrailingZeros().toPlainString()
                + (isSeconds ? " s" : " ms");
    }
}
