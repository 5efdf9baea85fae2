package org.hextet.nio;

import java.io.IOException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether a socket has room: of an empty datagram the JDK says "0 bytes were sent" in either case. By a selector
 * of its own, which is opened when the first empty datagram is sent. Of the loop only.
 */
final class RoomProbe {

    private @Nullable Selector selector;

    boolean finds(DatagramChannel channel) throws IOException {
        Selector asked = selector;
        if (asked == null) {
            asked = Selector.open();
            selector = asked;
        }
        SelectionKey key = channel.register(asked, SelectionKey.OP_WRITE);
        try {
            asked.selectNow();
            return key.isWritable();
        } finally {
            // A channel that stays registered cannot be closed.
            key.cancel();
            asked.selectNow();
            asked.selectedKeys().clear();
        }
    }

    void end() throws IOException {
        Selector asked = selector;
        if (asked != null) {
            asked.close();
        }
    }
}
