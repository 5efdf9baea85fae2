package org.hextet.nio;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.hextet.reactor.channels.ChannelCall;
import org.hextet.reactor.channels.ChannelFamily;
import org.hextet.reactor.channels.ChannelOptions;
import org.hextet.reactor.channels.Errnos;
import org.hextet.reactor.channels.HostRoutes;
import org.hextet.reactor.driver.DatagramDriver;
import org.hextet.reactor.driver.Driver;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.DriverException.Step;
import org.hextet.reactor.driver.Errno;
import org.hextet.reactor.driver.Events;
import org.hextet.reactor.driver.Turns;
import org.hextet.reactor.readiness.HandleTable;
import org.hextet.reactor.readiness.RestPool;
import org.jspecify.annotations.Nullable;

/** A selector, whose readiness becomes completions here. */
final class NioDriver implements Driver {

    /** So many connections are accepted in one turn at most. */
    private static final int ACCEPTS_PER_TURN = 256;

    /** What a read at the end of the stream gives. An interrupted one may give other negative numbers. */
    private static final int END = -1;

    private final Selector selector;
    private final Set<SocketOption<?>> listenerOptions;
    private final Set<SocketOption<?>> connectionOptions;
    private final Consumer<SelectionKey> whenReady = this::ready;

    private final LentArea area;
    private final RestPool rests = new RestPool();
    private final HandleTable<NioSocket> handles = new HandleTable<>();

    private final NioDatagrams datagrams;

    /** Found out inside a submission, to be told in the next turn. */
    private final ArrayDeque<NioStream> found = new ArrayDeque<>();

    /** Closed, but registered until the next select: only then is the descriptor gone. */
    private final ArrayDeque<NioSocket> closing = new ArrayDeque<>();

    private @Nullable Events events;

    NioDriver(boolean overwriteLent) throws IOException {
        this.area = new LentArea(overwriteLent);
        this.listenerOptions = NioCapabilities.listenerOptions();
        this.connectionOptions = NioCapabilities.connectionOptions();
        this.selector = Selector.open();
        this.datagrams = new NioDatagrams(selector, handles, area);
        try {
            exercise();
        } catch (IOException | RuntimeException failed) {
            selector.close();
            throw failed;
        }
    }

    /** One byte through a pipe: a class that is first used when descriptors have run out may stay broken for good. */
    private void exercise() throws IOException {
        Pipe pipe = Pipe.open();
        try (Pipe.SinkChannel sink = pipe.sink();
                Pipe.SourceChannel source = pipe.source()) {
            sink.write(ByteBuffer.allocate(1));
            source.configureBlocking(false);
            source.register(selector, SelectionKey.OP_READ);
            selector.select(key -> key.interestOps(0), 1);
            source.read(area.empty(1));
        }
        selector.selectNow();
        Errnos.of(new IOException(Errno.EMFILE.words()));
    }

    @Override
    public int contract() {
        return 1;
    }

    @Override
    public void begin(Events events, Turns turns) {
        this.events = events;
    }

    private NioStream stream(int handle) {
        return (NioStream) handles.get(handle);
    }

    private NioListener listener(int handle) {
        return (NioListener) handles.get(handle);
    }

    private Events events() {
        Events told = events;
        if (told == null) {
            throw new IllegalStateException("not begun");
        }
        return told;
    }

    // ---- the turn

    @Override
    public void poll(long timeoutNanos) {
        // Who was told something may have more to do than the time to wait was reckoned from.
        boolean hasTold = tellFound();
        hasTold |= datagrams.tellFound(events());
        int outstanding = closing.size();
        try {
            if (timeoutNanos == 0 || outstanding > 0 || hasTold || !found.isEmpty() || datagrams.hasFound()) {
                selector.selectNow(whenReady);
            } else if (timeoutNanos == Long.MAX_VALUE) {
                selector.select(whenReady);
            } else {
                // Rounded up: a timer is never early, and a wait of less than a millisecond is no spin.
                selector.select(whenReady, TimeUnit.NANOSECONDS.toMillis(timeoutNanos + 999_999));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        for (int i = 0; i < outstanding; i++) {
            int gone = closing.removeFirst().handle();
            handles.release(gone);
            events().closed(gone);
        }
    }

    @Override
    public void wakeUp() {
        selector.wakeup();
    }

    @Override
    public void end() {
        try {
            datagrams.end();
            selector.close();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** Whether there was anything. */
    private boolean tellFound() {
        boolean isAny = !found.isEmpty();
        for (int i = found.size(); i > 0; i--) {
            NioStream stream = found.removeFirst();
            Throwable failure = stream.failure;
            if (stream.isClosed()) {
                continue;
            }
            if (failure != null) {
                events().failed(stream.handle(), Errnos.of(failure), failure);
            } else if (stream.connectedAtOnce) {
                stream.connectedAtOnce = false;
                stream.registration().interest(SelectionKey.OP_READ, true);
                events().connected(stream.handle());
            }
        }
        return isAny;
    }

    private void ready(SelectionKey key) {
        if (key.attachment() instanceof NioStream stream) {
            if (stream.isClosed()) {
                return;
            }
            int ready = key.readyOps();
            if ((ready & SelectionKey.OP_CONNECT) != 0) {
                finishConnect(stream);
                return;
            }
            if ((ready & SelectionKey.OP_WRITE) != 0) {
                goOnSending(stream);
            }
            if ((ready & SelectionKey.OP_READ) != 0
                    && !stream.isClosed()
                    && stream.registration().isInterestedIn(SelectionKey.OP_READ)) {
                receive(stream);
            }
        } else if (key.attachment() instanceof NioListener listener) {
            accept(listener);
        } else if (key.attachment() instanceof NioDatagramPort port) {
            datagrams.ready(port, key.readyOps(), events());
        }
    }

    @Override
    public Optional<DatagramDriver> datagrams() {
        return Optional.of(datagrams);
    }

    // ---- listening

    @Override
    public Set<SocketOption<?>> listenerOptions() {
        return listenerOptions;
    }

    @Override
    public int listen(
            InetSocketAddress local,
            int backlog,
            Map<SocketOption<?>, Object> options,
            Map<SocketOption<?>, Object> accepted)
            throws DriverException {
        ServerSocketChannel server = openServer(local);
        boolean bound = false;
        try {
            server.configureBlocking(false);
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            ChannelOptions.set(server, options);
            ChannelCall.make(Step.BIND, () -> server.bind(local, backlog));
            SelectionKey key = server.register(selector, SelectionKey.OP_ACCEPT);
            int handle = handles.take();
            NioListener listener = new NioListener(handle, server, key, accepted);
            key.attach(listener);
            handles.put(handle, listener);
            bound = true;
            return handle;
        } catch (IOException failed) {
            throw new DriverException(Step.OTHER, Errnos.of(failed), failed);
        } finally {
            if (!bound) {
                NioRegistration.closeQuietly(server);
            }
        }
    }

    private static ServerSocketChannel openServer(InetSocketAddress local) throws DriverException {
        try {
            return ServerSocketChannel.open(ChannelFamily.of(local.getAddress()));
        } catch (IOException | UnsupportedOperationException failed) {
            throw new DriverException(Step.OPEN, Errnos.of(failed), failed);
        }
    }

    private void accept(NioListener listener) {
        for (int i = 0; i < ACCEPTS_PER_TURN && listener.isAccepting(); i++) {
            SocketChannel channel;
            try {
                channel = listener.server.accept();
            } catch (IOException failed) {
                Errno errno = Errnos.of(failed);
                if (errno.isExhaustion()) {
                    listener.registration().interest(SelectionKey.OP_ACCEPT, false);
                    events().acceptFailed(listener.handle(), errno, failed);
                    return;
                }
                // It concerns one peer, who is gone: the next one.
                continue;
            }
            if (channel == null) {
                return;
            }
            NioStream stream = adopt(channel, listener.accepted);
            if (stream != null) {
                events().accepted(listener.handle(), stream.handle());
            }
        }
    }

    private @Nullable NioStream adopt(SocketChannel channel, Map<SocketOption<?>, Object> options) {
        try {
            channel.configureBlocking(false);
            ChannelOptions.set(channel, options);
            return register(channel, SelectionKey.OP_READ);
        } catch (IOException | DriverException | RuntimeException gone) {
            // The peer reset it before it was ours, or its options cannot be set: there is no connection.
            NioRegistration.closeQuietly(channel);
            return null;
        }
    }

    private NioStream register(SocketChannel channel, int interest) throws IOException {
        int handle = handles.take();
        SelectionKey key;
        try {
            key = channel.register(selector, interest);
        } catch (IOException | RuntimeException failed) {
            handles.release(handle);
            throw failed;
        }
        NioStream stream = new NioStream(handle, channel, key, interest);
        key.attach(stream);
        handles.put(handle, stream);
        return stream;
    }

    @Override
    public void pauseAccepting(int listener) {
        listener(listener).registration().interest(SelectionKey.OP_ACCEPT, false);
    }

    @Override
    public void resumeAccepting(int listener) {
        listener(listener).registration().interest(SelectionKey.OP_ACCEPT, true);
    }

    // ---- connecting

    @Override
    public int connect(
            InetSocketAddress remote, @Nullable InetSocketAddress local, Map<SocketOption<?>, Object> options)
            throws DriverException {
        SocketChannel channel;
        try {
            channel = SocketChannel.open(ChannelFamily.of(remote.getAddress()));
        } catch (IOException | UnsupportedOperationException failed) {
            throw new DriverException(Step.OPEN, Errnos.of(failed), failed);
        }
        NioStream stream = null;
        try {
            channel.configureBlocking(false);
            ChannelOptions.set(channel, options);
            if (local != null) {
                ChannelCall.make(Step.BIND, () -> channel.bind(local));
            }
            stream = register(channel, SelectionKey.OP_CONNECT);
        } catch (IOException failed) {
            throw new DriverException(Step.OTHER, Errnos.of(failed), failed);
        } finally {
            if (stream == null) {
                NioRegistration.closeQuietly(channel);
            }
        }
        try {
            if (channel.connect(remote)) {
                stream.registration().interest(SelectionKey.OP_CONNECT, false);
                stream.connectedAtOnce = true;
                found.addLast(stream);
            }
        } catch (IOException | RuntimeException failed) {
            stream.failure = failed;
            found.addLast(stream);
        }
        return stream.handle();
    }

    private void finishConnect(NioStream stream) {
        try {
            if (!stream.channel.finishConnect()) {
                return;
            }
        } catch (IOException failed) {
            events().failed(stream.handle(), Errnos.of(failed), failed);
            return;
        }
        stream.registration().interest(SelectionKey.OP_CONNECT, false);
        stream.registration().interest(SelectionKey.OP_READ, true);
        events().connected(stream.handle());
    }

    // ---- addresses

    @Override
    public InetSocketAddress localAddress(int handle) {
        try {
            return (InetSocketAddress)
                    handles.get(handle).registration().channel.getLocalAddress();
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    @Override
    public InetSocketAddress remoteAddress(int connection) {
        try {
            return (InetSocketAddress) stream(connection).channel.getRemoteAddress();
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    @Override
    public Optional<InetAddress> sourceAddress(InetAddress destination) throws DriverException {
        return HostRoutes.sourceAddress(destination);
    }

    // ---- receiving

    private void receive(NioStream stream) {
        int received;
        try {
            received = stream.channel.read(area.empty(stream.window()));
        } catch (IOException failed) {
            receivingEnds(stream);
            tellFailure(stream, failed);
            return;
        }
        if (received > 0) {
            stream.learn(received);
            events().received(stream.handle(), area.lend(received));
            area.takeBack(received);
        } else if (received == END) {
            receivingEnds(stream);
            Throwable broken = stream.brokenOutput;
            if (broken != null) {
                tellFailure(stream, broken);
            } else {
                events().inputEnded(stream.handle());
            }
        }
    }

    private static void receivingEnds(NioStream stream) {
        stream.inputEnded = true;
        stream.registration().interest(SelectionKey.OP_READ, false);
    }

    private void tellFailure(NioStream stream, Throwable failure) {
        stream.failure = failure;
        stream.registration().interest(SelectionKey.OP_WRITE, false);
        events().failed(stream.handle(), Errnos.of(failure), failure);
    }

    @Override
    public void pauseReceiving(int handle) {
        handles.get(handle).registration().interest(SelectionKey.OP_READ, false);
    }

    @Override
    public void resumeReceiving(int handle) {
        NioSocket socket = handles.get(handle);
        boolean hasEnded = socket instanceof NioStream stream && (stream.inputEnded || stream.failure != null);
        if (!hasEnded) {
            socket.registration().interest(SelectionKey.OP_READ, true);
        }
    }

    // ---- sending

    @Override
    public ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes);
    }

    @Override
    public int send(int connection, ByteBuffer[] buffers, int offset, int length) {
        NioStream stream = stream(connection);
        if (isBroken(stream)) {
            return 0;
        }
        try {
            int left = stream.send(buffers, offset, length);
            if (left > 0) {
                stream.registration().interest(SelectionKey.OP_WRITE, true);
            }
            return left;
        } catch (IOException failed) {
            outputBroke(stream, failed);
            return 0;
        }
    }

    @Override
    public int sendLent(int connection, ByteBuffer lent) {
        NioStream stream = stream(connection);
        if (isBroken(stream)) {
            return 0;
        }
        try {
            stream.channel.write(lent);
        } catch (IOException failed) {
            outputBroke(stream, failed);
            return 0;
        }
        int left = lent.remaining();
        if (left > 0) {
            stream.keepRest(rests.copy(lent));
            stream.registration().interest(SelectionKey.OP_WRITE, true);
        }
        return left;
    }

    private void goOnSending(NioStream stream) {
        try {
            if (stream.goOn() > 0) {
                return;
            }
        } catch (IOException failed) {
            outputBroke(stream, failed);
        }
        stream.registration().interest(SelectionKey.OP_WRITE, false);
        stream.sendIsOver(rests);
        events().sent(stream.handle());
    }

    private static boolean isBroken(NioStream stream) {
        return stream.failure != null || stream.brokenOutput != null;
    }

    /**
     * The way out is broken. After a reset the way in may still hold what the peer had sent before, so the failure is
     * told when that has been read; if nothing can be read any more it is told in the next turn.
     */
    private void outputBroke(NioStream stream, IOException failed) {
        stream.brokenOutput = failed;
        Errno errno = Errnos.of(failed);
        if (stream.inputEnded || (errno != Errno.EPIPE && errno != Errno.ECONNRESET)) {
            stream.failure = failed;
            stream.registration().interest(SelectionKey.OP_READ, false);
            found.addLast(stream);
        }
    }

    @Override
    public int unsent(int connection) {
        return stream(connection).unsent();
    }

    // ---- ending

    @Override
    public void shutdownOutput(int connection) {
        NioStream stream = stream(connection);
        if (isBroken(stream)) {
            return;
        }
        try {
            stream.channel.shutdownOutput();
        } catch (IOException failed) {
            outputBroke(stream, failed);
        }
    }

    @Override
    public void close(int handle) {
        NioSocket socket = handles.get(handle);
        socket.markClosed();
        if (socket instanceof NioStream stream) {
            stream.sendIsOver(rests);
        }
        socket.registration().close();
        closing.addLast(socket);
    }

    @Override
    public void abort(int connection) {
        NioStream stream = stream(connection);
        try {
            if (stream.channel.isOpen()) {
                stream.channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException gone) {
            // Then there is nobody to be reset.
            stream.failure = gone;
        }
        close(connection);
    }

    // ---- options

    @Override
    public Set<SocketOption<?>> connectionOptions() {
        return connectionOptions;
    }

    @Override
    public <T> T option(int handle, SocketOption<T> option) throws DriverException {
        return ChannelOptions.get(handles.get(handle).registration().channel, option);
    }

    @Override
    public <T> void option(int handle, SocketOption<T> option, T value) throws DriverException {
        ChannelOptions.set(handles.get(handle).registration().channel, option, value);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }
}
