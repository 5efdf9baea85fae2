package org.hextet.resolver.dnsjava;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * Numbers that nobody can guess, so that nobody can forge an answer without seeing the question (RFC 5452, section 9).
 * Drawn in blocks: one call of the generator costs a microsecond, whether for two bytes or for a kilobyte. Of one
 * reactor's thread.
 */
final class Unpredictable {

    private static final int LOWEST_PORT = 32_768;

    private final SecureRandom random = new SecureRandom();
    private final byte[] bytes = new byte[1024];
    private final ByteBuffer drawn = ByteBuffer.wrap(bytes).position(bytes.length);

    /** Of a message: 0 to 65535. */
    int id() {
        return bits16();
    }

    /** Where questions come from: 32768 to 65535, above the ports that servers are wont to have. */
    int port() {
        return LOWEST_PORT | bits16() >>> 1;
    }

    /** For letters of a name: one bit each. */
    int bits16() {
        if (drawn.remaining() < Short.BYTES) {
            random.nextBytes(bytes);
            drawn.rewind();
        }
        return drawn.getShort() & 0xffff;
    }
}
