package org.hextet.cli.stream;

import java.nio.ByteBuffer;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Protocol;

/** Sends back what comes (RFC 862), no faster than the peer takes it: memory is bounded whatever the peer does. */
public final class EchoHandler implements Protocol {

    private final Served served;

    /**
     * For one connection.
     *
     * @param served knows it while it lives
     */
    public EchoHandler(Served served) {
        this.served = served;
    }

    @Override
    public void connected(Connection connection) {
        served.began(connection);
    }

    @Override
    public void received(Connection connection, ByteBuffer lent) {
        connection.write(lent);
    }

    @Override
    public void writingPaused(Connection connection) {
        connection.pauseReading();
    }

    @Override
    public void writingResumed(Connection connection) {
        connection.resumeReading();
    }

    @Override
    public void closed(Connection connection, CloseReason reason) {
        served.ended(connection);
    }
}
