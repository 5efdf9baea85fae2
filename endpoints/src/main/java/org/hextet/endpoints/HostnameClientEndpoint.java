package org.hextet.endpoints;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.hextet.addresses.AddressSyntaxException;
import org.hextet.addresses.DestinationOrder;
import org.hextet.addresses.Host;
import org.hextet.addresses.HostPort;
import org.hextet.api.Capability;
import org.hextet.api.ClientEndpoint;
import org.hextet.api.Connection;
import org.hextet.api.NameResolver;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsSettings;
import org.hextet.endpoints.bindings.ServiceBindings;
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
 * Connects to a host by name, over both families: looks up its addresses, sorts them by RFC 6724, and tries them as a
 * {@link ConnectPolicy} decides, by default RFC 8305 (Happy Eyeballs). The first connection wins; every other attempt
 * is cancelled, its socket closed. A literal needs no lookup and is one attempt.
 *
 * <p>Immutable; shared by any threads. Two endpoints are equal if they connect alike: the listener of timelines does
 * not count.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8305">RFC 8305</a>
 */
public final class HostnameClientEndpoint implements RacingClientEndpoint {

    private final String host;
    private final int port;
    private final ConnectSettings settings;

    /** Null if the text is no host: connecting says why. */
    private final @Nullable Host parsed;

    private HostnameClientEndpoint(String host, int port, ConnectSettings settings) {
        this.host = host;
        this.port = port;
        this.settings = settings;
        this.parsed = parsedOrNull(host);
    }

    /**
     * An endpoint with the default policy, {@link ConnectPolicy#staggered()}, and no deadline.
     *
     * @param host a host name, or a literal without brackets, perhaps with a zone: {@code example.org},
     *     {@code 192.0.2.1}, {@code fe80::1%eth0}. Whether it is one is found out by {@link #connect}
     * @param port 1 to 65535
     * @return the endpoint; nothing is looked up, zones neither
     * @throws IllegalArgumentException if the port is out of range
     */
    public static HostnameClientEndpoint of(String host, int port) {
        return new HostnameClientEndpoint(host, Literals.requireTargetPort(port, host), ConnectSettings.DEFAULT);
    }

    /**
     * The endpoint of a URI: what {@link ClientEndpoint#of} gives for the scheme {@code tcp}, with its own type. The
     * options are listed at {@link TcpScheme}.
     *
     * @param uri for example {@code tcp://example.org:80?policy=serial&timeout=2s}
     * @return the endpoint
     * @throws IllegalArgumentException if the text is wrong: says what, where, and gives an example
     */
    public static HostnameClientEndpoint parse(String uri) {
        return TcpUri.client(uri);
    }

    /**
     * With another policy.
     *
     * @param policy which families to look up, and whom to try when
     * @return a changed copy
     */
    public HostnameClientEndpoint withPolicy(ConnectPolicy policy) {
        return with(draft -> draft.policy = policy);
    }

    /**
     * With a resolver of its own, which the caller goes on owning. Without one the reactor's is asked
     * ({@link org.hextet.api.ReactorOptions#resolver()}), else the process's (system property {@code hextet.resolver}).
     *
     * @param resolver looks up the name
     * @return a changed copy
     */
    public HostnameClientEndpoint withResolver(NameResolver resolver) {
        return with(draft -> draft.resolver = new ResolverChoice.Given(resolver));
    }

    /**
     * With a resolver by its specification. It is opened when first used, shared with every endpoint that names the
     * same, and kept for the life of the process.
     *
     * @param spec as of {@link NameResolver#open}
     * @return a changed copy
     */
    public HostnameClientEndpoint withResolver(String spec) {
        return with(draft -> draft.resolver = new ResolverChoice.Named(spec));
    }

    /**
     * With another order of addresses. Without one they are sorted by the table that the system property
     * {@code hextet.address-policy} names (the path of a file in the form of gai.conf(5)), else by RFC 6724's own. The
     * timeline has the reason of each place.
     *
     * @param order with a table of the caller's own: {@code DestinationOrder.standard().withTable(table)}
     * @return a changed copy
     */
    @SuppressWarnings("exports") // Who makes one requires its module anyway
    public HostnameClientEndpoint withOrder(DestinationOrder order) {
        return with(draft -> draft.order = new OrderChoice.Given(order));
    }

    /**
     * With the policy table of a file, which is read when it is first needed, in the thread that connects, and kept by
     * the process. The result fails with an {@link IOException} where it cannot be read or is no such table.
     *
     * @param file the path of a file in the form of gai.conf(5)
     * @return a changed copy
     */
    public HostnameClientEndpoint withAddressPolicy(String file) {
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
    public HostnameClientEndpoint withHistory(ConnectHistory history) {
        return with(draft -> draft.history = new HistoryChoice.Given(Optional.of(history)));
    }

    /**
     * Without a history, whatever the system property says.
     *
     * @return a changed copy
     */
    public HostnameClientEndpoint withoutHistory() {
        return with(draft -> draft.history = new HistoryChoice.Given(Optional.empty()));
    }

    /**
     * With other options for the connection. Their deadline is that of the whole: lookup and all attempts. A local
     * address to connect from restricts the attempts to its family, a flow label restricts them to IPv6: addresses of
     * the other family are left out, and the timeline says so.
     *
     * <p>Each attempt leases a flow label of its own. So a label by its number that is nobody else's
     * ({@link org.hextet.api.FlowLabel.Sharing#EXCLUSIVE}) is the first attempt's, and others fail with kind in-use:
     * for a name with several IPv6 addresses let the kernel choose, or share it within the process.
     *
     * @param options of the connection that is won, and of every attempt
     * @return a changed copy
     */
    public HostnameClientEndpoint withOptions(StreamOptions options) {
        return with(draft -> draft.options = options);
    }

    /**
     * With a deadline for the whole, lookup and all attempts together: the deadline of {@link #options()}.
     *
     * @param deadline from the call of {@link #connect}, more than zero
     * @return a changed copy
     * @throws IllegalArgumentException if it is zero or less
     */
    @Override
    public HostnameClientEndpoint withDeadline(Duration deadline) {
        return withOptions(options().withDeadline(deadline));
    }

    /**
     * With a limit for each attempt by itself. Without one, the default, a slow attempt is never ended for its
     * slowness.
     *
     * @param timeout more than zero
     * @return a changed copy
     * @throws IllegalArgumentException if it is zero or less
     */
    public HostnameClientEndpoint withAttemptTimeout(Duration timeout) {
        return with(draft -> draft.attemptTimeout = Optional.of(timeout));
    }

    /**
     * Tried again when it has failed, as a whole, from the lookup on: as often and after such waits as the backoff
     * says. Not tried again are failures that would only repeat themselves: mistakes in the call, names that do not
     * exist or have no address, certificates that are refused (where that was the failure of every address), and faults
     * of a policy, a resolver or a protocol factory.
     *
     * <p>The deadline is that of the whole, waits included; where the next try would begin behind it, it is given up at
     * once. The timeline has every round, and between them an event {@code retry}; the failure that is left is that of
     * the last round. Cancelling ends a wait too.
     *
     * @param backoff how long to wait each time, and when to give up
     * @return a changed copy
     */
    @Override
    public HostnameClientEndpoint withRetry(Backoff backoff) {
        return withRetry(backoff, ThreadLocalRandom::current);
    }

    /**
     * As {@link #withRetry(Backoff)}, with randomness of the caller's own: for tests, which want the same jitter each
     * time.
     *
     * @param backoff how long to wait each time, and when to give up
     * @param random of the jitter; asked for on the reactor's thread at each retry
     * @return a changed copy
     */
    public HostnameClientEndpoint withRetry(Backoff backoff, Supplier<? extends RandomGenerator> random) {
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
    public HostnameClientEndpoint withNat64(Nat64 nat64) {
        return with(draft -> draft.nat64 = Optional.of(nat64));
    }

    /**
     * With the services of the name: their records are asked for beside its addresses, and each service is tried at its
     * own addresses and port before the name itself. Off unless this is called; literals have no services. The resolver
     * needs the capability {@code resolve-records}, as {@code dnsjava} has it.
     *
     * @param bindings which records: {@link ServiceBindings#https}, or of another scheme
     * @return a changed copy
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9460">RFC 9460</a>
     */
    public HostnameClientEndpoint withServiceBindings(ServiceBindings bindings) {
        return with(draft -> draft.bindings = Optional.of(bindings));
    }

    /** Of TLS that is added above: what it offers decides which services fit, unless they were told otherwise. */
    HostnameClientEndpoint withProtocolsOfServices(List<String> offered) {
        return settings.bindings().filter(asked -> asked.protocols().isEmpty()).isEmpty() || offered.isEmpty()
                ? this
                : with(draft -> draft.bindings =
                        draft.bindings.map(asked -> asked.withProtocols(offered.toArray(String[]::new))));
    }

    /**
     * With a listener that hears how each connect came about, won or lost, once it is decided: before the result
     * completes, on the reactor's thread. What it throws is logged. It hears nothing where {@link #connect} itself
     * throws.
     *
     * @param listener takes the timeline
     * @return a changed copy
     */
    public HostnameClientEndpoint withTimelineListener(Consumer<Timeline> listener) {
        return with(draft -> draft.listener = listener);
    }

    /**
     * With TLS, whose handshake decides the winner: an attempt counts as connected when its handshake has succeeded, so
     * an address where TLS does not work costs its attempt, and the next one is tried. The connection that is given is
     * the secured one. What fails in a handshake fails the attempt, a certificate that is refused too: where one host
     * of a name has a bad certificate, another one is taken, and the timeline alone tells of it. Every attempt that
     * gets so far costs its server a handshake.
     *
     * <p>In the other way, of {@link TlsClientEndpoint}, the first address that connects by TCP wins, and only it
     * shakes hands.
     *
     * @param tls of a client; where they name no server, the host is verified
     * @return a changed copy
     * @see <a href="https://datatracker.ietf.org/doc/draft-ietf-happy-happyeyeballs-v3/">Happy Eyeballs version 3</a>
     */
    @Override
    public HostnameClientEndpoint withHandshakeDeciding(TlsSettings tls) {
        return with(draft -> draft.tls = Optional.of(tls));
    }

    /** For what has retries of its own around this. */
    HostnameClientEndpoint withoutRetry() {
        return with(draft -> draft.retry = Optional.empty());
    }

    private HostnameClientEndpoint with(Consumer<ConnectSettings.Draft> change) {
        return new HostnameClientEndpoint(host, port, settings.with(change));
    }

    /**
     * The host, for TLS to verify.
     *
     * @return a name or a literal as it was given, the literal without its zone
     */
    @Override
    public Optional<String> serverName() {
        return Optional.of(
                parsed instanceof Host.Literal literal
                        ? literal.address().withZone("").toString()
                        : host);
    }

    /**
     * The host.
     *
     * @return as it was given
     */
    public String host() {
        return host;
    }

    /**
     * The port.
     *
     * @return 1 to 65535
     */
    public int port() {
        return port;
    }

    /**
     * The policy.
     *
     * @return never null
     */
    public ConnectPolicy policy() {
        return settings.policy();
    }

    /**
     * The options of the connection; their deadline is that of the whole.
     *
     * @return never null
     */
    @Override
    public StreamOptions options() {
        return settings.options();
    }

    /**
     * The limit for each attempt.
     *
     * @return empty for none
     */
    public Optional<Duration> attemptTimeout() {
        return settings.attemptTimeout();
    }

    /**
     * When it is tried again.
     *
     * @return empty for never
     */
    public Optional<Backoff> retry() {
        return settings.retry().map(Retry::backoff);
    }

    /**
     * Connects.
     *
     * <p>The result fails with a {@link org.hextet.endpoints.timeline.AttemptsFailure} (a
     * {@link java.net.ConnectException}), a {@link org.hextet.endpoints.timeline.NoAddressFailure} (a
     * {@link java.net.UnknownHostException}), a {@link org.hextet.endpoints.timeline.DeadlineFailure} (a
     * {@link java.net.SocketTimeoutException}), or, where the code handed in is at fault, a
     * {@link org.hextet.endpoints.timeline.PolicyFailure} or {@link org.hextet.endpoints.timeline.FactoryFailure}: each
     * carries the timeline. Without a resolver it fails with {@link org.hextet.api.NoProviderException}.
     *
     * @param reactor carries the connection, and the lookup if there is one
     * @param factory makes the protocol; called once, for the connection that is won, which is aborted if it gives null
     *     or throws
     * @return the connection, when the protocol has heard {@code connected}; cancelling aborts whatever is under way
     * @throws IllegalArgumentException if the TLS settings are of no use to a client; if the host is neither name nor
     *     literal, the zone unknown or missing, a literal not of the family of the local address or of the policy; a
     *     flow label where IPv4 alone is possible
     * @throws UnsupportedOperationException before a lookup: an option needs a capability that this reactor, or service
     *     bindings one that the resolver lacks; names both
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
        Host where = parsed == null ? Host.parse(host) : parsed;
        StreamOptions options = settings.options();
        Optional<TlsSettings> secured = settings.tls().map(tls -> AttemptTls.of(reactor, tls, serverName()));
        Optional<InetSocketAddress> bind = options.bind().map(Literals::local);
        FlowLabelRules.require(hostPort(), options, bind, settings.policy());
        Targets targets;
        DestinationOrder order;
        if (where instanceof Host.Literal literal) {
            InetAddress target = Literals.target(literal.address(), port, bind, settings.policy());
            FlowLabelRules.requireAny(hostPort(), options, List.of(target));
            targets = new Targets.Known(List.of(target));
            order = DestinationOrder.standard();
        } else if (where instanceof Host.Name name) {
            try {
                NameResolver resolver = settings.resolver().resolver(reactor);
                if (settings.bindings().isPresent()) {
                    resolver.capabilities().require(Capability.RESOLVE_RECORDS);
                }
                targets = new Targets.Named(resolver, name.asciiName());
                order = settings.order().order();
            } catch (IOException none) {
                Promise<T> failed = reactor.promise(() -> {});
                failed.fail(none);
                return failed;
            }
        } else {
            throw new IllegalArgumentException(
                    "connect to " + hostPort() + ": \"*\" is every local interface, to listen on;"
                            + " connect to a name or an address, as in [::1]:" + port);
        }
        StreamOptionsText.require(options, StreamOptionsText.Side.CLIENT, reactor.capabilities());
        StreamOptions checked = bind.map(options::withBind).orElse(options);
        return ConnectRace.start(
                reactor,
                new ConnectPlan(
                        host,
                        hostPort(),
                        port,
                        targets,
                        settings.policy(),
                        order,
                        targets instanceof Targets.Named ? settings.history().history() : Optional.empty(),
                        checked,
                        settings.attemptTimeout(),
                        settings.retry(),
                        secured,
                        settings.translation(reactor),
                        settings.bindingPlan(),
                        settings.listener()),
                factory,
                result);
    }

    private static @Nullable Host parsedOrNull(String host) {
        try {
            return Host.parse(host);
        } catch (AddressSyntaxException later) {
            return null;
        }
    }

    /** Printable, whatever was given. */
    private String hostPort() {
        if (parsed == null) {
            String escaped = new AddressSyntaxException(host, 0, "", "").caretLines();
            return escaped.substring(0, escaped.indexOf('\n')) + ":" + port;
        }
        Host shown = parsed instanceof Host.Name name ? new Host.Name(name.asciiName()) : parsed;
        return HostPort.of(shown, port).toString();
    }

    @Override
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public boolean equals(@Nullable Object other) {
        return other instanceof HostnameClientEndpoint that && identity().equals(that.identity());
    }

    @Override
    public int hashCode() {
        return identity().hashCode();
    }

    private List<Object> identity() {
        return List.of(parsed == null ? host : parsed, port, settings.identity());
    }

    /**
     * The URI of this endpoint: what {@link #parse} reads back as an equal one. Names stand in their ASCII form, zones
     * by a bare {@code %}. What has no text is left out: a resolver or a policy that is an object of the user's own,
     * watermarks, other socket options, all of TLS but the fact.
     *
     * @return for example {@code tcp://[::1]:22}, {@code tcp://example.org:80?policy=serial&timeout=2s}
     */
    @Override
    public String toString() {
        List<String> text = settings.text();
        String scheme = settings.tls().isPresent() ? TlsUri.SCHEME : TcpUri.SCHEME;
        return scheme + "://" + hostPort() + (text.isEmpty() ? "" : "?" + String.join("&", text));
    }
}
