package org.hextet.tck.lab;

import java.time.Duration;

/**
 * What happens to packets on their way between the two hosts of {@link Environment#DISTANT}, in one direction. Of every
 * packet: those of TCP and UDP, and also those by which hosts find each other. Immutable.
 *
 * @param delay how long each is under way, 0 to 60 s; they never overtake one another
 * @param lossPercent how many of a hundred are lost, 0 to 100: with 100 nothing comes through
 * @param doublePercent how many of a hundred arrive twice, 0 to 100
 * @param seed of the choice which ones: the same seed chooses alike among the same packets
 */
public record Impairment(Duration delay, int lossPercent, int doublePercent, long seed) {

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final int ALL = 100;

    /** As on a cable: at once, each once. */
    public static final Impairment NONE = new Impairment(Duration.ZERO, 0, 0, 1);

    /**
     * Checks the ranges.
     *
     * @param delay 0 to 60 s
     * @param lossPercent 0 to 100
     * @param doublePercent 0 to 100
     * @param seed any
     * @throws IllegalArgumentException if one is out of its range
     */
    public Impairment {
        if (delay.isNegative() || delay.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "a delay is 0 to " + LONGEST.toSeconds() + " s, not " + delay.toMillis() + " ms");
        }
        requirePercent("loss", lossPercent);
        requirePercent("doubling", doublePercent);
    }

    private static void requirePercent(String what, int percent) {
        if (percent < 0 || percent > ALL) {
            throw new IllegalArgumentException(what + " is 0 to " + ALL + " percent, not " + percent);
        }
    }

    /**
     * With a delay.
     *
     * @param later each packet is under way so long, 0 to 60 s; a round trip takes twice that if both directions do
     * @return a changed copy
     */
    public Impairment withDelay(Duration later) {
        return new Impairment(later, lossPercent, doublePercent, seed);
    }

    /**
     * With loss.
     *
     * @param percent of all packets, 0 to 100
     * @return a changed copy
     */
    public Impairment withLoss(int percent) {
        return new Impairment(delay, percent, doublePercent, seed);
    }

    /**
     * With packets that arrive twice.
     *
     * @param percent of all packets, 0 to 100
     * @return a changed copy
     */
    public Impairment withDoubles(int percent) {
        return new Impairment(delay, lossPercent, percent, seed);
    }

    /**
     * With another choice of the packets that are lost or doubled.
     *
     * @param number any
     * @return a changed copy
     */
    public Impairment withSeed(long number) {
        return new Impairment(delay, lossPercent, doublePercent, number);
    }
}
