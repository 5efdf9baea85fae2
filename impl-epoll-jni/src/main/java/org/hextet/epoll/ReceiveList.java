package org.hextet.epoll;

import java.util.ArrayDeque;

/**
 * Streams to receive from in the next turn without an event, because there may be more than was received. Whoever had
 * his share in this turn comes after those that had none. Of the loop only.
 */
final class ReceiveList {

    private final ArrayDeque<EpollStream> waiting = new ArrayDeque<>();
    private final ArrayDeque<EpollStream> served = new ArrayDeque<>();

    /** It got nothing in this turn, though there may be something. */
    void add(EpollStream stream) {
        add(stream, waiting);
    }

    /** It had its share in this turn, and there may be more. */
    void addServed(EpollStream stream) {
        add(stream, served);
    }

    private static void add(EpollStream stream, ArrayDeque<EpollStream> where) {
        if (!stream.isListed && stream.isReceiving) {
            stream.isListed = true;
            where.addLast(stream);
        }
    }

    void turnIsOver() {
        EpollStream stream;
        while ((stream = served.pollFirst()) != null) {
            waiting.addLast(stream);
        }
    }

    /** Writes the first of them to the first results of the poll to come. How many. */
    int write(Memory results, SlotTable slots) {
        int count = 0;
        while (count < Syscalls.LISTED) {
            EpollStream stream = waiting.pollFirst();
            if (stream == null) {
                break;
            }
            stream.isListed = false;
            if (!stream.isClosed() && stream.isReadable && stream.isReceiving) {
                int at = count * Syscalls.RESULT_BYTES;
                count++;
                results.buffer.putInt(at, stream.handle()).putInt(at + 4, 0).putInt(at + 8, Syscalls.NOT_TRIED);
                slots.flags(stream.handle(), Syscalls.RECEIVING | count << Syscalls.PLACE_SHIFT);
            }
        }
        return count;
    }
}
