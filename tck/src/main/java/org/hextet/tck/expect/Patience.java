package org.hextet.tck.expect;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import org.hextet.tck.matrix.Row;

/**
 * How long a check waits for what must come. Only on a broken provider does anybody wait that long. The guards grow
 * with the slowness of the machine, which is measured once per run.
 */
public final class Patience {

    /** The system property that multiplies every guard further: {@value}, for example {@code 3}. */
    public static final String PROPERTY = "hextet.tck.patience";

    private static final Duration WAIT = Duration.ofSeconds(30);

    /** Of the provider that is tried now: less than 1 for one that has let many waits run out. */
    private static volatile double part = 1;

    private Patience() {}

    /**
     * The guard of one wait.
     *
     * @return 30 s, times the slowness of this machine (at least 1), times the property; less for a provider that has
     *     let many waits run out
     * @throws IllegalArgumentException if the property is no number above zero
     */
    public static Duration guard() {
        return wholeWait(part);
    }

    /**
     * The guard of one wait, for a provider that gets a part of it.
     *
     * @param itsPart of the whole, above 0
     * @return that part of 30 s, times the slowness of this machine, times the property
     */
    public static Duration wholeWait(double itsPart) {
        return Duration.ofNanos((long) (WAIT.toNanos() * factor() * itsPart));
    }

    /**
     * By how much guards are longer than those of a quick machine.
     *
     * @return the property times the slowness of this machine
     * @throws IllegalArgumentException if the property is no number above zero
     */
    public static double factor() {
        String text = System.getProperty(PROPERTY, "1");
        double factor;
        try {
            factor = Double.parseDouble(text);
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException(PROPERTY + "=" + text + ": need a number above 0, as in 3", wrong);
        }
        if (!(factor > 0)) {
            throw new IllegalArgumentException(PROPERTY + "=" + text + ": need a number above 0, as in 3");
        }
        return factor * Slowness.factor();
    }

    /**
     * From now on every guard is so much of the whole; one check runs at a time.
     *
     * @param ofTheWhole above 0; 1 is the usual
     */
    public static void setPart(double ofTheWhole) {
        part = ofTheWhole;
    }

    /**
     * The guard of a whole check: two waits, or more where the row says so.
     *
     * @param row that of the check
     * @return of the length that guards have now
     */
    public static Duration wholeGuard(Row row) {
        return guard().multipliedBy(2L * row.patience());
    }

    /**
     * A guard in words.
     *
     * @param guard any duration
     * @return in seconds, with one digit behind the point at most
     */
    public static String text(Duration guard) {
        return BigDecimal.valueOf(guard.toMillis(), 3)
                        .setScale(1, RoundingMode.HALF_UP)
                        .stripTrailingZeros()
                        .toPlainString()
                + " s";
    }
}
