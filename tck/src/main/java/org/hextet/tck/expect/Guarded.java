package org.hextet.tck.expect;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Calls of provider code outside of any check, which may hang too. */
public final class Guarded {

    private Guarded() {}

    /**
     * Calls it on a thread of its own.
     *
     * @param what it does, for the failure's text: {@code finding the transports}
     * @param call what to do
     * @param <T> what it yields
     * @return what it yielded; what it threw is thrown again
     * @throws HungException if it does not come back in time
     */
    public static <T> T call(String what, Supplier<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread caller = new Thread(
                () -> {
                    try {
                        result.complete(call.get());
                    } catch (Throwable thrown) {
                        result.completeExceptionally(thrown);
                    }
                },
                "tck " + what);
        caller.setDaemon(true);
        caller.start();
        Duration guard = Patience.guard();
        try {
            return result.get(guard.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException hung) {
            throw new HungException(what + " hung for " + guard.toSeconds() + " s " + ThreadDump.top(caller));
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            if (failed.getCause() instanceof Error thrown) {
                throw thrown;
            }
            throw new IllegalStateException(what + " failed", failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + what, interrupted);
        }
    }
}
