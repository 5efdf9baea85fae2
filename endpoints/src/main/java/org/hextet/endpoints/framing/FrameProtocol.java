package org.hextet.endpoints.framing;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Protocol;

/**
 * What one side of a connection does with whole frames: {@link Protocol}, with frames in place of bytes. The same rules
 * hold: one callback at a time, on the reactor's thread; one that throws loses its connection.
 *
 * <p>The connection that the callbacks are given is the one to use: its {@code pauseReading} holds back the next frame,
 * even one that has arrived already, and its {@code switchProtocol} hands the bytes behind the current frame to the
 * next protocol.
 */
@FunctionalInterface
public interface FrameProtocol {

    /**
     * As {@link Protocol#connected}.
     *
     * @param connection this protocol's connection
     * @throws Exception aborts the connection
     */
    default void connected(Connection connection) throws Exception {}

    /**
     * A frame came, without its delimiter or prefix.
     *
     * @param connection this protocol's connection
     * @param frame read-only, lent until the callback returns; may be empty. Position and limit may be changed
     * @throws Exception aborts the connection
     */
    void frame(Connection connection, ByteBuffer frame) throws Exception;

    /**
     * A frame is longer than the maximum. Nothing more is delivered. The default throws the failure, which aborts the
     * connection; who overrides it may write a last word: the connection is closed when it returns.
     *
     * @param connection this protocol's connection
     * @param failure of kind too-large
     * @throws Exception aborts the connection
     */
    default void tooLarge(Connection connection, IOException failure) throws Exception {
        throw failure;
    }

    /**
     * The peer will send no more. The way out is still open; the default closes the connection after what is queued has
     * left.
     *
     * @param connection this protocol's connection
     * @param incomplete what came of a frame whose end will not come, without prefix; read-only, lent; empty if nothing
     *     did
     * @throws Exception aborts the connection
     */
    default void inputEnded(Connection connection, ByteBuffer incomplete) throws Exception {
        connection.close();
    }

    /**
     * As {@link Protocol#writingPaused}.
     *
     * @param connection this protocol's connection
     * @throws Exception aborts the connection
     */
    default void writingPaused(Connection connection) throws Exception {}

    /**
     * As {@link Protocol#writingResumed}.
     *
     * @param connection this protocol's connection
     * @throws Exception aborts the connection
     */
    default void writingResumed(Connection connection) throws Exception {}

    /**
     * As {@link Protocol#closed}. Frames that were held back by a pause, and what came of an incomplete one, are gone.
     *
     * @param connection this protocol's connection
     * @param reason why
     * @throws Exception goes to {@link org.hextet.api.ReactorOptions#uncaught()}
     */
    default void closed(Connection connection, CloseReason reason) throws Exception {}
}
