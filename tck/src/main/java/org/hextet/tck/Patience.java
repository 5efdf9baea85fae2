package org.hextet.tck;

import java.time.Duration;

/** How long a check waits for what must come. Only on a broken provider does anybody wait that long. */
public final class Patience {

    /** The system property that multiplies every guard, for slow machines: {@value}, for example {@code 3}. */
    public static final String PROPERTY = "hextet.tck.patience";

    private static final Duration WAIT = Duration.ofSeconds(30);

    private Patience() {}

    /**
     * The guard of one wait.
     *
     * @return 30 s, times the property
     * @throws IllegalArgumentException if the property is no number above zero
     */
    public static Duration guard() {
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
        return Duration.ofNanos((long) (WAIT.toNanos() * factor));
    }

    /** The guard of a whole check: two waits, or more where the row says so. */
    static Duration wholeGuard(Row row) {
        return guard().multipliedBy(2L * row.patience());
    }
}
