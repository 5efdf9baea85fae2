package org.hextet.reactor;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.hextet.api.FlowLabelRequest;
import org.hextet.reactor.driver.DatagramDriver;
import org.hextet.reactor.driver.Driver;
import org.hextet.reactor.driver.DriverException;
import org.hextet.reactor.driver.Errno;
import org.hextet.reactor.driver.Events;
import org.hextet.reactor.driver.Turns;
import org.jspecify.annotations.Nullable;

/**
 * A driver that owns its loop, which is the test's thread: a turn is taken and time passes when the test says so. What
 * is submitted is written down in {@link #log}; what happens, the test reports.
 */
class HandTurnedDriver implements Driver {

    final List<String> log = new ArrayList<>();
    final Map<Integer, InetSocketAddress> locals = new HashMap<>();
    final Map<Integer, InetSocketAddress> remotes = new HashMap<>();
    final Map<Integer, StringBuilder> wire = new HashMap<>();

    /** How much the kernel takes of the sends of each handle; no entry: all. */
    final Map<Integer, Integer> room = new HashMap<>();

    @Nullable
    DriverException nextConnect;

    volatile boolean ended;

    /** Is not gone when the driver has ended. */
    CountDownLatch remains = new CountDownLatch(0);

    volatile boolean remainsAwaited;

    /** A lease is refused with this. */
    @Nullable
    DriverException nextLease;

    /** Connections with something to receive that no turn has reported yet. */
    final List<Integer> unreported = new ArrayList<>();

    private final Map<Integer, Integer> labels = new HashMap<>();
    private final Map<Integer, Integer> inFlight = new HashMap<>();
    private final List<Integer> closing = new ArrayList<>();
    private @Nullable Events events;
    private @Nullable Turns turns;
    private long nanos = Long.MAX_VALUE - 5_000_000_000L; // the clock wraps around during the tests
    private int handle;

    private final HandTurnedDatagrams datagrams = new HandTurnedDatagrams(this);

    // ---- what the test does

    HandTurnedDatagrams withDatagrams() {
        return datagrams;
    }

    Events happens() {
        Events told = events;
        if (told == null) {
            throw new IllegalStateException("not begun");
        }
        return told;
    }

    /** One turn: the reactor's own work, then the closes that it asked for. */
    long turn() {
        Turns own = turns;
        if (own == null) {
            throw new IllegalStateException("not begun");
        }
        long next = own.run();
        List<Integer> gone = List.copyOf(closing);
        closing.clear();
        gone.forEach(one -> happens().closed(one));
        return gone.isEmpty() ? next : turn();
    }

    /** Turns until a close of an idle connection, which looks once more for input, is carried out. */
    void turns() {
        turn();
        turn();
    }

    /** Lets time pass in one step, and takes a turn. */
    void pass(Duration duration) {
        passes(duration);
        turn();
    }

    /** Lets time pass in which something is running. */
    void passes(Duration duration) {
        nanos += duration.toNanos();
    }

    void passMillis(long millis) {
        pass(Duration.ofMillis(millis));
    }

    int accept(int listener) {
        int connection = newHandle(HandTurned.address("127.0.0.1", 7), HandTurned.address("127.0.0.1", 40_000));
        happens().accepted(listener, connection);
        return connection;
    }

    void receive(int connection, String text) {
        ByteBuffer memory = ByteBuffer.allocateDirect(64);
        memory.put(text.getBytes(StandardCharsets.US_ASCII));
        ByteBuffer lent = memory.asReadOnlyBuffer().flip();
        happens().received(connection, lent);
        for (int i = 0; i < memory.capacity(); i++) {
            memory.put(i, (byte) '?');
        }
    }

    /** The kernel takes the send in flight, and everything from now on. */
    void drains(int connection) {
        room.remove(connection);
        if (inFlight.remove(connection) != null) {
            happens().sent(connection);
        }
    }

    String sentBy(int connection) {
        return wire.getOrDefault(connection, new StringBuilder()).toString();
    }

    int newHandle(InetSocketAddress local, InetSocketAddress remote) {
        int fresh = handle++;
        locals.put(fresh, local);
        remotes.put(fresh, remote);
        return fresh;
    }

    // ---- what the reactor asks

    @Override
    public int contract() {
        return 1;
    }

    @Override
    public Optional<DatagramDriver> datagrams() {
        return Optional.of(datagrams);
    }

    @Override
    public boolean ownsLoop() {
        return true;
    }

    @Override
    public void begin(Events events, Turns turns) {
        this.events = events;
        this.turns = turns;
        turns.run();
    }

    @Override
    public void poll(long timeoutNanos) {
        throw new IllegalStateException("this driver owns its loop");
    }

    @Override
    public void wakeUp() {
        // The test takes the next turn.
    }

    @Override
    public void awaitEnd() throws InterruptedException {
        remains.await();
        remainsAwaited = true;
    }

    @Override
    public void end() {
        ended = true;
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    @Override
    public ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocate(bytes);
    }

    @Override
    public Optional<InetAddress> sourceAddress(InetAddress destination) {
        return Optional.of(destination);
    }

    @Override
    public Set<SocketOption<?>> listenerOptions() {
        return Set.of(StandardSocketOptions.SO_REUSEADDR, StandardSocketOptions.SO_RCVBUF);
    }

    @Override
    public Set<SocketOption<?>> connectionOptions() {
        return Set.of(
                StandardSocketOptions.TCP_NODELAY, StandardSocketOptions.SO_LINGER, StandardSocketOptions.SO_RCVBUF);
    }

    @Override
    public int listen(
            InetSocketAddress local,
            int backlog,
            Map<SocketOption<?>, Object> options,
            Map<SocketOption<?>, Object> accepted) {
        int listener = newHandle(local, local);
        log.add("listen " + listener);
        return listener;
    }

    @Override
    public int connect(
            InetSocketAddress remote, @Nullable InetSocketAddress local, Map<SocketOption<?>, Object> options)
            throws DriverException {
        DriverException failure = nextConnect;
        if (failure != null) {
            nextConnect = null;
            throw failure;
        }
        int connection = newHandle(local == null ? HandTurned.address("127.0.0.1", 50_000) : local, remote);
        log.add("connect " + connection);
        return connection;
    }

    @Override
    public int connect(
            InetSocketAddress remote,
            @Nullable InetSocketAddress local,
            Map<SocketOption<?>, Object> options,
            FlowLabelRequest request)
            throws DriverException {
        DriverException refusal = nextLease;
        if (refusal != null) {
            throw refusal;
        }
        int connection = connect(remote, local, options);
        labels.put(connection, request.label().orElse(0x12345));
        return connection;
    }

    @Override
    public int flowLabel(int connection) {
        return Objects.requireNonNull(labels.get(connection));
    }

    @Override
    public void renewFlowLabel(int connection, Duration linger, Duration expires) {
        log.add("renewFlowLabel " + connection + " " + linger.toSeconds() + " " + expires.toSeconds());
    }

    @Override
    public void releaseFlowLabel(int connection) {
        log.add("releaseFlowLabel " + connection);
    }

    @Override
    public int adopt(int descriptor, Map<SocketOption<?>, Object> options, Map<SocketOption<?>, Object> accepted)
            throws DriverException {
        if (descriptor == 99) {
            throw new DriverException(DriverException.Step.OTHER, Errno.ENOTSOCK, null);
        }
        int listener = newHandle(HandTurned.LISTEN, HandTurned.LISTEN);
        log.add("adopt " + descriptor + " as " + listener);
        return listener;
    }

    @Override
    public boolean hasUnreported(int connection) {
        return unreported.contains(connection);
    }

    @Override
    public InetSocketAddress localAddress(int handle) {
        return Objects.requireNonNull(locals.get(handle));
    }

    @Override
    public InetSocketAddress remoteAddress(int connection) {
        return Objects.requireNonNull(remotes.get(connection));
    }

    @Override
    public void pauseAccepting(int listener) {
        log.add("pauseAccepting " + listener);
    }

    @Override
    public void resumeAccepting(int listener) {
        log.add("resumeAccepting " + listener);
    }

    @Override
    public void pauseReceiving(int connection) {
        log.add("pauseReceiving " + connection);
    }

    @Override
    public void resumeReceiving(int connection) {
        log.add("resumeReceiving " + connection);
    }

    @Override
    public int send(int connection, ByteBuffer[] buffers, int offset, int length) {
        int left = 0;
        for (int i = offset; i < offset + length; i++) {
            left += take(connection, buffers[i]);
        }
        return finish("send " + connection, connection, left);
    }

    @Override
    public int sendLent(int connection, ByteBuffer lent) {
        return finish("sendLent " + connection, connection, take(connection, lent));
    }

    private int finish(String what, int connection, int left) {
        log.add(what);
        if (inFlight.containsKey(connection)) {
            throw new IllegalStateException("two sends in flight");
        }
        if (left > 0) {
            inFlight.put(connection, left);
        }
        return left;
    }

    /** The whole goes on the wire at some time; how much of it at once is counted. */
    private int take(int connection, ByteBuffer data) {
        int length = data.remaining();
        int taken = Math.min(length, room.getOrDefault(connection, Integer.MAX_VALUE));
        room.computeIfPresent(connection, (key, left) -> left - taken);
        StringBuilder out = wire.computeIfAbsent(connection, key -> new StringBuilder());
        while (data.hasRemaining()) {
            out.append((char) data.get());
        }
        return length - taken;
    }

    @Override
    public int unsent(int connection) {
        return inFlight.getOrDefault(connection, 0);
    }

    /** Part of what is in flight is taken, without an end to it. */
    void takes(int connection, int bytes) {
        inFlight.computeIfPresent(connection, (key, left) -> left - bytes);
    }

    @Override
    public void shutdownOutput(int connection) {
        log.add("shutdownOutput " + connection);
    }

    @Override
    public void close(int handle) {
        log.add("close " + handle);
        closing.add(handle);
    }

    @Override
    public void abort(int connection) {
        log.add("abort " + connection);
        closing.add(connection);
    }

    @Override
    public <T> T option(int connection, SocketOption<T> option) throws DriverException {
        throw new DriverException(DriverException.Step.OPTION, Errno.EINVAL, null);
    }

    @Override
    public <T> void option(int connection, SocketOption<T> option, T value) {
        log.add("option " + option.name() + " " + value);
    }
}
