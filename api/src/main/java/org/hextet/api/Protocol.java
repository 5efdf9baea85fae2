package org.hextet.api;

import java.nio.ByteBuffer;

/**
 * What one side of a connection does: the callbacks of one {@link Connection}.
 *
 * <p>The order is: exactly one {@link #connected}, then any number of {@link #received}, at most one
 * {@link #inputEnded}, then exactly one {@link #closed}, and nothing after it. {@link #writingPaused} and
 * {@link #writingResumed} alternate in between. All run on the reactor's thread, one at a time, never inside one
 * another.
 *
 * <p>A callback that throws, an {@link Error} included, loses its own connection: it is aborted, what was thrown is the
 * cause in the {@link CloseReason}, and goes once to {@link ReactorOptions#uncaught()}. The loop and other connections
 * live on.
 */
@FunctionalInterface
public interface Protocol {

    /**
     * The connection is up, with all its options in force. Called once, before any other callback.
     *
     * @param connection this protocol's connection
     * @throws Exception aborts the connection
     */
    default void connected(Connection connection) throws Exception {}

    /**
     * Bytes came. How the peer's writes are cut into calls means nothing.
     *
     * <p>The buffer is lent until the callback returns: all of it counts as consumed then, and its memory is used
     * again. Whoever needs bytes later copies them. {@link Connection#write(ByteBuffer)} of this very buffer, by
     * position and limit, is the cheapest way to send them on.
     *
     * @param connection this protocol's connection
     * @param lent read-only, with at least one byte remaining
     * @throws Exception aborts the connection
     */
    void received(Connection connection, ByteBuffer lent) throws Exception;

    /**
     * The peer will send no more (its half-close, a TCP FIN). The way out is still open. The default closes the
     * connection after what is queued has left; a protocol that answers after the end of its input overrides this.
     *
     * @param connection this protocol's connection
     * @throws Exception aborts the connection
     */
    default void inputEnded(Connection connection) throws Exception {
        connection.close();
    }

    /**
     * More than {@link StreamOptions#highWatermark()} bytes wait for the peer. A polite protocol stops writing until
     * {@link #writingResumed}; writes are accepted all the same.
     *
     * @param connection this protocol's connection
     * @throws Exception aborts the connection
     */
    default void writingPaused(Connection connection) throws Exception {}

    /**
     * After {@link #writingPaused}: {@link StreamOptions#lowWatermark()} bytes or fewer wait now.
     *
     * @param connection this protocol's connection
     * @throws Exception aborts the connection
     */
    default void writingResumed(Connection connection) throws Exception {}

    /**
     * The reactor drains ({@link Reactor#drain}), and nothing has moved here for the time that was asked: time to say
     * goodbye. The default closes the connection; a protocol that has a last word overrides this, and is asked again
     * when nothing has moved for as long once more.
     *
     * @param connection this protocol's connection
     * @throws Exception aborts the connection
     */
    default void draining(Connection connection) throws Exception {
        connection.close();
    }

    /**
     * The connection is gone, its descriptor too. The last callback; exactly one for each {@link #connected}.
     *
     * @param connection this protocol's connection
     * @param reason why
     * @throws Exception goes to {@link ReactorOptions#uncaught()}
     */
    default void closed(Connection connection, CloseReason reason) throws Exception {}

    /**
     * The name by which incidents and logs speak of it: whose code it is. The default is that of its class. A protocol
     * that carries another one, as TLS and framings do, gives the name of that one.
     *
     * @return the name of a class; asked on the reactor's thread
     */
    default String protocolName() {
        return getClass().getName();
    }

    /**
     * A protocol that only handles received bytes.
     *
     * @param handler what to do with them
     * @return a protocol, with the defaults of this interface for all else
     */
    static Protocol receiving(ReceivedHandler handler) {
        return new ReceivingProtocol(handler);
    }
}
