package org.hextet.addresses;

/** Writes addresses as RFC 5952 says. */
final class CanonicalText {

    private CanonicalText() {}

    /** The text of 4 or 16 bytes. */
    static String of(byte[] bytes) {
        StringBuilder text = new StringBuilder(39);
        if (bytes.length == 4) {
            dotted(bytes, 0, text);
        } else if (AddressBytes.isMapped(bytes)) {
            dotted(bytes, 12, text.append("::ffff:"));
        } else {
            groups(bytes, text);
        }
        return text.toString();
    }

    private static void dotted(byte[] bytes, int from, StringBuilder to) {
        for (int i = 0; i < 4; i++) {
            to.append(i == 0 ? "" : ".").append(bytes[from + i] & 0xff);
        }
    }

    private static void groups(byte[] bytes, StringBuilder to) {
        int runStart = -1;
        int runLength = 1; // A lone zero group is not shortened (4.2.2).
        for (int i = 0; i < 8; i++) {
            int length = 0;
            while (i + length < 8 && group(bytes, i + length) == 0) {
                length++;
            }
            if (length > runLength) { // The first of equal runs (4.2.3).
                runStart = i;
                runLength = length;
            }
            i += length;
        }
        for (int i = 0; i < 8; i++) {
            if (i == runStart) {
                to.append("::");
                i += runLength - 1;
            } else {
                boolean needsColon = i > 0 && i != runStart + runLength;
                to.append(needsColon ? ":" : "").append(Integer.toHexString(group(bytes, i)));
            }
        }
    }

    private static int group(byte[] bytes, int index) {
        return (bytes[2 * index] & 0xff) << 8 | (bytes[2 * index + 1] & 0xff);
    }
}
