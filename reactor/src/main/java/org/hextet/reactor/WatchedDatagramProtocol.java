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
        long begun = watch.begun();
        try {
            protocol.opened(port);
        } finally {
            ended(begun, "opened");
        }
    }

    @Override
    public void received(DatagramPort port, Datagram datagram) throws Exception {
        long begun = watch.begun();
        try {
            protocol.received(port, datagram);
        } finally {
            ended(begun, "received");
        }
    }

    @Override
    public void failed(DatagramPort port, NetworkFailure failure) throws Exception {
        long begun = watch.begun();
        try {
            protocol.failed(port, failure);
        } finally {
            ended(begun, "failed");
        }
    }

    @Override
    public void pathMtuChanged(DatagramPort port, InetSocketAddress destination, int mtu) throws Exception {
        long begun = watch.begun();
        try {
            protocol.pathMtuChanged(port, destination, mtu);
        } finally {
            ended(begun, "pathMtuChanged");
        }
    }

    @Override
    public void writingPaused(DatagramPort port) throws Exception {
        long begun = watch.begun();
        try {
            protocol.writingPaused(port);
        } finally {
            ended(begun, "writingPaused");
        }
    }

    @Override
    public void writingResumed(DatagramPort port) throws Exception {
        long begun = watch.begun();
        try {
            protocol.writingResumed(port);
        } finally {
            ended(begun, "writingResumed");
        }
    }

    @Override
    public void closed(DatagramPort port, CloseReason reason) throws Exception {
        long begun = watch.begun();
        try {
            protocol.closed(port, reason);
        } finally {
            ended(begun, "closed");
        }
    }

    private void ended(long begun, String callback) {
        watch.ended(begun, () -> callback + " of " + ProtocolNames.of(protocol, protocol::protocolName));
    }

    @Override
    public String protocolName() {
        return protocol.protocolName();
    }
}
