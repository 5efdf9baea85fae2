package org.hextet.endpoints;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.hextet.addresses.AddressKey;
import org.hextet.addresses.AddressRules;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Zones;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsSettings;
import org.hextet.endpoints.race.ConnectPlan;
import org.hextet.endpoints.race.ConnectRace;
import org.hextet.endpoints.race.Targets;
import org.hextet.endpoints.text.StreamOptionsText;
import org.hextet.endpoints.timeline.Timeline;
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
    private final ConnectPolicy policy;
    private final StreamOptions options;
    private final Optional<Duration> attemptTimeout;
    private final Consumer<Timeline> listener;

    /** Of each attempt; empty: an attempt is TCP alone. */
    private final Optional<TlsSettings> tls;

    private AddressListClientEndpoint(
            List<InetAddress> addresses,
            int port,
            ConnectPolicy policy,
            StreamOptions options,
            Optional<Duration> attemptTimeout,
            Consumer<Timeline> listener,
            Optional<TlsSettings> tls) {
        this.addresses = addresses;
        this.port = port;
        this.policy = policy;
        this.options = options;
        this.attemptTimeout = attemptTimeout;
        this.listener = listener;
        this.tls = tls;
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
                copy,
                Literals.requireTargetPort(port, listed(copy)),
                ConnectPolicy.staggered(),
                StreamOptions.DEFAULT,
                Optional.empty(),
                ConnectPlan::ignore,
                Optional.empty());
    }

    /**
     * With another policy.
     *
     * @param policy whom to try when; addresses of families that it does not name are not tried
     * @return a changed copy
     */
    public AddressListClientEndpoint withPolicy(ConnectPolicy policy) {
        return new AddressListClientEndpoint(addresses, port, policy, options, attemptTimeout, listener, tls);
    }

    /**
     * With other options for the connection, as {@link HostnameClientEndpoint#withOptions}.
     *
     * @param options of the connection that is won, and of every attempt; their deadline is that of the whole
     * @return a changed copy
     */
    public AddressListClientEndpoint withOptions(StreamOptions options) {
        return new AddressListClientEndpoint(addresses, port, policy, options, attemptTimeout, listener, tls);
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
        return withOptions(options.withDeadline(deadline));
    }

    /**
     * With a limit for each attempt by itself.
     *
     * @param timeout more than zero
     * @return a changed copy
     * @throws IllegalArgumentException if it is zero or less
     */
    public AddressListClientEndpoint withAttemptTimeout(Duration timeout) {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("attempt timeout " + timeout + ": need more than zero");
        }
        return new AddressListClientEndpoint(addresses, port, policy, options, Optional.of(timeout), listener, tls);
    }

    /**
     * With a listener of timelines, as {@link HostnameClientEndpoint#withTimelineListener}.
     *
     * @param listener takes the timeline of each connect
     * @return a changed copy
     */
    public AddressListClientEndpoint withTimelineListener(Consumer<Timeline> listener) {
        return new AddressListClientEndpoint(addresses, port, policy, options, attemptTimeout, listener, tls);
    }

    /**
     * With TLS, whose handshake decides the winner, as {@link HostnameClientEndpoint#withHandshakeDeciding}.
     *
     * @param tls of a client; where they name no server, each address is verified by itself
     * @return a changed copy
     */
    @Override
    public AddressListClientEndpoint withHandshakeDeciding(TlsSettings tls) {
        return new AddressListClientEndpoint(
                addresses, port, policy, options, attemptTimeout, listener, Optional.of(tls));
    }

    @Override
    public StreamOptions options() {
        return options;
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
        Optional<TlsSettings> secured = tls.map(settings -> AttemptTls.of(reactor, settings, serverName()));
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
        return ConnectRace.start(
                reactor,
                new ConnectPlan(
                        listed(addresses),
                        listed(addresses) + " port " + port,
                        port,
                        new Targets.Known(targets),
                        policy,
                        checked,
                        attemptTimeout,
                        secured,
                        listener),
                factory,
                result);
    }

    private boolean fits(InetAddress target, Optional<InetSocketAddress> bind) {
        return policy.families().contains(AddressRules.family(target))
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
        return List.of(addresses.stream().map(AddressKey::of).toList(), port, policy, options, attemptTimeout, tls);
    }

    /**
     * What it connects to, for people: a list has no URI.
     *
     * @return for example {@code 2001:db8::1, 192.0.2.1 port 443 (staggered)}
     */
    @Override
    public String toString() {
        return listed(addresses) + " port " + port + " (" + policy + (tls.isPresent() ? ", TLS decides)" : ")");
    }
}
