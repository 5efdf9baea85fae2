package org.hextet.cli.stream;

import java.nio.ByteBuffer;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Protocol;

/** Throws away what comes (RFC 863). */
public final class DiscardHandler implements Protocol {

    private final Served served;

    /**
     * For one connection.
     *
     * @param served knows it while it lives
     */
    public DiscardHandler(Served served) {
        this.served = served;
    }

    @Override
    public void connected(Connection connection) {
        served.began(connection);
    }

    @Override
    public void received(Connection connection, ByteBuffer lent) {}

    @Override
    public void closed(Connection connection, CloseReason reason) {
        served.ended(connection);
    }
}
