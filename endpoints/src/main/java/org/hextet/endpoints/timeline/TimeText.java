package org.hextet.endpoints.timeline;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Times as pictures show them: with the digits that matter, and a unit. */
final class TimeText {

    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;

    private TimeText() {}

    /** {@code 0 ms}, {@code 0.42 ms}, {@code 3.2 ms}, {@code 270 ms}, {@code 134.2 s}. */
    static String of(long nanos) {
        if (nanos >= 10 * SECOND) {
            return rounded(nanos, 9, 1) + " s";
        }
        if (nanos == 0 || nanos >= 10 * MILLI) {
            return rounded(nanos, 6, 0) + " ms";
        }
        return rounded(nanos, 6, nanos < MILLI ? 2 : 1) + " ms";
    }

    private static String rounded(long nanos, int unitDigits, int decimals) {
        return BigDecimal.valueOf(nanos, unitDigits)
                .setScale(decimals, RoundingMode.HALF_UP)
                .toPlainString();
    }
}
