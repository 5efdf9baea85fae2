package org.hextet.policies;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What earlier connects to the same name have taught. A value: whoever keeps it decides when it is too old, and drops
 * it when the host's network changes (RFC 8305, section 4).
 *
 * <p>The policies of this package use it so:
 *
 * <ul>
 *   <li>Within its family an address that has worked leads: the quickest first (section 4: lower round-trip times, and
 *       used addresses before unused ones), of two that took equally long the one that stands first here.
 *   <li>One that has had a setback goes to the end of its family. It is tried all the same when its turn comes.
 *   <li>All others keep their order between the two.
 *   <li>Which family is first does not change, unless the policy was told to {@link Staggered#deferDeadFamily defer a
 *       dead family}; nor does the attempt delay, unless it was told to {@link Staggered#adaptiveDelay adapt} it.
 * </ul>
 *
 * <p>So history stands before the rules of RFC 6724 within a family, where RFC 8305 has it behind rule 8: what has
 * worked from here is not made a worse choice by what its source address looks like.
 *
 * @param successes addresses that were connected to, the latest first. Copied
 * @param setbacks addresses that failed, or were so slow that one which was begun later came before them. Copied
 */
public record History(List<Success> successes, List<InetAddress> setbacks) {

    /** Nothing is known. */
    public static final History NONE = new History(List.of(), List.of());

    /**
     * Copies the lists.
     *
     * @param successes addresses that were connected to, the latest first
     * @param setbacks addresses that failed or were slow
     * @throws IllegalArgumentException if an address stands in both: the latest counts, and only its keeper knows which
     *     that is
     */
    public History {
        successes = List.copyOf(successes);
        setbacks = List.copyOf(setbacks);
        Set<AddressKey> failed = new HashSet<>(AddressKey.all(setbacks));
        for (Success success : successes) {
            if (failed.contains(new AddressKey(success.address))) {
                throw new IllegalArgumentException(
                        "a history in which " + success.address.getHostAddress() + " has worked and has not");
            }
        }
    }

    /**
     * A history of successes, of which nobody knows how long they took.
     *
     * @param worked addresses that were connected to, the latest first
     */
    public History(List<InetAddress> worked) {
        this(worked.stream().map(address -> new Success(address, Duration.ZERO)).toList(), List.of());
    }

    /**
     * An address that was connected to.
     *
     * @param address where to
     * @param took from the start of the attempt to its success; zero where that is not known
     */
    public record Success(InetAddress address, Duration took) {

        /**
         * Checks the time.
         *
         * @param address where to
         * @param took zero or more
         * @throws IllegalArgumentException if the time is negative
         */
        public Success {
            Objects.requireNonNull(address, "address");
            if (took.isNegative()) {
                throw new IllegalArgumentException("a success that took " + took + ": need zero or more");
            }
        }

        @Override
        @SuppressWarnings("exports") // JSpecify is wanted at compile time only
        public boolean equals(@Nullable Object other) {
            return other instanceof Success that && AddressKey.same(address, that.address) && took.equals(that.took);
        }

        @Override
        public int hashCode() {
            return 31 * AddressKey.hash(address) + took.hashCode();
        }
    }

    /**
     * The addresses that were connected to.
     *
     * @return the latest first
     */
    public List<InetAddress> worked() {
        return successes.stream().map(Success::address).toList();
    }

    /** Whether of a family only setbacks are known, while the other one works. */
    boolean isDead(StandardProtocolFamily family) {
        return setbacks.stream().anyMatch(address -> IpFamily.of(address) == family)
                && !successes.isEmpty()
                && successes.stream().allMatch(success -> IpFamily.of(success.address) != family);
    }

    @Override
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public boolean equals(@Nullable Object other) {
        return other instanceof History that
                && successes.equals(that.successes)
                && AddressKey.all(setbacks).equals(AddressKey.all(that.setbacks));
    }

    @Override
    public int hashCode() {
        return 31 * successes.hashCode() + AddressKey.all(setbacks).hashCode();
    }
}
