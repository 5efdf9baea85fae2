package org.hextet.endpoints.blocking;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.hextet.api.ClientEndpoint;
import org.hextet.api.Connection;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ServerEndpoint;
import org.hextet.endpoints.callbacks.Thrown;

/**
 * A connection with streams, for one thread per connection. It is the connection's protocol from the first byte: none
 * is lost between connecting and reading.
 *
 * <p>Reading and writing wait, so they fail with {@link IllegalStateException} at once on the reactor's thread. One
 * thread may read while another writes; several readers or several writers take turns call by call. No monitor is held
 * while waiting, so virtual threads are welcome.
 *
 * <p>Memory is bounded: above 64 KiB of unread bytes the peer is stopped by the TCP window; a write waits while 64 KiB
 * wait here, behind what the high watermark of {@link org.hextet.api.StreamOptions} lets the reactor queue.
 *
 * <p>How it ends: the peer's orderly end is {@code -1} for a reader; every other end is an {@link IOException} that is
 * a {@link org.hextet.api.failure.NetworkFailure}: reset, truncated, timeout, aborted (closed on this side),
 * reactor-closed. Bytes that had come before the end are read first, unless this side closed.
 */
public final class BlockingConnection implements AutoCloseable {

    private final Connection connection;
    private final StreamBridge bridge;

    BlockingConnection(Connection connection, StreamBridge bridge) {
        this.connection = connection;
        this.bridge = bridge;
    }

    /**
     * Connects and waits for it. The endpoint's own deadline holds.
     *
     * @param endpoint where to
     * @param reactor carries the connection
     * @return up; whoever connected closes it
     * @throws IOException why it failed, as of the endpoint
     * @throws InterruptedIOException if the waiting thread is interrupted: the attempt is cancelled, and the thread's
     *     interrupt is cleared
     * @throws IllegalStateException at once, on the reactor's thread
     * @throws IllegalArgumentException as of {@link ClientEndpoint#connect}
     */
    public static BlockingConnection connect(ClientEndpoint endpoint, Reactor reactor) throws IOException {
        refuseWaiting(reactor);
        StreamBridge bridge = new StreamBridge(up -> {});
        Pending<Connection> connecting = endpoint.connect(reactor, () -> bridge);
        try {
            return new BlockingConnection(connecting.await(), bridge);
        } catch (InterruptedException interrupt) {
            if (!connecting.cancel()) {
                connecting.whenComplete((connection, failure) -> {
                    if (connection != null) {
                        connection.abort();
                    }
                });
            }
            throw interrupted("connect", interrupt, 0);
        }
    }

    /**
     * Listens and waits until the port is bound. Each accepted connection is handed to the handler, on a thread of the
     * executor.
     *
     * @param endpoint where to listen
     * @param reactor carries the port and the connections
     * @param executor gives each connection a thread for as long as its handler runs, as {@link #threads()} does; with
     *     one that has fewer threads, further connections wait, unread; one that refuses a task has that connection
     *     reset
     * @param handler serves one connection
     * @return the bound port; stopping it leaves running handlers alone
     * @throws IOException why it could not be bound, as of the endpoint
     * @throws InterruptedIOException if the waiting thread is interrupted: nothing stays bound, and the thread's
     *     interrupt is cleared
     * @throws IllegalStateException at once, on the reactor's thread
     * @throws IllegalArgumentException as of {@link ServerEndpoint#listen}
     */
    public static ListeningPort serve(
            ServerEndpoint endpoint, Reactor reactor, Executor executor, ConnectionHandler handler) throws IOException {
        refuseWaiting(reactor);
        Pending<ListeningPort> listening =
                endpoint.listen(reactor, () -> protocol(connection -> run(connection, executor, handler)));
        try {
            return listening.await();
        } catch (InterruptedException interrupt) {
            if (!listening.cancel()) {
                listening.whenComplete((port, failure) -> {
                    if (port != null) {
                        port.stopListening();
                    }
                });
            }
            throw interrupted("listen", interrupt, 0);
        }
    }

    /**
     * A protocol that hands over its connection as a blocking one, for endpoints and factories of one's own.
     *
     * @param opened called once, on the reactor's thread, when the connection is up: must not block; most start a
     *     thread
     * @return for one connection
     */
    public static Protocol protocol(Consumer<BlockingConnection> opened) {
        return new StreamBridge(opened);
    }

    /**
     * A thread for each task: a virtual one where the JDK has them (21 and newer), else a platform thread. Daemons
     * both.
     *
     * @return the same on every call; not to be shut down
     */
    public static Executor threads() {
        return ConnectionThreads.executor();
    }

    private static void run(BlockingConnection connection, Executor executor, ConnectionHandler handler) {
        try {
            executor.execute(() -> handle(connection, handler));
        } catch (RejectedExecutionException refused) {
            connection.abort();
            throw refused;
        }
    }

    private static void handle(BlockingConnection connection, ConnectionHandler handler) {
        try {
            handler.handle(connection);
            connection.close();
        } catch (Throwable thrown) {
            boolean saysTheEnd = connection.bridge.isEnd(thrown);
            connection.abort();
            if (!saysTheEnd) {
                report(connection, thrown);
            }
        }
    }

    /** What a task of the reactor throws goes where what callbacks throw goes. */
    private static void report(BlockingConnection connection, Throwable thrown) {
        try {
            connection.connection.reactor().execute(new Thrown("the handler of " + connection, thrown));
        } catch (RejectedExecutionException closed) {
            closed.addSuppressed(thrown);
            throw closed;
        }
    }

    /**
     * What the peer sends. Its methods throw as this class says; closing it closes the connection.
     *
     * @return the same on every call
     */
    public InputStream input() {
        return bridge.input();
    }

    /**
     * What is sent to the peer. A write returns when its bytes are queued, within the bounds of this class.
     * {@code flush} does nothing, because nothing is held back. Closing it closes the connection, after what was
     * written has left; to end the output alone, {@link #shutdownOutput()}.
     *
     * @return the same on every call
     */
    public OutputStream output() {
        return bridge.output();
    }

    /**
     * Limits how long a read may wait for its first byte. It then throws a {@link java.net.SocketTimeoutException} of
     * kind timeout; nothing is lost, and the connection lives.
     *
     * @param timeout more than zero; empty, the default: for ever
     * @throws IllegalArgumentException if it is zero or less
     */
    public void setReadTimeout(Optional<Duration> timeout) {
        if (timeout.isPresent() && (timeout.get().isZero() || timeout.get().isNegative())) {
            throw new IllegalArgumentException(
                    "read timeout " + timeout.get() + ": need more than zero, or empty for none");
        }
        bridge.setReadTimeout(timeout);
    }

    /**
     * Ends the output after what was written (a TCP FIN); the peer's bytes can still be read. A second call does
     * nothing.
     */
    public void shutdownOutput() {
        bridge.shutdownOutput();
    }

    /**
     * Ends the connection in order, as {@link Connection#close()}: what was written is delivered, and this does not
     * wait for it. Wakes whoever reads or writes, with a failure of kind aborted. Any thread.
     */
    @Override
    public void close() {
        bridge.end(false);
    }

    /** Ends the connection at once with a reset, as {@link Connection#abort()}. Wakes as {@link #close()}. */
    public void abort() {
        bridge.end(true);
    }

    /**
     * The local end.
     *
     * @return as of {@link Connection#localAddress()}
     */
    public InetSocketAddress localAddress() {
        return connection.localAddress();
    }

    /**
     * The peer's end.
     *
     * @return as of {@link Connection#remoteAddress()}
     */
    public InetSocketAddress remoteAddress() {
        return connection.remoteAddress();
    }

    /**
     * The connection underneath: its options, its end. Reading, pausing and its protocol are this class's affair.
     *
     * @return never null
     */
    public Connection connection() {
        return connection;
    }

    static InterruptedIOException interrupted(String operation, InterruptedException interrupt, int bytes) {
        InterruptedIOException failure = new InterruptedIOException(operation + ": interrupted while waiting");
        failure.bytesTransferred = bytes;
        failure.initCause(interrupt);
        return failure;
    }

    static void refuseWaiting(Reactor reactor) {
        if (reactor.inReactor()) {
            throw new IllegalStateException("a blocking call on the reactor's own thread would wait for ever:"
                    + " use a protocol there, or another thread");
        }
    }

    /**
     * Both ends.
     *
     * @return for example {@code [::1]:9000 - [::1]:45678}, the local end first
     */
    @Override
    public String toString() {
        return bridge.ends();
    }
}
