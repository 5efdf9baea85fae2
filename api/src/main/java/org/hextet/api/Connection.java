package org.hextet.api;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One established stream. Every method may be called from any thread; calls from elsewhere than the reactor's thread
 * take effect there, in the order they were made.
 *
 * <p>After the end ({@link #close()}, {@link #abort()}, or the peer's) calls that would send, pause, resume or end are
 * ignored: the end may always overtake a caller.
 */
public interface Connection {

    /**
     * Sends the bytes between position and limit, after all that was written before. It never blocks. All of them are
     * consumed when it returns (the position is at the limit), on every thread: the caller may overwrite the buffer at
     * once.
     *
     * <p>Writes made during one callback leave together when it ends.
     *
     * @param data direct, heap or read-only; may be empty
     * @return false if more than the high watermark waits to be sent, or the connection is ending: a hint to stop for
     *     now
     * @throws IllegalStateException if {@link #shutdownOutput()} or {@link #startTls} was called here before; nothing
     *     is sent and the connection lives
     */
    boolean write(ByteBuffer data);

    /**
     * As {@link #write(ByteBuffer)}, of several buffers in order, without garbage.
     *
     * @param data buffers; those outside the range are not looked at
     * @param offset the first to write
     * @param length how many to write
     * @return as of {@link #write(ByteBuffer)}
     * @throws IndexOutOfBoundsException if the range is not within the array; nothing is sent
     * @throws IllegalStateException if {@link #shutdownOutput()} or {@link #startTls} was called here before
     */
    boolean write(ByteBuffer[] data, int offset, int length);

    /**
     * Whether writing is not paused by the watermarks and the connection is not ending.
     *
     * @return false between {@link Protocol#writingPaused} and {@link Protocol#writingResumed}, and once it is ending
     */
    boolean isWritable();

    /**
     * How many bytes were written here and not yet taken by the kernel.
     *
     * @return bytes, 0 or more; a snapshot if called from another thread
     */
    long queuedBytes();

    /**
     * Stops {@link Protocol#received}: called on the reactor's thread, at once. The peer is stopped by the TCP window
     * when the kernel's buffer is full; memory here stays bounded. While paused, the end of the peer may stay unknown.
     */
    void pauseReading();

    /** Undoes {@link #pauseReading()}. */
    void resumeReading();

    /**
     * Ends the output after what was written: a TCP FIN, or where this is secured a close_notify (RFC 8446, section
     * 6.1). The peer's bytes still come. A second call does nothing.
     *
     * <p>TLS 1.2 knows no half-close: a peer may answer a close_notify by dropping what it had to say (RFC 5246,
     * section 7.2.1), and the one of a peer ends this connection, without {@link Protocol#inputEnded}.
     */
    void shutdownOutput();

    /**
     * Ends the connection in order: what was written is delivered first. Nothing more is received. If the peer takes
     * nothing for {@link StreamOptions#closeTimeout()} it is reset, with a reason of kind timeout.
     */
    void close();

    /** Ends the connection at once with a reset; what was not sent is dropped, and no close_notify leaves. */
    void abort();

    /**
     * Hands the connection to another protocol. It hears {@link Protocol#connected} before any other event, and soon,
     * even if none comes: called on the reactor's thread, right after the running callback has returned (or in the next
     * turn, if none is running). The old one hears nothing more after its running callback, of the close either. Where
     * the switch is made in {@code connected}, the pending that yields the connection succeeds after the next protocol
     * has heard of it: who waits for it may use what that protocol has made of it.
     *
     * <p>A connection that is ending switches too, until its protocol hears {@link Protocol#closed}: layers such as TLS
     * take a turn of their own by switching to the same protocol once more, also after {@link #close()}.
     *
     * @param next who gets the events from now on
     */
    void switchProtocol(Protocol next);

    /**
     * Goes on in TLS. What was written here before leaves in the clear; after this call nothing does, and this object
     * is dead to its user: {@link #write} throws, its protocol hears nothing more but the end of a handshake that
     * fails. What goes on is another connection, the secured one, with a protocol of its own; {@code () -> this} lets
     * the same protocol go on, which then hears {@code connected} once more.
     *
     * <p>The side that connected is the client, unless {@link TlsSettings#role()} says otherwise. Without
     * {@link TlsSettings#serverName()} a client verifies the address.
     *
     * <p>Nothing that the peer sent early may count as secured (RFC 3207, section 4.2; CVE-2011-0411): bytes left
     * between position and limit of the lent buffer when the {@link Protocol#received} that called this returns end the
     * connection, and reach nobody. So whoever calls this in {@code received} moves the position over what he has read.
     * Other bytes of plain text that come before the handshake break the handshake.
     *
     * <p>If the handshake fails the connection ends, never to go back to plain: the protocol of this object hears
     * {@link Protocol#closed}, with the failure in its reason, and the result fails with it.
     *
     * @param tls what the handshake needs
     * @param factory makes the protocol of the secured connection, when the handshake has succeeded; if it returns null
     *     or throws, the connection is aborted
     * @return the secured connection, after its protocol has heard {@code connected}; fails as of
     *     {@link TlsReactor#connectTls}, or with kind aborted if the connection is ending. Cancelling, and
     *     {@link #abort()} here, abort the connection
     * @throws IllegalArgumentException if the context is not initialized, or refuses the parameters, or the server name
     *     is none; the connection goes on as it was
     * @throws IllegalStateException if this was called here before, or after {@link #shutdownOutput()}
     * @throws UnsupportedOperationException if this provider lacks {@link Capability#STARTTLS}
     */
    Pending<Connection> startTls(TlsSettings tls, Supplier<? extends Protocol> factory);

    /**
     * What the TLS of this connection has agreed on.
     *
     * @return the same at every call, after the end too; empty where this is a plain connection
     */
    Optional<TlsSession> tlsSession();

    /**
     * The local end: of its true family (IPv4 on a dual-stack socket too), with the zone of a link-local address.
     *
     * @return resolved; the same when the connection is gone
     */
    InetSocketAddress localAddress();

    /**
     * The peer's end: of its true family, with the zone of a link-local address.
     *
     * @return resolved; the same when the connection is gone
     */
    InetSocketAddress remoteAddress();

    /**
     * The flow label that was leased for this connection ({@link StreamOptions#flowLabel()}).
     *
     * @return the same at every call; empty where none was asked for
     */
    Optional<FlowLabel> flowLabel();

    /**
     * The reactor that carries this connection.
     *
     * @return whose thread runs the callbacks
     */
    Reactor reactor();

    /**
     * Reads a socket option. From another thread it waits for the reactor.
     *
     * @param option of {@link java.net.StandardSocketOptions}, {@code jdk.net.ExtendedSocketOptions} or
     *     {@link NetworkSocketOptions}
     * @param <T> its type
     * @return its value now, as the kernel tells it
     * @throws UnsupportedOperationException if this provider lacks it; names option and provider
     * @throws IOException if the connection is gone, or what the kernel said
     */
    <T> T option(SocketOption<T> option) throws IOException;

    /**
     * Sets a socket option. From another thread it waits for the reactor.
     *
     * @param option as in {@link #option(SocketOption)}
     * @param value not null
     * @param <T> its type
     * @throws UnsupportedOperationException if this provider lacks it; names option and provider
     * @throws IllegalArgumentException if the value is outside the option's range; the old one stays
     * @throws IOException if the connection is gone, or what the kernel said
     */
    <T> void option(SocketOption<T> option, T value) throws IOException;

    /**
     * The end of the connection.
     *
     * @return completes after {@link Protocol#closed} has returned, never exceptionally; cannot be cancelled
     */
    Pending<CloseReason> closed();
}
