package org.hextet.bench.servers;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.hextet.api.Datagram;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;

/** Hextet: datagrams are counted. */
public final class HextetUdpDiscard {

    private HextetUdpDiscard() {}

    /** Counts what one port receives. */
    static final class Discard implements DatagramProtocol {

        private final Discarded discarded = new Discarded();

        @Override
        public void received(DatagramPort port, Datagram datagram) {
            if (discarded.isQuestion(datagram.data().remaining())) {
                ByteBuffer answer = ByteBuffer.allocate(Long.BYTES);
                port.write(answer.putLong(discarded.count()).flip(), datagram.sender());
            }
        }
    }

    /**
     * Serves until it is killed.
     *
     * @param args the transport, perhaps {@code no-facts}, and the port
     * @throws IOException if there is no such transport here, or the port cannot be bound
     * @throws InterruptedException if it is interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        HextetDatagrams.serve(args, (reactor, options) -> new Discard());
    }
}
