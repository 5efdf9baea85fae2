package org.hextet.adapters.race;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.hextet.adapters.process.ProcessReactor;
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
import org.jspecify.annotations.Nullable;

/**
 * The process's reactor, for races: it makes those connects that ask for it by {@link Attempts#OPTION} somebody else's
 * connections, and leaves everything else to the reactor below: lookups, timers, what a resolver sends to its name
 * servers. One for the process, so that what resolvers and endpoints keep for a reactor serves every connect.
 */
public final class ForeignReactor implements Reactor {

    private static final ReentrantLock LOCK = new ReentrantLock();
    private static @Nullable ForeignReactor ofProcess;

    private final Reactor carrier;

    /**
     * The one of the process.
     *
     * @return open; not to be closed
     * @throws IOException as of {@link ProcessReactor#get}
     */
    public static ForeignReactor ofProcess() throws IOException {
        LOCK.lock();
        try {
            ForeignReactor kept = ofProcess;
            if (kept == null) {
                kept = new ForeignReactor(ProcessReactor.get());
                ofProcess = kept;
            }
            return kept;
        } finally {
            LOCK.unlock();
        }
    }

    private ForeignReactor(Reactor carrier) {
        this.carrier = carrier;
    }

    @Override
    public Pending<Connection> connectTcp(
            InetSocketAddress remote, StreamOptions options, Supplier<? extends Protocol> factory) {
        return options.socketOptions().get(Attempts.OPTION) instanceof Attempts<?> attempts
                ? new ForeignAttempt<>(this, remote, options, attempts, factory).begin()
                : carrier.connectTcp(remote, options, factory);
    }

    @Override
    public String provider() {
        return carrier.provider();
    }

    @Override
    public Capabilities capabilities() {
        return carrier.capabilities();
    }

    @Override
    public ReactorOptions options() {
        return carrier.options();
    }

    @Override
    public boolean inReactor() {
        return carrier.inReactor();
    }

    @Override
    public void execute(Runnable task) {
        carrier.execute(task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        return carrier.schedule(delay, task);
    }

    @Override
    public long nanoTime() {
        return carrier.nanoTime();
    }

    @Override
    public Pending<Optional<InetAddress>> sourceAddress(InetAddress destination) {
        return carrier.sourceAddress(destination);
    }

    @Override
    public <T> Promise<T> promise(Runnable onCancel) {
        return carrier.promise(onCancel);
    }

    @Override
    public <T> Promise<T> watched() {
        return carrier.watched();
    }

    @Override
    public Pending<Connection> connectTls(
            InetSocketAddress remote, StreamOptions options, TlsSettings tls, Supplier<? extends Protocol> factory) {
        if (options.socketOptions().containsKey(Attempts.OPTION)) {
            throw new UnsupportedOperationException("connect to " + remote
                    + ": TLS does not decide a race of somebody else's connections; put it on top of the winner");
        }
        return carrier.connectTls(remote, options, tls, factory);
    }

    @Override
    public Pending<ListeningPort> listenTcp(
            InetSocketAddress local, StreamOptions options, Supplier<? extends Protocol> factory) {
        return carrier.listenTcp(local, options, factory);
    }

    @Override
    public Pending<ListeningPort> listenTcp(int port, Supplier<? extends Protocol> factory) {
        return carrier.listenTcp(port, factory);
    }

    @Override
    public Pending<ListeningPort> adopt(int descriptor, StreamOptions options, Supplier<? extends Protocol> factory) {
        return carrier.adopt(descriptor, options, factory);
    }

    @Override
    public Pending<ListeningPort> listenTls(
            InetSocketAddress local, StreamOptions options, TlsSettings tls, Supplier<? extends Protocol> factory) {
        return carrier.listenTls(local, options, tls, factory);
    }

    @Override
    public Pending<DatagramPort> listenUdp(
            InetSocketAddress local, DatagramOptions options, Supplier<? extends DatagramProtocol> factory) {
        return carrier.listenUdp(local, options, factory);
    }

    @Override
    public Pending<DatagramPort> listenUdp(int port, Supplier<? extends DatagramProtocol> factory) {
        return carrier.listenUdp(port, factory);
    }

    @Override
    public Pending<MulticastPort> listenMulticast(
            InetSocketAddress local, DatagramOptions options, Supplier<? extends DatagramProtocol> factory) {
        return carrier.listenMulticast(local, options, factory);
    }

    @Override
    public Pending<Void> drain(Duration quiet, Duration atMost) {
        return carrier.drain(quiet, atMost);
    }

    @Override
    public Pending<Void> terminated() {
        return carrier.terminated();
    }

    @Override
    public void close() {
        carrier.close();
    }
}
