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
import org.hextet.endpoints.secured.SecuredConnect;
import org.hextet.endpoints.secured.StartTlsPart;
import org.hextet.endpoints.starttls.StartTlsProtocol;
import org.hextet.endpoints.starttls.StartTlsProtocols;
import org.hextet.endpoints.timeline.Timeline;
import org.hextet.policies.Backoff;
import org.hextet.tls.Tls;
import org.jspecify.annotations.Nullable;

/**
 * Any client endpoint, whose connections begin in plain text and go on in TLS: connects as that one does, speaks the
 * plain part (SMTP, IMAP, POP3, XMPP, PostgreSQL, or what {@link StartTlsProtocol} is found), and shakes hands. The
 * user's protocol gets the secured connection, right behind the handshake: what the server has said of itself before is
 * not handed on, because nobody vouches for it, and is to be asked anew. Immutable; shared by any threads.
 *
 * <p>A server that does not offer TLS, or refuses it, fails the connect: there is never a plain session in its place.
 * So do bytes of plain text behind the server's consent.
 *
 * <p>Server name and deadline are as of {@link TlsClientEndpoint}: the deadline of the endpoint below is that of the
 * whole. Where there is none the plain part, and the handshake behind it, may each take as long as
 * {@link TlsSettings#handshakeDeadline()}.
 */
public final class StartTlsClientEndpoint implements ClientEndpoint {

    private final ClientEndpoint plain;
    private final StartTlsProtocol protocol;
    private final TlsSettings tls;
    private final Optional<Duration> deadline;
    private final Optional<Retry> retry;

    private StartTlsClientEndpoint(
            ClientEndpoint plain,
            StartTlsProtocol protocol,
            TlsSettings tls,
            Optional<Duration> deadline,
            Optional<Retry> retry) {
        this.plain = plain;
        this.protocol = protocol;
        this.tls = tls;
        this.deadline = deadline;
        this.retry = retry;
    }

    /**
     * Puts StartTLS around an endpoint.
     *
     * @param plain connects
     * @param protocol {@code smtp}, {@code imap}, {@code pop3}, {@code xmpp}, {@code postgres}, or the name of another
     *     one that is there
     * @param tls of a client
     * @return nothing is connected
     * @throws IllegalArgumentException if there is no such protocol: lists those that there are
     */
    public static StartTlsClientEndpoint around(ClientEndpoint plain, String protocol, TlsSettings tls) {
        return around(plain, StartTlsProtocols.of(protocol), tls);
    }

    /**
     * Puts StartTLS around an endpoint.
     *
     * @param plain connects
     * @param protocol what is spoken before TLS
     * @param tls of a client
     * @return nothing is connected
     */
    public static StartTlsClientEndpoint around(ClientEndpoint plain, StartTlsProtocol protocol, TlsSettings tls) {
        return new StartTlsClientEndpoint(plain, protocol, tls, Optional.empty(), Optional.empty());
    }

    /**
     * With a deadline for the whole: connecting, plain part and handshake.
     *
     * @param deadline from the call of {@link #connect}, more than zero; beside that of the endpoint below
     * @return a changed copy
     * @throws IllegalArgumentException if it is zero or less
     */
    public StartTlsClientEndpoint withDeadline(Duration deadline) {
        if (deadline.isZero() || deadline.isNegative()) {
            throw new IllegalArgumentException("deadline " + deadline + ": need more than zero");
        }
        return plain instanceof RacingClientEndpoint racing
                ? new StartTlsClientEndpoint(racing.withDeadline(deadline), protocol, tls, this.deadline, retry)
                : new StartTlsClientEndpoint(plain, protocol, tls, Optional.of(deadline), retry);
    }

    /**
     * Tried again when it has failed, as a whole: the lookup, the attempts, the plain part and the handshake. What is
     * not tried again, and how the deadline counts, is as of {@link HostnameClientEndpoint#withRetry(Backoff)}; beside
     * those, where the protocol factory or this side has ended it.
     *
     * <p>Where the endpoint below has retries of its own, they are beside these: it is tried again by itself when it
     * has not connected.
     *
     * @param backoff how long to wait each time, and when to give up
     * @return a changed copy
     */
    public StartTlsClientEndpoint withRetry(Backoff backoff) {
        return withRetry(backoff, ThreadLocalRandom::current);
    }

    /**
     * As {@link #withRetry(Backoff)}, with randomness of the caller's own.
     *
     * @param backoff how long to wait each time, and when to give up
     * @param random of the jitter; asked for on the reactor's thread at each retry
     * @return a changed copy
     */
    public StartTlsClientEndpoint withRetry(Backoff backoff, Supplier<? extends RandomGenerator> random) {
        return new StartTlsClientEndpoint(plain, protocol, tls, deadline, Optional.of(new Retry(backoff, random)));
    }

    /**
     * What StartTLS is put around.
     *
     * @return as it was given
     */
    public ClientEndpoint plain() {
        return plain;
    }

    /**
     * What is spoken before TLS.
     *
     * @return the name of the protocol
     */
    public String protocol() {
        return protocol.name();
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
     * Connects, speaks the plain part, and shakes hands.
     *
     * <p>The result fails as {@link TlsClientEndpoint#connect} does; where the plain part fails, with a
     * {@link javax.net.ssl.SSLException} of kind tls that has the server's words, or a
     * {@link java.net.SocketTimeoutException} of kind timeout that says what was waited for.
     *
     * @param reactor carries the connection
     * @param factory makes the protocol; called once, when the handshake has succeeded
     * @return the secured connection, when the protocol has heard {@code connected}; cancelling aborts whatever is
     *     under way
     * @throws IllegalArgumentException as of the endpoint below, or the settings are of no use to a client
     * @throws UnsupportedOperationException as of the endpoint below, or this reactor lacks {@link Capability#STARTTLS}
     */
    @Override
    public Pending<Connection> connect(Reactor reactor, Supplier<? extends Protocol> factory) {
        return retry.isEmpty()
                ? once(reactor, factory)
                : RetriedConnect.start(
                        reactor,
                        retry.get(),
                        options().deadline(),
                        (left, seen) -> within(left).once(reactor, factory),
                        (connection, whole) -> connection,
                        Connection::abort);
    }

    /**
     * Connects, and tells how the connection came about: as {@link #connect}. The timeline ends when the address was
     * found that has won.
     *
     * @param reactor as of {@link #connect}
     * @param factory as of {@link #connect}
     * @return the secured connection with the timeline
     * @throws IllegalArgumentException as of {@link #connect}
     * @throws IllegalStateException if the endpoint below is no {@link RacingClientEndpoint}
     * @throws UnsupportedOperationException as of {@link #connect}
     */
    public Pending<Connected> race(Reactor reactor, Supplier<? extends Protocol> factory) {
        return retry.isEmpty()
                ? raceOnce(reactor, factory, seen -> {})
                : RetriedConnect.start(
                        reactor,
                        retry.get(),
                        options().deadline(),
                        (left, seen) -> within(left).raceOnce(reactor, factory, seen),
                        (connected, whole) -> new Connected(connected.connection(), whole.apply(connected.timeline())),
                        connected -> connected.connection().abort());
    }

    private Pending<Connection> once(Reactor reactor, Supplier<? extends Protocol> factory) {
        return SecuredConnect.start(
                reactor, plan(reactor), first -> plain.connect(reactor, first), factory, (won, secured) -> secured);
    }

    private Pending<Connected> raceOnce(
            Reactor reactor, Supplier<? extends Protocol> factory, Consumer<Timeline> seen) {
        if (!(plain instanceof RacingClientEndpoint racing)) {
            throw new IllegalStateException(
                    "race: " + plain + " has no timeline; put StartTLS around a HostnameClientEndpoint");
        }
        return SecuredConnect.start(
                reactor,
                plan(reactor),
                first -> RetriedConnect.telling(racing.race(reactor, first), seen),
                factory,
                (won, secured) -> new Connected(secured, won.timeline()));
    }

    private StartTlsClientEndpoint within(Optional<Duration> left) {
        return left.isPresent() ? withDeadline(left.get()) : this;
    }

    private SecuredConnect.Plan plan(Reactor reactor) {
        reactor.capabilities().require(Capability.STARTTLS);
        TlsSettings settings = TlsClientEndpoint.clientSettings(tls, plain);
        return new SecuredConnect.Plan(
                plain,
                settings,
                deadline,
                Optional.of(settings.handshakeDeadline().orElse(Tls.defaultHandshakeDeadline())),
                outcome -> StartTlsPart.client(protocol, settings.serverName(), outcome));
    }

    @Override
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public boolean equals(@Nullable Object other) {
        return other instanceof StartTlsClientEndpoint that && identity().equals(that.identity());
    }

    @Override
    public int hashCode() {
        return identity().hashCode();
    }

    private List<Object> identity() {
        return List.of(plain, protocol.name(), tls, deadline, retry.map(Retry::backoff));
    }

    /**
     * What it connects to, for people: it has no URI.
     *
     * @return for example {@code StartTLS (smtp) over tcp://example.org:25}
     */
    @Override
    public String toString() {
        return "StartTLS (" + protocol.name() + ") over " + plain;
    }
}
