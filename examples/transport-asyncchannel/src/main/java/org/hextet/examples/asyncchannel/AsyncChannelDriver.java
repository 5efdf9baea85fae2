package org.hextet.examples.asyncchannel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.NetworkChannel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hextet.reactor.channels.ChannelCall;
import org.hextet.reactor.channels.ChannelOptions;
import org.hextet.reactor.channels.Errnos;
import org.hextet.reactor.channels.HostRoutes;
import org.hextet.reactor.driver.Driver;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.DriverException.Step;
import org.hextet.reactor.driver.Errno;
import org.hextet.reactor.driver.Events;
import org.hextet.reactor.driver.Turns;
import org.jspecify.annotations.Nullable;

/** Channels whose operations complete: each becomes an event in the loop's next turn. */
final class AsyncChannelDriver implements Driver {

    private final GroupLoop loop;
    private final boolean overwriteLent;
    private final boolean hasIpv6;
    private final Set<SocketOption<?>> listenerOptions;
    private final Set<SocketOption<?>> connectionOptions;

    private volatile @Nullable Sockets begun;

    AsyncChannelDriver(String threadName, boolean daemon, boolean hasIpv6, boolean overwriteLent) throws IOException {
        this.loop = new GroupLoop(threadName, daemon);
        this.hasIpv6 = hasIpv6;
        this.overwriteLent = overwriteLent;
        try (AsynchronousServerSocketChannel listener = AsynchronousServerSocketChannel.open(loop.group());
                AsynchronousSocketChannel connection = AsynchronousSocketChannel.open(loop.group())) {
            listenerOptions = listener.supportedOptions();
            connectionOptions = connection.supportedOptions();
        } catch (IOException failed) {
            loop.end();
            throw failed;
        }
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

    @Override
    public void begin(Events events, Turns turns) {
        begun = new Sockets(loop, events, overwriteLent);
        loop.begin(turns);
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
        loop.wakeUp();
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

    // ---- listening

    @Override
    public int listen(
            InetSocketAddress local,
            int backlog,
            Map<SocketOption<?>, Object> options,
            Map<SocketOption<?>, Object> accepted)
            throws DriverException {
        requireFamily(local);
        AsynchronousServerSocketChannel server = open(() -> AsynchronousServerSocketChannel.open(loop.group()));
        Map<SocketOption<?>, Object> wanted = new LinkedHashMap<>();
        wanted.put(StandardSocketOptions.SO_REUSEADDR, true);
        wanted.putAll(options);
        prepare(server, wanted, () -> server.bind(toBind(local), backlog));
        AsyncListener listener = new AsyncListener(sockets(), server, accepted);
        listener.accept();
        return sockets().put(listener);
    }

    @Override
    public void pauseAccepting(int listener) {
        sockets().listener(listener).pause();
    }

    @Override
    public void resumeAccepting(int listener) {
        sockets().listener(listener).resume();
    }

    // ---- connecting

    @Override
    public int connect(
            InetSocketAddress remote, @Nullable InetSocketAddress local, Map<SocketOption<?>, Object> options)
            throws DriverException {
        requireFamily(remote);
        AsynchronousSocketChannel channel = open(() -> AsynchronousSocketChannel.open(loop.group()));
        prepare(channel, options, () -> {
            if (local != null) {
                channel.bind(toBind(local));
            }
        });
        AsyncStream stream = new AsyncStream(sockets(), channel);
        stream.connect(Wildcards.toConnect(remote));
        return sockets().put(stream);
    }

    private InetSocketAddress toBind(InetSocketAddress local) {
        return hasIpv6 ? Wildcards.toBind(local) : local;
    }

    // ---- preparing a channel

    /** The words of the JDK for this differ from release to release. */
    private void requireFamily(InetSocketAddress address) throws DriverException {
        if (address.getAddress() instanceof Inet6Address && !hasIpv6) {
            throw new DriverException(Step.OPEN, Errno.EAFNOSUPPORT, null);
        }
    }

    @FunctionalInterface
    private interface Opening<C> {
        C open() throws IOException;
    }

    private static <C> C open(Opening<C> opening) throws DriverException {
        try {
            return opening.open();
        } catch (IOException failed) {
            throw new DriverException(Step.OPEN, Errnos.of(failed), failed);
        }
    }

    private static void prepare(NetworkChannel channel, Map<SocketOption<?>, Object> options, ChannelCall bind)
            throws DriverException {
        boolean isReady = false;
        try {
            ChannelOptions.set(channel, options);
            ChannelCall.make(Step.BIND, bind);
            isReady = true;
        } finally {
            if (!isReady) {
                AsyncSocket.closeQuietly(channel);
            }
        }
    }

    // ---- addresses

    @Override
    public InetSocketAddress localAddress(int handle) {
        try {
            return (InetSocketAddress) sockets().any(handle).channel.getLocalAddress();
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    @Override
    public InetSocketAddress remoteAddress(int connection) {
        try {
            return (InetSocketAddress) sockets().stream(connection).stream.getRemoteAddress();
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    @Override
    public Optional<InetAddress> sourceAddress(InetAddress destination) throws DriverException {
        return HostRoutes.sourceAddress(destination);
    }

    // ---- receiving and sending

    @Override
    public void pauseReceiving(int connection) {
        sockets().stream(connection).pauseReceiving();
    }

    @Override
    public void resumeReceiving(int connection) {
        sockets().stream(connection).resumeReceiving();
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
        return sockets().stream(connection).sendLent(lent);
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

    /** Without SO_LINGER nobody can ask for a reset: the kernel sends one only if it holds bytes that were not read. */
    @Override
    public void abort(int connection) {
        close(connection);
    }

    // ---- options

    @Override
    public Set<SocketOption<?>> listenerOptions() {
        return listenerOptions;
    }

    @Override
    public Set<SocketOption<?>> connectionOptions() {
        return connectionOptions;
    }

    @Override
    public <T> T option(int connection, SocketOption<T> option) throws DriverException {
        return ChannelOptions.get(sockets().any(connection).channel, option);
    }

    @Override
    public <T> void option(int connection, SocketOption<T> option, T value) throws DriverException {
        ChannelOptions.set(sockets().any(connection).channel, option, value);
    }
}
