package org.hextet.endpoints.framing;

import java.nio.ByteBuffer;

/**
 * Finds the ends of frames. A pure rule over bytes; one for each connection, because some remember how far they have
 * looked.
 */
interface FrameCutter {

    /** The frame does not end within the bytes at hand. */
    int INCOMPLETE = -1;

    /** The frame is longer than the maximum. */
    int TOO_LARGE = -2;

    /**
     * Looks for the end of the frame that begins at {@code from}.
     *
     * @param bytes absolute access only
     * @param from where the frame begins, delimiter or prefix included
     * @param looked how many bytes from there were looked at by the call before, which said {@link #INCOMPLETE}
     * @param to where the bytes end
     * @return where it ends, delimiter included: after {@code from}, at most {@code to}; or {@link #INCOMPLETE}, or
     *     {@link #TOO_LARGE}
     */
    int end(ByteBuffer bytes, int from, int looked, int to);

    /**
     * How many of the next bytes to put behind an incomplete frame that is kept: those that complete it, or as many as
     * can be told to belong to it.
     *
     * @param kept absolute access only
     * @param from where the frame begins
     * @param to where the kept bytes end
     * @param more the next bytes; absolute access only
     * @param at where they begin
     * @param limit where they end, after {@code at}
     * @return 1 to {@code limit - at}
     */
    int portion(ByteBuffer kept, int from, int to, ByteBuffer more, int at, int limit);

    /**
     * Where the content of a frame begins that begins at {@code from}, or would, if there is less of it than the
     * prefix.
     */
    int contentFrom(int from, int to);

    /** Where the content of a complete frame ends that ends at {@code end}. */
    int contentTo(ByteBuffer bytes, int from, int end);

    /** The most bytes that a frame may have, without delimiter and prefix. */
    int maximum();

    /** Whether what a callback has not read of a frame was left for others: where frames are no more than chunks. */
    default boolean mayLeaveBytes() {
        return false;
    }

    /** What is cut, for messages: {@code line}. */
    String what();
}
