package org.hextet.endpoints.listening;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.hextet.policies.DurationText;

/**
 * A pending that only watches, such as the end of several ports. Not a promise of the reactor: those can be cancelled,
 * and know of one thread on which nobody may wait.
 *
 * @param <T> what it yields
 */
class Watched<T> extends CompletableFuture<T> implements Pending<T> {

    private final List<Reactor> reactors;
    private final String operation;
    private final Executor loop;

    /**
     * Waits for something.
     *
     * @param reactors those whose threads it needs, so that nobody waits there; on the first one's it completes
     * @param operation for the error
     */
    Watched(List<Reactor> reactors, String operation) {
        this.reactors = reactors;
        this.operation = operation;
        this.loop = new LoopExecutor(reactors.get(0));
    }

    /** Derived stages keep the rules: they run on the loop, and nobody waits for them there. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new Watched<>(reactors, operation);
    }

    /** Completes it on the loop. */
    final void succeed(T value) {
        loop.execute(() -> complete(value));
    }

    /** Completes one of nothing on the loop. */
    @SuppressWarnings("NullAway") // Void has no other value
    final void succeedEmpty() {
        loop.execute(() -> complete(null));
    }

    /** Fails it on the loop. */
    final void fail(Throwable failure) {
        loop.execute(() -> completeExceptionally(failure));
    }

    @Override
    public boolean cancel() {
        return false;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return cancel();
    }

    @Override
    public T await() throws IOException, InterruptedException {
        try {
            return get();
        } catch (ExecutionException failed) {
            throw thrown(failed.getCause() == null ? failed : failed.getCause());
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
        } catch (ExecutionException failed) {
            throw thrown(failed.getCause() == null ? failed : failed.getCause());
        } catch (TimeoutException late) {
            throw Failures.of(
                    new Facts(FailureKind.TIMEOUT, operation),
                    operation + ": not done within " + DurationText.format(Duration.ofNanos(Math.max(0, nanos)))
                            + "; it goes on",
                    late);
        }
    }

    private static IOException thrown(Throwable cause) {
        if (cause instanceof IOException failure) {
            return failure;
        }
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return new IOException(cause);
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
        for (Reactor reactor : reactors) {
            if (reactor.inReactor()) {
                throw new IllegalStateException(
                        "waiting on the reactor's own thread would be for ever: use a callback, or wait on another thread");
            }
        }
    }

    // ---- dependent stages run on the loop, whoever adds them and whenever

    @Override
    public <U> CompletableFuture<U> thenApply(Function<? super T, ? extends U> action) {
        return super.thenApplyAsync(action, loop);
    }

    @Override
    public CompletableFuture<Void> thenAccept(Consumer<? super T> action) {
        return super.thenAcceptAsync(action, loop);
    }

    @Override
    public CompletableFuture<Void> thenRun(Runnable action) {
        return super.thenRunAsync(action, loop);
    }

    @Override
    public <U, V> CompletableFuture<V> thenCombine(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> action) {
        return super.thenCombineAsync(other, action, loop);
    }

    @Override
    public <U> CompletableFuture<Void> thenAcceptBoth(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
        return super.thenAcceptBothAsync(other, action, loop);
    }

    @Override
    public CompletableFuture<Void> runAfterBoth(CompletionStage<?> other, Runnable action) {
        return super.runAfterBothAsync(other, action, loop);
    }

    @Override
    public <U> CompletableFuture<U> applyToEither(CompletionStage<? extends T> other, Function<? super T, U> action) {
        return super.applyToEitherAsync(other, action, loop);
    }

    @Override
    public CompletableFuture<Void> acceptEither(CompletionStage<? extends T> other, Consumer<? super T> action) {
        return super.acceptEitherAsync(other, action, loop);
    }

    @Override
    public CompletableFuture<Void> runAfterEither(CompletionStage<?> other, Runnable action) {
        return super.runAfterEitherAsync(other, action, loop);
    }

    @Override
    public <U> CompletableFuture<U> thenCompose(Function<? super T, ? extends CompletionStage<U>> action) {
        return super.thenComposeAsync(action, loop);
    }

    @Override
    public CompletableFuture<T> whenComplete(BiConsumer<? super T, ? super Throwable> action) {
        return super.whenCompleteAsync(action, loop);
    }

    @Override
    public <U> CompletableFuture<U> handle(BiFunction<? super T, Throwable, ? extends U> action) {
        return super.handleAsync(action, loop);
    }

    @Override
    public CompletableFuture<T> exceptionally(Function<Throwable, ? extends T> action) {
        return super.exceptionallyAsync(action, loop);
    }
}
