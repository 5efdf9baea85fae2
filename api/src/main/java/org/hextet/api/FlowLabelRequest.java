package org.hextet.api;

import java.time.Duration;
import java.util.OptionalInt;
import org.hextet.api.FlowLabel.Sharing;

/**
 * Which flow label to lease. Immutable; begin with {@link #any()} or {@link #of(int)}.
 *
 * @param label the number, 1 to 0xFFFFF; empty: the kernel chooses one at random, as RFC 6437 (section 3) wants it
 * @param sharing who else may lease the same number meanwhile
 * @param linger as of {@link FlowLabel#renew}; zero for the kernel's own
 * @param expires as of {@link FlowLabel#renew}; zero for the kernel's own
 */
public record FlowLabelRequest(OptionalInt label, Sharing sharing, Duration linger, Duration expires) {

    private static final int LARGEST = 0xFFFFF;

    /**
     * Checks.
     *
     * @param label as of the record
     * @param sharing as of the record
     * @param linger as of the record
     * @param expires as of the record
     * @throws IllegalArgumentException if the label is not 1 to 0xFFFFF, or a duration is negative or longer than
     *     65,535 s
     */
    public FlowLabelRequest {
        if (label.isPresent() && (label.getAsInt() < 1 || label.getAsInt() > LARGEST)) {
            throw new IllegalArgumentException(
                    "flow label " + label.getAsInt() + ": need 1 to " + LARGEST + " (0xFFFFF)");
        }
        requireSeconds("linger", linger);
        requireSeconds("expires", expires);
    }

    private static void requireSeconds(String what, Duration duration) {
        if (duration.isNegative() || duration.toSeconds() > 65_535) {
            throw new IllegalArgumentException(
                    "flow label, " + what + " " + duration + ": need 0 to 65535 s, in whole seconds");
        }
    }

    /**
     * A label that the kernel chooses, for this socket alone.
     *
     * @return exclusive
     */
    public static FlowLabelRequest any() {
        return new FlowLabelRequest(OptionalInt.empty(), Sharing.EXCLUSIVE, Duration.ZERO, Duration.ZERO);
    }

    /**
     * A label by its number, for this socket alone.
     *
     * @param label 1 to 0xFFFFF
     * @return exclusive
     * @throws IllegalArgumentException if it is out of range
     */
    public static FlowLabelRequest of(int label) {
        return new FlowLabelRequest(OptionalInt.of(label), Sharing.EXCLUSIVE, Duration.ZERO, Duration.ZERO);
    }

    /**
     * With others, or without.
     *
     * @param sharing who else may lease it
     * @return a changed copy
     */
    public FlowLabelRequest withSharing(Sharing sharing) {
        return new FlowLabelRequest(label, sharing, linger, expires);
    }

    /**
     * With other times.
     *
     * @param linger as of the record
     * @param expires as of the record
     * @return a changed copy
     * @throws IllegalArgumentException if one is negative or longer than 65,535 s
     */
    public FlowLabelRequest withTimes(Duration linger, Duration expires) {
        return new FlowLabelRequest(label, sharing, linger, expires);
    }
}
