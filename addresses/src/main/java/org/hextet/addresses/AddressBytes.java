package org.hextet.addresses;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Questions to the 4 or 16 bytes of an address. The bytes are judged, never the text. */
final class AddressBytes {

    private AddressBytes() {}

    static boolean isMapped(byte[] bytes) {
        return bytes.length == 16 && zeros(bytes, 0, 10) && bytes[10] == (byte) 0xff && bytes[11] == (byte) 0xff;
    }

    /** The last four bytes of a mapped address; every other address as it is. */
    static byte[] unmapped(byte[] bytes) {
        return isMapped(bytes) ? Arrays.copyOfRange(bytes, 12, 16) : bytes;
    }

    /** Sixteen bytes, as RFC 6724 compares addresses: IPv4 as {@code ::ffff:a.b.c.d}. */
    static byte[] mapped(byte[] bytes) {
        if (bytes.length == 16) {
            return bytes;
        }
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        System.arraycopy(bytes, 0, mapped, 12, 4);
        return mapped;
    }

    static boolean isLinkLocal(byte[] address) {
        byte[] bytes = unmapped(address);
        return bytes.length == 4
                ? (bytes[0] & 0xff) == 169 && (bytes[1] & 0xff) == 254
                : (bytes[0] & 0xff) == 0xfe && (bytes[1] & 0xc0) == 0x80;
    }

    static boolean isSiteLocal(byte[] bytes) {
        return bytes.length == 16 && (bytes[0] & 0xff) == 0xfe && (bytes[1] & 0xc0) == 0xc0;
    }

    static boolean isMulticast(byte[] address) {
        byte[] bytes = unmapped(address);
        return bytes.length == 4 ? (bytes[0] & 0xf0) == 0xe0 : (bytes[0] & 0xff) == 0xff;
    }

    static boolean isLoopback(byte[] address) {
        byte[] bytes = unmapped(address);
        return bytes.length == 4 ? bytes[0] == 127 : zeros(bytes, 0, 15) && bytes[15] == 1;
    }

    static boolean isWildcard(byte[] address) {
        byte[] bytes = unmapped(address);
        return zeros(bytes, 0, bytes.length);
    }

    /**
     * Whether a zone says something about such an address: those of less than global reach, and groups (RFC 4007, 4 and
     * 6).
     */
    static boolean takesZone(byte[] bytes) {
        return bytes.length == 16
                && !isMapped(bytes)
                && (isLinkLocal(bytes) || isSiteLocal(bytes) || isMulticast(bytes));
    }

    /** Whether such an address means nothing without a zone: unicast of one link, groups of one interface or link. */
    static boolean needsZone(byte[] bytes) {
        if (bytes.length == 4 || isMapped(bytes)) {
            return false;
        }
        return isLinkLocal(bytes) || (isMulticast(bytes) && ((bytes[1] & 0xf) == 1 || (bytes[1] & 0xf) == 2));
    }

    /** Without a look-up: the JDK folds mapped addresses to IPv4 here. */
    static InetAddress toInetAddress(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException wrongLength) {
            throw new AssertionError(wrongLength);
        }
    }

    private static boolean zeros(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
