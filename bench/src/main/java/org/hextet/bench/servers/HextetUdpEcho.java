package org.hextet.bench.servers;

import java.io.IOException;
import org.hextet.api.Capability;
import org.hextet.api.DatagramFact;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.Reactor;

/**
 * Hextet: every datagram goes back to its sender, and from the address that it was sent to, where the transport can
 * tell and say so. Without facts the kernel chooses that address, as with the other libraries.
 */
public final class HextetUdpEcho {

    private static final DatagramProtocol REPLY = (port, datagram) -> datagram.reply(datagram.data());
    private static final DatagramProtocol WRITE = (port, datagram) -> port.write(datagram.data(), datagram.sender());

    private HextetUdpEcho() {}

    static DatagramProtocol protocol(Reactor reactor, DatagramOptions options) {
        boolean canReply = options.facts().contains(DatagramFact.DESTINATION)
                && reactor.capabilities().has(Capability.PACKET_INFO)
                && reactor.capabilities().has(Capability.PACKET_SOURCE);
        return canReply ? REPLY : WRITE;
    }

    /**
     * Serves until it is killed.
     *
     * @param args the transport, perhaps {@code no-facts}, and the port
     * @throws IOException if there is no such transport here, or the port cannot be bound
     * @throws InterruptedException if it is interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        HextetDatagrams.serve(args, HextetUdpEcho::protocol);
    }
}
