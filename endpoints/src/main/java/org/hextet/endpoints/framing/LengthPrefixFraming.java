package org.hextet.endpoints.framing;

import java.nio.ByteBuffer;
import org.hextet.api.Connection;
import org.hextet.api.Protocol;

/**
 * Cuts a stream into frames that stand behind their length: 1, 2 or 4 bytes in network order, unsigned, which do not
 * count themselves. One object serves one connection: a factory makes a new one each time.
 *
 * <p>A frame that lies within one chunk is lent as it is, without a copy and without garbage; one that does not is put
 * together, in memory that grows with what has come, up to the maximum: a peer that only announces a large frame costs
 * nothing.
 */
public final class LengthPrefixFraming {

    private LengthPrefixFraming() {}

    /**
     * A protocol that hands on frames.
     *
     * @param frames what to do with them
     * @param prefixBytes how long the length is: 1, 2 or 4
     * @param maximumBytes the most bytes that a frame may have, without the length, 1 or more; a longer one is of kind
     *     too-large as soon as its length is read
     * @return for one connection
     * @throws IllegalArgumentException if the prefix is not 1, 2 or 4 bytes, or the maximum less than 1
     */
    public static Protocol of(FrameProtocol frames, int prefixBytes, int maximumBytes) {
        requirePrefix(prefixBytes);
        if (maximumBytes < 1 || maximumBytes > Integer.MAX_VALUE - 4) {
            throw new IllegalArgumentException(
                    "frames of at most " + maximumBytes + " bytes: need 1 to " + (Integer.MAX_VALUE - 4));
        }
        return new Framing(frames, new LengthPrefixCutter(prefixBytes, maximumBytes));
    }

    /**
     * Writes a frame behind its length.
     *
     * @param connection where to
     * @param prefixBytes how long the length is: 1, 2 or 4
     * @param frame its content, consumed when this returns
     * @return as of {@link Connection#write(ByteBuffer)}
     * @throws IllegalArgumentException if the prefix is not 1, 2 or 4 bytes, or the frame longer than it can say;
     *     nothing is sent
     * @throws IllegalStateException as of {@link Connection#write(ByteBuffer)}
     */
    public static boolean write(Connection connection, int prefixBytes, ByteBuffer frame) {
        requirePrefix(prefixBytes);
        int length = frame.remaining();
        if (prefixBytes < 4 && length >> (8 * prefixBytes) != 0) {
            throw new IllegalArgumentException("a frame of " + length + " bytes: " + prefixBytes
                    + " bytes of length can say at most " + ((1 << (8 * prefixBytes)) - 1));
        }
        ByteBuffer prefix = ByteBuffer.allocate(prefixBytes);
        for (int shift = 8 * (prefixBytes - 1); shift >= 0; shift -= 8) {
            prefix.put((byte) (length >> shift));
        }
        return connection.write(new ByteBuffer[] {prefix.flip(), frame}, 0, 2);
    }

    private static void requirePrefix(int bytes) {
        if (bytes != 1 && bytes != 2 && bytes != 4) {
            throw new IllegalArgumentException("a length of " + bytes + " bytes: need 1, 2 or 4");
        }
    }
}
