package org.hextet.api;

import java.nio.ByteBuffer;

/**
 * A protocol that only handles received bytes, by the name of its handler.
 *
 * @param handler of the user
 */
record ReceivingProtocol(ReceivedHandler handler) implements Protocol {

    @Override
    public void received(Connection connection, ByteBuffer lent) throws Exception {
        handler.received(connection, lent);
    }

    @Override
    public String protocolName() {
        return handler.getClass().getName();
    }
}
