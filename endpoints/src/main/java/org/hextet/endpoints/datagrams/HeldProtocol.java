package org.hextet.endpoints.datagrams;

import java.net.InetSocketAddress;
import org.hextet.api.CloseReason;
import org.hextet.api.Datagram;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.endpoints.callbacks.DatagramUser;
import org.jspecify.annotations.Nullable;

/** The protocol of a port until it is ready, and the user's from then on: meanwhile nothing is received. */
final class HeldProtocol implements DatagramProtocol {

    private @Nullable DatagramProtocol user;

    /** On the loop. */
    void handOver(DatagramPort port, DatagramProtocol protocol) {
        user = protocol;
        port.resumeReading();
        DatagramUser.opened(protocol, port);
    }

    @Override
    public void opened(DatagramPort port) {
        port.pauseReading();
    }

    @Override
    public void received(DatagramPort port, Datagram datagram) throws Exception {
        DatagramProtocol told = user;
        if (told != null) {
            told.received(port, datagram);
        }
    }

    @Override
    public void failed(DatagramPort port, NetworkFailure failure) throws Exception {
        DatagramProtocol told = user;
        if (told != null) {
            told.failed(port, failure);
        }
    }

    @Override
    public void pathMtuChanged(DatagramPort port, InetSocketAddress destination, int mtu) throws Exception {
        DatagramProtocol told = user;
        if (told != null) {
            told.pathMtuChanged(port, destination, mtu);
        }
    }

    @Override
    public void writingPaused(DatagramPort port) throws Exception {
        DatagramProtocol told = user;
        if (told != null) {
            told.writingPaused(port);
        }
    }

    @Override
    public void writingResumed(DatagramPort port) throws Exception {
        DatagramProtocol told = user;
        if (told != null) {
            told.writingResumed(port);
        }
    }

    @Override
    public void closed(DatagramPort port, CloseReason reason) throws Exception {
        DatagramProtocol told = user;
        if (told != null) {
            told.closed(port, reason);
        }
    }

    @Override
    public String protocolName() {
        DatagramProtocol told = user;
        return told == null ? getClass().getName() : told.protocolName();
    }
}
