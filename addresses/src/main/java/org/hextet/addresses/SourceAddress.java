package org.hextet.addresses;

import java.net.InetAddress;
import java.util.EnumSet;
import java.util.Set;

/**
 * The address that a host would send from, and what RFC 6724 asks about it: section 6 by {@link DestinationOrder}, for
 * which rules are numbered here, section 5 by {@link SourceSelection}.
 *
 * @param address the address
 * @param prefixLength how many bits its network has, 0 to 128 (IPv4: 0 to 32); no rule compares further
 * @param properties what is special about it; copied
 */
public record SourceAddress(InetAddress address, int prefixLength, Set<Property> properties) {

    /** What can be special about a source address. More may come with a minor release. */
    public enum Property {
        /** Its preferred lifetime is over (rule 3). */
        DEPRECATED,
        /** A mobile node's home address (rule 4). */
        HOME,
        /** A mobile node's care-of address (rule 4). */
        CARE_OF,
        /** Made to be used for a short time (RFC 8981); no rule for destinations asks it. */
        TEMPORARY,
        /** Reached by a transition mechanism that puts packets into others (rule 7). */
        TUNNEL,
        /** Not on the interface that packets to the destination leave by ({@link SourceRule#OUTGOING_INTERFACE}). */
        OTHER_INTERFACE,
        /** Its prefix was advertised by the next hop to the destination ({@link SourceRule#PREFIX_OF_NEXT_HOP}). */
        NEXT_HOP
    }

    /**
     * Checks the prefix length.
     *
     * @param address the address
     * @param prefixLength how many bits its network has
     * @param properties what is special about it; copied
     * @throws IllegalArgumentException if the address is not that long
     */
    public SourceAddress {
        int most = AddressBytes.unmapped(address.getAddress()).length * 8;
        if (prefixLength < 0 || prefixLength > most) {
            throw new IllegalArgumentException("source " + AddressText.format(address) + " with prefix length "
                    + prefixLength + ": give 0 to " + most);
        }
        properties = Set.copyOf(properties);
    }

    /**
     * An ordinary source address of which no more is known.
     *
     * @param address the address
     * @return it, with the prefix length that is usual: 64 bits, for IPv4 the whole address; without properties
     */
    public static SourceAddress of(InetAddress address) {
        boolean isIpv4 = AddressBytes.unmapped(address.getAddress()).length == 4;
        return new SourceAddress(address, isIpv4 ? 32 : 64, EnumSet.noneOf(Property.class));
    }

    /**
     * Whether a property is there.
     *
     * @param property the property
     * @return true if it is
     */
    public boolean is(Property property) {
        return properties.contains(property);
    }
}
