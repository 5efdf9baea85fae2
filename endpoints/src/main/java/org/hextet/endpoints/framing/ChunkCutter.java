package org.hextet.endpoints.framing;

import java.nio.ByteBuffer;

/** No frames: what comes goes on. For a protocol that takes over where framing has left bytes. */
record ChunkCutter() implements FrameCutter {

    @Override
    public int end(ByteBuffer bytes, int from, int looked, int to) {
        return to > from ? to : INCOMPLETE;
    }

    @Override
    public int portion(ByteBuffer kept, int from, int to, ByteBuffer more, int at, int limit) {
        return limit - at;
    }

    @Override
    public int contentFrom(int from, int to) {
        return from;
    }

    @Override
    public int contentTo(ByteBuffer bytes, int from, int end) {
        return end;
    }

    @Override
    public int maximum() {
        return Integer.MAX_VALUE;
    }

    @Override
    public boolean mayLeaveBytes() {
        return true;
    }

    @Override
    public String what() {
        return "chunk";
    }
}
