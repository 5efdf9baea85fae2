package org.hextet.endpoints.listening;

import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.hextet.api.Pending;
import org.hextet.api.Reactor;
import org.jspecify.annotations.Nullable;

/** What all reactors of a group do, as one. */
public final class Together {

    private Together() {}

    /**
     * The end of all of it.
     *
     * @param reactors of the group; it completes on the first one's thread, and nobody may wait on any
     * @param operation for the error of who waits in vain
     * @param all one of each reactor
     * @return completes when all are done; fails with the first failure; cannot be cancelled
     */
    public static Pending<Void> all(List<Reactor> reactors, String operation, List<Pending<Void>> all) {
        Watched<Void> done = new Watched<>(reactors, operation);
        AtomicInteger left = new AtomicInteger(all.size());
        AtomicReference<@Nullable Throwable> first = new AtomicReference<>();
        for (Pending<Void> each : all) {
            each.whenComplete((nothing, failure) -> {
                if (failure != null) {
                    first.compareAndSet(null, cause(failure));
                }
                if (left.decrementAndGet() == 0) {
                    Throwable why = first.get();
                    if (why == null) {
                        done.succeedEmpty();
                    } else {
                        done.fail(why);
                    }
                }
            });
        }
        return done;
    }

    /**
     * The failure itself: a stage wraps what comes from another one.
     *
     * @param failure of a stage
     * @return what it wraps, or itself
     */
    public static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
