package org.hextet.tck.memory;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hextet.api.Promise;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.jspecify.annotations.Nullable;

/**
 * A pending on a hand-turned clock. To wait for it is to turn the clock: {@code await()} does what is due now and no
 * more, since nobody else would move time meanwhile.
 */
final class MemoryPromise<T> extends CompletableFuture<T> implements Promise<T> {

    private final MemoryReactor reactor;
    private final String operation;
    private final @Nullable Runnable onCancel;
    private final AtomicBoolean claimed = new AtomicBoolean();
    private volatile @Nullable Throwable failure;

    /** One without {@code onCancel} only watches. */
    MemoryPromise(MemoryReactor reactor, String operation, @Nullable Runnable onCancel) {
        this.reactor = reactor;
        this.operation = operation;
        this.onCancel = onCancel;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new MemoryPromise<>(reactor, operation, null);
    }

    /** Decides the outcome: true for one caller only. */
    boolean claim() {
        return claimed.compareAndSet(false, true);
    }

    /** Whether nobody has decided its outcome yet. */
    boolean isOpen() {
        return !claimed.get();
    }

    @Override
    public boolean succeed(T value) {
        boolean mine = claim();
        if (mine) {
            reactor.onLoop(() -> finish(value));
        }
        return mine;
    }

    @Override
    public boolean fail(Throwable why) {
        boolean mine = claim();
        if (mine) {
            reactor.onLoop(() -> finishWith(why));
        }
        return mine;
    }

    private void finish(T value) {
        reactor.forget(this);
        super.complete(value);
    }

    private void finishWith(Throwable why) {
        reactor.forget(this);
        failure = why;
        super.completeExceptionally(why);
    }

    @Override
    public boolean cancel() {
        boolean mine = onCancel != null && claim();
        if (mine) {
            reactor.onLoop(() -> endWith(
                    Failures.cancelled(new Facts(FailureKind.CANCELLED, operation), operation + ": cancelled")));
        }
        return mine;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return cancel();
    }

    /** The reactor ends before it. */
    void endByClose() {
        if (claim()) {
            endWith(MemoryFailures.reactorClosed(operation));
        }
    }

    private void endWith(Throwable why) {
        if (onCancel != null) {
            try {
                onCancel.run();
            } catch (Throwable thrown) {
                reactor.threw("the end of " + operation, thrown);
            }
        }
        finishWith(why);
    }

    @Override
    public T await() throws IOException, InterruptedException {
        drive();
        return outcome();
    }

    @Override
    public T await(Duration atMost) throws IOException, InterruptedException {
        reactor.requireElsewhere("await");
        HandTurnedClock clock = reactor.clock();
        clock.turn();
        Duration end = clock.elapsed().plus(atMost);
        while (!isDone()) {
            Optional<Duration> next = clock.nextDue();
            Duration left = end.minus(clock.elapsed());
            if (left.isNegative() || left.isZero()) {
                break;
            }
            clock.advance(next.isPresent() && next.get().compareTo(left) < 0 ? next.get() : left);
        }
        if (!isDone()) {
            throw Failures.of(
                    new Facts(FailureKind.TIMEOUT, operation),
                    operation + ": not done after " + atMost.toMillis() + " ms; it goes on",
                    null);
        }
        return outcome();
    }

    /** Does what is due. If that is not enough, waiting would be for ever. */
    private void drive() {
        reactor.requireElsewhere("await");
        if (!isDone()) {
            reactor.clock().turn();
        }
        if (!isDone()) {
            throw new IllegalStateException(
                    operation + " is not done, and nothing more is due now: advance the clock, or await(Duration)");
        }
    }

    private T outcome() throws IOException {
        Throwable why = failure;
        if (why == null) {
            return super.join();
        }
        if (why instanceof IOException expected) {
            throw expected;
        }
        if (why instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (why instanceof Error error) {
            throw error;
        }
        throw new IOException(why);
    }

    @Override
    public T join() {
        drive();
        return super.join();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        drive();
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException {
        drive();
        return super.get();
    }
}
