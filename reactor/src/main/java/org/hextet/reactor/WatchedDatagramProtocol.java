package org.hextet.reactor;

import java.net.InetSocketAddress;
import org.hextet.api.CloseReason;
import org.hextet.api.Datagram;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.failure.NetworkFailure;

/**
 * A protocol whose callbacks are measured.
 *
 * @param watch measures them
 * @param protocol of the user
 */
record WatchedDatagramProtocol(CallbackWatch watch, DatagramProtocol protocol) implements DatagramProtocol {

    @Override
    public void opened(DatagramPort port) throws Exception {
        watched("opened", () -> protocol.opened(port));
    }

    @Override
    public void received(DatagramPort port, Datagram datagram) throws Exception {
        watched("received", () -> protocol.received(port, datagram));
    }

    @Override
    public void failed(DatagramPort port, NetworkFailure failure) throws Exception {
        watched("failed", () -> protocol.failed(port, failure));
    }

    @Override
    public void pathMtuChanged(DatagramPort port, InetSocketAddress destination, int mtu) throws Exception {
        watched("pathMtuChanged", () -> protocol.pathMtuChanged(port, destination, mtu));
    }

    @Override
    public void writingPaused(DatagramPort port) throws Exception {
        watched("writingPaused", () -> protocol.writingPaused(port));
    }

    @Override
    public void writingResumed(DatagramPort port) throws Exception {
        watched("writingResumed", () -> protocol.writingResumed(port));
    }

    @Override
    public void closed(DatagramPort port, CloseReason reason) throws Exception {
        watched("closed", () -> protocol.closed(port, reason));
    }

    private void watched(String name, CallbackWatch.Callback callback) throws Exception {
        watch.around(callback, () -> name + " of " + ProtocolNames.of(protocol, protocol::protocolName));
    }

    @Override
    public String protocolName() {
        return protocol.protocolName();
    }
}
