package org.hextet.resolver.jdk;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
import org.hextet.api.failure.Failures;

/**
 * Tasks and timers only, run by the test's own thread when the test says so; time stands still until it is moved. It
 * carries no connections.
 */
final class HandTurnedReactor implements Reactor {

    /** How long an event of another thread may take before the test is lost. */
    static final long GUARD_SECONDS = 30;

    private final Thread turner = Thread.currentThread();
    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final PriorityQueue<Alarm> alarms =
            new PriorityQueue<>(Comparator.comparingLong(Alarm::dueNanos).thenComparingLong(Alarm::number));
    private long nowNanos;
    private long alarmsMade;
    private boolean turning;
    private volatile boolean closed;

    private record Alarm(long dueNanos, long number, Runnable task) {}

    /** Runs a task, and waits for it if there is none yet. */
    void turnOnce() throws InterruptedException {
        Runnable task = tasks.poll(GUARD_SECONDS, TimeUnit.SECONDS);
        assertNotNull(task, "no task came");
        run(task);
    }

    /** Runs the tasks that are there. */
    void turn() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            run(task);
        }
    }

    /** Moves the clock, runs what is due by then, and the tasks. */
    void advance(Duration by) {
        long until = nowNanos + by.toNanos();
        while (!alarms.isEmpty() && alarms.peek().dueNanos() <= until) {
            Alarm next = alarms.remove();
            nowNanos = next.dueNanos();
            run(next.task());
            turn();
        }
        nowNanos = until;
        turn();
    }

    /** Timers that are neither run nor cancelled. */
    int pendingTimers() {
        return alarms.size();
    }

    private void run(Runnable task) {
        turning = true;
        try {
            task.run();
        } finally {
            turning = false;
        }
    }

    @Override
    public void execute(Runnable task) {
        requireOpen();
        tasks.add(task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        requireOpen();
        Alarm alarm = new Alarm(nowNanos + delay.toNanos(), alarmsMade++, task);
        alarms.add(alarm);
        return () -> alarms.remove(alarm);
    }

    private void requireOpen() {
        if (closed) {
            throw Failures.rejected("reactor closed");
        }
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
    public void close() {
        closed = true;
        tasks.clear();
        alarms.clear();
    }

    @Override
    public String provider() {
        return "hand-turned";
    }

    @Override
    public ReactorOptions options() {
        return ReactorOptions.DEFAULT;
    }

    @Override
    public Capabilities capabilities() {
        throw timeOnly();
    }

    @Override
    public Pending<Optional<InetAddress>> sourceAddress(InetAddress destination) {
        throw timeOnly();
    }

    @Override
    public <T> Promise<T> promise(Runnable onCancel) {
        throw timeOnly();
    }

    @Override
    public Pending<Void> drain(Duration quiet, Duration atMost) {
        throw timeOnly();
    }

    @Override
    public Pending<Void> terminated() {
        throw timeOnly();
    }

    @Override
    public Pending<ListeningPort> listenTcp(
            InetSocketAddress local, StreamOptions options, Supplier<? extends Protocol> factory) {
        throw timeOnly();
    }

    @Override
    public Pending<ListeningPort> listenTcp(int port, Supplier<? extends Protocol> factory) {
        throw timeOnly();
    }

    @Override
    public Pending<DatagramPort> listenUdp(
            InetSocketAddress local, DatagramOptions options, Supplier<? extends DatagramProtocol> factory) {
        throw timeOnly();
    }

    @Override
    public Pending<DatagramPort> listenUdp(int port, Supplier<? extends DatagramProtocol> factory) {
        throw timeOnly();
    }

    @Override
    public Pending<ListeningPort> listenTls(
            InetSocketAddress local, StreamOptions options, TlsSettings tls, Supplier<? extends Protocol> factory) {
        throw timeOnly();
    }

    @Override
    public Pending<Connection> connectTls(
            InetSocketAddress remote, StreamOptions options, TlsSettings tls, Supplier<? extends Protocol> factory) {
        throw timeOnly();
    }

    @Override
    public <T> Promise<T> watched() {
        throw timeOnly();
    }

    @Override
    public Pending<MulticastPort> listenMulticast(
            InetSocketAddress local, DatagramOptions options, Supplier<? extends DatagramProtocol> factory) {
        throw timeOnly();
    }

    @Override
    public Pending<Connection> connectTcp(
            InetSocketAddress remote, StreamOptions options, Supplier<? extends Protocol> factory) {
        throw timeOnly();
    }

    @Override
    public Pending<ListeningPort> adopt(int descriptor, StreamOptions options, Supplier<? extends Protocol> factory) {
        throw timeOnly();
    }

    private static UnsupportedOperationException timeOnly() {
        return new UnsupportedOperationException("tasks and timers only");
    }
}
