package org.hextet.endpoints.listening;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.policies.DurationText;

/**
 * A pending that only watches, such as the end of an aggregate port. Not a promise of the reactor: those can be
 * cancelled.
 *
 * @param <T> what it yields
 */
final class Watched<T> extends CompletableFuture<T> implements Pending<T> {

    private final Reactor reactor;

    Watched(Reactor reactor) {
        this.reactor = reactor;
    }

    /** Derived stages keep the rule that nobody waits on the loop. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new Watched<>(reactor);
    }

    @Override
    public boolean cancel() {
        return false;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return false;
    }

    @Override
    public T await() throws IOException, InterruptedException {
        try {
            return get();
        } catch (ExecutionException never) {
            throw new IOException(never);
        }
    }

    @Override
    public T await(Duration atMost) throws IOException, InterruptedException {
        long nanos;
        try {
            nanos = atMost.toNanos();
        } catch (ArithmeticException centuries) {
            nanos = atMost.isNegative() ? 0 : Long.MAX_VALUE;
        }
        try {
            return get(nanos, TimeUnit.NANOSECONDS);
        } catch (ExecutionException never) {
            throw new IOException(never);
        } catch (TimeoutException late) {
            throw Failures.of(
                    new Facts(FailureKind.TIMEOUT, "stop listening"),
                    "stop listening: not done within " + DurationText.format(Duration.ofNanos(Math.max(0, nanos)))
                            + "; it goes on",
                    late);
        }
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        refuseWaiting();
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        refuseWaiting();
        return super.get(timeout, unit);
    }

    @Override
    public T join() {
        refuseWaiting();
        return super.join();
    }

    private void refuseWaiting() {
        if (reactor.inReactor()) {
            throw new IllegalStateException(
                    "waiting on the reactor's own thread would be for ever: use a callback, or wait on another thread");
        }
    }
}
