package org.hextet.tck.doubles;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.hextet.addresses.AddressText;
import org.hextet.api.Answers;
import org.hextet.api.Capabilities;
import org.hextet.api.Capability;
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;
import org.hextet.api.Reactor;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure;

/**
 * The TCK's own resolver: it answers what a check told it to, when it was told to, and remembers who asked. It asks
 * nobody. A name that it was told nothing about does not exist. Change and ask it from any thread.
 */
public final class StaticResolver implements NameResolver {

    /**
     * What was asked; literals and {@code localhost} are not.
     *
     * @param name as it was given
     * @param families those asked for
     */
    public record Query(String name, Set<StandardProtocolFamily> families) {

        /**
         * Copies the set.
         *
         * @param name as of the record
         * @param families as of the record
         */
        public Query {
            families = Set.copyOf(families);
        }
    }

    private record Key(String name, StandardProtocolFamily family) {}

    /** What a name has for one family: addresses, or if there are none a failure. */
    private record Script(List<InetAddress> addresses, FailureKind failure, Duration delay, boolean held) {}

    private static final Script NO_SUCH_NAME = new Script(List.of(), FailureKind.NO_SUCH_NAME, Duration.ZERO, false);
    private static final Script NO_DATA = new Script(List.of(), FailureKind.NO_DATA, Duration.ZERO, false);

    private final String provider;
    private final Object lock = new Object();
    private final Map<Key, Script> scripts = new HashMap<>();
    private final List<Query> queries = new ArrayList<>();
    private final List<Running> running = new ArrayList<>();
    private final Map<Key, List<Runnable>> heldBack = new LinkedHashMap<>();
    private boolean closed;

    /** Knows no name yet. */
    public StaticResolver() {
        this("static");
    }

    /**
     * Knows no name yet.
     *
     * @param provider what it calls itself
     */
    public StaticResolver(String provider) {
        this.provider = provider;
    }

    /**
     * Gives a name addresses, in this order; a family without any has no data.
     *
     * @param name a host name
     * @param addresses of both families, as texts: {@code 127.0.0.1}, {@code fe80::1%lo}
     * @return this
     */
    public StaticResolver answering(String name, String... addresses) {
        InetAddress[] parsed = new InetAddress[addresses.length];
        for (int i = 0; i < addresses.length; i++) {
            parsed[i] = AddressText.parse(addresses[i]).toInetAddress();
        }
        return answering(name, parsed);
    }

    /**
     * Gives a name addresses, in this order; a family without any has no data.
     *
     * @param name a host name
     * @param addresses of both families
     * @return this
     */
    public StaticResolver answering(String name, InetAddress... addresses) {
        Map<StandardProtocolFamily, List<InetAddress>> byFamily = new HashMap<>();
        for (InetAddress address : addresses) {
            byFamily.computeIfAbsent(family(address), family -> new ArrayList<>())
                    .add(address);
        }
        synchronized (lock) {
            for (StandardProtocolFamily family : ipFamilies()) {
                List<InetAddress> own = byFamily.getOrDefault(family, List.of());
                put(name, family, own.isEmpty() ? NO_DATA : new Script(own, FailureKind.OTHER, Duration.ZERO, false));
            }
        }
        return this;
    }

    /**
     * Makes lookups of a name fail.
     *
     * @param name a host name
     * @param kind no-such-name, no-data, temporary or timeout
     * @return this
     */
    public StaticResolver failing(String name, FailureKind kind) {
        ipFamilies().forEach(family -> failing(name, family, kind));
        return this;
    }

    /**
     * Makes lookups of one family of a name fail.
     *
     * @param name a host name
     * @param family {@code INET} or {@code INET6}
     * @param kind no-such-name, no-data, temporary or timeout
     * @return this
     */
    public StaticResolver failing(String name, StandardProtocolFamily family, FailureKind kind) {
        synchronized (lock) {
            put(name, family, new Script(List.of(), kind, Duration.ZERO, false));
        }
        return this;
    }

    /**
     * Holds the answer of one family back for a while.
     *
     * @param name a host name that it knows already
     * @param family {@code INET} or {@code INET6}
     * @param delay by the clock of the reactor that asks
     * @return this
     */
    public StaticResolver delaying(String name, StandardProtocolFamily family, Duration delay) {
        synchronized (lock) {
            Script old = script(name, family);
            put(name, family, new Script(old.addresses, old.failure, delay, false));
        }
        return this;
    }

    /**
     * Holds the answer of one family back until {@link #release}.
     *
     * @param name a host name that it knows already
     * @param family {@code INET} or {@code INET6}
     * @return this
     */
    public StaticResolver holding(String name, StandardProtocolFamily family) {
        synchronized (lock) {
            Script old = script(name, family);
            put(name, family, new Script(old.addresses, old.failure, Duration.ZERO, true));
        }
        return this;
    }

    /**
     * Lets go what {@link #holding} holds back, now and from now on.
     *
     * @param name a host name
     * @param family {@code INET} or {@code INET6}
     */
    public void release(String name, StandardProtocolFamily family) {
        List<Runnable> held;
        synchronized (lock) {
            Script old = script(name, family);
            put(name, family, new Script(old.addresses, old.failure, Duration.ZERO, false));
            held = heldBack.remove(key(name, family));
        }
        if (held != null) {
            held.forEach(Runnable::run);
        }
    }

    /**
     * What was asked so far, in order.
     *
     * @return a snapshot
     */
    public List<Query> queries() {
        synchronized (lock) {
            return List.copyOf(queries);
        }
    }

    /**
     * How many lookups are under way.
     *
     * @return those neither answered nor cancelled
     */
    public int underWay() {
        synchronized (lock) {
            return running.size();
        }
    }

    @Override
    public String provider() {
        return provider;
    }

    @Override
    public Lookup lookup(
            Reactor reactor, String name, Set<StandardProtocolFamily> families, Duration deadline, Answers answers) {
        if (families.isEmpty() || families.contains(StandardProtocolFamily.UNIX)) {
            throw new IllegalArgumentException("look up " + name + ": families " + families + ", need INET, INET6");
        }
        if (deadline.isZero() || deadline.isNegative()) {
            throw new IllegalArgumentException("look up " + name + ": deadline " + deadline + ", need more than zero");
        }
        Running lookup = new Running(reactor, name, families, answers);
        List<InetAddress> known = withoutAsking(name);
        synchronized (lock) {
            if (closed) {
                throw new IllegalStateException("look up " + name + ": the resolver is closed");
            }
            running.add(lookup);
            if (known.isEmpty()) {
                queries.add(new Query(name, families));
            }
        }
        lookup.start(known, deadline);
        return lookup;
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(
                provider,
                Set.of(
                        Capability.RESOLVE,
                        Capability.RESOLVE_FAMILY,
                        Capability.RESOLVE_KINDS,
                        Capability.RESOLVE_STREAMING),
                Map.of());
    }

    @Override
    public List<String> warnings() {
        return List.of();
    }

    @Override
    public void close() {
        List<Running> open;
        synchronized (lock) {
            closed = true;
            open = List.copyOf(running);
        }
        open.forEach(Running::endByClose);
    }

    private static Set<StandardProtocolFamily> ipFamilies() {
        return EnumSet.of(StandardProtocolFamily.INET, StandardProtocolFamily.INET6);
    }

    private static StandardProtocolFamily family(InetAddress address) {
        return address instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    private static Key key(String name, StandardProtocolFamily family) {
        String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return new Key(plain.toLowerCase(Locale.ROOT), family);
    }

    private void put(String name, StandardProtocolFamily family, Script script) {
        scripts.put(key(name, family), script);
    }

    private Script script(String name, StandardProtocolFamily family) {
        return scripts.getOrDefault(key(name, family), NO_SUCH_NAME);
    }

    /** What a resolver knows without a source: literals, and localhost (RFC 6761, section 6.3). */
    private static List<InetAddress> withoutAsking(String name) {
        String plain = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        if (plain.equalsIgnoreCase("localhost")
                || plain.toLowerCase(Locale.ROOT).endsWith(".localhost")) {
            return List.of(
                    AddressText.parse("::1").toInetAddress(),
                    AddressText.parse("127.0.0.1").toInetAddress());
        }
        try {
            return List.of(AddressText.parse(name).toInetAddress());
        } catch (IllegalArgumentException noLiteral) {
            return List.of();
        }
    }

    /** One lookup: each family is answered once, on the reactor's thread. */
    private final class Running implements Lookup {

        private final Reactor reactor;
        private final String name;
        private final Answers answers;
        private final Set<StandardProtocolFamily> open;

        Running(Reactor reactor, String name, Set<StandardProtocolFamily> families, Answers answers) {
            this.reactor = reactor;
            this.name = name;
            this.answers = answers;
            this.open = new TreeSet<>(families);
        }

        void start(List<InetAddress> known, Duration deadline) {
            reactor.schedule(deadline, this::timeOut);
            for (StandardProtocolFamily family : List.copyOf(open)) {
                if (!known.isEmpty()) {
                    List<InetAddress> own = known.stream()
                            .filter(address -> family(address) == family)
                            .toList();
                    Script script = own.isEmpty() ? NO_DATA : new Script(own, FailureKind.OTHER, Duration.ZERO, false);
                    reactor.execute(() -> answer(family, script));
                    continue;
                }
                Script script;
                synchronized (lock) {
                    script = script(name, family);
                    if (script.held) {
                        heldBack.computeIfAbsent(key(name, family), key -> new ArrayList<>())
                                .add(() -> reactor.execute(() -> answer(family, script)));
                        continue;
                    }
                }
                if (script.delay.isZero()) {
                    reactor.execute(() -> answer(family, script));
                } else {
                    reactor.schedule(script.delay, () -> answer(family, script));
                }
            }
        }

        /** Whether this family was open until now. */
        private boolean take(StandardProtocolFamily family) {
            synchronized (lock) {
                boolean taken = open.remove(family);
                if (open.isEmpty()) {
                    running.remove(this);
                }
                return taken;
            }
        }

        private void answer(StandardProtocolFamily family, Script script) {
            if (!take(family)) {
                return;
            }
            if (script.addresses.isEmpty()) {
                fail(family, script.failure);
            } else {
                answers.answered(family, script.addresses, OptionalLong.empty());
            }
        }

        private void fail(StandardProtocolFamily family, FailureKind kind) {
            String what = family == StandardProtocolFamily.INET ? "IPv4" : "IPv6";
            answers.failed(
                    family,
                    Failures.ofLookup(
                            new NetworkFailure.Facts(kind, "look up"),
                            "look up " + name + " (" + what + "): " + kind.text() + ", as the check told it",
                            null));
        }

        private void timeOut() {
            endAll(FailureKind.TIMEOUT);
        }

        void endByClose() {
            reactor.execute(() -> endAll(FailureKind.CANCELLED));
        }

        private void endAll(FailureKind kind) {
            for (StandardProtocolFamily family : ipFamilies()) {
                if (take(family)) {
                    fail(family, kind);
                }
            }
        }

        @Override
        public boolean cancel() {
            synchronized (lock) {
                boolean cancelled = !open.isEmpty();
                open.clear();
                running.remove(this);
                return cancelled;
            }
        }
    }
}
