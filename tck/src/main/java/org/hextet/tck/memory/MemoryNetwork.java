package org.hextet.tck.memory;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hextet.addresses.AddressKey;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.SocketAddressKey;
import org.hextet.addresses.Zone;
import org.hextet.addresses.Zones;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.Incident;
import org.hextet.api.Reactor;
import org.hextet.api.ReactorOptions;
import org.hextet.api.failure.FailureKind;

/**
 * A network in memory, on a clock turned by hand: every unicast address is this host's, a connect succeeds at once if
 * somebody listens there and is refused if not, unless it was told otherwise. Its zones are {@code lo} (1),
 * {@code eth0} (2) and {@code eth1} (3).
 *
 * <pre>{@code
 * MemoryNetwork network = new MemoryNetwork();
 * network.blackHole("2001:db8::1");
 * network.answerAfter("192.0.2.1", Duration.ofMillis(20));
 * Reactor reactor = network.openReactor();
 * ...
 * network.clock().advance(Duration.ofMillis(270));
 * assertEquals(List.of(...), network.attempts());
 * }</pre>
 */
public final class MemoryNetwork {

    /** What its reactors call themselves. */
    public static final String PROVIDER = "memory";

    /** How long a connect goes on when nobody answers, as on Linux. */
    public static final Duration KERNEL_TIMEOUT = Duration.ofSeconds(134);

    private static final int FIRST_EPHEMERAL_PORT = 49_152;
    private static final int PIPE_BYTES = 64 << 10;

    /**
     * A connect, as the network saw it.
     *
     * @param at when it began, since the clock's beginning
     * @param remote where to, as RFC 5952 text with port
     */
    public record Attempt(Duration at, String remote) {

        /**
         * For logs to be compared.
         *
         * @return for example {@code 250 ms [2001:db8::1]:443}
         */
        @Override
        public String toString() {
            return at.toMillis() + " ms " + remote;
        }
    }

    /** What a connect to an address meets. */
    record Fate(Duration after, Optional<FailureKind> failure) {

        static final Fate PROMPT = new Fate(Duration.ZERO, Optional.empty());
    }

    private final HandTurnedClock clock;
    private final Zones zones = Zones.of(List.of(new Zone("lo", 1), new Zone("eth0", 2), new Zone("eth1", 3)));
    private final Map<AddressKey, Fate> fates = new HashMap<>();
    private final Map<SocketAddressKey, MemoryPort> ports = new HashMap<>();
    private final Map<StandardProtocolFamily, InetAddress> sources = new EnumMap<>(StandardProtocolFamily.class);
    private final List<Attempt> attempts = new ArrayList<>();
    private final List<Incident> incidents = new ArrayList<>();
    private int connecting;
    private int connected;
    private int reactors;
    private int nextPort = FIRST_EPHEMERAL_PORT;

    /** A network on a clock of its own. */
    public MemoryNetwork() {
        this(new HandTurnedClock());
    }

    /**
     * A network.
     *
     * @param clock by which it goes; others may too
     */
    public MemoryNetwork(HandTurnedClock clock) {
        this.clock = clock;
        source("2001:db8::ffff");
        source("192.0.2.254");
    }

    /**
     * Its clock.
     *
     * @return to be turned
     */
    public HandTurnedClock clock() {
        return clock;
    }

    /**
     * Opens a reactor.
     *
     * @return that lives when the clock is turned
     */
    public Reactor openReactor() {
        return openReactor(ReactorOptions.DEFAULT.withOverwriteLentBuffers(true));
    }

    /**
     * Opens a reactor.
     *
     * @param options the transport in them is not looked at
     * @return that lives when the clock is turned
     */
    public synchronized Reactor openReactor(ReactorOptions options) {
        return new MemoryReactor(this, options, ++reactors);
    }

    /**
     * Connects to an address are answered late: accepted if somebody listens, refused if not.
     *
     * @param address a literal
     * @param delay how late
     * @return this
     */
    public MemoryNetwork answerAfter(String address, Duration delay) {
        return fate(address, new Fate(delay, Optional.empty()));
    }

    /**
     * Connects to an address fail, whoever listens.
     *
     * @param address a literal
     * @param delay after how long
     * @param kind refused, unreachable, prohibited or timeout
     * @return this
     */
    public MemoryNetwork failAfter(String address, Duration delay, FailureKind kind) {
        return fate(address, new Fate(delay, Optional.of(kind)));
    }

    /**
     * Connects to an address are never answered: they end by the caller's deadline, or after {@link #KERNEL_TIMEOUT}.
     *
     * @param address a literal
     * @return this
     */
    public MemoryNetwork blackHole(String address) {
        return failAfter(address, KERNEL_TIMEOUT, FailureKind.TIMEOUT);
    }

    private synchronized MemoryNetwork fate(String address, Fate fate) {
        fates.put(AddressKey.of(address(address)), fate);
        return this;
    }

    /**
     * The address from which this host talks to others of that family; loopback and link-local ones are their own
     * source.
     *
     * @param address a literal
     * @return this
     */
    public synchronized MemoryNetwork source(String address) {
        InetAddress source = address(address);
        sources.put(family(source), source);
        return this;
    }

    /**
     * Takes a family away: destinations of it have no source and cannot be reached.
     *
     * @param family {@code INET} or {@code INET6}
     * @return this
     */
    public synchronized MemoryNetwork without(StandardProtocolFamily family) {
        sources.remove(family);
        return this;
    }

    /**
     * Every connect so far, in the order in which they began.
     *
     * @return a snapshot
     */
    public synchronized List<Attempt> attempts() {
        return List.copyOf(attempts);
    }

    /**
     * How many sockets there are: connects under way, and ends of connections.
     *
     * @return 0 if nothing was left behind
     */
    public synchronized int openSockets() {
        return connecting + connected;
    }

    /**
     * What its reactors told their uncaught listeners.
     *
     * @return a snapshot, of all reactors
     */
    public synchronized List<Incident> incidents() {
        return List.copyOf(incidents);
    }

    private InetAddress address(String literal) {
        return AddressText.parse(literal).toInetAddress(zones);
    }

    static StandardProtocolFamily family(InetAddress address) {
        return address instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    Zones zones() {
        return zones;
    }

    static Capabilities capabilities() {
        String byDesign = "a network in memory has no such thing";
        return new Capabilities(
                PROVIDER,
                Set.of(Capability.TCP, Capability.ZONES, Capability.DUAL_STACK, Capability.VIRTUAL_TIME),
                Map.of(
                        Capability.V6ONLY, byDesign,
                        Capability.REUSE_PORT, byDesign,
                        Capability.KEEPALIVE_TIMES, byDesign,
                        Capability.TCLASS_SEND, byDesign,
                        Capability.UDP, byDesign,
                        Capability.MULTICAST, byDesign,
                        Capability.HOST_NET, byDesign));
    }

    synchronized void heard(Incident incident) {
        incidents.add(incident);
    }

    synchronized Optional<InetAddress> sourceFor(InetAddress destination) {
        if (destination.isLoopbackAddress() || destination.isLinkLocalAddress()) {
            return Optional.of(destination);
        }
        return Optional.ofNullable(sources.get(family(destination)));
    }

    synchronized Fate attempt(InetSocketAddress remote) {
        attempts.add(new Attempt(clock.elapsed(), MemoryFailures.text(remote, zones)));
        connecting++;
        if (sourceFor(remote.getAddress()).isEmpty()) {
            return new Fate(Duration.ZERO, Optional.of(FailureKind.UNREACHABLE));
        }
        return fates.getOrDefault(AddressKey.of(remote.getAddress()), Fate.PROMPT);
    }

    synchronized void attemptEnded() {
        connecting--;
    }

    synchronized void opened() {
        connected++;
    }

    synchronized void gone() {
        connected--;
    }

    Link link(InetSocketAddress client, InetSocketAddress server) {
        return new Link(client, server, PIPE_BYTES);
    }

    synchronized int ephemeralPort() {
        if (nextPort > 0xffff) {
            nextPort = FIRST_EPHEMERAL_PORT;
        }
        return nextPort++;
    }

    /** Who listens there: on the address itself, on the family's wildcard, or on {@code ::}, which serves both. */
    synchronized Optional<MemoryPort> listener(InetSocketAddress remote) {
        return Optional.ofNullable(ports.get(SocketAddressKey.of(remote)))
                .or(() -> Optional.ofNullable(
                        ports.get(wildcard(remote.getAddress() instanceof Inet4Address, remote.getPort()))))
                .or(() -> Optional.ofNullable(ports.get(wildcard(false, remote.getPort()))));
    }

    private SocketAddressKey wildcard(boolean ipv4, int port) {
        return SocketAddressKey.of(new InetSocketAddress(address(ipv4 ? "0.0.0.0" : "::"), port));
    }

    /** False if the address and port are taken, by a wildcard too. */
    synchronized boolean bind(MemoryPort port) {
        InetSocketAddress local = port.local();
        boolean everything = local.getAddress().isAnyLocalAddress();
        boolean taken = ports.values().stream()
                .map(MemoryPort::local)
                .filter(other -> other.getPort() == local.getPort())
                .anyMatch(other -> SocketAddressKey.sameAddress(other, local)
                        || (everything && covers(local, other))
                        || (other.getAddress().isAnyLocalAddress() && covers(other, local)));
        if (!taken) {
            ports.put(SocketAddressKey.of(local), port);
        }
        return !taken;
    }

    /** {@code ::} takes the IPv4 port too. */
    private static boolean covers(InetSocketAddress wildcard, InetSocketAddress other) {
        return family(wildcard.getAddress()) == StandardProtocolFamily.INET6
                || family(other.getAddress()) == StandardProtocolFamily.INET;
    }

    synchronized void unbind(MemoryPort port) {
        ports.remove(SocketAddressKey.of(port.local()), port);
    }
}
