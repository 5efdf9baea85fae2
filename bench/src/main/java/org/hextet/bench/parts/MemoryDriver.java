package org.hextet.bench.parts;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.hextet.reactor.driver.DatagramDriver;
import org.hextet.reactor.driver.Driver;
import org.hextet.reactor.driver.Events;
import org.hextet.reactor.driver.Turns;
import org.jspecify.annotations.Nullable;

/**
 * A driver without a kernel: its listener accepts a number of connections at once, on order each of them receives the
 * same bytes again and again, or its port the same datagrams, and whatever is sent is gone at once. What is left is the
 * reactor's own cost.
 */
@SuppressWarnings("NullAway.Init") // begin comes first
final class MemoryDriver implements Driver {

    private static final int LISTENER = 0;
    private static final InetSocketAddress LOCAL = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    private final int connections;
    private final MemoryDatagrams datagrams;
    private final ByteBuffer received;
    private final int size;
    private final Queue<Integer> closing = new ArrayDeque<>();
    private final Semaphore delivered = new Semaphore(0);

    private Events events;
    private Thread loop;
    private boolean isAccepting;
    private long sentBytes;

    private volatile int ordered;
    private volatile boolean isWoken;

    /** So many connections, and how many bytes each receives. */
    static MemoryDriver ofConnections(int count, int size) {
        return new MemoryDriver(count, 0, size);
    }

    /** A port, how many datagrams it receives each time, and how long each is. */
    static MemoryDriver ofDatagrams(int count, int size) {
        return new MemoryDriver(0, count, size);
    }

    private MemoryDriver(int connections, int datagrams, int size) {
        this.connections = connections;
        this.datagrams = new MemoryDatagrams(connections + 1, datagrams, size);
        this.size = size;
        this.received = ByteBuffer.allocateDirect(size).asReadOnlyBuffer();
    }

    /** Has all receive so many times, one after the other, and returns when all is delivered. */
    void deliver(int times) throws InterruptedException {
        ordered = times;
        wakeUp();
        delivered.acquire();
    }

    /** All bytes that were sent; read when nothing is being delivered. */
    long sentBytes() {
        return sentBytes + datagrams.sentBytes();
    }

    @Override
    public int contract() {
        return 1;
    }

    @Override
    public void begin(Events events, Turns turns) {
        this.events = events;
        this.loop = Thread.currentThread();
    }

    @Override
    public void poll(long timeoutNanos) {
        if (isAccepting) {
            isAccepting = false;
            for (int connection = 1; connection <= connections; connection++) {
                events.accepted(LISTENER, connection);
            }
        } else if (!closing.isEmpty()) {
            for (Integer handle = closing.poll(); handle != null; handle = closing.poll()) {
                events.closed(handle);
            }
        } else if (ordered > 0) {
            turn();
        } else if (!isWoken && timeoutNanos > 0) {
            LockSupport.parkNanos(this, timeoutNanos);
        }
        isWoken = false;
    }

    private void turn() {
        for (int connection = 1; connection <= connections; connection++) {
            received.position(0).limit(size);
            events.received(connection, received);
        }
        datagrams.turn(events);
        int left = ordered - 1;
        ordered = left;
        if (left == 0) {
            delivered.release();
        }
    }

    @Override
    public void wakeUp() {
        isWoken = true;
        LockSupport.unpark(loop);
    }

    @Override
    public void end() {}

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes);
    }

    @Override
    public Optional<InetAddress> sourceAddress(InetAddress destination) {
        return Optional.empty();
    }

    @Override
    public Set<SocketOption<?>> listenerOptions() {
        return Set.of();
    }

    @Override
    public Set<SocketOption<?>> connectionOptions() {
        return Set.of();
    }

    @Override
    public Optional<DatagramDriver> datagrams() {
        return Optional.of(datagrams);
    }

    @Override
    public int listen(
            InetSocketAddress local,
            int backlog,
            Map<SocketOption<?>, Object> options,
            Map<SocketOption<?>, Object> accepted) {
        isAccepting = true;
        return LISTENER;
    }

    @Override
    public int connect(
            InetSocketAddress remote, @Nullable InetSocketAddress local, Map<SocketOption<?>, Object> options) {
        throw new UnsupportedOperationException("nobody connects here");
    }

    @Override
    public InetSocketAddress localAddress(int handle) {
        return LOCAL;
    }

    @Override
    public InetSocketAddress remoteAddress(int connection) {
        return LOCAL;
    }

    @Override
    public void pauseAccepting(int listener) {}

    @Override
    public void resumeAccepting(int listener) {}

    @Override
    public void pauseReceiving(int connection) {}

    @Override
    public void resumeReceiving(int connection) {}

    @Override
    public int send(int connection, ByteBuffer[] buffers, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            sentBytes += buffers[i].remaining();
        }
        return 0;
    }

    @Override
    public int sendLent(int connection, ByteBuffer lent) {
        sentBytes += lent.remaining();
        return 0;
    }

    @Override
    public int unsent(int connection) {
        return 0;
    }

    @Override
    public void shutdownOutput(int connection) {}

    @Override
    public void close(int handle) {
        closing.add(handle);
    }

    @Override
    public void abort(int connection) {
        closing.add(connection);
    }

    @Override
    public <T> T option(int connection, SocketOption<T> option) {
        throw new UnsupportedOperationException("it has no options");
    }

    @Override
    public <T> void option(int connection, SocketOption<T> option, T value) {
        throw new UnsupportedOperationException("it has no options");
    }
}
