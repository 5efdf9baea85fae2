package org.hextet.endpoints.listening;

import java.util.List;
import org.hextet.api.Promise;
import org.hextet.api.Reactor;

/**
 * The outcome of a promise of one reactor that needs the threads of others too: nobody may wait for it on any of them.
 *
 * @param <T> what it yields
 */
final class Cancellable<T> extends Watched<T> {

    private final Promise<T> promise;

    private Cancellable(List<Reactor> reactors, String operation, Promise<T> promise) {
        super(reactors, operation);
        this.promise = promise;
    }

    /** Completes as the promise does. */
    static <T> Cancellable<T> of(List<Reactor> reactors, String operation, Promise<T> promise) {
        Cancellable<T> outcome = new Cancellable<>(reactors, operation, promise);
        promise.whenComplete((value, failure) -> {
            if (failure == null) {
                outcome.succeed(value);
            } else {
                outcome.fail(failure);
            }
        });
        return outcome;
    }

    @Override
    public boolean cancel() {
        return promise.cancel();
    }
}
