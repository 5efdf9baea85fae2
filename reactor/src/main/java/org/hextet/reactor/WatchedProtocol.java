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
        long begun = watch.begun();
        try {
            protocol.connected(connection);
        } finally {
            ended(begun, "connected");
        }
    }

    @Override
    public void received(Connection connection, ByteBuffer lent) throws Exception {
        long begun = watch.begun();
        try {
            protocol.received(connection, lent);
        } finally {
            ended(begun, "received");
        }
    }

    @Override
    public void inputEnded(Connection connection) throws Exception {
        long begun = watch.begun();
        try {
            protocol.inputEnded(connection);
        } finally {
            ended(begun, "inputEnded");
        }
    }

    @Override
    public void writingPaused(Connection connection) throws Exception {
        long begun = watch.begun();
        try {
            protocol.writingPaused(connection);
        } finally {
            ended(begun, "writingPaused");
        }
    }

    @Override
    public void writingResumed(Connection connection) throws Exception {
        long begun = watch.begun();
        try {
            protocol.writingResumed(connection);
        } finally {
            ended(begun, "writingResumed");
        }
    }

    @Override
    public void draining(Connection connection) throws Exception {
        long begun = watch.begun();
        try {
            protocol.draining(connection);
        } finally {
            ended(begun, "draining");
        }
    }

    @Override
    public void closed(Connection connection, CloseReason reason) throws Exception {
        long begun = watch.begun();
        try {
            protocol.closed(connection, reason);
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
