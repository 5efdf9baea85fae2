package org.hextet.policies;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the lookup of one family has answered: all of it, or a part from a resolver that hands out what it has. An
 * answer that comes when its family has answered already adds to what is known (RFC 8305, section 6); an address that
 * was tried is not tried again.
 *
 * @param family the family that was looked up, {@code INET} or {@code INET6}
 * @param addresses of that family, best first (RFC 6724); an address that stands there twice counts once. Empty and
 *     last: a negative answer, or a failed lookup. Where an answer names every untried address of its family, its order
 *     replaces the one that was there; otherwise what is new goes behind. Copied
 * @param last whether this lookup is over; {@code false} for a part of an answer. A race whose attempts have all failed
 *     waits for the lookups that are not
 * @param service whose addresses these are: {@link #NAME_ITSELF}, or one that {@link Event.ServicesKnown} has named
 */
public record Answer(StandardProtocolFamily family, List<InetAddress> addresses, boolean last, int service) {

    /** The number of the name itself among its services. */
    public static final int NAME_ITSELF = 0;

    /**
     * Checks the families and copies the list.
     *
     * @param family the family that was looked up, {@code INET} or {@code INET6}
     * @param addresses of that family, best first; empty for none
     * @param last whether this lookup is over
     * @param service whose addresses these are
     * @throws IllegalArgumentException if an address is of another family than {@code family}, or that is {@code UNIX}.
     *     (The JDK turns an IPv4-mapped IPv6 address into an IPv4 one: it belongs to {@code INET}.)
     */
    public Answer {
        IpFamily.require(family);
        addresses = List.copyOf(addresses);
        for (InetAddress address : addresses) {
            if (IpFamily.of(address) != family) {
                throw new IllegalArgumentException(
                        "an answer of " + family + " with the address " + address.getHostAddress() + ": it is of "
                                + IpFamily.of(address) + "; answer each family with its own addresses");
            }
        }
    }

    /**
     * An answer for the name itself.
     *
     * @param family the family that was looked up, {@code INET} or {@code INET6}
     * @param addresses of that family, best first; empty for none
     * @param last whether this lookup is over
     * @throws IllegalArgumentException if an address is of another family
     */
    public Answer(StandardProtocolFamily family, List<InetAddress> addresses, boolean last) {
        this(family, addresses, last, NAME_ITSELF);
    }

    /**
     * The whole answer of a lookup, which is over.
     *
     * @param family the family that was looked up, {@code INET} or {@code INET6}
     * @param addresses of that family, best first; empty for none
     * @throws IllegalArgumentException if an address is of another family
     */
    public Answer(StandardProtocolFamily family, List<InetAddress> addresses) {
        this(family, addresses, true);
    }

    /**
     * There is no address of a family, or its lookup has failed; the lookup is over.
     *
     * @param family the family that was looked up, {@code INET} or {@code INET6}
     * @return the answer
     */
    public static Answer negative(StandardProtocolFamily family) {
        return new Answer(family, List.of(), true);
    }

    /**
     * A part of an answer: the lookup goes on, and ends with an answer that is the last.
     *
     * @param family the family that is looked up, {@code INET} or {@code INET6}
     * @param addresses of that family, best first
     * @return the answer
     * @throws IllegalArgumentException if an address is of another family
     */
    public static Answer part(StandardProtocolFamily family, List<InetAddress> addresses) {
        return new Answer(family, addresses, false);
    }

    @Override
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public boolean equals(@Nullable Object other) {
        return other instanceof Answer that
                && family == that.family
                && last == that.last
                && service == that.service
                && AddressKey.all(addresses).equals(AddressKey.all(that.addresses));
    }

    @Override
    public int hashCode() {
        return 31 * (31 * AddressKey.all(addresses).hashCode() + family.hashCode()) + service;
    }
}
