package org.hextet.endpoints.framing;

import java.nio.ByteBuffer;

/** Frames behind their length, in network order, unsigned; the length does not count itself. */
record LengthPrefixCutter(int prefixBytes, int maximum) implements FrameCutter {

    @Override
    public int end(ByteBuffer bytes, int from, int looked, int to) {
        if (to - from < prefixBytes) {
            return INCOMPLETE;
        }
        long length = length(bytes, from);
        if (length > maximum) {
            return TOO_LARGE;
        }
        long end = from + prefixBytes + length;
        return end <= to ? (int) end : INCOMPLETE;
    }

    @Override
    public int portion(ByteBuffer kept, int from, int to, ByteBuffer more, int at, int limit) {
        int size = to - from;
        long missing = size < prefixBytes ? prefixBytes - size : prefixBytes + length(kept, from) - size;
        return (int) Math.min(missing, limit - at);
    }

    private long length(ByteBuffer bytes, int from) {
        long length = 0;
        for (int at = from; at < from + prefixBytes; at++) {
            length = length << 8 | (bytes.get(at) & 0xff);
        }
        return length;
    }

    @Override
    public int contentFrom(int from, int to) {
        return Math.min(from + prefixBytes, to);
    }

    @Override
    public int contentTo(ByteBuffer bytes, int from, int end) {
        return end;
    }

    @Override
    public String what() {
        return "frame";
    }
}
