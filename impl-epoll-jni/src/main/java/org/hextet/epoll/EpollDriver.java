package org.hextet.epoll;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.hextet.api.FlowLabelRequest;
import org.hextet.reactor.driver.DatagramDriver;
import org.hextet.reactor.driver.Driver;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.DriverException.Step;
import org.hextet.reactor.driver.Errno;
import org.hextet.reactor.driver.Events;
import org.hextet.reactor.driver.Turns;
import org.hextet.reactor.readiness.ReadySocket;
import org.hextet.reactor.readiness.ReadyStream;
import org.hextet.reactor.readiness.RestPool;
import org.jspecify.annotations.Nullable;

/**
 * One epoll instance, whose readiness becomes completions here. A turn is one native call, which waits and receives for
 * many, and further ones where much has come; what is sent is sent at once.
 *
 * <p>Connections are registered once, edge-triggered: an edge says that there may be more, and a receive that does not
 * fill its window says that there is no more. Listeners are level-triggered.
 */
final class EpollDriver implements Driver {

    /**
     * Bytes received in one native call, before the last receive of it: many small ones, or one that is large and still
     * in the processor's cache when it is sent.
     */
    private static final int BATCH = 16 << 10;

    /** Room for a batch, the last receive beyond it, and the gaps between. */
    private static final int AREA = BATCH + ReadyStream.LARGEST_WINDOW + 64 * (Syscalls.EVENTS + Syscalls.LISTED);

    private static final int CONNECTION_EVENTS = Syscalls.IN | Syscalls.PRI | Syscalls.RDHUP | Syscalls.EDGE;

    /** What lent memory holds after its callback, where the reactor is opened so. */
    private static final byte OVERWRITTEN = (byte) 0xDB;

    private final boolean overwriteLent;
    private final KernelOptions options;
    private final SocketMaker sockets;
    private final EpollSet set;
    private final WakeUp wakeUp;
    private final EpollDatagrams datagrams;

    private final Memory results = new Memory((Syscalls.EVENTS + Syscalls.LISTED) * Syscalls.RESULT_BYTES);
    private final Memory area = new Memory(AREA);
    private final Memory ranges = new Memory(Syscalls.SEND_BUFFERS * 2 * Integer.BYTES);
    private final SocketAddresses addresses = new SocketAddresses();

    /** The read-only face of the area, which protocols see. */
    private final ByteBuffer lent = area.buffer.asReadOnlyBuffer();

    private final RestPool rests = new RestPool();
    private final ReceiveList unreceived = new ReceiveList();

    /** Found out inside a submission, to be told in the next turn. */
    private final ArrayDeque<EpollStream> found = new ArrayDeque<>();

    /** Closed; to be told at the end of the turn. */
    private final ArrayDeque<ReadySocket> closing = new ArrayDeque<>();

    private @Nullable Events events;

    EpollDriver(EpollCapabilities.Found host, boolean overwriteLent) throws DriverException {
        this.overwriteLent = overwriteLent;
        this.options = new KernelOptions(host);
        this.sockets = new SocketMaker(options, addresses);
        int epoll = Errnos.require(Syscalls.epollCreate(), Step.OPEN);
        int eventfd = Syscalls.eventfd();
        int watched = eventfd < 0
                ? eventfd
                : Syscalls.epollControl(
                        epoll, Syscalls.EPOLL_ADD, eventfd, Syscalls.IN | Syscalls.EDGE, Syscalls.WAKE_UP, 0);
        if (watched < 0) {
            Syscalls.close(epoll);
            if (eventfd >= 0) {
                Syscalls.close(eventfd);
            }
            throw Errnos.failure(Step.OPEN, watched);
        }
        this.set = new EpollSet(epoll);
        this.wakeUp = new WakeUp(eventfd);
        this.datagrams = new EpollDatagrams(set, options, sockets, addresses, overwriteLent);
    }

    @Override
    public int contract() {
        return 1;
    }

    @Override
    public void begin(Events events, Turns turns) {
        this.events = events;
        exercise();
    }

    /** A class that is first used when descriptors have run out may stay broken for good. */
    private void exercise() {
        addresses.write(new InetSocketAddress(0));
        addresses.readLocal();
        rests.give(rests.copy(ByteBuffer.allocate(1)));
        Errnos.failure(Step.OTHER, -Errnos.EMFILE);
        Syscalls.poll(set.epoll(), 0, set.slots().memory(), results.address, 0, area.address, 0);
    }

    private Events events() {
        Events told = events;
        if (told == null) {
            throw new IllegalStateException("not begun");
        }
        return told;
    }

    private EpollStream stream(int handle) {
        return (EpollStream) set.get(handle);
    }

    private EpollListener listener(int handle) {
        return (EpollListener) set.get(handle);
    }

    // ---- the turn

    @Override
    public void poll(long timeoutNanos) {
        // Who was told something may have more to do than the time to wait was reckoned from.
        boolean hasTold = datagrams.turnBegins(events());
        hasTold |= tellFound();
        int listed = unreceived.write(results, set.slots());
        boolean wait = timeoutNanos != 0 && listed == 0 && closing.isEmpty() && !hasTold;
        long polled = Syscalls.poll(
                set.epoll(),
                wait ? millis(timeoutNanos) : 0,
                set.slots().memory(),
                results.address,
                listed,
                area.address,
                BATCH);
        wakeUp.awake();
        int count = (int) polled;
        if (count < 0) {
            throw new IllegalStateException("epoll_wait: " + Syscalls.words(-count));
        }
        int told = 0;
        int received = (int) (polled >>> 32);
        while (true) {
            while (told < received) {
                tell(told, told < listed);
                told++;
            }
            if (told == count) {
                break;
            }
            received =
                    Syscalls.receive(set.slots().memory(), results.address, told, count, listed, area.address, BATCH);
        }
        unreceived.turnIsOver();
        datagrams.turnEnds();
        while (!closing.isEmpty()) {
            int gone = closing.removeFirst().handle();
            set.release(gone);
            events().closed(gone);
        }
    }

    private static int millis(long nanos) {
        if (nanos == Long.MAX_VALUE) {
            return -1;
        }
        // Rounded up: a timer is never early, and a wait of less than a millisecond is no spin.
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
        return (int) Math.min(millis * 1_000_000 == nanos ? millis : millis + 1, Integer.MAX_VALUE);
    }

    private void tell(int index, boolean wasListed) {
        int at = index * Syscalls.RESULT_BYTES;
        int slot = results.buffer.getInt(at);
        int ready = results.buffer.getInt(at + 4);
        int received = results.buffer.getInt(at + 8);
        ReadySocket socket = set.get(slot);
        if (socket instanceof EpollStream stream) {
            if (wasListed && !stream.isClosed()) {
                set.slots().flags(slot, stream.isReceiving ? Syscalls.RECEIVING : 0);
            }
            tell(stream, ready, received, results.buffer.getInt(at + 12));
        } else if (socket instanceof EpollListener listener) {
            accept(listener);
        } else if (socket instanceof EpollDatagramPort port) {
            datagrams.ready(port, ready, events());
        }
    }

    private void tell(EpollStream stream, int ready, int received, int offset) {
        if (stream.isClosed()) {
            return;
        }
        if ((ready & Syscalls.READABLE) != 0) {
            stream.isReadable = true;
            if ((ready & ~(Syscalls.IN | Syscalls.OUT)) != 0) {
                stream.hasMoreBehind = true;
            }
        }
        if (stream.isConnecting) {
            connectDecided(stream, ready);
            return;
        }
        if ((ready & (Syscalls.OUT | Syscalls.ERR | Syscalls.HUP)) != 0 && stream.hasUnsent()) {
            goOnSending(stream);
            if (stream.isClosed()) {
                return;
            }
        }
        if (received == Syscalls.NOT_TRIED) {
            if (stream.isReadable) {
                unreceived.add(stream);
            }
        } else if (received > 0) {
            received(stream, received, offset);
        } else if (received == 0) {
            inputEnded(stream);
        } else if (received == -Errnos.EAGAIN) {
            stream.isReadable = false;
            stream.hasMoreBehind = false;
        } else {
            receivingEnds(stream);
            tellFailure(stream, received);
        }
    }

    /** Whether there was anything. */
    private boolean tellFound() {
        boolean isAny = !found.isEmpty();
        for (int i = found.size(); i > 0; i--) {
            EpollStream stream = found.removeFirst();
            if (stream.isClosed()) {
                continue;
            }
            if (stream.failure != 0) {
                events().failed(stream.handle(), Errnos.of(stream.failure), Errnos.platform(stream.failure));
            } else if (stream.connectedAtOnce) {
                stream.connectedAtOnce = false;
                tellConnected(stream);
            }
        }
        return isAny;
    }

    @Override
    public void wakeUp() {
        wakeUp.wake();
    }

    @Override
    public void end() {
        wakeUp.end();
        Syscalls.close(set.epoll());
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    // ---- receiving

    private void received(EpollStream stream, int received, int offset) {
        boolean filled = received == stream.window();
        stream.learn(received);
        set.slots().window(stream.handle(), stream.window());
        stream.isReadable = filled || stream.hasMoreBehind;
        if (stream.isReadable) {
            unreceived.addServed(stream);
        }
        lent.limit(offset + received).position(offset);
        events().received(stream.handle(), lent);
        if (overwriteLent) {
            overwrite(offset, received);
        }
    }

    private void overwrite(int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            area.buffer.put(i, OVERWRITTEN);
        }
    }

    private void inputEnded(EpollStream stream) {
        receivingEnds(stream);
        if (stream.brokenOutput != 0) {
            tellFailure(stream, stream.brokenOutput);
        } else {
            events().inputEnded(stream.handle());
        }
    }

    private void receivingEnds(EpollStream stream) {
        stream.inputEnded = true;
        receiving(stream, false);
    }

    private void receiving(EpollStream stream, boolean on) {
        if (stream.isReceiving != on) {
            stream.isReceiving = on;
            set.slots().flags(stream.handle(), on ? Syscalls.RECEIVING : 0);
            if (on && stream.isReadable) {
                unreceived.add(stream);
            }
        }
    }

    private void tellFailure(EpollStream stream, int failure) {
        stream.failure = failure;
        events().failed(stream.handle(), Errnos.of(failure), Errnos.platform(failure));
    }

    @Override
    public void pauseReceiving(int handle) {
        if (set.get(handle) instanceof EpollDatagramPort port) {
            datagrams.receiving(port, false);
        } else {
            receiving(stream(handle), false);
        }
    }

    @Override
    public void resumeReceiving(int handle) {
        if (set.get(handle) instanceof EpollDatagramPort port) {
            datagrams.receiving(port, true);
            return;
        }
        EpollStream stream = stream(handle);
        if (!stream.inputEnded && stream.failure == 0) {
            receiving(stream, true);
        }
    }

    @Override
    public boolean hasUnreported(int connection) {
        EpollStream stream = stream(connection);
        return stream.isReadable && stream.isReceiving;
    }

    // ---- sending

    @Override
    public ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes);
    }

    @Override
    public int send(int connection, ByteBuffer[] buffers, int offset, int length) {
        EpollStream stream = stream(connection);
        if (stream.isBroken()) {
            return 0;
        }
        int sent = sendQueued(stream, buffers, offset, length);
        if (sent < 0 && sent != -Errnos.EAGAIN) {
            outputBroke(stream, sent);
            return 0;
        }
        int left = ReadyStream.remaining(buffers, offset, length);
        if (left > 0) {
            stream.keepQueued(buffers, offset, length);
            watchForRoom(stream);
        }
        return left;
    }

    /** Hands buffers to the kernel and moves their positions behind what it took. What it says. */
    private int sendQueued(EpollStream stream, ByteBuffer[] buffers, int offset, int length) {
        int sent;
        if (length == 1) {
            ByteBuffer only = buffers[offset];
            sent = Syscalls.sendBuffer(stream.fd(), only, only.position(), only.remaining());
        } else {
            for (int i = 0; i < length; i++) {
                ByteBuffer buffer = buffers[offset + i];
                ranges.buffer.putInt(8 * i, buffer.position()).putInt(8 * i + 4, buffer.remaining());
            }
            sent = Syscalls.sendBuffers(stream.fd(), buffers, offset, length, ranges.address);
        }
        int taken = sent;
        for (int i = offset; taken > 0; i++) {
            ByteBuffer buffer = buffers[i];
            int here = Math.min(taken, buffer.remaining());
            buffer.position(buffer.position() + here);
            taken -= here;
        }
        return sent;
    }

    @Override
    public int sendLent(int connection, ByteBuffer range) {
        EpollStream stream = stream(connection);
        if (stream.isBroken()) {
            return 0;
        }
        int length = range.remaining();
        int sent = Syscalls.send(stream.fd(), area.address + range.position(), length);
        if (sent == length) {
            range.position(range.limit());
            return 0;
        }
        if (sent < 0) {
            if (sent != -Errnos.EAGAIN) {
                outputBroke(stream, sent);
                return 0;
            }
            sent = 0;
        }
        range.position(range.position() + sent);
        stream.keepRest(rests.copy(range));
        watchForRoom(stream);
        return length - sent;
    }

    /** Once for each connection that ever fills its socket; the edge tells from then on. */
    private void watchForRoom(EpollStream stream) {
        if (stream.isWatchedForRoom) {
            return;
        }
        stream.isWatchedForRoom = true;
        int watched = set.change(stream, CONNECTION_EVENTS | Syscalls.OUT);
        if (watched < 0) {
            outputBroke(stream, watched);
        }
    }

    private void goOnSending(EpollStream stream) {
        int sent;
        ByteBuffer own = stream.rest();
        if (own != null) {
            sent = Syscalls.sendBuffer(stream.fd(), own, own.position(), own.remaining());
            if (sent > 0) {
                own.position(own.position() + sent);
            }
        } else {
            sent = sendQueued(
                    stream, Objects.requireNonNull(stream.queued()), stream.queuedOffset(), stream.queuedLength());
        }
        if (sent < 0 && sent != -Errnos.EAGAIN) {
            outputBroke(stream, sent);
        } else if (stream.unsent() > 0) {
            return;
        }
        stream.sendIsOver(rests);
        events().sent(stream.handle());
    }

    /**
     * The way out is broken. After a reset the way in may still hold what the peer had sent before, so the failure is
     * told when that has been read; if nothing can be read any more it is told in the next turn.
     */
    private void outputBroke(EpollStream stream, int failure) {
        stream.brokenOutput = failure;
        if (stream.inputEnded || (failure != -Errnos.EPIPE && failure != -Errnos.ECONNRESET)) {
            stream.failure = failure;
            receiving(stream, false);
            found.addLast(stream);
        } else {
            stream.isReadable = true;
            stream.hasMoreBehind = true;
            unreceived.add(stream);
        }
    }

    @Override
    public int unsent(int connection) {
        return stream(connection).unsent();
    }

    // ---- listening

    @Override
    public Set<SocketOption<?>> listenerOptions() {
        return options.ofListeners();
    }

    @Override
    public int listen(
            InetSocketAddress local,
            int backlog,
            Map<SocketOption<?>, Object> asked,
            Map<SocketOption<?>, Object> accepted)
            throws DriverException {
        NewSocket socket = sockets.listening(local, backlog, asked);
        boolean listening = false;
        try {
            int handle = listenOn(socket, accepted);
            listening = true;
            return handle;
        } finally {
            if (!listening) {
                Syscalls.close(socket.fd());
            }
        }
    }

    @Override
    public int adopt(int descriptor, Map<SocketOption<?>, Object> asked, Map<SocketOption<?>, Object> accepted)
            throws DriverException {
        return listenOn(sockets.adopted(descriptor, asked), accepted);
    }

    /** The options of accepted sockets are set on the listener, which they inherit them from; the few others later. */
    private int listenOn(NewSocket socket, Map<SocketOption<?>, Object> accepted) throws DriverException {
        Map<KernelOption<?>, Object> later = new LinkedHashMap<>();
        for (Map.Entry<SocketOption<?>, Object> one : accepted.entrySet()) {
            KernelOption<?> option = options.ofConnection(one.getKey());
            if (options.isInherited(one.getKey())) {
                options.set(socket, option, one.getValue());
            } else {
                later.put(option, one.getValue());
            }
        }
        Errnos.require(Syscalls.localAddress(socket.fd(), addresses.memory()), Step.OTHER);
        InetSocketAddress bound = addresses.readLocal();
        EpollListener listener =
                new EpollListener(set.takeHandle(), socket.fd(), socket.family(), bound, Map.copyOf(later));
        Errnos.require(set.add(listener, 0, Syscalls.IN), Step.OTHER);
        return listener.handle();
    }

    private void accept(EpollListener listener) {
        int most = listener.expected();
        int count = 0;
        while (count < most && listener.isAccepting && !listener.isClosed()) {
            int fd = Syscalls.accept(listener.fd(), addresses.memory());
            if (fd < 0) {
                if (fd == -Errnos.EAGAIN) {
                    break;
                }
                Errno errno = Errnos.of(fd);
                if (errno.isExhaustion()) {
                    watchListener(listener, false);
                    events().acceptFailed(listener.handle(), errno, Errnos.platform(fd));
                    return;
                }
                // It concerns one peer, who is gone: the next one.
                count++;
                continue;
            }
            count++;
            EpollStream stream = accepted(listener, fd);
            if (stream != null) {
                events().accepted(listener.handle(), stream.handle());
            }
        }
        listener.learn(count);
    }

    private @Nullable EpollStream accepted(EpollListener listener, int fd) {
        InetSocketAddress remote = addresses.readRemote();
        if (!listener.isBoundToOne() && Syscalls.localAddress(fd, addresses.memory()) < 0) {
            Syscalls.close(fd);
            return null;
        }
        EpollStream stream = new EpollStream(set.takeHandle(), fd, listener.family());
        stream.remote = remote;
        stream.local = listener.isBoundToOne() ? listener.local() : addresses.readLocal();
        for (Map.Entry<KernelOption<?>, Object> option : listener.accepted.entrySet()) {
            options.setIfPossible(stream, option.getKey(), option.getValue());
        }
        if (set.add(stream, stream.window(), CONNECTION_EVENTS) < 0) {
            // There is no memory to watch it: there is no connection.
            Syscalls.close(fd);
            return null;
        }
        receiving(stream, true);
        return stream;
    }

    @Override
    public void pauseAccepting(int listener) {
        watchListener(listener(listener), false);
    }

    @Override
    public void resumeAccepting(int listener) {
        watchListener(listener(listener), true);
    }

    private void watchListener(EpollListener listener, boolean on) {
        if (listener.isAccepting != on && !listener.isClosed()) {
            listener.isAccepting = on;
            set.change(listener, on ? Syscalls.IN : 0);
        }
    }

    // ---- connecting

    @Override
    public int connect(InetSocketAddress remote, @Nullable InetSocketAddress local, Map<SocketOption<?>, Object> asked)
            throws DriverException {
        return connect(sockets.connecting(remote, local, asked, null), remote);
    }

    @Override
    public int connect(
            InetSocketAddress remote,
            @Nullable InetSocketAddress local,
            Map<SocketOption<?>, Object> asked,
            FlowLabelRequest request)
            throws DriverException {
        return connect(sockets.connecting(remote, local, asked, request), remote);
    }

    private int connect(NewSocket socket, InetSocketAddress remote) throws DriverException {
        int connected = sockets.connect(socket, remote);
        EpollStream stream = new EpollStream(set.takeHandle(), socket.fd(), socket.family());
        stream.remote = remote;
        stream.flowLabel = socket.flowLabel();
        int added = set.add(stream, stream.window(), CONNECTION_EVENTS | Syscalls.OUT);
        if (added < 0) {
            Syscalls.close(socket.fd());
            throw Errnos.failure(Step.OTHER, added);
        }
        stream.isWatchedForRoom = true;
        if (connected == 0) {
            stream.connectedAtOnce = true;
            found.addLast(stream);
        } else if (connected == -Errnos.EINPROGRESS || connected == -Errnos.EINTR) {
            stream.isConnecting = true;
        } else {
            stream.failure = connected;
            found.addLast(stream);
        }
        return stream.handle();
    }

    private void connectDecided(EpollStream stream, int ready) {
        if ((ready & (Syscalls.ERR | Syscalls.HUP)) != 0) {
            int asked = options.ask(stream.fd(), OptionNumbers.SO_ERROR);
            int failure = asked < 0 ? asked : -asked;
            if (failure != 0) {
                stream.isConnecting = false;
                tellFailure(stream, failure);
                return;
            }
        }
        if ((ready & Syscalls.OUT) != 0) {
            stream.isConnecting = false;
            tellConnected(stream);
        }
    }

    private void tellConnected(EpollStream stream) {
        receiving(stream, true);
        events().connected(stream.handle());
    }

    // ---- addresses

    @Override
    public InetSocketAddress localAddress(int handle) {
        if (set.get(handle) instanceof EpollListener listener) {
            return listener.local();
        }
        if (set.get(handle) instanceof EpollDatagramPort port) {
            return datagrams.localAddress(port);
        }
        EpollStream stream = stream(handle);
        InetSocketAddress known = stream.local;
        stream.local = null;
        if (known != null) {
            return known;
        }
        int result = Syscalls.localAddress(stream.fd(), addresses.memory());
        if (result < 0) {
            throw new IllegalStateException("getsockname: " + Syscalls.words(-result));
        }
        return addresses.readLocal();
    }

    @Override
    public InetSocketAddress remoteAddress(int connection) {
        EpollStream stream = stream(connection);
        InetSocketAddress known = stream.remote;
        stream.remote = null;
        if (known != null && !known.getAddress().isAnyLocalAddress()) {
            return known;
        }
        // Who connects to the wildcard has reached this host at an address of the kernel's choice.
        return Syscalls.peerAddress(stream.fd(), addresses.memory()) < 0 && known != null
                ? known
                : addresses.readRemote();
    }

    @Override
    public Optional<InetAddress> sourceAddress(InetAddress destination) throws DriverException {
        return sockets.sourceAddress(destination);
    }

    // ---- flow labels

    @Override
    public int flowLabel(int connection) {
        return stream(connection).flowLabel;
    }

    @Override
    public void renewFlowLabel(int connection, Duration linger, Duration expires) throws DriverException {
        EpollStream stream = stream(connection);
        Errnos.require(
                FlowLabels.renew(stream.fd(), stream.flowLabel, linger, expires, options.memory()), Step.FLOW_LABEL);
    }

    @Override
    public void releaseFlowLabel(int connection) {
        EpollStream stream = stream(connection);
        FlowLabels.release(stream.fd(), stream.flowLabel, options.memory());
    }

    // ---- ending

    @Override
    public void shutdownOutput(int connection) {
        EpollStream stream = stream(connection);
        if (stream.isBroken()) {
            return;
        }
        int result = Syscalls.shutdown(stream.fd(), Syscalls.SHUT_OUTPUT);
        if (result < 0) {
            outputBroke(stream, result);
        }
    }

    @Override
    public void close(int handle) {
        ReadySocket socket = set.get(handle);
        if (socket.isClosed()) {
            return;
        }
        socket.markClosed();
        if (socket instanceof EpollStream stream) {
            stream.sendIsOver(rests);
        } else if (socket instanceof EpollDatagramPort port) {
            datagrams.drop(port);
        }
        set.close(socket);
        closing.addLast(socket);
    }

    @Override
    public void abort(int connection) {
        EpollStream stream = stream(connection);
        if (!stream.isClosed()) {
            options.resetAtClose(stream.fd());
            close(connection);
        }
    }

    // ---- options

    @Override
    public Set<SocketOption<?>> connectionOptions() {
        return options.ofConnections();
    }

    @Override
    public <T> T option(int handle, SocketOption<T> option) throws DriverException {
        return set.get(handle) instanceof EpollDatagramPort port
                ? datagrams.option(port, option)
                : options.get(stream(handle), options.ofConnection(option), option);
    }

    @Override
    public <T> void option(int handle, SocketOption<T> option, T value) throws DriverException {
        if (set.get(handle) instanceof EpollDatagramPort port) {
            datagrams.option(port, option, value);
        } else {
            options.set(stream(handle), options.ofConnection(option), value);
        }
    }

    // ---- datagrams

    @Override
    public Optional<DatagramDriver> datagrams() {
        return Optional.of(datagrams);
    }
}
