package org.hextet.reactor;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Zones;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
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
import org.hextet.reactor.driver.DatagramDriver;
import org.hextet.reactor.driver.Driver;
import org.hextet.reactor.driver.DriverException;
import org.hextet.tls.Tls;
import org.jspecify.annotations.Nullable;

/**
 * The reactor over a driver. A transport is a {@link Driver} and a {@link org.hextet.api.spi.ReactorProvider} whose
 * {@code open} calls {@link #open}.
 */
public final class DriverReactor implements Reactor {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String provider;
    private final Capabilities capabilities;
    private final ReactorOptions options;
    private final Incidents incidents;
    private final EventLoop loop;
    private final LoopSockets sockets;
    private final Driver driver;
    private final Set<ReactorPromise<?>> promises = ConcurrentHashMap.newKeySet();
    private final ReactorPromise<Void> terminated;

    private DriverReactor(
            Driver driver, Capabilities capabilities, ReactorOptions options, @Nullable CallbackWatch callbacks) {
        this.provider = capabilities.provider();
        this.capabilities = capabilities;
        this.options = options;
        this.driver = driver;
        this.incidents = new Incidents(options, provider);
        this.loop = new EventLoop(
                driver,
                incidents,
                callbacks,
                new ReactorEnding(),
                options.busyPoll().orElse(Duration.ZERO));
        this.sockets = new LoopSockets(this, loop, driver, incidents, capabilities, callbacks);
        this.terminated = ReactorPromise.watching(loop, "terminated");
        for (String warning : options.warnings()) {
            loop.submit(() -> incidents.warn(warning));
        }
    }

    /**
     * Opens a reactor over a driver, which belongs to it from now on.
     *
     * @param driver fresh: nothing of it was called but its own making
     * @param capabilities of this driver on this host; their provider is the reactor's name
     * @param options of the reactor
     * @return open, its thread running
     * @throws IOException if the driver is built for a newer contract; it is ended then
     * @throws UnsupportedOperationException if the options want {@link Capability#BUSY_POLL} and it is absent; the
     *     driver is ended then
     */
    public static Reactor open(Driver driver, Capabilities capabilities, ReactorOptions options) throws IOException {
        return open(driver, capabilities, options, CallbackWatch.ofProperty(driver, capabilities.provider()));
    }

    static Reactor open(
            Driver driver, Capabilities capabilities, ReactorOptions options, @Nullable CallbackWatch callbacks)
            throws IOException {
        if (driver.contract() > Driver.CONTRACT) {
            driver.end();
            throw new IOException("open reactor " + capabilities.provider() + ": its driver is built for contract "
                    + driver.contract() + ", this reactor has " + Driver.CONTRACT + "; update hextet-reactor");
        }
        if (!options.busyPoll().orElse(Duration.ZERO).isZero() && !capabilities.has(Capability.BUSY_POLL)) {
            driver.end();
            capabilities.require(Capability.BUSY_POLL);
        }
        DriverReactor reactor = new DriverReactor(driver, capabilities, options, callbacks);
        reactor.start();
        return reactor;
    }

    private void start() {
        if (driver.ownsLoop()) {
            try {
                driver.begin(sockets, loop);
                driver.wakeUp();
            } catch (RuntimeException | Error noLoop) {
                driver.end();
                throw noLoop;
            }
            return;
        }
        String name = options.threadName().isPresent()
                ? options.threadName().get()
                : "hextet-" + provider + "-" + NUMBER.incrementAndGet();
        Thread thread = new Thread(() -> loop.runOwnThread(() -> driver.begin(sockets, loop)), name);
        thread.setDaemon(options.daemon());
        loop.runsOn(thread);
        try {
            thread.start();
        } catch (OutOfMemoryError noThread) {
            driver.end();
            throw noThread;
        }
    }

    // ---- what it is

    @Override
    public String provider() {
        return provider;
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public ReactorOptions options() {
        return options;
    }

    @Override
    public boolean inReactor() {
        return loop.inLoop();
    }

    // ---- streams

    @Override
    public Pending<ListeningPort> listenTcp(
            InetSocketAddress local, StreamOptions options, Supplier<? extends Protocol> factory) {
        InetSocketAddress address = AddressRules.local(local, "listen on", Zones.ofHost());
        sockets.optionRules().forListener(options.socketOptions());
        return TcpPort.begin(sockets, address, options, factory);
    }

    @Override
    public Pending<ListeningPort> listenTcp(int port, Supplier<? extends Protocol> factory) {
        AddressRules.requirePort(port, "listen on port " + port);
        return listenTcp(new InetSocketAddress(ipv4Wildcard(), port), StreamOptions.DEFAULT, factory);
    }

    @Override
    public Pending<ListeningPort> adopt(int descriptor, StreamOptions options, Supplier<? extends Protocol> factory) {
        if (descriptor < 0) {
            throw new IllegalArgumentException("adopt descriptor " + descriptor + ": need 0 or more");
        }
        capabilities.require(Capability.INHERITED);
        sockets.optionRules().forListener(options.socketOptions());
        return TcpPort.adopt(sockets, descriptor, options, factory);
    }

    private static InetAddress ipv4Wildcard() {
        try {
            return InetAddress.getByAddress(new byte[4]);
        } catch (java.net.UnknownHostException impossible) {
            throw new AssertionError("four bytes are an IPv4 address", impossible);
        }
    }

    @Override
    public Pending<Connection> connectTcp(
            InetSocketAddress remote, StreamOptions options, Supplier<? extends Protocol> factory) {
        Zones zones = Zones.ofHost();
        InetSocketAddress target = AddressRules.target(remote, "connect to", zones);
        StreamOptions checked = options;
        if (options.bind().isPresent()) {
            InetSocketAddress bind = AddressRules.local(options.bind().get(), "bind to", zones);
            AddressRules.requireMatchingEnds(target, bind, "connect to", zones);
            checked = options.withBind(bind);
        }
        sockets.optionRules().forConnect(options.socketOptions());
        if (options.flowLabel().isPresent()) {
            capabilities.require(Capability.FLOW_LABEL);
            if (!(target.getAddress() instanceof Inet6Address)) {
                throw new IllegalArgumentException("connect to " + AddressText.formatSocket(target)
                        + " with a flow label: IPv4 packets have none; leave it out, or connect over IPv6");
            }
        }
        return ConnectAttempt.begin(sockets, target, checked, factory);
    }

    // ---- TLS

    @Override
    public Pending<ListeningPort> listenTls(
            InetSocketAddress local, StreamOptions options, TlsSettings tls, Supplier<? extends Protocol> factory) {
        capabilities.require(Capability.TLS);
        return Tls.listen(this, local, options, tls, factory, incidents::handshakeFailed);
    }

    @Override
    public Pending<Connection> connectTls(
            InetSocketAddress remote, StreamOptions options, TlsSettings tls, Supplier<? extends Protocol> factory) {
        capabilities.require(Capability.TLS);
        return Tls.connect(this, remote, options, tls, factory);
    }

    // ---- datagrams

    @Override
    public Pending<DatagramPort> listenUdp(
            InetSocketAddress local, DatagramOptions options, Supplier<? extends DatagramProtocol> factory) {
        return UdpOpening.begin(
                sockets, datagrams(Capability.UDP), datagramSettings(local, options, false), factory, port -> port);
    }

    @Override
    public Pending<DatagramPort> listenUdp(int port, Supplier<? extends DatagramProtocol> factory) {
        AddressRules.requirePort(port, "listen on port " + port);
        return listenUdp(new InetSocketAddress(ipv4Wildcard(), port), DatagramOptions.DEFAULT, factory);
    }

    @Override
    public Pending<MulticastPort> listenMulticast(
            InetSocketAddress local, DatagramOptions options, Supplier<? extends DatagramProtocol> factory) {
        return UdpOpening.begin(
                sockets,
                datagrams(Capability.MULTICAST),
                datagramSettings(local, options, true),
                factory,
                port -> port);
    }

    private DatagramDriver datagrams(Capability capability) {
        capabilities.require(capability);
        capabilities.require(Capability.UDP);
        return driver.datagrams()
                .orElseThrow(() -> new IllegalStateException(
                        "the driver of " + provider + " declares " + capability + " and has no datagrams"));
    }

    private DatagramSettings datagramSettings(InetSocketAddress local, DatagramOptions options, boolean isMulticast) {
        InetSocketAddress address = AddressRules.local(local, "listen on", Zones.ofHost());
        return DatagramSettings.of(address, options, isMulticast, capabilities, sockets.optionRules());
    }

    @Override
    public Pending<Optional<InetAddress>> sourceAddress(InetAddress destination) {
        InetAddress address = AddressRules.usable(destination, "reach", Zones.ofHost());
        ReactorPromise<Optional<InetAddress>> promise = ReactorPromise.cancellable(loop, "source address", () -> {});
        loop.onLoop(() -> {
            if (!promise.claim()) {
                promise.finishWith(promise.cancelled());
            } else if (loop.isClosing()) {
                promise.finishWith(ErrnoFailures.reactorClosed("source address", null, null));
            } else {
                try {
                    promise.finish(driver.sourceAddress(address));
                } catch (DriverException failed) {
                    promise.finishWith(ErrnoFailures.option(
                            "source address", failed.errno(), failed.platform().orElse(null)));
                } catch (RuntimeException | Error broken) {
                    promise.finishWith(broken);
                }
            }
        });
        return promise;
    }

    // ---- tasks and time

    @Override
    public void execute(Runnable task) {
        Objects.requireNonNull(task, "task");
        if (loop.isClosing() || !loop.submit(task)) {
            throw Failures.rejected("execute", "execute: the reactor is closed");
        }
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        Objects.requireNonNull(task, "task");
        if (loop.isClosing()) {
            throw Failures.rejected("schedule", "schedule: the reactor is closed");
        }
        return loop.schedule(EventLoop.nanos(delay), task);
    }

    @Override
    public long nanoTime() {
        return driver.nanoTime();
    }

    @Override
    public <T> Promise<T> promise(Runnable onCancel) {
        ReactorPromise<T> promise = ReactorPromise.layered(loop, incidents, onCancel);
        if (loop.isClosing()) {
            failClosed(promise);
            return promise;
        }
        promise.standIn(promises);
        return promise;
    }

    @Override
    public <T> Promise<T> watched() {
        return ReactorPromise.watching(loop, "outcome");
    }

    // ---- the end

    @Override
    public Pending<Void> drain(Duration quiet, Duration atMost) {
        if (quiet.isNegative() || atMost.isNegative()) {
            throw new IllegalArgumentException("drain " + quiet + ", " + atMost + ": need zero or more");
        }
        ReactorPromise<Void> done = ReactorPromise.watching(loop, "drain");
        done.standIn(promises);
        loop.onLoop(() -> {
            if (loop.isClosing()) {
                failClosed(done);
            } else {
                Drain.begin(sockets, quiet, atMost, done);
            }
        });
        return done;
    }

    @Override
    public Pending<Void> terminated() {
        return terminated;
    }

    @Override
    public void close() {
        loop.close();
        if (!loop.inLoop()) {
            loop.awaitEnd();
        }
    }

    private static void failClosed(ReactorPromise<?> promise) {
        if (promise.claim()) {
            promise.endLayer(ErrnoFailures.reactorClosed("operation", null, null));
        }
    }

    private final class ReactorEnding implements EventLoop.Ending {

        @Override
        public void begin() {
            for (SocketHandle socket : sockets.all()) {
                socket.reactorCloses();
            }
            for (ReactorPromise<?> promise : promises) {
                failClosed(promise);
            }
        }

        @Override
        public boolean isComplete() {
            return sockets.isEmpty();
        }

        @Override
        public void complete() {
            for (ReactorPromise<?> promise : promises) {
                failClosed(promise);
            }
            if (terminated.claim()) {
                terminated.finishEmpty();
            }
        }
    }
}
