package org.hextet.examples.asyncchannel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
        prepare(
                server,
                () -> {
                    server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                    set(server, options);
                },
                () -> server.bind(toBind(local), backlog));
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
        prepare(channel, () -> set(channel, options), () -> {
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

    @FunctionalInterface
    private interface Preparation {
        void run() throws IOException;
    }

    private static <C> C open(Opening<C> opening) throws DriverException {
        try {
            return opening.open();
        } catch (IOException failed) {
            throw new DriverException(Step.OPEN, Errnos.of(failed), failed);
        }
    }

    private static void prepare(NetworkChannel channel, Preparation options, Preparation bind) throws DriverException {
        boolean isReady = false;
        try {
            run(Step.OPTION, options);
            run(Step.BIND, bind);
            isReady = true;
        } finally {
            if (!isReady) {
                AsyncSocket.closeQuietly(channel);
            }
        }
    }

    private static void run(Step step, Preparation preparation) throws DriverException {
        try {
            preparation.run();
        } catch (IOException | UnsupportedAddressTypeException failed) {
            throw new DriverException(step, Errnos.of(failed), failed);
        }
    }

    static void set(NetworkChannel channel, Map<SocketOption<?>, Object> options) throws IOException {
        for (Map.Entry<SocketOption<?>, Object> one : options.entrySet()) {
            set(channel, one.getKey(), one.getValue());
        }
    }

    private static <T> void set(NetworkChannel channel, SocketOption<T> option, Object value) throws IOException {
        channel.setOption(option, option.type().cast(value));
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

    /** What the kernel would choose: a datagram socket that is connected has chosen, and has sent nothing. */
    @Override
    public Optional<InetAddress> sourceAddress(InetAddress destination) throws DriverException {
        StandardProtocolFamily family =
                destination instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
        try (DatagramChannel probe = DatagramChannel.open(family)) {
            probe.connect(new InetSocketAddress(destination, 9));
            InetAddress source = ((InetSocketAddress) probe.getLocalAddress()).getAddress();
            return source.isAnyLocalAddress() ? Optional.empty() : Optional.of(source);
        } catch (IOException failed) {
            Errno errno = Errnos.of(failed);
            if (errno.isExhaustion()) {
                throw new DriverException(Step.OPEN, errno, failed);
            }
            return Optional.empty();
        } catch (UnsupportedOperationException withoutFamily) {
            return Optional.empty();
        }
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
        try {
            return sockets().stream(connection).stream.getOption(option);
        } catch (IOException failed) {
            throw new DriverException(Step.OPTION, Errnos.of(failed), failed);
        }
    }

    @Override
    public <T> void option(int connection, SocketOption<T> option, T value) throws DriverException {
        run(Step.OPTION, () -> sockets().stream(connection).stream.setOption(option, value));
    }
}
