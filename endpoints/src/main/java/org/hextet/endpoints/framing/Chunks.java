package org.hextet.endpoints.framing;

import java.nio.ByteBuffer;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Protocol;

/** A plain protocol in the place of a {@link FrameProtocol}: its frames are chunks. */
record Chunks(Protocol protocol) implements FrameProtocol {

    @Override
    public void connected(Connection connection) throws Exception {
        protocol.connected(connection);
    }

    @Override
    public void frame(Connection connection, ByteBuffer frame) throws Exception {
        protocol.received(connection, frame);
    }

    @Override
    public void inputEnded(Connection connection, ByteBuffer incomplete) throws Exception {
        protocol.inputEnded(connection);
    }

    @Override
    public void writingPaused(Connection connection) throws Exception {
        protocol.writingPaused(connection);
    }

    @Override
    public void writingResumed(Connection connection) throws Exception {
        protocol.writingResumed(connection);
    }

    @Override
    public void closed(Connection connection, CloseReason reason) throws Exception {
        protocol.closed(connection, reason);
    }
}
