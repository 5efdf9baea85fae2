package org.hextet.nio;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;

/** A channel in the selector, and what it waits for. Of the loop only. */
final class NioRegistration {

    final SelectableChannel channel;

    private final SelectionKey key;
    private int interest;

    NioRegistration(SelectableChannel channel, SelectionKey key, int interest) {
        this.channel = channel;
        this.key = key;
        this.interest = interest;
    }

    /** Waits for these operations too, or no more. */
    void interest(int operations, boolean on) {
        int wanted = on ? interest | operations : interest & ~operations;
        if (wanted != interest) {
            interest = wanted;
            if (key.isValid()) {
                key.interestOps(wanted);
            }
        }
    }

    boolean isInterestedIn(int operation) {
        return (interest & operation) != 0;
    }

    /** The descriptor goes with the next select. */
    void close() {
        try {
            channel.close();
        } catch (IOException gone) {
            // close(2) has let go of the descriptor whatever it says; there is nothing to be done about it.
            key.cancel();
        }
    }
}
