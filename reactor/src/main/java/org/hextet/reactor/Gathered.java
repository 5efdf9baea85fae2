package org.hextet.reactor;

import java.nio.ByteBuffer;

/** Several buffers as one, which is one datagram. */
final class Gathered {

    /** More than any datagram carries: to be told that it is too much, a little more is enough. */
    private static final int ENOUGH = 1 << 17;

    private Gathered() {}

    /** A copy of all, and all of them are consumed; of what no datagram can carry as much as shows that. */
    static ByteBuffer of(ByteBuffer[] data, int offset, int length) {
        long size = 0;
        for (int i = offset; i < offset + length; i++) {
            size += data[i].remaining();
        }
        ByteBuffer whole = ByteBuffer.allocate((int) Math.min(size, ENOUGH));
        for (int i = offset; i < offset + length; i++) {
            ByteBuffer each = data[i];
            int fitting = Math.min(each.remaining(), whole.remaining());
            whole.put(whole.position(), each, each.position(), fitting).position(whole.position() + fitting);
            each.position(each.limit());
        }
        return whole.flip();
    }
}
