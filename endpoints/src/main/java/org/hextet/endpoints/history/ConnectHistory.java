package org.hextet.endpoints.history;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.hextet.addresses.AddressKey;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which addresses of a name have worked, how fast, and which have not, so that later connects to the same
 * name and port begin with what works: see {@link org.hextet.policies.History} for what policies make of it. Given to
 * endpoints by {@code withHistory}; any number of endpoints and reactors may share one. Thread-safe.
 *
 * <p>It holds for one network: with each address is kept the source address from which it was tried, and where the host
 * would use another one now, that is forgotten (RFC 8305, section 4). A host that has the same address in another
 * network looks the same: there call {@link #forget()}.
 *
 * <p>It is bounded: so many hosts, the least recently used of them go first, and 32 addresses of each; what is older
 * than its expiry counts no more. Times are those of the reactor's clock, which all that share a history have in
 * common.
 */
public final class ConnectHistory {

    /** The system property that turns the process's history on: {@value}{@code =true}. */
    public static final String PROPERTY = "hextet.history";

    private static final int MOST_ADDRESSES = 32;

    /** RFC 6298, section 2: how much one more measurement counts. */
    private static final int SMOOTHING = 8;

    private static final ConnectHistory OF_PROCESS = new ConnectHistory();

    private final long expiryNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<HostAndPort, Map<AddressKey, Experience>> hosts;

    private record HostAndPort(String host, int port) {}

    /**
     * What was experienced with one address.
     *
     * @param address where to
     * @param source where from; empty if the host had no source for it
     * @param took how long it took to connect, of several times a mean in which the latest counts most; empty: it
     *     failed the last time, or was overtaken by one that was begun later
     * @param atNanos when, on the reactor's clock
     */
    public record Experience(InetAddress address, Optional<InetAddress> source, Optional<Duration> took, long atNanos) {

        /**
         * Whether the host would go there from the same address now.
         *
         * @param now where it would start
         * @return false: it is in another network
         */
        public boolean isFrom(Optional<InetAddress> now) {
            return source.map(AddressKey::of).equals(now.map(AddressKey::of));
        }
    }

    /** Remembers 1000 hosts for 10 minutes. */
    public ConnectHistory() {
        this(1000, Duration.ofMinutes(10));
    }

    /**
     * A history of another size.
     *
     * @param mostHosts names with their ports, 1 or more
     * @param expiry how long something counts, more than zero
     * @throws IllegalArgumentException if one of them is out of its range
     */
    public ConnectHistory(int mostHosts, Duration expiry) {
        if (mostHosts < 1) {
            throw new IllegalArgumentException("a history of " + mostHosts + " hosts: need 1 or more");
        }
        if (expiry.isZero() || expiry.isNegative()) {
            throw new IllegalArgumentException("a history that expires after " + expiry + ": need more than zero");
        }
        this.expiryNanos = expiry.toNanos();
        this.hosts = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.@Nullable Entry<HostAndPort, Map<AddressKey, Experience>> eldest) {
                return size() > mostHosts;
            }
        };
    }

    /**
     * The one that {@code ?history=true} in URIs and the system property {@value #PROPERTY} use.
     *
     * @return always the same
     */
    public static ConnectHistory ofProcess() {
        return OF_PROCESS;
    }

    /**
     * What is known of a host.
     *
     * @param host as it was noted
     * @param port its port
     * @param nowNanos on the reactor's clock
     * @return the latest first, without what has expired
     */
    public List<Experience> recall(String host, int port, long nowNanos) {
        lock.lock();
        try {
            Map<AddressKey, Experience> known = hosts.get(key(host, port));
            if (known == null) {
                return List.of();
            }
            known.values().removeIf(each -> nowNanos - each.atNanos >= expiryNanos);
            List<Experience> latestFirst = new ArrayList<>(known.size());
            known.values().forEach(each -> latestFirst.add(0, each));
            return latestFirst;
        } finally {
            lock.unlock();
        }
    }

    /**
     * An address has worked.
     *
     * @param host a name, in any case
     * @param port its port
     * @param address where to
     * @param source where from
     * @param took how long it took to connect
     * @param nowNanos on the reactor's clock
     */
    public void succeeded(
            String host, int port, InetAddress address, Optional<InetAddress> source, Duration took, long nowNanos) {
        note(host, port, new Experience(address, source, Optional.of(took), nowNanos));
    }

    /**
     * An address has failed, or was overtaken by one that was begun later.
     *
     * @param host a name, in any case
     * @param port its port
     * @param address where to
     * @param source where from; empty if the host had no source for it
     * @param nowNanos on the reactor's clock
     */
    public void setBack(String host, int port, InetAddress address, Optional<InetAddress> source, long nowNanos) {
        note(host, port, new Experience(address, source, Optional.empty(), nowNanos));
    }

    private void note(String host, int port, Experience latest) {
        AddressKey key = AddressKey.of(latest.address);
        lock.lock();
        try {
            Map<AddressKey, Experience> known = hosts.computeIfAbsent(key(host, port), absent -> new LinkedHashMap<>());
            Experience before = known.remove(key);
            known.put(key, before == null || !before.isFrom(latest.source) ? latest : smoothed(before, latest));
            if (known.size() > MOST_ADDRESSES) {
                Iterator<AddressKey> eldest = known.keySet().iterator();
                eldest.next();
                eldest.remove();
            }
        } finally {
            lock.unlock();
        }
    }

    private static Experience smoothed(Experience before, Experience latest) {
        if (before.took.isEmpty() || latest.took.isEmpty()) {
            return latest;
        }
        Duration difference = latest.took.get().minus(before.took.get());
        return new Experience(
                latest.address,
                latest.source,
                Optional.of(before.took.get().plus(difference.dividedBy(SMOOTHING))),
                latest.atNanos);
    }

    /**
     * Forgets one address: the host is in another network.
     *
     * @param host a name, in any case
     * @param port its port
     * @param address where to
     */
    public void forget(String host, int port, InetAddress address) {
        lock.lock();
        try {
            Map<AddressKey, Experience> known = hosts.get(key(host, port));
            if (known != null) {
                known.remove(AddressKey.of(address));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Forgets everything, as a program does that knows of a change of the network. */
    public void forget() {
        lock.lock();
        try {
            hosts.clear();
        } finally {
            lock.unlock();
        }
    }

    private static HostAndPort key(String host, int port) {
        String plain = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        return new HostAndPort(plain.toLowerCase(Locale.ROOT), port);
    }
}
