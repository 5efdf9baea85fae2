package org.hextet.reactor;

import java.util.ArrayDeque;
import org.hextet.api.CloseReason;
import org.hextet.api.Datagram;
import org.hextet.api.DatagramProtocol;

/** What a port tells its protocol: at once, or when the running callback is over. Of the loop only. */
final class DatagramCallbacks extends Settling {

    private final LoopSockets sockets;
    private final UdpPort port;
    private final DatagramProtocol protocol;

    /** What it will be told when the running callback is over. */
    private final ArrayDeque<Telling> owed = new ArrayDeque<>();

    /** Something to tell the protocol. */
    @FunctionalInterface
    interface Telling {
        void tell(DatagramProtocol protocol, UdpPort port) throws Exception;
    }

    DatagramCallbacks(LoopSockets sockets, UdpPort port, DatagramProtocol protocol) {
        this.sockets = sockets;
        this.port = port;
        this.protocol = CallbackWatch.watchedPort(sockets.callbacks(), protocol);
    }

    void opened() {
        tell(DatagramProtocol::opened);
    }

    void received(Datagram lent) {
        try {
            protocol.received(port, lent);
        } catch (Throwable thrown) {
            threw(thrown);
        }
    }

    void closed(CloseReason reason) {
        tell((each, of) -> each.closed(of, reason));
    }

    void tell(Telling telling) {
        try {
            telling.tell(protocol, port);
        } catch (Throwable thrown) {
            threw(thrown);
        }
    }

    private void threw(Throwable thrown) {
        sockets.incidents().threw("a datagram protocol, " + ProtocolNames.of(protocol, protocol::protocolName), thrown);
    }

    void owe(Telling telling) {
        owed.addLast(telling);
        sockets.loop().markDirty(this);
    }

    /** The port ends: of what is owed nothing is told any more. */
    void forgive() {
        owed.clear();
    }

    @Override
    void settle() {
        Telling next;
        while ((next = owed.pollFirst()) != null) {
            tell(next);
        }
    }

    @Override
    void abortUnsettled() {
        port.close();
    }
}
