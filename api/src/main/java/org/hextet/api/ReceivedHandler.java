package org.hextet.api;

import java.nio.ByteBuffer;

/** What a protocol does with received bytes, as a lambda: see {@link Protocol#receiving}. */
@FunctionalInterface
public interface ReceivedHandler {

    /**
     * As {@link Protocol#received}.
     *
     * @param connection where the bytes came from
     * @param lent read-only; all of it is consumed when the call returns
     * @throws Exception aborts the connection
     */
    void received(Connection connection, ByteBuffer lent) throws Exception;
}
