package org.hextet.reactor;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hextet.api.Promise;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;
import org.jspecify.annotations.Nullable;

/**
 * A pending of a reactor. Its outcome is decided once, by {@link #claim()}, from any thread; it completes later, on the
 * reactor's thread. In between the winner of the claim does what the outcome needs.
 */
class ReactorPromise<T> extends CompletableFuture<T> implements Promise<T> {

    private final EventLoop loop;
    private final String operation;
    private final @Nullable Runnable onCancel;
    private final AtomicBoolean claimed = new AtomicBoolean();
    private volatile @Nullable Set<ReactorPromise<?>> registry;

    private ReactorPromise(EventLoop loop, String operation, @Nullable Runnable onCancel) {
        this.loop = loop;
        this.operation = operation;
        this.onCancel = onCancel;
    }

    /**
     * An operation that can be cancelled: {@code onCancel} runs on the loop once the claim is made, and completes the
     * promise.
     */
    static <T> ReactorPromise<T> cancellable(EventLoop loop, String operation, Runnable onCancel) {
        return new ReactorPromise<>(loop, operation, onCancel);
    }

    /**
     * A promise for the layers above: cancelling it runs {@code onCancel} on the loop, and so does the reactor's end.
     */
    static <T> ReactorPromise<T> layered(EventLoop loop, Incidents incidents, Runnable onCancel) {
        return new ReactorPromise<>(loop, "operation", onCancel) {
            @Override
            void runCancel() {
                endLayer(cancelled());
            }

            @Override
            void endLayer(Throwable failure) {
                try {
                    onCancel.run();
                } catch (Throwable thrown) {
                    incidents.threw("onCancel of a promise", thrown);
                }
                finishWith(failure);
            }
        };
    }

    /** Something that is only watched. */
    static <T> ReactorPromise<T> watching(EventLoop loop, String operation) {
        return new ReactorPromise<>(loop, operation, null);
    }

    /** Stands in a list of what is pending, until it is done. Before anybody else has it. */
    void standIn(Set<ReactorPromise<?>> pending) {
        registry = pending;
        pending.add(this);
    }

    private void leaveRegistry() {
        Set<ReactorPromise<?>> pending = registry;
        if (pending != null) {
            pending.remove(this);
        }
    }

    /** Decides the outcome. True for exactly one caller. */
    boolean claim() {
        return claimed.compareAndSet(false, true);
    }

    /** Completes it, on the loop, by whoever has the claim. */
    void finish(T value) {
        leaveRegistry();
        super.complete(value);
    }

    /** Completes a promise of nothing, on the loop, by whoever has the claim. */
    @SuppressWarnings("NullAway") // Void has no other value
    void finishEmpty() {
        leaveRegistry();
        super.complete(null);
    }

    /** Fails it, on the loop, by whoever has the claim. */
    void finishWith(Throwable failure) {
        leaveRegistry();
        super.completeExceptionally(failure);
    }

    /** What a cancelled operation fails with. */
    CancellationException cancelled() {
        return Failures.cancelled(new Facts(FailureKind.CANCELLED, operation), operation + ": cancelled");
    }

    @Override
    public boolean succeed(T value) {
        if (!claim()) {
            return false;
        }
        loop.onLoop(() -> finish(value));
        return true;
    }

    @Override
    public boolean fail(Throwable failure) {
        if (!claim()) {
            return false;
        }
        loop.onLoop(() -> finishWith(failure));
        return true;
    }

    @Override
    public boolean cancel() {
        if (onCancel == null || !claim()) {
            return false;
        }
        loop.onLoop(this::runCancel);
        return true;
    }

    /** On the loop, by whoever cancelled. */
    void runCancel() {
        if (onCancel != null) {
            onCancel.run();
        }
    }

    /** The reactor closes, on the loop, the claim being made. */
    void endLayer(Throwable failure) {
        finishWith(failure);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return onCancel == null ? super.cancel(mayInterruptIfRunning) : cancel();
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
        try {
            return get(EventLoop.nanos(atMost), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            throw thrown(failed.getCause() == null ? failed : failed.getCause());
        } catch (TimeoutException late) {
            IOException timeout = Failures.of(
                    new Facts(FailureKind.TIMEOUT, operation),
                    operation + ": not done within " + ErrnoFailures.seconds(atMost) + "; it goes on",
                    null);
            throw timeout instanceof SocketTimeoutException ? timeout : new IOException(timeout);
        }
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        loop.refuseWaiting();
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        loop.refuseWaiting();
        return super.get(timeout, unit);
    }

    @Override
    public T join() {
        loop.refuseWaiting();
        return super.join();
    }

    // ---- dependent stages run on the loop, whoever adds them and whenever

    @Override
    public <U> CompletableFuture<U> thenApply(Function<? super T, ? extends U> action) {
        return super.thenApplyAsync(action, loop::onLoop);
    }

    @Override
    public CompletableFuture<Void> thenAccept(Consumer<? super T> action) {
        return super.thenAcceptAsync(action, loop::onLoop);
    }

    @Override
    public CompletableFuture<Void> thenRun(Runnable action) {
        return super.thenRunAsync(action, loop::onLoop);
    }

    @Override
    public <U, V> CompletableFuture<V> thenCombine(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> action) {
        return super.thenCombineAsync(other, action, loop::onLoop);
    }

    @Override
    public <U> CompletableFuture<Void> thenAcceptBoth(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
        return super.thenAcceptBothAsync(other, action, loop::onLoop);
    }

    @Override
    public CompletableFuture<Void> runAfterBoth(CompletionStage<?> other, Runnable action) {
        return super.runAfterBothAsync(other, action, loop::onLoop);
    }

    @Override
    public <U> CompletableFuture<U> applyToEither(CompletionStage<? extends T> other, Function<? super T, U> action) {
        return super.applyToEitherAsync(other, action, loop::onLoop);
    }

    @Override
    public CompletableFuture<Void> acceptEither(CompletionStage<? extends T> other, Consumer<? super T> action) {
        return super.acceptEitherAsync(other, action, loop::onLoop);
    }

    @Override
    public CompletableFuture<Void> runAfterEither(CompletionStage<?> other, Runnable action) {
        return super.runAfterEitherAsync(other, action, loop::onLoop);
    }

    @Override
    public <U> CompletableFuture<U> thenCompose(Function<? super T, ? extends CompletionStage<U>> action) {
        return super.thenComposeAsync(action, loop::onLoop);
    }

    @Override
    public CompletableFuture<T> whenComplete(BiConsumer<? super T, ? super Throwable> action) {
        return super.whenCompleteAsync(action, loop::onLoop);
    }

    @Override
    public <U> CompletableFuture<U> handle(BiFunction<? super T, Throwable, ? extends U> action) {
        return super.handleAsync(action, loop::onLoop);
    }

    @Override
    public CompletableFuture<T> exceptionally(Function<Throwable, ? extends T> action) {
        return super.exceptionallyAsync(action, loop::onLoop);
    }

    /** Derived stages keep the rule that nobody waits on the loop. */
    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new ReactorPromise<>(loop, operation, null);
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
}
