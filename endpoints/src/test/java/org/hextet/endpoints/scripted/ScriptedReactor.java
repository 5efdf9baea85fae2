package org.hextet.endpoints.scripted;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Host;
import org.hextet.addresses.HostPort;
import org.hextet.addresses.Zones;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.Connection;
import org.hextet.api.DatagramOptions;
import org.hextet.api.DatagramPort;
import org.hextet.api.DatagramProtocol;
import org.hextet.api.ListeningPort;
import org.hextet.api.MulticastPort;
import org.hextet.api.NetworkSocketOptions;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.StreamOptions;
import org.hextet.api.Timer;
import org.hextet.api.TlsSettings;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;

/**
 * A reactor whose clock and network are the test's. One thread: the loop runs inside {@link #turn} and
 * {@link #advance}.
 */
public final class ScriptedReactor implements Reactor {

    /** What becomes of a connect. */
    public record Outcome(Optional<FailureKind> failure, String errno, long afterMillis) {

        public static Outcome connects(long afterMillis) {
            return new Outcome(Optional.empty(), "", afterMillis);
        }

        public static Outcome fails(FailureKind kind, String errno, long afterMillis) {
            return new Outcome(Optional.of(kind), errno, afterMillis);
        }

        public static Outcome never() {
            return connects(Long.MAX_VALUE);
        }
    }

    private record Due(long atNanos, long sequence, Runnable task, AtomicBoolean cancelled) {}

    private final Map<String, Outcome> outcomes = new HashMap<>();
    private final Map<String, Optional<InetAddress>> sources = new HashMap<>();
    private final Set<String> slowSources = new HashSet<>();
    private final Set<String> tooLate = new HashSet<>();
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Due> timers =
            new PriorityQueue<>(Comparator.comparingLong(Due::atNanos).thenComparingLong(Due::sequence));
    private final Set<Object> sockets = new LinkedHashSet<>();
    private final List<String> log = new ArrayList<>();
    private final List<ScriptedConnection> connections = new ArrayList<>();
    private final Set<String> taken = new HashSet<>();
    private final List<ScriptedPort> listening = new ArrayList<>();
    private final ArrayDeque<Integer> freePorts = new ArrayDeque<>();
    private final Map<Integer, InetSocketAddress> inherited = new HashMap<>();
    private final ScriptedPromise<Void> terminated = new ScriptedPromise<>(() -> {});
    private Set<Capability> capabilities =
            Set.of(Capability.TCP, Capability.DUAL_STACK, Capability.V6ONLY, Capability.TLS, Capability.STARTTLS);
    private ReactorOptions options = ReactorOptions.DEFAULT;
    private final List<ScriptedDatagramPort> datagramPorts = new ArrayList<>();
    private boolean answersAtOnce;
    private boolean refusesGroups;
    private boolean hasIpv6 = true;
    private boolean hasIpv4 = true;
    private long now = 1_000_000_007L;
    private long sequence;
    private int depth;
    private int mostSockets;

    // ---- the script

    public ScriptedReactor with(ReactorOptions changed) {
        options = changed;
        return this;
    }

    public ScriptedReactor withCapabilities(Capability... present) {
        capabilities = Set.of(present);
        return this;
    }

    public ScriptedReactor without(StandardProtocolFamily family) {
        hasIpv6 &= family != StandardProtocolFamily.INET6;
        hasIpv4 &= family != StandardProtocolFamily.INET;
        return this;
    }

    public ScriptedReactor host(String address, Outcome outcome) {
        outcomes.put(address, outcome);
        return this;
    }

    public ScriptedReactor source(String destination, String source) {
        sources.put(
                destination,
                source.isEmpty()
                        ? Optional.empty()
                        : Optional.of(AddressText.parse(source).toInetAddress()));
        return this;
    }

    /** The source of this destination takes 40 ms to find. */
    public ScriptedReactor slowSource(String destination) {
        slowSources.add(destination);
        return this;
    }

    /** A cancel of attempts to this address comes too late: they are connected all the same. */
    public ScriptedReactor cancelsTooLate(String address) {
        tooLate.add(address);
        return this;
    }

    /** Another program listens there. */
    public ScriptedReactor taken(String socketAddress) {
        taken.add(socketAddress);
        return this;
    }

    /** Somebody has handed down a socket that is bound to a port of ::1. */
    public ScriptedReactor inherits(int descriptor, int port) {
        inherited.put(descriptor, new InetSocketAddress(loopback(), port));
        return this;
    }

    /** It answers questions for sources at once, as those of the house do on their own thread. */
    public ScriptedReactor answersAtOnce() {
        answersAtOnce = true;
        return this;
    }

    /** No group can be joined. */
    public ScriptedReactor refusingGroups() {
        refusesGroups = true;
        return this;
    }

    /** What the kernel chooses next. */
    public ScriptedReactor freePorts(Integer... ports) {
        freePorts.addAll(List.of(ports));
        return this;
    }

    // ---- turning

    /** Runs what is due now, until nothing is. */
    public void turn() {
        inLoop(() -> {
            while (true) {
                Runnable task = tasks.poll();
                if (task != null) {
                    task.run();
                    continue;
                }
                Due due = timers.peek();
                if (due == null || due.atNanos > now) {
                    return;
                }
                timers.remove();
                if (!due.cancelled.get()) {
                    due.task.run();
                }
            }
        });
    }

    /** Lets time pass, one timer after the other. */
    public void advance(long millis) {
        long until = now + millis * 1_000_000;
        turn();
        while (!timers.isEmpty() && timers.peek().atNanos <= until) {
            now = Math.max(now, timers.peek().atNanos);
            turn();
        }
        now = until;
        turn();
    }

    public void inLoop(Runnable task) {
        depth++;
        try {
            task.run();
        } finally {
            depth--;
        }
    }

    /** Sockets of attempts and connections, and listening ones. */
    public int openSockets() {
        return sockets.size();
    }

    public int mostSockets() {
        return mostSockets;
    }

    /** Timers that are neither run nor cancelled. */
    public long openTimers() {
        return timers.stream().filter(due -> !due.cancelled.get()).count();
    }

    /** Attempts and what became of their sockets, one sentence each. */
    public List<String> log() {
        return log;
    }

    public List<ScriptedPort> listening() {
        return listening;
    }

    public List<ScriptedDatagramPort> datagramPorts() {
        return datagramPorts;
    }

    public ScriptedConnection newConnection() {
        ScriptedConnection connection = new ScriptedConnection(
                this, new InetSocketAddress(loopback(), 40000), new InetSocketAddress(loopback(), 9000));
        acquired(connection);
        return connection;
    }

    /** What TLS has made of one. */
    ScriptedConnection secured(ScriptedConnection plain) {
        released(plain);
        ScriptedConnection connection = new ScriptedConnection(this, plain.localAddress(), plain.remoteAddress());
        acquired(connection);
        return connection;
    }

    /** Connections that were accepted or won, in order. */
    public List<ScriptedConnection> connections() {
        return connections;
    }

    private static InetAddress loopback() {
        return AddressText.parse("::1").toInetAddress();
    }

    private void acquired(Object socket) {
        sockets.add(socket);
        mostSockets = Math.max(mostSockets, sockets.size());
    }

    void released(Object socket) {
        sockets.remove(socket);
    }

    private String at() {
        return " @" + (now - 1_000_000_007L) / 1_000_000;
    }

    // ---- the reactor

    @Override
    public Pending<ListeningPort> adopt(int descriptor, StreamOptions options, Supplier<? extends Protocol> factory) {
        log.add("adopt " + descriptor);
        ScriptedPromise<ListeningPort> pending = new ScriptedPromise<>(() -> log.add("cancel " + descriptor));
        execute(() -> {
            InetSocketAddress local = inherited.get(descriptor);
            if (local == null) {
                pending.fail(Failures.of(
                        new Facts(FailureKind.OTHER, "adopt"), "adopt descriptor " + descriptor + ": no socket", null));
                return;
            }
            ScriptedPort port = new ScriptedPort(this, local, factory);
            acquired(port);
            listening.add(port);
            if (!pending.succeed(port)) {
                port.stopListening();
            }
        });
        return pending;
    }

    @Override
    public Pending<Connection> connectTcp(
            InetSocketAddress remote, StreamOptions options, Supplier<? extends Protocol> factory) {
        return connect("connect ", remote, options, factory);
    }

    private Pending<Connection> connect(
            String how, InetSocketAddress remote, StreamOptions options, Supplier<? extends Protocol> factory) {
        AddressRules.target(remote, "connect to", Zones.ofHost());
        String text = AddressText.format(remote.getAddress());
        Object socket = new Object();
        acquired(socket);
        log.add(how + text + at());
        boolean[] over = {false};
        ScriptedPromise<Connection> pending = new ScriptedPromise<>(() -> {
            log.add("cancel " + text + at());
            if (!tooLate.contains(text)) {
                over[0] = true;
                released(socket);
            }
        });
        Outcome outcome = outcomes.getOrDefault(text, Outcome.never());
        Runnable finish = () -> {
            if (over[0]) {
                return;
            }
            over[0] = true;
            released(socket);
            if (outcome.failure.isPresent()) {
                FailureKind kind = outcome.failure.get();
                pending.fail(Failures.of(
                        new Facts(kind, "connect")
                                .withRemote(remote)
                                .withErrno(outcome.errno.isEmpty() ? null : outcome.errno),
                        "connect to " + AddressText.formatSocket(remote) + ": " + kind + " (" + outcome.errno + ")",
                        null));
                return;
            }
            Connection connection = connected(remote, factory.get());
            pending.succeed(connection);
        };
        if (outcome.afterMillis != Long.MAX_VALUE) {
            schedule(Duration.ofMillis(outcome.afterMillis), finish);
        }
        options.deadline()
                .ifPresent(deadline -> schedule(deadline, () -> {
                    if (!over[0]) {
                        over[0] = true;
                        released(socket);
                        pending.fail(Failures.of(
                                new Facts(FailureKind.TIMEOUT, "connect").withRemote(remote),
                                "connect to " + AddressText.formatSocket(remote) + ": timeout",
                                null));
                    }
                }));
        return pending;
    }

    private Connection connected(InetSocketAddress remote, Protocol protocol) {
        ScriptedConnection connection = new ScriptedConnection(this, new InetSocketAddress(loopback(), 40001), remote);
        acquired(connection);
        connections.add(connection);
        connection.start(protocol);
        return connection;
    }

    @Override
    public Pending<ListeningPort> listenTcp(
            InetSocketAddress local, StreamOptions options, Supplier<? extends Protocol> factory) {
        boolean v6only = Boolean.TRUE.equals(options.socketOptions().get(NetworkSocketOptions.IPV6_V6ONLY));
        InetSocketAddress bound = local.getPort() == 0
                ? new InetSocketAddress(local.getAddress(), freePorts.isEmpty() ? 40000 : freePorts.remove())
                : local;
        String text = AddressText.formatSocket(bound);
        boolean isShared = Boolean.TRUE.equals(options.socketOptions().get(StandardSocketOptions.SO_REUSEPORT));
        log.add("listen " + text + (v6only ? " v6only" : "") + (isShared ? " shared" : ""));
        ScriptedPromise<ListeningPort> pending = new ScriptedPromise<>(() -> log.add("cancel " + text));
        execute(() -> {
            boolean isIpv6 = AddressRules.family(local.getAddress()) == StandardProtocolFamily.INET6;
            boolean isDual = isIpv6 && local.getAddress().isAnyLocalAddress() && !v6only;
            Optional<FailureKind> problem = Optional.empty();
            if (isIpv6 && !hasIpv6) {
                problem = Optional.of(FailureKind.NO_IPV6);
            } else if (taken.contains(text) || (isDual && isTakenInIpv4(bound.getPort()))) {
                problem = Optional.of(FailureKind.IN_USE);
            }
            if (problem.isPresent()) {
                pending.fail(Failures.of(
                        new Facts(problem.get(), "listen").withLocal(bound),
                        "listen on " + text + ": " + problem.get(),
                        null));
                return;
            }
            ScriptedPort port = new ScriptedPort(this, bound, factory);
            acquired(port);
            listening.add(port);
            if (!pending.succeed(port)) {
                port.stopListening();
            }
        });
        return pending;
    }

    private boolean isTakenInIpv4(int port) {
        return taken.stream().anyMatch(one -> !one.startsWith("[") && one.endsWith(":" + port));
    }

    @Override
    public Pending<ListeningPort> listenTcp(int port, Supplier<? extends Protocol> factory) {
        throw new UnsupportedOperationException("not in the script");
    }

    @Override
    public Pending<DatagramPort> listenUdp(
            InetSocketAddress local, DatagramOptions options, Supplier<? extends DatagramProtocol> factory) {
        ScriptedPromise<DatagramPort> pending = new ScriptedPromise<>(() -> {});
        bind("listen udp ", local, options, factory, pending, pending::succeed);
        return pending;
    }

    @Override
    public Pending<DatagramPort> listenUdp(int port, Supplier<? extends DatagramProtocol> factory) {
        throw new UnsupportedOperationException("not in the script");
    }

    @Override
    public Pending<ListeningPort> listenTls(
            InetSocketAddress local, StreamOptions options, TlsSettings tls, Supplier<? extends Protocol> factory) {
        throw new UnsupportedOperationException("not in the script");
    }

    @Override
    public Pending<Connection> connectTls(
            InetSocketAddress remote, StreamOptions options, TlsSettings tls, Supplier<? extends Protocol> factory) {
        return connect("connect TLS " + tls.serverName().map(name -> name + " ").orElse(""), remote, options, factory);
    }

    @Override
    public <T> Promise<T> watched() {
        return new ScriptedPromise<>(() -> {});
    }

    @Override
    public Pending<MulticastPort> listenMulticast(
            InetSocketAddress local, DatagramOptions options, Supplier<? extends DatagramProtocol> factory) {
        ScriptedPromise<MulticastPort> pending = new ScriptedPromise<>(() -> {});
        bind("listen multicast ", local, options, factory, pending, pending::succeed);
        return pending;
    }

    private void bind(
            String how,
            InetSocketAddress local,
            DatagramOptions options,
            Supplier<? extends DatagramProtocol> factory,
            Promise<?> pending,
            Predicate<ScriptedDatagramPort> succeed) {
        InetSocketAddress bound = local.getPort() == 0
                ? new InetSocketAddress(local.getAddress(), freePorts.isEmpty() ? 40000 : freePorts.remove())
                : local;
        String text = AddressText.formatSocket(bound);
        boolean v6only = Boolean.TRUE.equals(options.socketOptions().get(NetworkSocketOptions.IPV6_V6ONLY));
        boolean isShared = Boolean.TRUE.equals(options.socketOptions().get(StandardSocketOptions.SO_REUSEPORT));
        log.add(how + text + (v6only ? " v6only" : "") + (isShared ? " shared" : ""));
        execute(() -> {
            if (pending.isDone()) {
                return;
            }
            boolean isIpv6 = AddressRules.family(local.getAddress()) == StandardProtocolFamily.INET6;
            if ((isIpv6 && !hasIpv6) || taken.contains(text)) {
                FailureKind problem = isIpv6 && !hasIpv6 ? FailureKind.NO_IPV6 : FailureKind.IN_USE;
                pending.fail(Failures.of(
                        new Facts(problem, "listen").withLocal(bound), "listen on " + text + ": " + problem, null));
                return;
            }
            ScriptedDatagramPort port = new ScriptedDatagramPort(this, bound, options, factory.get());
            acquired(port);
            datagramPorts.add(port);
            try {
                port.begin();
            } catch (Exception thrown) {
                throw new AssertionError(thrown);
            }
            if (!succeed.test(port)) {
                port.close();
            }
        });
    }

    /** Of a datagram port that connects there. */
    Optional<FailureKind> connectFailure(String address) {
        return Optional.ofNullable(outcomes.get(address)).flatMap(Outcome::failure);
    }

    boolean refusesGroups() {
        return refusesGroups;
    }

    static InetSocketAddress socketAddress(String text) {
        HostPort parsed = HostPort.parseWithPort(text);
        return new InetSocketAddress(
                ((Host.Literal) parsed.host()).address().toInetAddress(),
                parsed.port().orElse(0));
    }

    @Override
    public String provider() {
        return "scripted";
    }

    @Override
    public Capabilities capabilities() {
        TreeMap<Capability, String> absent = new TreeMap<>();
        for (Capability one : List.of(Capability.DUAL_STACK, Capability.V6ONLY, Capability.INHERITED)) {
            if (!capabilities.contains(one)) {
                absent.put(one, "not in the script");
            }
        }
        return new Capabilities("scripted", capabilities, absent);
    }

    @Override
    public ReactorOptions options() {
        return options;
    }

    @Override
    public boolean inReactor() {
        return depth > 0;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        Due due = new Due(now + Math.max(0, delay.toNanos()), sequence++, task, new AtomicBoolean());
        timers.add(due);
        return () -> {
            boolean first = !due.cancelled.get() && timers.contains(due);
            due.cancelled.set(true);
            return first;
        };
    }

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public Pending<Optional<InetAddress>> sourceAddress(InetAddress destination) {
        ScriptedPromise<Optional<InetAddress>> pending = new ScriptedPromise<>(() -> {});
        String text = AddressText.format(destination);
        boolean isIpv6 = AddressRules.family(destination) == StandardProtocolFamily.INET6;
        Optional<InetAddress> usual = (isIpv6 ? hasIpv6 : hasIpv4)
                ? Optional.of(AddressText.parse(isIpv6 ? "2001:db8:ffff::1" : "198.51.100.1")
                        .toInetAddress())
                : Optional.empty();
        Optional<InetAddress> source = sources.getOrDefault(text, usual);
        if (answersAtOnce) {
            pending.succeed(source);
        } else {
            schedule(Duration.ofMillis(slowSources.contains(text) ? 40 : 0), () -> pending.succeed(source));
        }
        return pending;
    }

    @Override
    public <T> Promise<T> promise(Runnable onCancel) {
        return new ScriptedPromise<>(() -> inLoop(onCancel));
    }

    @Override
    public Pending<Void> drain(Duration quiet, Duration atMost) {
        throw new UnsupportedOperationException("not in the script");
    }

    @Override
    public Pending<Void> terminated() {
        return terminated;
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("not in the script");
    }
}
