package org.hextet.tck.mutants;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.hextet.api.Connection;
import org.hextet.api.ListeningPort;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure;
import org.hextet.tck.doubles.ForwardingReactor;

/** Operations that fail in another way than they should. */
final class ChangedFailure {

    private ChangedFailure() {}

    /** Connects that fail are told in another way. */
    static UnaryOperator<Reactor> ofConnects(UnaryOperator<Throwable> change) {
        return reactor -> new ForwardingReactor(reactor) {
            @Override
            public Pending<Connection> connectTcp(
                    InetSocketAddress remote, StreamOptions options, Supplier<? extends Protocol> factory) {
                return of(beneath, super.connectTcp(remote, options, factory), change);
            }
        };
    }

    /** Listens that fail are told in another way. */
    static UnaryOperator<Reactor> ofListens(UnaryOperator<Throwable> change) {
        return reactor -> new ForwardingReactor(reactor) {
            @Override
            public Pending<ListeningPort> listenTcp(
                    InetSocketAddress local, StreamOptions options, Supplier<? extends Protocol> factory) {
                return of(beneath, super.listenTcp(local, options, factory), change);
            }
        };
    }

    /** The same operation, whose failure is changed. */
    static <T> Pending<T> of(Reactor reactor, Pending<T> source, UnaryOperator<Throwable> change) {
        Promise<T> promise = reactor.watched();
        source.whenComplete((value, failure) -> {
            if (failure == null) {
                promise.succeed(value);
            } else {
                promise.fail(change.apply(failure));
            }
        });
        return new ForwardingPending<>(promise) {
            @Override
            public boolean cancel() {
                return source.cancel();
            }
        };
    }

    /** Failures of one kind are of another one. */
    static UnaryOperator<Throwable> kind(FailureKind from, FailureKind to) {
        return ifOf(from, failure -> of(to, failure));
    }

    /** Failures of one kind are told in another way. */
    static UnaryOperator<Throwable> ifOf(FailureKind kind, Function<NetworkFailure, ? extends Throwable> change) {
        return failure ->
                failure instanceof NetworkFailure typed && typed.kind() == kind ? change.apply(typed) : failure;
    }

    /** The same failure, of another kind. */
    static IOException of(FailureKind kind, NetworkFailure failure) {
        NetworkFailure.Facts facts = failure.facts();
        return Failures.of(
                new NetworkFailure.Facts(
                        kind, facts.operation(), facts.localAddress(), facts.remoteAddress(), facts.errnoName()),
                failure.getMessage(),
                failure.asThrowable().getCause());
    }

    /** The same failure of a lookup, of another kind. */
    static UnknownHostException of(FailureKind kind, UnknownHostException failure) {
        return Failures.ofLookup(new NetworkFailure.Facts(kind, "look up"), String.valueOf(failure.getMessage()), null);
    }

    static boolean isOf(Throwable failure, FailureKind kind) {
        return failure instanceof NetworkFailure typed && typed.kind() == kind;
    }

    /** The same failure, in other words. */
    static IOException of(NetworkFailure failure, String message) {
        return Failures.of(failure.facts(), message, failure.asThrowable().getCause());
    }
}
