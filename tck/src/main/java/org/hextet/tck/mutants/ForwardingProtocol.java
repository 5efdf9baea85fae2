package org.hextet.tck.mutants;

import java.nio.ByteBuffer;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Protocol;

/** A protocol that passes on to another one what it does not change. */
abstract class ForwardingProtocol implements Protocol {

    /** Gets every call that is not overridden. */
    protected final Protocol beneath;

    ForwardingProtocol(Protocol beneath) {
        this.beneath = beneath;
    }

    @Override
    public void connected(Connection connection) throws Exception {
        beneath.connected(connection);
    }

    @Override
    public void received(Connection connection, ByteBuffer lent) throws Exception {
        beneath.received(connection, lent);
    }

    @Override
    public void inputEnded(Connection connection) throws Exception {
        beneath.inputEnded(connection);
    }

    @Override
    public void writingPaused(Connection connection) throws Exception {
        beneath.writingPaused(connection);
    }

    @Override
    public void writingResumed(Connection connection) throws Exception {
        beneath.writingResumed(connection);
    }

    @Override
    public void draining(Connection connection) throws Exception {
        beneath.draining(connection);
    }

    @Override
    public void closed(Connection connection, CloseReason reason) throws Exception {
        beneath.closed(connection, reason);
    }

    @Override
    public String protocolName() {
        return beneath.protocolName();
    }
}
