package org.hextet.endpoints.secured;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hextet.addresses.AddressText;
import org.hextet.api.ClientEndpoint;
import org.hextet.api.CloseReason;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.Timer;
import org.hextet.api.TlsSettings;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.endpoints.listening.LoopExecutor;
import org.hextet.endpoints.listening.Together;
import org.hextet.policies.DurationText;
import org.jspecify.annotations.Nullable;

/**
 * A connect of another endpoint, perhaps some plain text, and the handshake behind it, as one operation with one
 * deadline: it is done when TLS is up, and whatever ends it before leaves nothing.
 *
 * <p>All but {@link #start} is of the loop only.
 *
 * @param <P> what the other endpoint yields
 * @param <T> what this connect yields
 */
public final class SecuredConnect<P, T> implements PlainPart.Outcome {

    /**
     * What to do.
     *
     * @param endpoint what is connected
     * @param tls of the client, checked, with its server name
     * @param deadline of the whole, beside that of the endpoint
     * @param plainDeadline of the plain part alone; empty: none
     * @param before makes the plain part
     */
    public record Plan(
            ClientEndpoint endpoint,
            TlsSettings tls,
            Optional<Duration> deadline,
            Optional<Duration> plainDeadline,
            Function<PlainPart.Outcome, PlainPart> before) {}

    private final Reactor reactor;
    private final Plan plan;
    private final Supplier<? extends Protocol> factory;
    private final BiFunction<P, Connection, T> result;
    private final long startNanos;
    private final Promise<T> promise;

    // Set before anybody has the promise.
    private volatile @Nullable Pending<P> connecting;

    private @Nullable P connected;
    private @Nullable PlainPart before;
    private @Nullable Connection plain;
    private @Nullable Connection secured;
    private @Nullable Pending<Connection> upgrade;
    private @Nullable Timer timer;
    private @Nullable Timer plainTimer;
    private boolean over;

    private SecuredConnect(
            Reactor reactor, Plan plan, Supplier<? extends Protocol> factory, BiFunction<P, Connection, T> result) {
        this.reactor = reactor;
        this.plan = plan;
        this.factory = factory;
        this.result = result;
        this.startNanos = reactor.nanoTime();
        this.promise = reactor.promise(this::abandon);
    }

    /**
     * Begins. Any thread.
     *
     * @param reactor carries it
     * @param plan what to do
     * @param below connects the plan's endpoint with a protocol
     * @param factory makes the protocol of the secured connection
     * @param result makes the value of the pending
     * @param <P> what the other endpoint yields
     * @param <T> what this connect yields
     * @return completes after the protocol's {@code connected}
     */
    public static <P, T> Pending<T> start(
            Reactor reactor,
            Plan plan,
            Function<Supplier<? extends Protocol>, Pending<P>> below,
            Supplier<? extends Protocol> factory,
            BiFunction<P, Connection, T> result) {
        SecuredConnect<P, T> begun = new SecuredConnect<>(reactor, plan, factory, result);
        Pending<P> connecting;
        try {
            connecting = below.apply(begun::first);
        } catch (RuntimeException | Error refused) {
            begun.promise.cancel();
            throw refused;
        }
        begun.connecting = connecting;
        connecting.whenComplete(begun::connected);
        // Where the endpoint has the same deadline, or an earlier one, it says more when it has passed.
        Optional<Duration> ofEndpoint = plan.endpoint.options().deadline();
        plan.deadline
                .filter(own -> ofEndpoint.isEmpty() || own.compareTo(ofEndpoint.get()) < 0)
                .ifPresent(own -> new LoopExecutor(reactor).execute(() -> begun.within(own)));
        return begun.promise;
    }

    private Protocol first() {
        PlainPart made = plan.before.apply(this);
        before = made;
        return made;
    }

    private void connected(@Nullable P value, @Nullable Throwable failure) {
        if (failure != null) {
            fail(Together.cause(failure));
        } else {
            connected = value;
            succeed();
        }
    }

    // ---- the plain part

    @Override
    public void begun(Connection connection) {
        plain = connection;
        if (over) {
            connection.abort();
            return;
        }
        if (timer == null) {
            // What is left of the endpoint's own deadline is for what follows.
            plan.endpoint.options().deadline().ifPresent(this::within);
        }
        plan.plainDeadline.ifPresent(deadline ->
                plainTimer = reactor.schedule(deadline, () -> late(connection, "TLS not begun within ", deadline)));
    }

    @Override
    public void ready(Connection connection) {
        if (over) {
            return;
        }
        stopPlainTimer();
        Pending<Connection> begun;
        try {
            begun = connection.startTls(plan.tls, factory);
        } catch (RuntimeException | Error thrown) {
            fail(thrown);
            return;
        }
        upgrade = begun;
        begun.whenComplete((upgraded, failure) -> {
            if (failure != null && !over) {
                // The connection is ending by itself: an alert may be on its way to the peer.
                over = true;
                stopTimer();
                promise.fail(Together.cause(failure));
            } else if (failure == null) {
                secured = upgraded;
                succeed();
            }
        });
    }

    @Override
    public void refused(Connection connection, IOException why) {
        fail(why);
    }

    @Override
    public void gone(Connection connection, CloseReason reason) {
        // After a handshake that failed this comes second.
        fail(failure(connection, reason));
    }

    private IOException failure(Connection connection, CloseReason reason) {
        String where = words(connection) + ": ";
        Facts facts = facts(FailureKind.RESET, connection);
        if (reason instanceof CloseReason.Failed failed) {
            return failed.cause();
        }
        if (reason instanceof CloseReason.Aborted aborted) {
            return Failures.of(
                    facts(FailureKind.ABORTED, connection),
                    where + "aborted before TLS was up" + (aborted.cause() == null ? "" : ": " + aborted.cause()),
                    aborted.cause());
        }
        return Failures.of(
                facts, where + "the peer closed the connection before TLS was up; pending: " + pending(), null);
    }

    // ---- the end

    private void succeed() {
        P first = connected;
        Connection last = secured;
        if (last != null && over) {
            last.abort();
        } else if (first != null && last != null) {
            over = true;
            stopTimer();
            if (!promise.succeed(result.apply(first, last))) {
                last.abort();
            }
        }
    }

    private void fail(Throwable why) {
        if (!over) {
            abandon();
            promise.fail(why);
        }
    }

    /** Nothing stays: the promise is done without a connection. */
    private void abandon() {
        over = true;
        stopTimer();
        Pending<P> first = connecting;
        if (first != null) {
            first.cancel();
        }
        Pending<Connection> second = upgrade;
        if (second != null) {
            second.cancel();
        }
        Connection there = plain;
        if (there != null) {
            there.abort();
        }
    }

    private void within(Duration deadline) {
        if (over) {
            return;
        }
        Duration left = deadline.minusNanos(reactor.nanoTime() - startNanos);
        try {
            timer = reactor.schedule(left.isNegative() ? Duration.ZERO : left, () -> passed(deadline));
        } catch (RejectedExecutionException closed) {
            // What is pending on a closed reactor fails by itself.
        }
    }

    private void passed(Duration deadline) {
        Connection there = plain;
        if (there != null) {
            late(there, "not connected within ", deadline);
        } else {
            fail(Failures.of(
                    new Facts(FailureKind.TIMEOUT, "connect"),
                    "connect to " + plan.endpoint + ": not connected within " + DurationText.format(deadline)
                            + ": the connection below TLS still pending",
                    null));
        }
    }

    private void late(Connection connection, String what, Duration deadline) {
        fail(Failures.of(
                facts(FailureKind.TIMEOUT, connection),
                words(connection) + ": " + what + DurationText.format(deadline) + ": " + pending() + " with "
                        + AddressText.formatSocket(connection.remoteAddress()) + " still pending",
                null));
    }

    private void stopPlainTimer() {
        Timer running = plainTimer;
        if (running != null) {
            plainTimer = null;
            running.cancel();
        }
    }

    private void stopTimer() {
        stopPlainTimer();
        Timer running = timer;
        if (running != null) {
            timer = null;
            running.cancel();
        }
    }

    // ---- words

    private String pending() {
        PlainPart part = before;
        return upgrade != null || part == null ? "TLS handshake" : part.pending();
    }

    private String words(Connection connection) {
        InetSocketAddress remote = connection.remoteAddress();
        String address = AddressText.formatSocket(remote);
        return "connect to "
                + plan.endpoint
                        .serverName()
                        .filter(name -> !address.contains(name))
                        .map(name -> name + " (" + address + ")")
                        .orElse(address);
    }

    private static Facts facts(FailureKind kind, Connection connection) {
        return new Facts(kind, "connect", connection.localAddress(), connection.remoteAddress(), null);
    }
}
