package org.hextet.endpoints;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.hextet.api.Capability;
import org.hextet.api.ClientEndpoint;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsSettings;
import org.hextet.endpoints.race.RetriedConnect;
import org.hextet.endpoints.race.Retry;
import org.hextet.endpoints.secured.PlainPart;
import org.hextet.endpoints.secured.SecuredConnect;
import org.hextet.endpoints.secured.SettingsFirst;
import org.hextet.endpoints.secured.SettingsSource;
import org.hextet.endpoints.timeline.Timeline;
import org.hextet.policies.Backoff;
import org.hextet.tls.Tls;
import org.jspecify.annotations.Nullable;

/**
 * Any client endpoint, secured: connects as that one does, and then shakes hands. Of several addresses only the one
 * that has won shakes hands; where that is not wanted, {@link #withHandshakeDeciding()}. Immutable; shared by any
 * threads.
 *
 * <p>What is verified is the server name of the settings, else what the endpoint below knows the peer by
 * ({@link ClientEndpoint#serverName()}), else the address that is connected to.
 *
 * <p>The deadline of the endpoint below is that of the whole, handshake included; what is left of it for the handshake
 * may be less than {@link TlsSettings#handshakeDeadline()}, which holds too.
 */
public final class TlsClientEndpoint implements ClientEndpoint {

    private final ClientEndpoint plain;
    private final SettingsSource source;
    private final Optional<Duration> deadline;
    private final boolean handshakeDecides;
    private final Optional<Retry> retry;

    TlsClientEndpoint(
            ClientEndpoint plain,
            SettingsSource source,
            Optional<Duration> deadline,
            boolean handshakeDecides,
            Optional<Retry> retry) {
        this.plain = plain;
        this.source = source;
        this.deadline = deadline;
        this.handshakeDecides = handshakeDecides;
        this.retry = retry;
    }

    /**
     * Secures an endpoint.
     *
     * @param plain connects; its connections may be secured already (TLS in TLS)
     * @param tls of a client
     * @return nothing is connected
     */
    public static TlsClientEndpoint over(ClientEndpoint plain, TlsSettings tls) {
        return new TlsClientEndpoint(plain, new SettingsSource.Given(tls), Optional.empty(), false, Optional.empty());
    }

    /**
     * The endpoint of a URI: what {@link ClientEndpoint#of} gives for the scheme {@code tls}, with its own type. The
     * options are listed at {@link TlsScheme}.
     *
     * @param uri for example {@code tls://example.org:443?alpn=h2,http/1.1&timeout=2s}
     * @return the endpoint; files are read when it connects first
     * @throws IllegalArgumentException if the text is wrong: says what, where, and gives an example
     */
    public static TlsClientEndpoint parse(String uri) {
        return TlsUri.client(uri);
    }

    /**
     * The same TLS over another endpoint.
     *
     * @param plain connects
     * @return a changed copy
     */
    public TlsClientEndpoint withPlain(ClientEndpoint plain) {
        return new TlsClientEndpoint(plain, source, deadline, handshakeDecides, retry);
    }

    /**
     * With a deadline for the whole, handshake included.
     *
     * @param deadline from the call of {@link #connect}, more than zero; beside that of the endpoint below
     * @return a changed copy
     * @throws IllegalArgumentException if it is zero or less
     */
    public TlsClientEndpoint withDeadline(Duration deadline) {
        if (deadline.isZero() || deadline.isNegative()) {
            throw new IllegalArgumentException("deadline " + deadline + ": need more than zero");
        }
        return plain instanceof RacingClientEndpoint racing
                ? withPlain(racing.withDeadline(deadline))
                : new TlsClientEndpoint(plain, source, Optional.of(deadline), handshakeDecides, retry);
    }

    /**
     * With the handshake deciding which address has won, as {@link HostnameClientEndpoint#withHandshakeDeciding}.
     *
     * @return a changed copy
     * @throws IllegalStateException if the endpoint below is no {@link RacingClientEndpoint}: there is nothing to
     *     decide
     */
    public TlsClientEndpoint withHandshakeDeciding() {
        racing("let the handshake decide");
        return new TlsClientEndpoint(plain, source, deadline, true, retry);
    }

    /**
     * Tried again when it has failed, as a whole: the lookup, the attempts, and the handshake. What is not tried again,
     * and how the deadline counts, is as of {@link HostnameClientEndpoint#withRetry(Backoff)}; beside those, where the
     * protocol factory or this side has ended it.
     *
     * <p>Where the endpoint below has retries of its own, they are beside these: it is tried again by itself when it
     * has not connected.
     *
     * @param backoff how long to wait each time, and when to give up
     * @return a changed copy
     */
    public TlsClientEndpoint withRetry(Backoff backoff) {
        return withRetry(backoff, ThreadLocalRandom::current);
    }

    /**
     * As {@link #withRetry(Backoff)}, with randomness of the caller's own.
     *
     * @param backoff how long to wait each time, and when to give up
     * @param random of the jitter; asked for on the reactor's thread at each retry
     * @return a changed copy
     */
    public TlsClientEndpoint withRetry(Backoff backoff, Supplier<? extends RandomGenerator> random) {
        return new TlsClientEndpoint(
                plain, source, deadline, handshakeDecides, Optional.of(new Retry(backoff, random)));
    }

    /**
     * What is secured.
     *
     * @return as it was given
     */
    public ClientEndpoint plain() {
        return plain;
    }

    /**
     * Whether the handshake decides which address has won.
     *
     * @return false by default
     */
    public boolean isHandshakeDeciding() {
        return handshakeDecides;
    }

    @Override
    public Optional<String> serverName() {
        return plain.serverName();
    }

    @Override
    public StreamOptions options() {
        StreamOptions options = plain.options();
        return deadline.isPresent() ? options.withDeadline(deadline) : options;
    }

    /**
     * Connects and shakes hands.
     *
     * <p>The result fails as of the endpoint below, or as {@link org.hextet.api.TlsReactor#connectTls} does in a
     * handshake; when the deadline passes in a handshake, with a {@link java.net.SocketTimeoutException} of kind
     * timeout that says so; with {@link org.hextet.tls.TlsFileException} where a file of a URI cannot be used.
     *
     * @param reactor carries the connection
     * @param factory makes the protocol; called once, when the handshake has succeeded
     * @return the secured connection, when the protocol has heard {@code connected}; cancelling aborts whatever is
     *     under way
     * @throws IllegalArgumentException as of the endpoint below, or the settings are of no use to a client; where files
     *     had to be read first, and this is the reactor's thread, the result fails with it instead
     * @throws UnsupportedOperationException as of the endpoint below, or this reactor lacks
     *     {@link Capability#STARTTLS}; likewise
     */
    @Override
    public Pending<Connection> connect(Reactor reactor, Supplier<? extends Protocol> factory) {
        return SettingsFirst.then(reactor, source, tls -> retried(reactor, tls, factory), Connection::abort);
    }

    /**
     * Connects and shakes hands, and tells how the connection came about: as {@link #connect}. The timeline ends when
     * the address was found that has won; a handshake that follows is not in it.
     *
     * @param reactor as of {@link #connect}
     * @param factory as of {@link #connect}
     * @return the secured connection with the timeline
     * @throws IllegalArgumentException as of {@link #connect}
     * @throws IllegalStateException if the endpoint below is no {@link RacingClientEndpoint}
     * @throws UnsupportedOperationException as of {@link #connect}
     */
    public Pending<Connected> race(Reactor reactor, Supplier<? extends Protocol> factory) {
        racing("race");
        return SettingsFirst.then(
                reactor,
                source,
                tls -> retry.isEmpty()
                        ? race(reactor, tls, factory, seen -> {})
                        : RetriedConnect.start(
                                reactor,
                                retry.get(),
                                options().deadline(),
                                (left, seen) -> within(left).race(reactor, tls, factory, seen),
                                (connected, whole) ->
                                        new Connected(connected.connection(), whole.apply(connected.timeline())),
                                connected -> connected.connection().abort()),
                connected -> connected.connection().abort());
    }

    private Pending<Connected> race(
            Reactor reactor, TlsSettings tls, Supplier<? extends Protocol> factory, Consumer<Timeline> seen) {
        RacingClientEndpoint racing = racing("race");
        return handshakeDecides
                ? racing.withHandshakeDeciding(tls).race(reactor, factory)
                : SecuredConnect.start(
                        reactor,
                        plan(reactor, tls),
                        first -> RetriedConnect.telling(racing.race(reactor, first), seen),
                        factory,
                        (won, secured) -> new Connected(secured, won.timeline()));
    }

    private Pending<Connection> retried(Reactor reactor, TlsSettings tls, Supplier<? extends Protocol> factory) {
        return retry.isEmpty()
                ? connect(reactor, tls, factory)
                : RetriedConnect.start(
                        reactor,
                        retry.get(),
                        options().deadline(),
                        (left, seen) -> within(left).connect(reactor, tls, factory),
                        (connection, whole) -> connection,
                        Connection::abort);
    }

    private TlsClientEndpoint within(Optional<Duration> left) {
        return left.isPresent() ? withDeadline(left.get()) : this;
    }

    private Pending<Connection> connect(Reactor reactor, TlsSettings tls, Supplier<? extends Protocol> factory) {
        if (handshakeDecides && plain instanceof RacingClientEndpoint racing) {
            return racing.withHandshakeDeciding(tls).connect(reactor, factory);
        }
        return SecuredConnect.start(
                reactor,
                plan(reactor, tls),
                first -> plain.connect(reactor, first),
                factory,
                (won, secured) -> secured);
    }

    private SecuredConnect.Plan plan(Reactor reactor, TlsSettings given) {
        reactor.capabilities().require(Capability.STARTTLS);
        return new SecuredConnect.Plan(
                plain, clientSettings(given, plain), deadline, Optional.empty(), PlainPart.None::new);
    }

    /** Checked, and with the name of the endpoint if they have none. */
    static TlsSettings clientSettings(TlsSettings given, ClientEndpoint plain) {
        TlsSettings tls = given.serverName().isPresent()
                ? given
                : plain.serverName().map(given::withServerName).orElse(given);
        Tls.requireClient(tls);
        return tls;
    }

    private RacingClientEndpoint racing(String what) {
        if (plain instanceof RacingClientEndpoint racing) {
            return racing;
        }
        throw new IllegalStateException(what + ": " + plain + " tries no several addresses, and has no timeline;"
                + " secure a HostnameClientEndpoint");
    }

    @Override
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public boolean equals(@Nullable Object other) {
        return other instanceof TlsClientEndpoint that && identity().equals(that.identity());
    }

    @Override
    public int hashCode() {
        return identity().hashCode();
    }

    private List<Object> identity() {
        return List.of(plain, source, deadline, handshakeDecides, retry.map(Retry::backoff));
    }

    /**
     * A URI, which {@link #parse} reads back as an equal endpoint, if this was made of one; else words for people.
     *
     * @return for example {@code tls://example.org:443?alpn=h2}, {@code TLS over tcp://example.org:443}
     */
    @Override
    public String toString() {
        return TlsUri.text(plain, source, handshakeDecides, retry.map(Retry::backoff));
    }
}
