package org.hextet.endpoints.scripted;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.hextet.api.Promise;
import org.hextet.api.failure.FailureKind;
import org.hextet.api.failure.Failures;
import org.hextet.api.failure.NetworkFailure.Facts;

/** A promise of the scripted reactor: done at once, because there is one thread. */
public final class ScriptedPromise<T> extends CompletableFuture<T> implements Promise<T> {

    private final Runnable onCancel;

    ScriptedPromise(Runnable onCancel) {
        this.onCancel = onCancel;
    }

    @Override
    public boolean succeed(T value) {
        return complete(value);
    }

    @Override
    public boolean fail(Throwable failure) {
        return completeExceptionally(failure);
    }

    @Override
    public boolean cancel() {
        if (isDone()) {
            return false;
        }
        onCancel.run();
        return completeExceptionally(Failures.cancelled(new Facts(FailureKind.CANCELLED, "test"), "cancelled"));
    }

    @Override
    public T await() throws IOException, InterruptedException {
        if (!isDone()) {
            throw new AssertionError("nothing will ever complete this: turn the reactor first");
        }
        try {
            return get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException io) {
                throw io;
            }
            if (failed.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new AssertionError(failed);
        }
    }

    @Override
    public T await(Duration atMost) throws IOException, InterruptedException {
        return await();
    }
}
