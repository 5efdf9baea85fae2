package org.hextet.endpoints;

import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.hextet.addresses.DestinationOrder;
import org.hextet.api.Connection;
import org.hextet.api.NameResolver;
import org.hextet.api.Pending;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.TlsSettings;
import org.hextet.endpoints.history.ConnectHistory;
import org.hextet.endpoints.timeline.Timeline;
import org.hextet.policies.Backoff;
import org.hextet.policies.ConnectPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Connects over IPv4 only, to a name or a literal: a {@link HostnameClientEndpoint} that looks up and tries that family
 * and no other, staggered. Immutable; shared by any threads.
 */
public final class Tcp4ClientEndpoint implements RacingClientEndpoint {

    private final HostnameClientEndpoint endpoint;

    private Tcp4ClientEndpoint(HostnameClientEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    /**
     * An endpoint without deadline.
     *
     * @param host a host name, or an IPv4 literal without brackets; whether it is one is found out by {@link #connect}
     * @param port 1 to 65535
     * @return the endpoint; nothing is looked up
     * @throws IllegalArgumentException if the port is out of range
     */
    public static Tcp4ClientEndpoint of(String host, int port) {
        return new Tcp4ClientEndpoint(HostnameClientEndpoint.of(host, port)
                .withPolicy(ConnectPolicy.staggered().only(StandardProtocolFamily.INET)));
    }

    /**
     * With a resolver of its own, as {@link HostnameClientEndpoint#withResolver(NameResolver)}.
     *
     * @param resolver looks up the name
     * @return a changed copy
     */
    public Tcp4ClientEndpoint withResolver(NameResolver resolver) {
        return new Tcp4ClientEndpoint(endpoint.withResolver(resolver));
    }

    /**
     * With another order of addresses, as {@link HostnameClientEndpoint#withOrder}.
     *
     * @param order with a table of the caller's own
     * @return a changed copy
     */
    @SuppressWarnings("exports") // Who makes one requires its module anyway
    public Tcp4ClientEndpoint withOrder(DestinationOrder order) {
        return new Tcp4ClientEndpoint(endpoint.withOrder(order));
    }

    /**
     * With a history, as {@link HostnameClientEndpoint#withHistory}.
     *
     * @param history asked, and added to
     * @return a changed copy
     */
    public Tcp4ClientEndpoint withHistory(ConnectHistory history) {
        return new Tcp4ClientEndpoint(endpoint.withHistory(history));
    }

    /**
     * With other options for the connection, as {@link HostnameClientEndpoint#withOptions}.
     *
     * @param options of the connection that is won, and of every attempt
     * @return a changed copy
     */
    public Tcp4ClientEndpoint withOptions(StreamOptions options) {
        return new Tcp4ClientEndpoint(endpoint.withOptions(options));
    }

    /**
     * With a deadline for the whole, as {@link HostnameClientEndpoint#withDeadline}.
     *
     * @param deadline more than zero
     * @return a changed copy
     * @throws IllegalArgumentException if it is zero or less
     */
    @Override
    public Tcp4ClientEndpoint withDeadline(Duration deadline) {
        return new Tcp4ClientEndpoint(endpoint.withDeadline(deadline));
    }

    /**
     * With a limit for each attempt, as {@link HostnameClientEndpoint#withAttemptTimeout}.
     *
     * @param timeout more than zero
     * @return a changed copy
     * @throws IllegalArgumentException if it is zero or less
     */
    public Tcp4ClientEndpoint withAttemptTimeout(Duration timeout) {
        return new Tcp4ClientEndpoint(endpoint.withAttemptTimeout(timeout));
    }

    /**
     * Tried again when it has failed, as {@link HostnameClientEndpoint#withRetry(Backoff)}.
     *
     * @param backoff how long to wait each time, and when to give up
     * @return a changed copy
     */
    @Override
    public Tcp4ClientEndpoint withRetry(Backoff backoff) {
        return new Tcp4ClientEndpoint(endpoint.withRetry(backoff));
    }

    /**
     * With a listener of timelines, as {@link HostnameClientEndpoint#withTimelineListener}.
     *
     * @param listener takes the timeline of each connect
     * @return a changed copy
     */
    public Tcp4ClientEndpoint withTimelineListener(Consumer<Timeline> listener) {
        return new Tcp4ClientEndpoint(endpoint.withTimelineListener(listener));
    }

    /**
     * With TLS, whose handshake decides the winner, as {@link HostnameClientEndpoint#withHandshakeDeciding}.
     *
     * @param tls of a client
     * @return a changed copy
     */
    @Override
    public Tcp4ClientEndpoint withHandshakeDeciding(TlsSettings tls) {
        return new Tcp4ClientEndpoint(endpoint.withHandshakeDeciding(tls));
    }

    @Override
    public Optional<String> serverName() {
        return endpoint.serverName();
    }

    @Override
    public StreamOptions options() {
        return endpoint.options();
    }

    /**
     * Connects, as {@link HostnameClientEndpoint#connect}.
     *
     * @param reactor carries the connection, and the lookup if there is one
     * @param factory makes the protocol; called once, for the connection that is won
     * @return the connection
     * @throws IllegalArgumentException as of {@link HostnameClientEndpoint#connect}; also for a literal of the other
     *     family
     * @throws UnsupportedOperationException as of {@link HostnameClientEndpoint#connect}
     */
    @Override
    public Pending<Connection> connect(Reactor reactor, Supplier<? extends Protocol> factory) {
        return endpoint.connect(reactor, factory);
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
        return endpoint.race(reactor, factory);
    }

    @Override
    @SuppressWarnings("exports") // JSpecify is wanted at compile time only
    public boolean equals(@Nullable Object other) {
        return other instanceof Tcp4ClientEndpoint that && endpoint.equals(that.endpoint);
    }

    @Override
    public int hashCode() {
        return endpoint.hashCode();
    }

    /**
     * A URI. Read back it gives a {@link HostnameClientEndpoint} that connects in the same way.
     *
     * @return for example {@code tcp://example.org:80?only=4}
     */
    @Override
    public String toString() {
        return endpoint.toString();
    }
}
