package org.hextet.cli.datagram;

import java.nio.ByteBuffer;
import org.hextet.api.Datagram;
import org.hextet.api.DatagramPort;

/** Answers from the address that was asked, where the transport can; else from one that the kernel chooses. */
final class Answer {

    private boolean isFromThere = true;

    /** Of the running callback's datagram. */
    void give(DatagramPort port, Datagram datagram, ByteBuffer data) {
        if (isFromThere) {
            try {
                datagram.reply(data);
                return;
            } catch (UnsupportedOperationException | IllegalStateException unknown) {
                // It does not know what was asked, and never will.
                isFromThere = false;
            }
        }
        port.write(data, datagram.sender());
    }
}
