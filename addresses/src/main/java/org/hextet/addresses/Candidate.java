package org.hextet.addresses;

import java.net.InetAddress;
import java.util.Optional;

/**
 * A destination to be placed in the order, with the source that the host would use for it.
 *
 * @param destination where to
 * @param source where from; empty if the host has no source for it, or it is known to be unreachable
 */
public record Candidate(InetAddress destination, Optional<SourceAddress> source) {

    /**
     * A destination and an ordinary source address.
     *
     * @param destination where to
     * @param source where from, as {@link SourceAddress#of} takes it; empty if there is none
     * @return both
     */
    public static Candidate of(InetAddress destination, Optional<InetAddress> source) {
        return new Candidate(destination, source.map(SourceAddress::of));
    }
}
