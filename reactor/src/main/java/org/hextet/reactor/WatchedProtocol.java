package org.hextet.reactor;

import java.nio.ByteBuffer;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Protocol;

/**
 * A protocol whose callbacks are measured.
 *
 * @param watch measures them
 * @param protocol of the user
 */
record WatchedProtocol(CallbackWatch watch, Protocol protocol) implements Protocol {

    @Override
    public void connected(Connection connection) throws Exception {
        watched("connected", () -> protocol.connected(connection));
    }

    @Override
    public void received(Connection connection, ByteBuffer lent) throws Exception {
        watched("received", () -> protocol.received(connection, lent));
    }

    @Override
    public void inputEnded(Connection connection) throws Exception {
        watched("inputEnded", () -> protocol.inputEnded(connection));
    }

    @Override
    public void writingPaused(Connection connection) throws Exception {
        watched("writingPaused", () -> protocol.writingPaused(connection));
    }

    @Override
    public void writingResumed(Connection connection) throws Exception {
        watched("writingResumed", () -> protocol.writingResumed(connection));
    }

    @Override
    public void draining(Connection connection) throws Exception {
        watched("draining", () -> protocol.draining(connection));
    }

    @Override
    public void closed(Connection connection, CloseReason reason) throws Exception {
        watched("closed", () -> protocol.closed(connection, reason));
    }

    private void watched(String name, CallbackWatch.Callback callback) throws Exception {
        watch.around(callback, () -> name + " of " + ProtocolNames.of(protocol, protocol::protocolName));
    }

    @Override
    public String protocolName() {
        return protocol.protocolName();
    }
}
