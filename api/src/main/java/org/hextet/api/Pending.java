package org.hextet.api;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * The result of an operation that a reactor carries out.
 *
 * <p>It completes on the reactor's thread, exactly once; stages that depend on it run there too, unless they name
 * another executor. Any thread may call its methods. {@code join}, {@code get} and the like of
 * {@link #toCompletableFuture()}, and of stages derived from it, fail on the reactor's thread as {@link #await()} does.
 *
 * @param <T> what the operation yields
 */
public interface Pending<T> extends CompletionStage<T> {

    /**
     * Waits until the operation is done. It throws the failure itself, never a wrapper.
     *
     * @return what the operation yields
     * @throws IOException the failure of the operation, most often a {@link org.hextet.api.failure.NetworkFailure}
     * @throws InterruptedException if the waiting thread is interrupted; the operation goes on
     * @throws java.util.concurrent.CancellationException if the operation was cancelled
     * @throws IllegalStateException at once, if called on the reactor's thread, where waiting would be for ever
     */
    T await() throws IOException, InterruptedException;

    /**
     * As {@link #await()}, for a limited time. When it has passed the operation goes on.
     *
     * @param atMost how long to wait; zero or less only looks
     * @return what the operation yields
     * @throws IOException the failure of the operation, or a {@link java.net.SocketTimeoutException} of kind
     *     {@link org.hextet.api.failure.FailureKind#TIMEOUT} when it was not done in time
     * @throws InterruptedException if the waiting thread is interrupted; the operation goes on
     * @throws java.util.concurrent.CancellationException if the operation was cancelled
     * @throws IllegalStateException at once, if called on the reactor's thread
     */
    T await(Duration atMost) throws IOException, InterruptedException;

    /**
     * Aborts the operation: its socket is closed, and no callback of it comes later. The pending then fails with a
     * {@link java.util.concurrent.CancellationException} of kind {@link org.hextet.api.failure.FailureKind#CANCELLED}.
     *
     * <p>What only watches ({@link Connection#closed()}, {@link Reactor#terminated()}) cannot be cancelled.
     *
     * @return true if this call cancelled it; false if it was done already, was cancelled before, or only watches
     */
    boolean cancel();

    /**
     * Whether the operation has succeeded, failed or been cancelled.
     *
     * @return true once it is done
     */
    boolean isDone();
}
