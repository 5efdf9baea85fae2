package org.hextet.tls;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Wraps keys of the formats that OpenSSL wrote before PKCS #8 in that (RFC 5958): no bit of them changes, what stands
 * around them is put into a header.
 */
final class OlderKeyFormats {

    private static final int INTEGER = 0x02;
    private static final int OCTET_STRING = 0x04;
    private static final int SEQUENCE = 0x30;

    /** Of an ECPrivateKey: which curve it is on (RFC 5915, section 3). */
    private static final int PARAMETERS = 0xa0;

    private static final byte[] VERSION_0 = {INTEGER, 1, 0};

    /** The OID 1.2.840.113549.1.1.1, and NULL (RFC 8017, appendix A.1). */
    private static final byte[] RSA_ENCRYPTION = {
        0x06, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 0x05, 0
    };

    /** The OID 1.2.840.10045.2.1 (RFC 5480, section 2.1). */
    private static final byte[] EC_PUBLIC_KEY = {0x06, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};

    private OlderKeyFormats() {}

    /** A key of RFC 8017, "RSA PRIVATE KEY". */
    static byte[] ofRsa(byte[] key) {
        return element(SEQUENCE, VERSION_0, element(SEQUENCE, RSA_ENCRYPTION), element(OCTET_STRING, key));
    }

    /**
     * A key of RFC 5915, "EC PRIVATE KEY".
     *
     * @param parameters which curve, as "EC PARAMETERS" has it; null: the key says it itself
     * @throws IllegalArgumentException if nothing says it, or it is no such key
     */
    static byte[] ofEc(byte[] key, byte @Nullable [] parameters) {
        byte[] own = parameters(key);
        byte[] curve = own == null ? parameters : own;
        if (curve == null) {
            throw new IllegalArgumentException("nothing says on which curve it is");
        }
        return element(SEQUENCE, VERSION_0, element(SEQUENCE, EC_PUBLIC_KEY, curve), element(OCTET_STRING, key));
    }

    private static byte @Nullable [] parameters(byte[] key) {
        int at = content(key, 0);
        int end = at + length(key, 0);
        if ((key[0] & 0xff) != SEQUENCE || end > key.length) {
            throw new IllegalArgumentException("it is not whole");
        }
        while (at < end) {
            int start = content(key, at);
            int next = start + length(key, at);
            if (next > end) {
                throw new IllegalArgumentException("it is not whole");
            }
            if ((key[at] & 0xff) == PARAMETERS) {
                return Arrays.copyOfRange(key, start, next);
            }
            at = next;
        }
        return null;
    }

    /** Where the content of the element begins. */
    private static int content(byte[] der, int at) {
        int first = at(der, at + 1);
        return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static int length(byte[] der, int at) {
        int first = at(der, at + 1);
        if (first < 0x80) {
            return first;
        }
        int octets = first & 0x7f;
        if (octets == 0 || octets > 2) {
            throw new IllegalArgumentException("it has a length that no key has");
        }
        int length = 0;
        for (int i = 0; i < octets; i++) {
            length = length << 8 | at(der, at + 2 + i);
        }
        return length;
    }

    private static int at(byte[] der, int index) {
        if (index >= der.length) {
            throw new IllegalArgumentException("it is not whole");
        }
        return der[index] & 0xff;
    }

    private static byte[] element(int tag, byte[]... contents) {
        int length = 0;
        for (byte[] content : contents) {
            length += content.length;
        }
        ByteArrayOutputStream der = new ByteArrayOutputStream();
        der.write(tag);
        if (length < 0x80) {
            der.write(length);
        } else if (length < 0x100) {
            der.write(0x81);
            der.write(length);
        } else {
            // A key of 65,535 bytes would be one of RSA with 100,000 bits.
            der.write(0x82);
            der.write(length >> 8);
            der.write(length);
        }
        for (byte[] content : contents) {
            der.writeBytes(content);
        }
        return der.toByteArray();
    }
}
