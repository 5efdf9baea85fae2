package org.hextet.tls.stream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.hextet.api.Capabilities;
import org.hextet.api.Connection;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.ListeningPort;
import org.hextet.api.MulticastPort;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.StreamOptions;
import org.hextet.api.Timer;
import org.hextet.api.TlsSettings;

/**
 * Tasks, timers and promises, run by the test's own thread when the test says so; time stands still until it is moved.
 * Its connections are made by {@link MemoryConnection}.
 */
final class HandTurnedReactor implements Reactor {

    /** A test that has more to do than this has something that goes round. */
    private static final int MOST_TURNS = 10_000_000;

    private final Thread turner = Thread.currentThread();
    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final PriorityQueue<Alarm> alarms =
            new PriorityQueue<>(Comparator.comparingLong(Alarm::dueNanos).thenComparingLong(Alarm::number));
    private final List<Throwable> uncaught = new ArrayList<>();
    private long nowNanos;
    private long alarmsMade;
    private boolean turning;

    private record Alarm(long dueNanos, long number, Runnable task) {}

    /** Runs tasks until there is none. */
    void turn() {
        int turns = 0;
        while (turnOnce()) {
            if (++turns > MOST_TURNS) {
                throw new AssertionError("it never comes to rest");
            }
        }
    }

    /**
     * Runs one task.
     *
     * @return false if there is none
     */
    boolean turnOnce() {
        Runnable task = tasks.poll();
        if (task == null) {
            return false;
        }
        run(task);
        return true;
    }

    /** Moves the clock, runs what is due by then, and the tasks. */
    void advance(Duration by) {
        long until = nowNanos + by.toNanos();
        for (Alarm next = alarms.peek(); next != null && next.dueNanos() <= until; next = alarms.peek()) {
            alarms.remove(next);
            nowNanos = next.dueNanos();
            run(next.task());
            turn();
        }
        nowNanos = until;
        turn();
    }

    /** Runs something as a task of the loop, now. */
    void run(Runnable task) {
        turning = true;
        try {
            task.run();
        } finally {
            turning = false;
        }
    }

    int pendingTimers() {
        return alarms.size();
    }

    /** What callbacks threw. */
    List<Throwable> uncaught() {
        return uncaught;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        Alarm alarm = new Alarm(nowNanos + delay.toNanos(), alarmsMade++, task);
        alarms.add(alarm);
        return () -> alarms.remove(alarm);
    }

    @Override
    public boolean inReactor() {
        return turning && Thread.currentThread() == turner;
    }

    @Override
    public long nanoTime() {
        return nowNanos;
    }

    @Override
    public String provider() {
        return "hand-turned";
    }

    @Override
    public ReactorOptions options() {
        return ReactorOptions.DEFAULT.withOverwriteLentBuffers(true);
    }

    @Override
    public <T> Promise<T> promise(Runnable onCancel) {
        return new Promised<>(onCancel);
    }

    @Override
    public <T> Promise<T> watched() {
        return new Promised<>(() -> {});
    }

    private final class Promised<T> extends CompletableFuture<T> implements Promise<T> {

        private final Runnable onCancel;

        Promised(Runnable onCancel) {
            this.onCancel = onCancel;
        }

        @Override
        public boolean succeed(T value) {
            return complete(value);
        }

        @Override
        public boolean fail(Throwable failure) {
            return completeExceptionally(failure);
        }

        @Override
        public boolean cancel() {
            if (!completeExceptionally(new CancellationException("cancelled"))) {
                return false;
            }
            execute(onCancel);
            return true;
        }

        @Override
        public T await() throws IOException, InterruptedException {
            try {
                return get();
            } catch (ExecutionException failed) {
                throw new IOException(failed.getCause());
            }
        }

        @Override
        public T await(Duration atMost) throws IOException, InterruptedException {
            return await();
        }
    }

    @Override
    public void close() {
        throw connectionsOnly();
    }

    @Override
    public Capabilities capabilities() {
        throw connectionsOnly();
    }

    @Override
    public Pending<Optional<InetAddress>> sourceAddress(InetAddress destination) {
        throw connectionsOnly();
    }

    @Override
    public Pending<Void> drain(Duration quiet, Duration atMost) {
        throw connectionsOnly();
    }

    @Override
    public Pending<Void> terminated() {
        throw connectionsOnly();
    }

    @Override
    public Pending<ListeningPort> listenTcp(
            InetSocketAddress local, StreamOptions options, Supplier<? extends Protocol> factory) {
        throw connectionsOnly();
    }

    @Override
    public Pending<ListeningPort> listenTcp(int port, Supplier<? extends Protocol> factory) {
        throw connectionsOnly();
    }

    @Override
    public Pending<DatagramPort> listenUdp(
            InetSocketAddress local, DatagramOptions options, Supplier<? extends DatagramProtocol> factory) {
        throw connectionsOnly();
    }

    @Override
    public Pending<DatagramPort> listenUdp(int port, Supplier<? extends DatagramProtocol> factory) {
        throw connectionsOnly();
    }

    @Override
    public Pending<ListeningPort> listenTls(
            InetSocketAddress local, StreamOptions options, TlsSettings tls, Supplier<? extends Protocol> factory) {
        throw connectionsOnly();
    }

    @Override
    public Pending<Connection> connectTls(
            InetSocketAddress remote, StreamOptions options, TlsSettings tls, Supplier<? extends Protocol> factory) {
        throw connectionsOnly();
    }

    @Override
    public Pending<MulticastPort> listenMulticast(
            InetSocketAddress local, DatagramOptions options, Supplier<? extends DatagramProtocol> factory) {
        throw connectionsOnly();
    }

    @Override
    public Pending<Connection> connectTcp(
            InetSocketAddress remote, StreamOptions options, Supplier<? extends Protocol> factory) {
        throw connectionsOnly();
    }

    @Override
    public Pending<ListeningPort> adopt(int descriptor, StreamOptions options, Supplier<? extends Protocol> factory) {
        throw connectionsOnly();
    }

    private static UnsupportedOperationException connectionsOnly() {
        return new UnsupportedOperationException("connections in memory only");
    }
}
