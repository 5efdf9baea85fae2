package org.hextet.endpoints.framing;

import java.nio.ByteBuffer;

/** Lines. */
record LineCutter(LineDelimiter delimiter, int maximum) implements FrameCutter {

    @Override
    public int end(ByteBuffer bytes, int from, int looked, int to) {
        for (int at = from + looked; at < to; at++) {
            if (bytes.get(at) == '\n' && isDelimiter(bytes, from, at)) {
                return contentTo(bytes, from, at + 1) - from > maximum ? TOO_LARGE : at + 1;
            }
        }
        boolean mayBeDelimiter = delimiter != LineDelimiter.LF && to > from && bytes.get(to - 1) == '\r';
        return to - from - (mayBeDelimiter ? 1 : 0) > maximum ? TOO_LARGE : INCOMPLETE;
    }

    private boolean isDelimiter(ByteBuffer bytes, int from, int lineFeed) {
        return delimiter != LineDelimiter.CRLF || isAfterReturn(bytes, from, lineFeed);
    }

    private static boolean isAfterReturn(ByteBuffer bytes, int from, int lineFeed) {
        return lineFeed > from && bytes.get(lineFeed - 1) == '\r';
    }

    @Override
    public int portion(ByteBuffer kept, int from, int to, ByteBuffer more, int at, int limit) {
        // A delimiter beyond the maximum need not be found: the line is too large without it.
        int last = (int) Math.min(limit, at + Math.max(1L, maximum + 2L - (to - from)));
        for (int i = at; i < last; i++) {
            if (more.get(i) == '\n') {
                return i + 1 - at;
            }
        }
        return last - at;
    }

    @Override
    public int contentFrom(int from, int to) {
        return from;
    }

    @Override
    public int contentTo(ByteBuffer bytes, int from, int end) {
        int lineFeed = end - 1;
        return delimiter != LineDelimiter.LF && isAfterReturn(bytes, from, lineFeed) ? lineFeed - 1 : lineFeed;
    }

    @Override
    public String what() {
        return "line";
    }
}
