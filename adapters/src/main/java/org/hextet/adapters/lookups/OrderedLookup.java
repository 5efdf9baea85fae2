package org.hextet.adapters.lookups;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.hextet.adapters.process.ProcessReactor;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.AddressSyntaxException;
import org.hextet.addresses.DestinationOrder;
import org.hextet.addresses.Host;
import org.hextet.addresses.Placement;
import org.hextet.addresses.Zones;
import org.hextet.api.Answers;
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Reactor;
import org.hextet.endpoints.order.AddressPolicy;
import org.hextet.endpoints.order.HostOrder;
import org.jspecify.annotations.Nullable;

/**
 * One lookup of all addresses of a host, in the order of RFC 6724, section 6. It waits for both families; where one
 * fails, the other one's addresses are the answer. Everything but its start is of the loop.
 */
public final class OrderedLookup implements Answers {

    /** What resolv.conf(5) allows at most by itself: three servers of 5 s asked twice. */
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private static final Set<StandardProtocolFamily> BOTH =
            Set.of(StandardProtocolFamily.INET6, StandardProtocolFamily.INET);

    private final Reactor reactor;
    private final String host;
    private final DestinationOrder order;
    private final Promise<List<InetAddress>> promise;
    private final Set<StandardProtocolFamily> open = EnumSet.copyOf(BOTH);
    private final List<InetAddress> found = new ArrayList<>();
    private final List<UnknownHostException> failures = new ArrayList<>();
    private @Nullable Lookup lookup;

    private OrderedLookup(Reactor reactor, String host, DestinationOrder order) {
        this.reactor = reactor;
        this.host = host;
        this.order = order;
        this.promise = reactor.promise(this::cancelled);
    }

    /**
     * Begins, on the reactor and with the resolver of the process.
     *
     * @param host a name, or a literal without brackets
     * @return at least one address; those of a name carry it, and are never asked for it. Fails with an
     *     {@link UnknownHostException}
     * @throws UnknownHostException if the host is neither name nor literal, or has a zone that this host lacks
     * @throws IOException if there is no transport or no resolver: says what to add
     */
    public static Pending<List<InetAddress>> start(String host) throws IOException {
        Reactor reactor = ProcessReactor.get();
        Host parsed = parsed(host);
        if (parsed instanceof Host.Literal literal) {
            Promise<List<InetAddress>> known = reactor.promise(() -> {});
            known.succeed(List.of(literalAddress(host, literal)));
            return known;
        }
        if (!(parsed instanceof Host.Name name)) {
            throw new UnknownHostException(host + ": every local interface, to listen on; give a name or an address");
        }
        // Where the process has none, opening one says what to add.
        NameResolver resolver = reactor.options().resolver().isPresent()
                ? reactor.options().resolver().get()
                : NameResolver.open("");
        OrderedLookup begun = new OrderedLookup(reactor, host, AddressPolicy.ofProcess());
        try {
            reactor.execute(() -> begun.begin(resolver, name.asciiName()));
        } catch (RejectedExecutionException closed) {
            throw new IOException("look up " + host + ": the reactor is closed", closed);
        }
        return begun.promise;
    }

    /**
     * Looks up, and waits for it; an interrupt cancels it.
     *
     * @param host as of {@link #start}
     * @return as of {@link #start}
     * @throws UnknownHostException if there is no address, for whatever reason
     */
    public static List<InetAddress> await(String host) throws UnknownHostException {
        try {
            Pending<List<InetAddress>> pending = start(host);
            try {
                return pending.await();
            } catch (InterruptedException interrupt) {
                pending.cancel();
                Thread.currentThread().interrupt();
                throw unknown(host + ": interrupted", interrupt);
            }
        } catch (UnknownHostException unknown) {
            throw unknown;
        } catch (IOException failed) {
            throw unknown(String.valueOf(failed.getMessage()), failed);
        }
    }

    private static Host parsed(String host) throws UnknownHostException {
        try {
            return Host.parse(host);
        } catch (AddressSyntaxException noHost) {
            throw unknown(String.valueOf(noHost.getMessage()), noHost);
        }
    }

    private static InetAddress literalAddress(String host, Host.Literal literal) throws UnknownHostException {
        try {
            return literal.address().toInetAddress(Zones.ofHost());
        } catch (IllegalArgumentException zone) {
            throw unknown(host + ": " + zone.getMessage(), zone);
        }
    }

    private static UnknownHostException unknown(String message, Throwable cause) {
        UnknownHostException unknown = new UnknownHostException(message);
        unknown.initCause(cause);
        return unknown;
    }

    // ---- on the loop

    private void cancelled() {
        Lookup begun = lookup;
        if (begun != null) {
            begun.cancel();
        }
    }

    private void begin(NameResolver resolver, String name) {
        if (promise.isDone()) {
            return;
        }
        try {
            lookup = resolver.lookup(reactor, name, BOTH, DEADLINE, this);
        } catch (RuntimeException refused) {
            promise.fail(unknown("look up " + host + ": " + refused.getMessage(), refused));
        }
    }

    @Override
    public void answered(StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
        if (open.remove(family)) {
            addresses.stream().map(AddressRules::unmapped).distinct().forEach(found::add);
            decide();
        }
    }

    @Override
    public void failed(StandardProtocolFamily family, UnknownHostException why) {
        if (open.remove(family)) {
            failures.add(why);
            decide();
        }
    }

    private void decide() {
        if (!open.isEmpty()) {
            return;
        }
        if (found.isEmpty()) {
            UnknownHostException none =
                    failures.isEmpty() ? new UnknownHostException("look up " + host + ": no address") : failures.get(0);
            failures.stream().skip(1).forEach(none::addSuppressed);
            promise.fail(none);
            return;
        }
        HostOrder.of(reactor, order, found).whenComplete((placements, failure) -> {
            if (placements != null) {
                sorted(placements);
            } else {
                promise.fail(unknown("look up " + host + ": the reactor was closed", failure));
            }
        });
    }

    private void sorted(List<Placement> placements) {
        List<InetAddress> named = new ArrayList<>();
        try {
            for (Placement placement : placements) {
                named.add(named(host, placement.destination()));
            }
        } catch (UnknownHostException never) {
            promise.fail(never);
            return;
        }
        promise.succeed(List.copyOf(named));
    }

    /**
     * An address with the name that led to it: who asks the address for its name gets that one, without a lookup.
     *
     * @param host a name
     * @param address perhaps with a zone
     * @return the same address with the name
     * @throws UnknownHostException never: the address has its length
     */
    public static InetAddress named(String host, InetAddress address) throws UnknownHostException {
        return address instanceof Inet6Address zoned && zoned.getScopeId() != 0
                ? Inet6Address.getByAddress(host, address.getAddress(), zoned.getScopeId())
                : InetAddress.getByAddress(host, address.getAddress());
    }
}
