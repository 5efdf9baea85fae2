package org.hextet.epoll;

import java.nio.ByteBuffer;

/**
 * What {@link Syscalls#poll} has to know of each socket, in memory of both sides: descriptor, generation, window,
 * flags, one int each. A slot is a handle. Of the loop only.
 */
final class SlotTable {

    private static final int GENERATION_AT = 4;
    private static final int WINDOW_AT = 8;
    private static final int FLAGS_AT = 12;

    private Memory memory = new Memory(256 * Syscalls.SLOT_BYTES);

    long memory() {
        return memory.address;
    }

    /** A new owner of a slot; events that were meant for the one before are not his. Its generation. */
    int occupy(int slot, int fd, int window) {
        int at = slot * Syscalls.SLOT_BYTES;
        if (at >= memory.buffer.capacity()) {
            Memory larger = new Memory(memory.buffer.capacity() * 2);
            larger.buffer.put(0, memory.buffer, 0, memory.buffer.capacity());
            memory = larger;
        }
        ByteBuffer slots = memory.buffer;
        int generation = slots.getInt(at + GENERATION_AT) + 1;
        slots.putInt(at, fd);
        slots.putInt(at + GENERATION_AT, generation);
        slots.putInt(at + WINDOW_AT, window);
        slots.putInt(at + FLAGS_AT, 0);
        return generation;
    }

    /** Nobody is told of this slot any more. */
    void vacate(int slot) {
        int at = slot * Syscalls.SLOT_BYTES;
        ByteBuffer slots = memory.buffer;
        slots.putInt(at, -1);
        slots.putInt(at + GENERATION_AT, slots.getInt(at + GENERATION_AT) + 1);
        slots.putInt(at + FLAGS_AT, 0);
    }

    int generation(int slot) {
        return memory.buffer.getInt(slot * Syscalls.SLOT_BYTES + GENERATION_AT);
    }

    void window(int slot, int bytes) {
        memory.buffer.putInt(slot * Syscalls.SLOT_BYTES + WINDOW_AT, bytes);
    }

    void flags(int slot, int flags) {
        memory.buffer.putInt(slot * Syscalls.SLOT_BYTES + FLAGS_AT, flags);
    }
}
