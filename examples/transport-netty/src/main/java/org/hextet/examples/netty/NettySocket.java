package org.hextet.examples.netty;

import java.io.IOException;
import java.nio.channels.NetworkChannel;

/** What stands behind a handle. Of the loop only. */
interface NettySocket {

    int handle();

    /** The JDK's own channel: options and addresses are asked of it. */
    NetworkChannel jdk();

    void pauseReceiving();

    void resumeReceiving();

    void close();

    static void closeQuietly(NetworkChannel channel) {
        try {
            channel.close();
        } catch (IOException gone) {
            // close(2) has let go of the descriptor whatever it says.
            return;
        }
    }
}
