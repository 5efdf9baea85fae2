package org.hextet.tck.memory;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.Zones;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.Connection;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.Incident;
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
import org.jspecify.annotations.Nullable;

/** A reactor whose thread is whoever turns its clock. */
final class MemoryReactor implements Reactor {

    private static final InetAddress IPV4_WILDCARD = new InetSocketAddress(0).getAddress();

    private final MemoryNetwork network;
    private final ReactorOptions options;
    private final String name;
    private final MemoryPromise<Void> terminated;
    private final Set<MemoryPromise<?>> pendings = new LinkedHashSet<>();
    private final Set<MemoryPort> ports = new LinkedHashSet<>();
    private final Set<MemoryConnection> connections = new LinkedHashSet<>();
    private final Set<HandTurnedClock.Task> timers = new LinkedHashSet<>();
    private volatile @Nullable Thread running;
    private volatile boolean closed;
    private @Nullable MemoryDrain drain;

    @SuppressWarnings("this-escape") // the promise keeps it for later
    MemoryReactor(MemoryNetwork network, ReactorOptions options, int number) {
        this.network = network;
        this.options = options;
        this.name = MemoryNetwork.PROVIDER + "-" + number;
        this.terminated = new MemoryPromise<>(this, "close", null);
        options.warnings().forEach(warning -> post("warning", () -> tell(new Incident.Warning(warning))));
    }

    HandTurnedClock clock() {
        return network.clock();
    }

    Zones zones() {
        return network.zones();
    }

    // Running things.

    /** Runs it later, by this reactor, closed or not. */
    void post(String what, Runnable task) {
        clock().add(Duration.ZERO, () -> run(what, task));
    }

    /** Runs it after a while, by this reactor, closed or not. */
    HandTurnedClock.Task later(Duration delay, String what, Runnable task) {
        return clock().add(delay, () -> run(what, task));
    }

    /** Runs it now if the caller is this reactor, else later. */
    void onLoop(Runnable task) {
        if (inReactor()) {
            task.run();
        } else {
            post("task", task);
        }
    }

    private void run(String what, Runnable task) {
        running = Thread.currentThread();
        try {
            task.run();
        } catch (Throwable thrown) {
            threw(what, thrown);
        } finally {
            running = null;
        }
    }

    void threw(String where, Throwable thrown) {
        tell(new Incident.Threw(where, thrown));
    }

    private void tell(Incident incident) {
        network.heard(incident);
        options.uncaught().ifPresent(listener -> {
            try {
                listener.uncaught(incident);
            } catch (Throwable ignored) {
                // As the contract has it: what a listener throws is ignored.
            }
        });
    }

    void requireElsewhere(String call) {
        if (inReactor()) {
            throw new IllegalStateException(call + " on the thread of " + name + ": it would wait for itself");
        }
    }

    @Override
    public boolean inReactor() {
        return running == Thread.currentThread();
    }

    @Override
    public void execute(Runnable task) {
        requireOpen("execute");
        clock().add(Duration.ZERO, () -> {
            if (!terminated.isDone()) {
                run("task " + task.getClass().getName(), task);
            }
        });
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        requireOpen("schedule");
        HandTurnedClock.Task[] own = new HandTurnedClock.Task[1];
        HandTurnedClock.Task timer = clock().add(delay, () -> {
            forget(own[0]);
            run("timer " + task.getClass().getName(), task);
        });
        own[0] = timer;
        synchronized (timers) {
            timers.add(timer);
        }
        return () -> {
            forget(timer);
            return clock().cancel(timer);
        };
    }

    private void forget(HandTurnedClock.Task timer) {
        synchronized (timers) {
            timers.remove(timer);
        }
    }

    private void requireOpen(String operation) {
        if (closed) {
            throw Failures.rejected(operation + " on " + name + ": the reactor is closed; open another");
        }
    }

    // Facts.

    @Override
    public String provider() {
        return MemoryNetwork.PROVIDER;
    }

    @Override
    public Capabilities capabilities() {
        return MemoryNetwork.capabilities();
    }

    @Override
    public ReactorOptions options() {
        return options;
    }

    @Override
    public long nanoTime() {
        return clock().nanoTime();
    }

    @Override
    public Pending<Optional<InetAddress>> sourceAddress(InetAddress destination) {
        MemoryPromise<Optional<InetAddress>> source = pending("source address", () -> {});
        if (!failIfClosed(source, "source address")) {
            source.succeed(network.sourceFor(AddressRules.usable(destination, "source address for", zones())));
        }
        return source;
    }

    // Pendings.

    @Override
    public <T> Promise<T> promise(Runnable onCancel) {
        MemoryPromise<T> promise = pending("operation", onCancel);
        failIfClosed(promise, "operation");
        return promise;
    }

    private <T> MemoryPromise<T> pending(String operation, Runnable onCancel) {
        MemoryPromise<T> pending = new MemoryPromise<>(this, operation, onCancel);
        synchronized (pendings) {
            pendings.add(pending);
        }
        return pending;
    }

    private boolean failIfClosed(MemoryPromise<?> pending, String operation) {
        if (closed) {
            pending.fail(MemoryFailures.reactorClosed(operation));
        }
        return closed;
    }

    void forget(MemoryPromise<?> pending) {
        synchronized (pendings) {
            pendings.remove(pending);
        }
    }

    // TCP.

    @Override
    public Pending<ListeningPort> listenTcp(int port, Supplier<? extends Protocol> factory) {
        return listenTcp(
                new InetSocketAddress(IPV4_WILDCARD, AddressRules.requirePort(port, "port")),
                StreamOptions.DEFAULT,
                factory);
    }

    @Override
    public Pending<ListeningPort> listenTcp(
            InetSocketAddress local, StreamOptions settings, Supplier<? extends Protocol> factory) {
        InetSocketAddress usable = AddressRules.local(local, "listen on", zones());
        // Checks the options before anything is bound.
        new MemoryOptions(settings.socketOptions());
        MemoryPromise<ListeningPort> listening = pending("listen", () -> {});
        if (!failIfClosed(listening, "listen")) {
            onLoop(() -> bind(usable, settings, factory, listening));
        }
        return listening;
    }

    private void bind(
            InetSocketAddress local,
            StreamOptions settings,
            Supplier<? extends Protocol> factory,
            MemoryPromise<ListeningPort> listening) {
        if (!listening.isOpen()) {
            return;
        }
        int tries = local.getPort() == 0 ? 0x10000 : 1;
        for (int i = 0; i < tries; i++) {
            int number = local.getPort() == 0 ? network.ephemeralPort() : local.getPort();
            MemoryPort port =
                    new MemoryPort(this, new InetSocketAddress(local.getAddress(), number), settings, factory);
            if (network.bind(port)) {
                ports.add(port);
                listening.succeed(port);
                return;
            }
        }
        listening.fail(MemoryFailures.inUse(local, zones()));
    }

    void forget(MemoryPort port) {
        ports.remove(port);
        network.unbind(port);
        checkDrain();
    }

    @Override
    public Pending<Connection> connectTcp(
            InetSocketAddress remote, StreamOptions settings, Supplier<? extends Protocol> factory) {
        InetSocketAddress target = AddressRules.target(remote, "connect to", zones());
        settings.bind().ifPresent(bind -> AddressRules.requireMatchingEnds(target, bind, "connect to", zones()));
        MemoryOptions socketOptions = new MemoryOptions(settings.socketOptions());
        MemoryAttempt attempt = new MemoryAttempt(this, network, target, settings, socketOptions, factory);
        MemoryPromise<Connection> connecting = pending("connect", attempt::end);
        if (!failIfClosed(connecting, "connect")) {
            onLoop(() -> attempt.start(connecting));
        }
        return connecting;
    }

    @Override
    public Pending<ListeningPort> adopt(int descriptor, StreamOptions settings, Supplier<? extends Protocol> factory) {
        throw lacks(Capability.INHERITED);
    }

    // Datagrams: none.

    @Override
    public Pending<DatagramPort> listenUdp(
            InetSocketAddress local, DatagramOptions settings, Supplier<? extends DatagramProtocol> factory) {
        throw lacks(Capability.UDP);
    }

    @Override
    public Pending<DatagramPort> listenUdp(int port, Supplier<? extends DatagramProtocol> factory) {
        throw lacks(Capability.UDP);
    }

    @Override
    public Pending<ListeningPort> listenTls(
            InetSocketAddress local, StreamOptions settings, TlsSettings tls, Supplier<? extends Protocol> factory) {
        throw lacks(Capability.TLS);
    }

    @Override
    public Pending<Connection> connectTls(
            InetSocketAddress remote, StreamOptions settings, TlsSettings tls, Supplier<? extends Protocol> factory) {
        throw lacks(Capability.TLS);
    }

    @Override
    public <T> Promise<T> watched() {
        return pending("operation", () -> {});
    }

    @Override
    public Pending<MulticastPort> listenMulticast(
            InetSocketAddress local, DatagramOptions settings, Supplier<? extends DatagramProtocol> factory) {
        throw lacks(Capability.MULTICAST);
    }

    private AssertionError lacks(Capability capability) {
        capabilities().require(capability);
        return new AssertionError("there is no " + capability + " in memory");
    }

    /** A connection is there: its protocol hears of it, and it counts. */
    void begin(MemoryConnection connection) {
        connections.add(connection);
        network.opened();
        connection.begin();
    }

    void forget(MemoryConnection connection) {
        if (connections.remove(connection)) {
            network.gone();
        }
        checkDrain();
    }

    // The end.

    @Override
    public Pending<Void> drain(Duration quiet, Duration atMost) {
        if (quiet.isNegative() || atMost.isNegative()) {
            throw new IllegalArgumentException("drain: quiet " + quiet + ", at most " + atMost + ": need zero or more");
        }
        MemoryPromise<Void> drained = pending("drain", () -> {});
        if (!failIfClosed(drained, "drain")) {
            onLoop(() -> {
                MemoryDrain one = new MemoryDrain(this, quiet, drained);
                drain = one;
                List.copyOf(ports).forEach(MemoryPort::stopListening);
                later(atMost, "drain", one::abortWhatIsLeft);
                one.check();
            });
        }
        return drained;
    }

    private void checkDrain() {
        if (drain != null) {
            drain.check();
        }
    }

    Set<MemoryConnection> connections() {
        return Set.copyOf(connections);
    }

    boolean hasPorts() {
        return !ports.isEmpty();
    }

    @Override
    public Pending<Void> terminated() {
        return terminated;
    }

    @Override
    public void close() {
        closed = true;
        post("close", this::end);
        if (!inReactor()) {
            clock().turn();
        }
    }

    @SuppressWarnings("NullAway") // Void has no other value
    private void end() {
        synchronized (timers) {
            timers.forEach(clock()::cancel);
            timers.clear();
        }
        List<MemoryPromise<?>> open;
        synchronized (pendings) {
            open = List.copyOf(pendings);
        }
        open.forEach(MemoryPromise::endByClose);
        List.copyOf(ports).forEach(MemoryPort::stopListening);
        List.copyOf(connections).forEach(MemoryConnection::abortByClose);
        // After the callbacks that this has caused.
        post("close", () -> terminated.succeed(null));
    }

    @Override
    public String toString() {
        return name;
    }
}
