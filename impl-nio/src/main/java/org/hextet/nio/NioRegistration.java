package org.hextet.nio;

import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SelectionKey;

/** A channel in the selector, and what it waits for. Of the loop only. */
final class NioRegistration {

    final NetworkChannel channel;

    private final SelectionKey key;
    private int interest;

    NioRegistration(NetworkChannel channel, SelectionKey key, int interest) {
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

    /** Another channel in the same selector, which stands for the same and waits for the same. */
    NioRegistration of(DatagramChannel successor) throws IOException {
        SelectionKey next = successor.register(key.selector(), interest, key.attachment());
        return new NioRegistration(successor, next, interest);
    }

    /** The descriptor goes with the next select. */
    void close() {
        closeQuietly(channel);
    }

    static void closeQuietly(NetworkChannel channel) {
        try {
            channel.close();
        } catch (IOException gone) {
            // close(2) has let go of the descriptor whatever it says.
            return;
        }
    }
}
