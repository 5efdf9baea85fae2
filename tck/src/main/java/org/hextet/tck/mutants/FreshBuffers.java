package org.hextet.tck.mutants;

import java.nio.ByteBuffer;
import org.hextet.api.Datagram;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;

/** Tells of each datagram by an object of its own, whose data lie in the midst of memory of their own. */
final class FreshBuffers extends ForwardingDatagramProtocol {

    private static final int BEFORE = 5;
    private static final int BEHIND = 3;

    private final boolean overwrites;

    FreshBuffers(DatagramProtocol beneath, boolean overwrites) {
        super(beneath);
        this.overwrites = overwrites;
    }

    @Override
    public void received(DatagramPort port, Datagram datagram) throws Exception {
        int length = datagram.data().remaining();
        ByteBuffer memory = ByteBuffer.allocateDirect(BEFORE + length + BEHIND);
        memory.position(BEFORE).put(datagram.data()).flip().position(BEFORE);
        ByteBuffer lent = memory.asReadOnlyBuffer();
        super.received(port, new ForwardingDatagram(datagram) {
            @Override
            public ByteBuffer data() {
                return lent;
            }
        });
        while (overwrites && memory.hasRemaining()) {
            memory.put((byte) 0x5a);
        }
    }
}
