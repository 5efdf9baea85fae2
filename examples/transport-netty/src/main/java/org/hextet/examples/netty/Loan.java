package org.hextet.examples.netty;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/** Memory that Netty has received into, while it is lent to a protocol, and while what was written from it leaves. */
final class Loan {

    /** What lent memory holds afterwards, where the reactor is opened so. */
    private static final byte OVERWRITTEN = (byte) 0xDB;

    private final ByteBuf memory;
    private final boolean isOverwritten;
    private final ByteBuffer lent;
    private int users = 1;

    Loan(ByteBuf memory, boolean isOverwritten) {
        this.memory = memory;
        this.isOverwritten = isOverwritten;
        this.lent = memory.nioBuffer().asReadOnlyBuffer();
    }

    /** What protocols see. */
    ByteBuffer lent() {
        return lent;
    }

    /** The lent range itself, to be sent: not overwritten before this part is given back, too. */
    ByteBuf toSend() {
        users++;
        return memory.retainedSlice(memory.readerIndex() + lent.position(), lent.remaining());
    }

    /** A user has done with it. */
    void giveBack() {
        if (--users > 0) {
            return;
        }
        if (isOverwritten) {
            for (int i = memory.readerIndex(); i < memory.writerIndex(); i++) {
                memory.setByte(i, OVERWRITTEN);
            }
        }
        memory.release();
    }
}
