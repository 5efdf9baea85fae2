package org.hextet.cli.diagnosis;

import java.util.Locale;

/** Times as people read them. */
final class Spoken {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private Spoken() {}

    /** {@code 0.4 ms}, {@code 12 ms}, {@code 3.1 s}, {@code 134 s}. */
    static String duration(long nanos) {
        if (nanos < 10 * NANOS_PER_MILLI) {
            return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
        }
        if (nanos < 1_000 * NANOS_PER_MILLI) {
            return nanos / NANOS_PER_MILLI + " ms";
        }
        return String.format(Locale.ROOT, nanos < 10_000 * NANOS_PER_MILLI ? "%.1f s" : "%.0f s", nanos / 1e9);
    }
}
