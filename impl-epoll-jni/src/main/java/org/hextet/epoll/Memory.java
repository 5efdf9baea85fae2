package org.hextet.epoll;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Memory that both sides know: a buffer here, an address there. */
final class Memory {

    final ByteBuffer buffer;
    final long address;

    Memory(int bytes) {
        this.buffer = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        this.address = Syscalls.address(buffer);
    }
}
