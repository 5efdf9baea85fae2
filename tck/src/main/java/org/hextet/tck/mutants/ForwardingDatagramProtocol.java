package org.hextet.tck.mutants;

import java.net.InetSocketAddress;
import org.hextet.api.CloseReason;
import org.hextet.api.Datagram;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.failure.NetworkFailure;

/** A datagram protocol that passes on to another one what it does not change. */
abstract class ForwardingDatagramProtocol implements DatagramProtocol {

    /** Gets every call that is not overridden. */
    protected final DatagramProtocol beneath;

    ForwardingDatagramProtocol(DatagramProtocol beneath) {
        this.beneath = beneath;
    }

    @Override
    public void opened(DatagramPort port) throws Exception {
        beneath.opened(port);
    }

    @Override
    public void received(DatagramPort port, Datagram datagram) throws Exception {
        beneath.received(port, datagram);
    }

    @Override
    public void failed(DatagramPort port, NetworkFailure failure) throws Exception {
        beneath.failed(port, failure);
    }

    @Override
    public void pathMtuChanged(DatagramPort port, InetSocketAddress destination, int mtu) throws Exception {
        beneath.pathMtuChanged(port, destination, mtu);
    }

    @Override
    public void writingPaused(DatagramPort port) throws Exception {
        beneath.writingPaused(port);
    }

    @Override
    public void writingResumed(DatagramPort port) throws Exception {
        beneath.writingResumed(port);
    }

    @Override
    public void closed(DatagramPort port, CloseReason reason) throws Exception {
        beneath.closed(port, reason);
    }

    @Override
    public String protocolName() {
        return beneath.protocolName();
    }
}
