package org.hextet.endpoints;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.hextet.addresses.AddressKey;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.DestinationOrder;
import org.hextet.addresses.Zones;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsSettings;
import org.hextet.endpoints.history.ConnectHistory;
import org.hextet.endpoints.nat64.Nat64;
import org.hextet.endpoints.race.ConnectPlan;
import org.hextet.endpoints.race.ConnectRace;
import org.hextet.endpoints.race.Retry;
import org.hextet.endpoints.race.Targets;
import org.hextet.endpoints.text.StreamOptionsText;
import org.hextet.endpoints.timeline.Timeline;
import org.hextet.policies.Backoff;
import org.hextet.policies.ConnectPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Connects to one of several addresses that the caller knows already: as {@link HostnameClientEndpoint}, without a
 * lookup. The addresses are sorted by RFC 6724 and tried as the policy decides; who wants an order of his own gives a
 * policy with {@code ordered}. Immutable; shared by any threads.
 */
public final class AddressListClientEndpoint implements RacingClientEndpoint {

    private final List<InetAddress> addresses;
    private final int port;
    private final ConnectSettings settings;

    private AddressListClientEndpoint(List<InetAddress> addresses, int port, ConnectSettings settings) {
        this.addresses = addresses;
        this.port = port;
        this.settings = settings;
    }

    /**
     * An endpoint with the default policy, {@link ConnectPolicy#staggered()}, and no deadline.
     *
     * @param addresses at least one; one that stands there twice counts once; copied
     * @param port 1 to 65535
     * @return the endpoint
     * @throws IllegalArgumentException if the list is empty or the port out of range
     */
    public static AddressListClientEndpoint of(List<InetAddress> addresses, int port) {
        List<InetAddress> copy = List.copyOf(addresses);
        if (copy.isEmpty()) {
            throw new IllegalArgumentException("connect to an empty list of addresses: give at least one");
        }
        return new AddressListClientEndpoint(
                copy, Literals.requireTargetPort(port, listed(copy)), ConnectSettings.DEFAULT);
    }

    /**
     * With another policy.
     *
     * @param policy whom to try when; addresses of families that it does not name are not tried
     * @return a changed copy
     */
    public AddressListClientEndpoint withPolicy(ConnectPolicy policy) {
        return with(draft -> draft.policy = policy);
    }

    /**
     * With another order of addresses, as {@link HostnameClientEndpoint#withOrder}.
     *
     * @param order with a table of the caller's own: {@code DestinationOrder.standard().withTable(table)}
     * @return a changed copy
     */
    @SuppressWarnings("exports") // Who makes one requires its module anyway
    public AddressListClientEndpoint withOrder(DestinationOrder order) {
        return with(draft -> draft.order = new OrderChoice.Given(order));
    }

    /**
     * With the policy table of a file, which is read when it is first needed, in the thread that connects, and kept by
     * the process. The result fails with an {@link IOException} where it cannot be read or is no such table.
     *
     * @param file the path of a file in the form of gai.conf(5)
     * @return a changed copy
     */
    public AddressListClientEndpoint withAddressPolicy(String file) {
        return with(draft -> draft.order = new OrderChoice.Named(file));
    }

    /**
     * With a history: what has worked before, and is known to hold in the network that the host is in, leads its
     * family; what has not goes to its end (see {@link org.hextet.policies.History}). The timeline says what was known.
     * Without this none is kept, unless the system property {@value ConnectHistory#PROPERTY} is {@code true}: then the
     * process's ({@link ConnectHistory#ofProcess()}). It is off by itself because which address is tried first should
     * not depend on what the program did before, unless somebody wants it so.
     *
     * @param history asked, and added to
     * @return a changed copy
     */
    public AddressListClientEndpoint withHistory(ConnectHistory history) {
        return with(draft -> draft.history = new HistoryChoice.Given(Optional.of(history)));
    }

    /**
     * Without a history, whatever the system property says.
     *
     * @return a changed copy
     */
    public AddressListClientEndpoint withoutHistory() {
        return with(draft -> draft.history = new HistoryChoice.Given(Optional.empty()));
    }

    /**
     * With other options for the connection, as {@link HostnameClientEndpoint#withOptions}.
     *
     * @param options of the connection that is won, and of every attempt; their deadline is that of the whole
     * @return a changed copy
     */
    public AddressListClientEndpoint withOptions(StreamOptions options) {
        return with(draft -> draft.options = options);
    }

    /**
     * With a deadline for all attempts together.
     *
     * @param deadline more than zero
     * @return a changed copy
     * @throws IllegalArgumentException if it is zero or less
     */
    @Override
    public AddressListClientEndpoint withDeadline(Duration deadline) {
        return withOptions(options().withDeadline(deadline));
    }

    /**
     * With a limit for each attempt by itself.
     *
     * @param timeout more than zero
     * @return a changed copy
     * @throws IllegalArgumentException if it is zero or less
     */
    public AddressListClientEndpoint withAttemptTimeout(Duration timeout) {
        return with(draft -> draft.attemptTimeout = Optional.of(timeout));
    }

    /**
     * Tried again when every address has failed, as {@link HostnameClientEndpoint#withRetry(Backoff)}.
     *
     * @param backoff how long to wait each time, and when to give up
     * @return a changed copy
     */
    @Override
    public AddressListClientEndpoint withRetry(Backoff backoff) {
        return withRetry(backoff, ThreadLocalRandom::current);
    }

    /**
     * As {@link #withRetry(Backoff)}, with randomness of the caller's own.
     *
     * @param backoff how long to wait each time, and when to give up
     * @param random of the jitter; asked for on the reactor's thread at each retry
     * @return a changed copy
     */
    public AddressListClientEndpoint withRetry(Backoff backoff, Supplier<? extends RandomGenerator> random) {
        return with(draft -> draft.retry = Optional.of(new Retry(backoff, random)));
    }

    /**
     * With another way to IPv4 addresses where the host has no IPv4 and the network has NAT64. Without this the
     * process's way holds: the system property {@value Nat64#PROPERTY}, else the prefix is discovered when it is
     * needed, that is where nothing else could work. The timeline says where a synthesised address comes from.
     *
     * @param nat64 {@link Nat64#discover}, {@link Nat64#off}, or {@linkplain Nat64#of known prefixes}
     * @return a changed copy
     */
    public AddressListClientEndpoint withNat64(Nat64 nat64) {
        return with(draft -> draft.nat64 = Optional.of(nat64));
    }

    /**
     * With a listener of timelines, as {@link HostnameClientEndpoint#withTimelineListener}.
     *
     * @param listener takes the timeline of each connect
     * @return a changed copy
     */
    public AddressListClientEndpoint withTimelineListener(Consumer<Timeline> listener) {
        return with(draft -> draft.listener = listener);
    }

    /**
     * With TLS, whose handshake decides the winner, as {@link HostnameClientEndpoint#withHandshakeDeciding}.
     *
     * @param tls of a client; where they name no server, each address is verified by itself
     * @return a changed copy
     */
    @Override
    public AddressListClientEndpoint withHandshakeDeciding(TlsSettings tls) {
        return with(draft -> draft.tls = Optional.of(tls));
    }

    private AddressListClientEndpoint with(Consumer<ConnectSettings.Draft> change) {
        return new AddressListClientEndpoint(addresses, port, settings.with(change));
    }

    @Override
    public StreamOptions options() {
        return settings.options();
    }

    /**
     * Connects, as {@link HostnameClientEndpoint#connect}.
     *
     * @param reactor carries the connection
     * @param factory makes the protocol; called once, for the connection that is won
     * @return the connection
     * @throws IllegalArgumentException if an address cannot be connected to (no zone, an unknown one, multicast), or if
     *     none is of a family that the policy, the local address and a flow label allow
     * @throws UnsupportedOperationException as of {@link HostnameClientEndpoint#connect}
     */
    @Override
    public Pending<Connection> connect(Reactor reactor, Supplier<? extends Protocol> factory) {
        return start(reactor, factory, (connection, timeline) -> connection);
    }

    /**
     * Connects, and tells how: as {@link #connect}.
     *
     * @param reactor as of {@link #connect}
     * @param factory as of {@link #connect}
     * @return the connection with its timeline
     * @throws IllegalArgumentException as of {@link #connect}
     * @throws UnsupportedOperationException as of {@link #connect}
     */
    @Override
    public Pending<Connected> race(Reactor reactor, Supplier<? extends Protocol> factory) {
        return start(reactor, factory, Connected::new);
    }

    private <T> Pending<T> start(
            Reactor reactor, Supplier<? extends Protocol> factory, BiFunction<Connection, Timeline, T> result) {
        StreamOptions options = settings.options();
        ConnectPolicy policy = settings.policy();
        Optional<TlsSettings> secured = settings.tls().map(tls -> AttemptTls.of(reactor, tls, serverName()));
        Optional<InetSocketAddress> bind = options.bind().map(Literals::local);
        List<InetAddress> targets = new ArrayList<>();
        for (InetAddress address : addresses) {
            targets.add(AddressRules.target(new InetSocketAddress(address, port), "connect to", Zones.ofHost())
                    .getAddress());
        }
        if (targets.stream().noneMatch(target -> fits(target, bind))) {
            // The first says why, in the same words as a literal would.
            Literals.target(targets.get(0), port, bind, policy);
        }
        FlowLabelRules.require(listed(addresses) + " port " + port, options, bind, policy);
        FlowLabelRules.requireAny(listed(addresses) + " port " + port, options, targets);
        StreamOptionsText.require(options, StreamOptionsText.Side.CLIENT, reactor.capabilities());
        StreamOptions checked = bind.map(options::withBind).orElse(options);
        DestinationOrder order;
        try {
            order = settings.order().order();
        } catch (IOException unusable) {
            Promise<T> failed = reactor.promise(() -> {});
            failed.fail(unusable);
            return failed;
        }
        return ConnectRace.start(
                reactor,
                new ConnectPlan(
                        listed(addresses),
                        listed(addresses) + " port " + port,
                        port,
                        new Targets.Known(targets),
                        policy,
                        order,
                        settings.history().history(),
                        checked,
                        settings.attemptTimeout(),
                        settings.retry(),
                        secured,
                        settings.translation(reactor),
                        Optional.empty(),
                        settings.listener()),
                factory,
                result);
    }

    private boolean fits(InetAddress target, Optional<InetSocketAddress> bind) {
        return settings.policy().families().contains(AddressRules.family(target))
                && (bind.isEmpty() || AddressRules.family(bind.get().getAddress()) == AddressRules.family(target));
    }

    private static String listed(List<InetAddress> addresses) {
        return addresses.stream().map(AddressText::format).collect(Collectors.joining(", "));
    }

    @Override
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public boolean equals(@Nullable Object other) {
        return other instanceof AddressListClientEndpoint that && identity().equals(that.identity());
    }

    @Override
    public int hashCode() {
        return identity().hashCode();
    }

    private List<Object> identity() {
        return List.of(addresses.stream().map(AddressKey::of).toList(), port, settings.identity());
    }

    /**
     * What it connects to, for people: a list has no URI.
     *
     * @return for example {@code 2001:db8::1, 192.0.2.1 port 443 (staggered)}
     */
    @Override
    public String toString() {
        return listed(addresses) + " port " + port + " (" + settings.policy()
                + (settings.tls().isPresent() ? ", TLS decides)" : ")");
    }
}
