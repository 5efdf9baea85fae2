package org.hextet.nio;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;

/** A channel with its handle and what it waits for. Of the loop only. */
abstract class NioSocket {

    final int handle;
    final SelectableChannel channel;
    boolean isClosed;

    private final SelectionKey key;
    private int interest;

    NioSocket(int handle, SelectableChannel channel, SelectionKey key, int interest) {
        this.handle = handle;
        this.channel = channel;
        this.key = key;
        this.interest = interest;
    }

    /** Waits for these operations too, or no more. */
    final void interest(int operations, boolean on) {
        int wanted = on ? interest | operations : interest & ~operations;
        if (wanted != interest) {
            interest = wanted;
            if (key.isValid()) {
                key.interestOps(wanted);
            }
        }
    }

    final boolean isInterestedIn(int operation) {
        return (interest & operation) != 0;
    }

    /** The descriptor goes with the next select. */
    final void close() {
        isClosed = true;
        try {
            channel.close();
        } catch (IOException gone) {
            // close(2) has let go of the descriptor whatever it says; there is nothing to be done about it.
            key.cancel();
        }
    }
}
