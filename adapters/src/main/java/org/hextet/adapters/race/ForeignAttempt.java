package org.hextet.adapters.race;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.hextet.api.Connection;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Protocol;
import org.hextet.api.Reactor;
import org.hextet.api.StreamOptions;

/**
 * One attempt of a race, from its start on the loop to its end there.
 *
 * @param <T> a connection
 */
final class ForeignAttempt<T> implements AttemptEnd<T> {

    private final Reactor reactor;
    private final InetSocketAddress remote;
    private final StreamOptions options;
    private final Attempts<T> attempts;
    private final Supplier<? extends Protocol> factory;
    private final Promise<Connection> promise;

    /** Of the loop. */
    private Runnable giveUp = () -> {};

    ForeignAttempt(
            Reactor reactor,
            InetSocketAddress remote,
            StreamOptions options,
            Attempts<T> attempts,
            Supplier<? extends Protocol> factory) {
        this.reactor = reactor;
        this.remote = remote;
        this.options = options;
        this.attempts = attempts;
        this.factory = factory;
        this.promise = reactor.promise(() -> giveUp.run());
    }

    Pending<Connection> begin() {
        giveUp = attempts.begin(remote, options, this);
        return promise;
    }

    @Override
    public void connected(T connection) {
        try {
            reactor.execute(() -> handOver(connection));
        } catch (RejectedExecutionException closed) {
            attempts.abort(connection);
        }
    }

    @Override
    public void failed(Throwable failure) {
        Throwable typed = failure instanceof IOException refused
                ? ConnectFailures.of(refused, remote, options.deadline())
                : failure;
        promise.fail(typed);
    }

    private void handOver(T connected) {
        if (promise.isDone()) {
            attempts.abort(connected); // Cancelled meanwhile.
            return;
        }
        ForeignConnection<T> connection = new ForeignConnection<>(reactor, remote, connected, attempts);
        try {
            factory.get().connected(connection);
        } catch (Exception | Error thrown) {
            connection.abort();
            promise.fail(thrown);
            return;
        }
        if (!promise.succeed(connection)) {
            connection.abort();
        }
    }
}
