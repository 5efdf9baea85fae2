package org.hextet.addresses;

/**
 * The addresses that begin with the same bits, IPv4 as {@code ::ffff:a.b.c.d}.
 *
 * @param bits 16 bytes, zero behind the length
 * @param length how many bits count, 0 to 128
 */
@SuppressWarnings("ArrayRecordComponent") // never compared as a record: its text is
record Prefix(byte[] bits, int length) {

    /**
     * Reads {@code 2001:db8::/32}, or {@code 10.0.0.0/8} as short for {@code ::ffff:10.0.0.0/104}.
     *
     * @throws AddressSyntaxException if it is none, or bits are set behind the length
     */
    static Prefix parse(String text, int start, int slash, int end) {
        IpAddress address = LiteralParser.parse(text, start, slash);
        if (!address.zone().isEmpty()) {
            throw new AddressSyntaxException(text, text.indexOf('%', start), "zone", "a prefix has none");
        }
        byte[] bytes = address.bytes();
        int most = 8 * bytes.length;
        int written = slash == end ? most : SmallNumber.parse(text, slash + 1, end, most, "prefix length");
        Prefix prefix = new Prefix(AddressBytes.mapped(bytes), 128 - most + written);
        if (prefix.hasBitsBehindLength()) {
            throw new AddressSyntaxException(
                    text, start, "bits behind the prefix length", "set them to zero, or make the prefix longer");
        }
        return prefix;
    }

    boolean covers(byte[] address) {
        return CommonPrefix.bits(bits, address) >= length;
    }

    boolean covers(Prefix other) {
        return length <= other.length && covers(other.bits);
    }

    private boolean hasBitsBehindLength() {
        for (int bit = length; bit < 128; bit++) {
            if ((bits[bit / 8] & 0x80 >> bit % 8) != 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return CanonicalText.of(bits) + '/' + length;
    }
}
