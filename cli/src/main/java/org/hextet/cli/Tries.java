package org.hextet.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.hextet.api.ClientEndpoint;
import org.hextet.api.Pending;
import org.hextet.api.Promise;
import org.hextet.api.Reactor;
import org.jspecify.annotations.Nullable;

/**
 * Connects, and where that fails connects again until the time is over. The last try ends with it. Everything but
 * {@link #start} is of the reactor's thread.
 *
 * @param <T> what a connect yields
 */
final class Tries<T> {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final Reactor reactor;
    private final Target target;
    private final Optional<Duration> within;
    private final Function<ClientEndpoint, Pending<T>> connect;
    private final BiConsumer<Throwable, Duration> again;
    private final Promise<T> promise;
    private Duration pause = FIRST_PAUSE;
    private long beganNanos;
    private @Nullable Pending<T> underWay;

    /**
     * Prepares.
     *
     * @param reactor carries the connects
     * @param target where to
     * @param within how long to try; empty: once
     * @param connect begins one connect
     * @param again told of each failure that is followed by another try, and of the pause before it
     */
    Tries(
            Reactor reactor,
            Target target,
            Optional<Duration> within,
            Function<ClientEndpoint, Pending<T>> connect,
            BiConsumer<Throwable, Duration> again) {
        this.reactor = reactor;
        this.target = target;
        this.within = within;
        this.connect = connect;
        this.again = again;
        this.promise = reactor.promise(() -> {
            if (underWay != null) {
                underWay.cancel();
            }
        });
    }

    Pending<T> start() {
        reactor.execute(() -> {
            beganNanos = reactor.nanoTime();
            tryOnce();
        });
        return promise;
    }

    private void tryOnce() {
        if (promise.isDone()) {
            return;
        }
        try {
            underWay = connect.apply(bounded());
            underWay.whenComplete((value, failure) -> {
                if (failure == null) {
                    promise.succeed(value);
                } else {
                    failed(
                            failure instanceof CompletionException && failure.getCause() != null
                                    ? failure.getCause()
                                    : failure);
                }
            });
        } catch (RuntimeException mistake) {
            promise.fail(mistake);
        }
    }

    private ClientEndpoint bounded() {
        return within.isEmpty() ? target.endpoint() : target.within(left()).endpoint();
    }

    private void failed(Throwable failure) {
        if (!(failure instanceof IOException) || within.isEmpty() || left().compareTo(pause) <= 0) {
            promise.fail(failure);
            return;
        }
        again.accept(failure, pause);
        reactor.schedule(pause, this::tryOnce);
        pause = pause.multipliedBy(2);
        pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    private Duration left() {
        return within.orElse(Duration.ZERO).minusNanos(reactor.nanoTime() - beganNanos);
    }
}
