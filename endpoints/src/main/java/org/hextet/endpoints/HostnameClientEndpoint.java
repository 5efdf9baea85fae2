package org.hextet.endpoints;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hextet.addresses.AddressSyntaxException;
import org.hextet.addresses.Host;
import org.hextet.addresses.HostPort;
import org.hextet.addresses.SocketAddressKey;
import org.hextet.api.ClientEndpoint;
import org.hextet.api.Connection;
import org.hextet.api.NameResolver;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsSettings;
import org.hextet.endpoints.race.ConnectPlan;
import org.hextet.endpoints.race.ConnectRace;
import org.hextet.endpoints.race.Targets;
import org.hextet.endpoints.text.OptionValue;
import org.hextet.endpoints.text.PolicyText;
import org.hextet.endpoints.text.StreamOptionsText;
import org.hextet.endpoints.timeline.Timeline;
import org.hextet.policies.ConnectPolicy;
import org.hextet.policies.DurationText;
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
    private final ConnectPolicy policy;
    private final ResolverChoice resolver;
    private final StreamOptions options;
    private final Optional<Duration> attemptTimeout;
    private final Consumer<Timeline> listener;

    /** Of each attempt; empty: an attempt is TCP alone. */
    private final Optional<TlsSettings> tls;

    /** Null if the text is no host: connecting says why. */
    private final @Nullable Host parsed;

    private HostnameClientEndpoint(
            String host,
            int port,
            ConnectPolicy policy,
            ResolverChoice resolver,
            StreamOptions options,
            Optional<Duration> attemptTimeout,
            Consumer<Timeline> listener,
            Optional<TlsSettings> tls) {
        this.host = host;
        this.port = port;
        this.policy = policy;
        this.resolver = resolver;
        this.options = options;
        this.attemptTimeout = attemptTimeout;
        this.listener = listener;
        this.tls = tls;
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
        return new HostnameClientEndpoint(
                host,
                Literals.requireTargetPort(port, host),
                ConnectPolicy.staggered(),
                new ResolverChoice.Nearest(),
                StreamOptions.DEFAULT,
                Optional.empty(),
                ConnectPlan::ignore,
                Optional.empty());
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
        return new HostnameClientEndpoint(host, port, policy, resolver, options, attemptTimeout, listener, tls);
    }

    /**
     * With a resolver of its own, which the caller goes on owning. Without one the reactor's is asked
     * ({@link org.hextet.api.ReactorOptions#resolver()}), else the process's (system property {@code hextet.resolver}).
     *
     * @param resolver looks up the name
     * @return a changed copy
     */
    public HostnameClientEndpoint withResolver(NameResolver resolver) {
        return new HostnameClientEndpoint(
                host, port, policy, new ResolverChoice.Given(resolver), options, attemptTimeout, listener, tls);
    }

    /**
     * With a resolver by its specification. It is opened when first used, shared with every endpoint that names the
     * same, and kept for the life of the process.
     *
     * @param spec as of {@link NameResolver#open}
     * @return a changed copy
     */
    public HostnameClientEndpoint withResolver(String spec) {
        return new HostnameClientEndpoint(
                host, port, policy, new ResolverChoice.Named(spec), options, attemptTimeout, listener, tls);
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
        return new HostnameClientEndpoint(host, port, policy, resolver, options, attemptTimeout, listener, tls);
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
        return withOptions(options.withDeadline(deadline));
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
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("attempt timeout " + timeout + ": need more than zero");
        }
        return new HostnameClientEndpoint(host, port, policy, resolver, options, Optional.of(timeout), listener, tls);
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
        return new HostnameClientEndpoint(host, port, policy, resolver, options, attemptTimeout, listener, tls);
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
        return new HostnameClientEndpoint(
                host, port, policy, resolver, options, attemptTimeout, listener, Optional.of(tls));
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
        return policy;
    }

    /**
     * The options of the connection; their deadline is that of the whole.
     *
     * @return never null
     */
    @Override
    public StreamOptions options() {
        return options;
    }

    /**
     * The limit for each attempt.
     *
     * @return empty for none
     */
    public Optional<Duration> attemptTimeout() {
        return attemptTimeout;
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
     * @throws UnsupportedOperationException before a lookup: an option needs a capability that this reactor lacks;
     *     names both
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
        Optional<TlsSettings> secured = tls.map(settings -> AttemptTls.of(reactor, settings, serverName()));
        Optional<InetSocketAddress> bind = options.bind().map(Literals::local);
        FlowLabelRules.require(hostPort(), options, bind, policy);
        Targets targets;
        if (where instanceof Host.Literal literal) {
            InetAddress target = Literals.target(literal.address(), port, bind, policy);
            FlowLabelRules.requireAny(hostPort(), options, List.of(target));
            targets = new Targets.Known(List.of(target));
        } else if (where instanceof Host.Name name) {
            try {
                targets = new Targets.Named(resolver.resolver(reactor), name.asciiName());
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
                new ConnectPlan(host, hostPort(), port, targets, policy, checked, attemptTimeout, secured, listener),
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
        return other instanceof HostnameClientEndpoint that
                && identity().equals(that.identity())
                && bindKey().equals(that.bindKey());
    }

    @Override
    public int hashCode() {
        return identity().hashCode();
    }

    private List<Object> identity() {
        return List.of(parsed == null ? host : parsed, port, policy, resolver, options, attemptTimeout, tls);
    }

    /** An {@link InetSocketAddress} forgets the zone when it is compared. */
    private Optional<SocketAddressKey> bindKey() {
        return options.bind().filter(bind -> !bind.isUnresolved()).map(SocketAddressKey::of);
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
        List<String> text = new ArrayList<>(PolicyText.write(policy));
        text.addAll(StreamOptionsText.write(options, StreamOptionsText.Side.CLIENT));
        attemptTimeout.ifPresent(timeout -> text.add(TcpUri.ATTEMPT_TIMEOUT + "=" + DurationText.format(timeout)));
        resolver.spec().ifPresent(spec -> text.add(TcpUri.RESOLVER + "=" + OptionValue.encoded(spec)));
        if (tls.isPresent()) {
            text.add(TlsUri.HANDSHAKE_DECIDES + "=true");
        }
        String scheme = tls.isPresent() ? TlsUri.SCHEME : TcpUri.SCHEME;
        return scheme + "://" + hostPort() + (text.isEmpty() ? "" : "?" + String.join("&", text));
    }
}
