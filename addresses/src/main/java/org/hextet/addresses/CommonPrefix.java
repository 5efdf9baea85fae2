package org.hextet.addresses;

/** How many leading bits two addresses share. */
final class CommonPrefix {

    private CommonPrefix() {}

    /** The number of equal leading bits of two arrays of one length. */
    static int bits(byte[] one, byte[] other) {
        for (int i = 0; i < one.length; i++) {
            int difference = (one[i] ^ other[i]) & 0xff;
            if (difference != 0) {
                return 8 * i + Integer.numberOfLeadingZeros(difference) - 24;
            }
        }
        return 8 * one.length;
    }

    /**
     * CommonPrefixLen of RFC 6724, section 2.2: bounded by the source's prefix length; families have nothing in common.
     */
    static int of(SourceAddress source, byte[] destination) {
        byte[] bytes = AddressBytes.unmapped(source.address().getAddress());
        return bytes.length == destination.length ? Math.min(bits(bytes, destination), source.prefixLength()) : 0;
    }
}
