package org.hextet.endpoints.names;

import java.io.IOException;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.hextet.addresses.AddressText;
import org.hextet.addresses.Host;
import org.hextet.api.Answers;
import org.hextet.api.Connection;
import org.hextet.api.Lookup;
import org.hextet.api.NameResolver;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.endpoints.HostnameClientEndpoint;
import org.hextet.endpoints.race.KeptResolvers;
import org.hextet.endpoints.timeline.AttemptsFailure;
import org.hextet.endpoints.timeline.NoAddressFailure;
import org.jspecify.annotations.Nullable;

/**
 * A connect over IPv4 only. IPv4 is asked for, once; only where there is none is IPv6 asked for too, so that the error
 * can say what there is. After {@link #start} of the loop only.
 */
final class Ipv4Connect implements Answers {

    /** For the question behind the error; the connect's own deadline may be shorter. */
    private static final Duration QUESTION = Duration.ofSeconds(5);

    private static final String INSTEAD =
            "use HostnameClientEndpoint of org.hextet.endpoints, or open the reactor with a names policy"
                    + " (-Dhextet.names=staggered)";

    private final Reactor reactor;
    private final HostnameClientEndpoint endpoint;
    private final Supplier<? extends Protocol> factory;
    private final long startNanos;
    private final Promise<Connection> promise;
    private @Nullable Pending<Connection> connecting;
    private @Nullable Lookup asking;
    private @Nullable NoAddressFailure noIpv4;
    private boolean cancelled;

    Ipv4Connect(Reactor reactor, HostnameClientEndpoint endpoint, Supplier<? extends Protocol> factory) {
        this.reactor = reactor;
        this.endpoint = endpoint;
        this.factory = factory;
        this.startNanos = reactor.nanoTime();
        this.promise = reactor.promise(this::cancel);
    }

    Pending<Connection> start() {
        Pending<Connection> begun = endpoint.connect(reactor, factory);
        connecting = begun;
        begun.whenComplete((connection, failure) -> {
            if (failure != null) {
                failed(
                        failure instanceof CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure);
            } else if (!promise.succeed(connection)) {
                connection.abort();
            }
        });
        return promise;
    }

    private void cancel() {
        cancelled = true;
        Pending<Connection> begun = connecting;
        if (begun != null) {
            begun.cancel();
        }
        Lookup asked = asking;
        if (asked != null) {
            asked.cancel();
        }
    }

    private void failed(Throwable failure) {
        if (cancelled) {
            return;
        }
        if (failure instanceof NoAddressFailure none
                && (none.kind() == FailureKind.NO_DATA || none.kind() == FailureKind.NO_SUCH_NAME)
                && isAsked(none)) {
            return;
        }
        promise.fail(
                failure instanceof AttemptsFailure attempts && attempts.kind() == FailureKind.UNREACHABLE
                        ? advised(attempts)
                        : failure);
    }

    /** Asks for IPv6. False if there is no time or nobody to ask. */
    private boolean isAsked(NoAddressFailure none) {
        Duration atMost = QUESTION;
        Optional<Duration> deadline = endpoint.options().deadline();
        if (deadline.isPresent()) {
            Duration left = deadline.get().minusNanos(reactor.nanoTime() - startNanos);
            if (left.isZero() || left.isNegative()) {
                return false;
            }
            atMost = left.compareTo(QUESTION) < 0 ? left : QUESTION;
        }
        try {
            noIpv4 = none;
            NameResolver resolver = reactor.options().resolver().isPresent()
                    ? reactor.options().resolver().get()
                    : KeptResolvers.of("");
            String name = new Host.Name(endpoint.host()).asciiName();
            asking = resolver.lookup(reactor, name, EnumSet.of(StandardProtocolFamily.INET6), atMost, this);
            return true;
        } catch (IOException | RuntimeException nobody) {
            none.addSuppressed(nobody);
            return false;
        }
    }

    @Override
    public void answered(StandardProtocolFamily family, List<InetAddress> addresses, OptionalLong ttlSeconds) {
        NoAddressFailure none = noIpv4;
        if (none != null) {
            promise.fail(new NoAddressFailure(
                    new Facts(FailureKind.NO_DATA, "connect")
                            .withRemote(none.facts().remoteAddress()),
                    "connect to " + endpoint.host() + ":" + endpoint.port() + ": it has only IPv6 addresses ("
                            + addresses.stream().map(AddressText::format).collect(Collectors.joining(", "))
                            + "), and this call connects over IPv4 only; " + INSTEAD,
                    none,
                    none.timeline()));
        }
    }

    @Override
    public void failed(StandardProtocolFamily family, UnknownHostException why) {
        NoAddressFailure none = noIpv4;
        if (none != null) {
            promise.fail(none);
        }
    }

    /** Where no way leads to any IPv4 address, this host may have no IPv4 at all. */
    private static AttemptsFailure advised(AttemptsFailure attempts) {
        AttemptsFailure advised = new AttemptsFailure(
                attempts.facts(),
                attempts.getMessage() + "; this call connects over IPv4 only, which this host may not have: " + INSTEAD,
                attempts.getCause(),
                attempts.timeline());
        for (Throwable each : attempts.getSuppressed()) {
            advised.addSuppressed(each);
        }
        return advised;
    }
}
