package org.hextet.examples.netty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hextet.reactor.channels.ChannelCall;
import org.hextet.reactor.channels.ChannelFamily;
import org.hextet.reactor.channels.ChannelOptions;
import org.hextet.reactor.channels.Errnos;
import org.hextet.reactor.channels.HostRoutes;
import org.hextet.reactor.driver.DatagramDriver;
import org.hextet.reactor.driver.Driver;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.DriverException.Step;
import org.hextet.reactor.driver.Events;
import org.hextet.reactor.driver.Turns;
import org.jspecify.annotations.Nullable;

/** Netty's channels, on an event loop: what its handlers hear becomes the reactor's events. */
final class NettyDriver implements Driver {

    private final Loop loop;
    private final boolean overwriteLent;
    private final NettyDatagrams datagrams = new NettyDatagrams(this::sockets);

    private volatile @Nullable Sockets begun;

    NettyDriver(Loop loop, boolean overwriteLent) {
        this.loop = loop;
        this.overwriteLent = overwriteLent;
    }

    @Override
    public int contract() {
        return 1;
    }

    // ---- the loop

    @Override
    public boolean ownsLoop() {
        return true;
    }

    /** The first turn is taken here: it tells the reactor which thread is its own, before anybody can ask. */
    @Override
    public void begin(Events events, Turns turns) {
        Turning turning = new Turning(loop.eventLoop(), turns);
        begun = new Sockets(loop.eventLoop(), turning, events, overwriteLent);
        if (loop.eventLoop().inEventLoop()) {
            turning.turn();
        } else {
            loop.eventLoop().submit(turning::turn).syncUninterruptibly();
        }
    }

    private Sockets sockets() {
        Sockets sockets = begun;
        if (sockets == null) {
            throw new IllegalStateException("not begun");
        }
        return sockets;
    }

    @Override
    public void poll(long timeoutNanos) {
        throw new UnsupportedOperationException("this driver owns its loop");
    }

    @Override
    public void wakeUp() {
        sockets().turning.wakeUp();
    }

    /** The event loop ends: what can still be told is told now. On the loop. */
    void takeLastTurns() {
        sockets().turning.takeLastTurns();
    }

    @Override
    public void end() {
        loop.end();
    }

    @Override
    public void awaitEnd() throws InterruptedException {
        loop.awaitEnd();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    // ---- listening and connecting: a channel of the JDK is prepared, and handed to Netty

    @Override
    public int listen(
            InetSocketAddress local,
            int backlog,
            Map<SocketOption<?>, Object> options,
            Map<SocketOption<?>, Object> accepted)
            throws DriverException {
        ServerSocketChannel server =
                open(Step.OPEN, () -> ServerSocketChannel.open(ChannelFamily.of(local.getAddress())));
        boolean isListening = false;
        try {
            ServerChannel channel = new ServerChannel(server, accepted);
            ChannelOptions.set(server, StandardSocketOptions.SO_REUSEADDR, true);
            ChannelOptions.set(server, options);
            ChannelCall.make(Step.BIND, () -> server.bind(local, backlog));
            NettyListener listener = new NettyListener(sockets(), channel, server);
            listener.register();
            isListening = true;
            return listener.handle();
        } finally {
            if (!isListening) {
                NettySocket.closeQuietly(server);
            }
        }
    }

    @Override
    public int connect(
            InetSocketAddress remote, @Nullable InetSocketAddress local, Map<SocketOption<?>, Object> options)
            throws DriverException {
        SocketChannel socket = open(Step.OPEN, () -> SocketChannel.open(ChannelFamily.of(remote.getAddress())));
        boolean isConnecting = false;
        try {
            StreamChannel channel = new StreamChannel(null, socket);
            // Only now: Netty has set some of its own.
            ChannelOptions.set(socket, options);
            if (local != null) {
                ChannelCall.make(Step.BIND, () -> socket.bind(local));
            }
            NettyStream stream = new NettyStream(sockets(), channel);
            stream.register();
            stream.connect(remote);
            isConnecting = true;
            return stream.handle();
        } finally {
            if (!isConnecting) {
                NettySocket.closeQuietly(socket);
            }
        }
    }

    @FunctionalInterface
    interface Opening<C> {
        C open() throws IOException;
    }

    static <C> C open(Step step, Opening<C> opening) throws DriverException {
        try {
            return opening.open();
        } catch (IOException | UnsupportedOperationException failed) {
            throw new DriverException(step, Errnos.of(failed), failed);
        }
    }

    @Override
    public void pauseAccepting(int listener) {
        sockets().listener(listener).pauseReceiving();
    }

    @Override
    public void resumeAccepting(int listener) {
        sockets().listener(listener).resumeReceiving();
    }

    @Override
    public Optional<DatagramDriver> datagrams() {
        return Optional.of(datagrams);
    }

    // ---- addresses

    @Override
    public InetSocketAddress localAddress(int handle) {
        try {
            return (InetSocketAddress) sockets().any(handle).jdk().getLocalAddress();
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    @Override
    public InetSocketAddress remoteAddress(int connection) {
        return sockets().stream(connection).peer();
    }

    @Override
    public Optional<InetAddress> sourceAddress(InetAddress destination) throws DriverException {
        return HostRoutes.sourceAddress(destination);
    }

    // ---- receiving and sending

    @Override
    public void pauseReceiving(int handle) {
        sockets().any(handle).pauseReceiving();
    }

    @Override
    public void resumeReceiving(int handle) {
        sockets().any(handle).resumeReceiving();
    }

    @Override
    public ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes);
    }

    @Override
    public int send(int connection, ByteBuffer[] buffers, int offset, int length) {
        return sockets().stream(connection).send(buffers, offset, length);
    }

    @Override
    public int sendLent(int connection, ByteBuffer lent) {
        Sockets sockets = sockets();
        Loan loan = sockets.loan;
        if (loan == null) {
            throw new IllegalStateException("nothing is lent");
        }
        return sockets.stream(connection).sendLent(loan);
    }

    @Override
    public int unsent(int connection) {
        return sockets().stream(connection).unsent();
    }

    // ---- ending

    @Override
    public void shutdownOutput(int connection) {
        sockets().stream(connection).shutdownOutput();
    }

    @Override
    public void close(int handle) {
        sockets().any(handle).close();
    }

    @Override
    public void abort(int connection) {
        sockets().stream(connection).abort();
    }

    // ---- options

    @Override
    public Set<SocketOption<?>> listenerOptions() {
        return NettyCapabilities.listenerOptions();
    }

    @Override
    public Set<SocketOption<?>> connectionOptions() {
        return NettyCapabilities.connectionOptions();
    }

    @Override
    public <T> T option(int handle, SocketOption<T> option) throws DriverException {
        return ChannelOptions.get(sockets().any(handle).jdk(), option);
    }

    @Override
    public <T> void option(int handle, SocketOption<T> option, T value) throws DriverException {
        ChannelOptions.set(sockets().any(handle).jdk(), option, value);
    }
}
