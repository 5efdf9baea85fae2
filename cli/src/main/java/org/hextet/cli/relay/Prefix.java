package org.hextet.cli.relay;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import org.hextet.addresses.AddressSyntaxException;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.IpAddress;

/**
 * All addresses that begin with the same bits: {@code 192.0.2.0/24}, {@code 2001:db8::/32} (RFC 4632, RFC 4291, section
 * 2.3).
 *
 * @param address its first bits; all others are zero, it has no zone and is not IPv4-mapped
 * @param length how many bits count
 */
public record Prefix(IpAddress address, int length) {

    private static final String EXAMPLE = "write it as in 192.0.2.0/24 or 2001:db8::/32";

    /**
     * Reads a prefix; an address alone is itself and no other.
     *
     * @param text strict: an address as of {@link AddressText#parse} without zone, a slash, a decimal number
     * @return the prefix
     * @throws AddressSyntaxException if it is malformed, or has bits behind the prefix; points at the character
     */
    public static Prefix parse(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        IpAddress address;
        try {
            address = AddressText.parse(literal);
        } catch (AddressSyntaxException wrong) {
            throw wrong.within(text, 0);
        }
        if (!address.zone().isEmpty()) {
            throw new AddressSyntaxException(text, literal.indexOf('%'), "a zone", "a prefix has none: leave it out");
        }
        if (address.isMapped()) {
            throw new AddressSyntaxException(
                    text, 0, "an IPv4-mapped address", "IPv4 callers are known by their IPv4 address: write that");
        }
        int bits = address.bytes().length * Byte.SIZE;
        int length = slash < 0 ? bits : length(text, slash + 1, bits);
        if (!isZeroBehind(address.bytes(), length)) {
            throw new AddressSyntaxException(
                    text,
                    slash + 1,
                    "bits of the address behind the prefix",
                    "write " + IpAddress.of(cut(address.bytes(), length)) + "/" + length + ", or the address alone");
        }
        return new Prefix(address, length);
    }

    private static int length(String text, int from, int most) {
        String digits = text.substring(from);
        boolean isNumber = digits.matches("0|[1-9][0-9]{0,2}");
        if (!isNumber || Integer.parseInt(digits) > most) {
            throw new AddressSyntaxException(
                    text, from, digits.isEmpty() ? "no length" : "no length of 0 to " + most, EXAMPLE);
        }
        return Integer.parseInt(digits);
    }

    private static boolean isZeroBehind(byte[] bytes, int length) {
        return Arrays.equals(bytes, cut(bytes, length));
    }

    private static byte[] cut(byte[] bytes, int length) {
        byte[] kept = bytes.clone();
        for (int bit = length; bit < kept.length * Byte.SIZE; bit++) {
            kept[bit / Byte.SIZE] &= (byte) ~(0x80 >> bit % Byte.SIZE);
        }
        return kept;
    }

    /**
     * Whether an address begins with it.
     *
     * @param other any; an IPv4-mapped one is IPv4, and no IPv4 address is in a prefix of IPv6. Its zone does not count
     * @return true if it does
     */
    public boolean contains(InetAddress other) {
        byte[] bytes = other.getAddress();
        boolean isInet4 = other instanceof Inet4Address;
        byte[] own = address.bytes();
        return isInet4 == (own.length == 4) && Arrays.equals(own, cut(bytes, length));
    }

    @Override
    public String toString() {
        return address + "/" + length;
    }
}
